import { describeOnEngine } from "../support/engine";
import { expireAfter } from "../support/expired-token";
import { recordResult } from "../support/reliability";

jest.setTimeout(7_200_000);

/** After how many of the stack's 54 objects the token is refused. */
const POINTS = [0, 1, 5, 10, 15, 20, 26, 32, 38, 44, 50, 53];

describeOnEngine(`${POINTS.length} updates whose token of the cloud expires`, () => {
  it("are finished by the next one with a token that holds", async () => {
    const begun = Date.now();
    const failed: string[] = [];
    for (const last of POINTS) {
      const { first, second, third, faults } = await expireAfter(last);
      const ended = [first.code === 0 ? "ended well" : "", second.code === 0 ? "" : "the next one failed"];
      const changed = third.code === 0 ? "" : "another one found changes";
      failed.push(...[...ended, changed, ...faults].filter((it) => it !== "").map((line) => `after ${last}: ${line}`));
    }
    const failures = new Set(failed.map((line) => line.split(":")[0])).size;
    recordResult("expired-token", { runs: POINTS.length, failures, seconds: (Date.now() - begun) / 1000 });
    expect(failed).toEqual([]);
  });
});
