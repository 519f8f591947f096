import { ONE_OF_EACH, registered } from "../support/key-order";

const ORDERS = [1, 2];

jest.setTimeout(300_000);

describe("the order of keys", () => {
  it.each(ONE_OF_EACH)("says nothing: %s registers the same resources with the same inputs", async (cell) => {
    const before = await registered(cell);
    expect(before.length).toBeGreaterThan(10);
    for (const seed of ORDERS) expect(await registered(cell, seed)).toEqual(before);
  });
});
