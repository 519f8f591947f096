import { registered } from "../support/key-order";

/** One cell of each provider's. */
const CELLS = [
  "megilance@oci-do-free",
  "advancia@cloudflare-droplet",
  "megilance@aws-fargate",
  "belly@single-container",
];
const ORDERS = [1, 2];

jest.setTimeout(300_000);

describe("the order of keys", () => {
  it.each(CELLS)("says nothing: %s registers the same resources with the same inputs", async (cell) => {
    const before = await registered(cell);
    expect(before.length).toBeGreaterThan(10);
    for (const seed of ORDERS) expect(await registered(cell, seed)).toEqual(before);
  });
});
