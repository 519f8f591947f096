import { describeOnEngine, tell } from "../support/engine";
import { race, REFUSED } from "../support/races";
import { recordResult } from "../support/reliability";
import { TeamStack } from "../support/team-stack";

jest.setTimeout(7_200_000);

const RACES = 50;

/** Milliseconds between the two: from at once until long after the first has its lock. */
const apart = (index: number) => Math.round((index * 1500) / RACES);

describeOnEngine(`${RACES} races of two updates`, () => {
  it("let one through at most, and leave a state that is whole", async () => {
    const begun = Date.now();
    const stack = await TeamStack.open();
    const failed: string[] = [];
    let neither = 0;
    try {
      for (let index = 0; index < RACES; index++) {
        const { through, refused, faults } = await race(stack, apart(index));
        const untold = refused.filter(({ output }) => !REFUSED.test(output));
        const wrong = [
          ...faults,
          ...(through.length > 1 ? ["both were let through"] : []),
          ...untold.map(({ output }) => `failed without the lock's message: ${output.slice(-300)}`),
        ];
        if (through.length === 0) neither += 1;
        failed.push(...wrong.map((line) => `race ${index}: ${line}`));
        if (index % 10 === 9) tell(`${index + 1} races, ${failed.length} faults`);
      }
    } finally {
      stack.close();
    }
    recordResult("locks", {
      runs: RACES,
      failures: new Set(failed.map((line) => line.split(":")[0])).size,
      seconds: (Date.now() - begun) / 1000,
      notes: [`Neither update was let through in ${neither} races: each saw the other's lock.`],
    });
    expect(failed).toEqual([]);
  });
});
