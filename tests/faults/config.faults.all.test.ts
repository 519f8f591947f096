import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as fc from "fast-check";
import { projectRoot } from "../support/config";
import { sourceOf } from "../support/fuzz";
import { stacks } from "../support/fuzz-broken";
import { outcomeOf } from "../support/fuzz-oracle";
import { ONE_OF_EACH } from "../support/key-order";
import { recordResult } from "../support/reliability";
import type { Batch } from "./graph-batch";

jest.setTimeout(7_200_000);

/** Another seed tries other configs; the one of a failure tries the same again. */
const SEED = Number(process.env["LANDFALL_SEED"] ?? 20261128);
const STACKS = 100_000;
const BATCHES = 20;
/** Graphs of one process. */
const GRAPHS = 50;

/** Orders of one cell's keys. */
const ORDERS = 250;

/** What a script of this folder says, in a process of its own. */
function inProcess<T>(script: string, ...args: readonly (string | number)[]): T {
  const all = ["-r", "./bin/register.js", join(projectRoot, "tests/faults", script), ...args.map(String)];
  return JSON.parse(execFileSync("node", all, { cwd: projectRoot, encoding: "utf8" })) as T;
}

const since = (begun: number) => Math.round((Date.now() - begun) / 1000);

describe("any config, at length", () => {
  it(`is right, or is refused in lines that can be read: ${STACKS} stacks`, () => {
    const begun = Date.now();
    const failures: unknown[] = [];
    let right = 0;
    // A thousand at a time, so that they are not all kept.
    for (let at = 0; at < STACKS; at += 1000) {
      for (const stack of fc.sample(stacks, { seed: SEED + at, numRuns: 1000 })) {
        const { config, faults } = outcomeOf(sourceOf(stack));
        if (config !== undefined) right++;
        if (faults.length > 0) failures.push({ seed: SEED + at, stack: stack.stack, values: stack.values, faults });
      }
    }
    const notes = [`${right} were right.`];
    recordResult("config", { runs: STACKS, failures: failures.length, seconds: since(begun), seed: SEED, notes });
    expect(failures.slice(0, 5)).toEqual([]);
  });

  it(`that is right becomes a whole graph: ${BATCHES * GRAPHS} of them`, () => {
    const begun = Date.now();
    const results = Array.from({ length: BATCHES }, (_, at) =>
      inProcess<Batch>("graph-batch.ts", SEED + at * 10_000_000, GRAPHS),
    );
    const runs = results.reduce((sum, { built }) => sum + built, 0);
    const failures = results.flatMap((it) => it.failures);
    recordResult("config-graphs", { runs, failures: failures.length, seconds: since(begun), seed: SEED });
    expect(runs).toBe(BATCHES * GRAPHS);
    expect(failures.slice(0, 5)).toEqual([]);
  });

  it(`registers the same whatever the order of its keys: ${ONE_OF_EACH.length * ORDERS} orders`, () => {
    const begun = Date.now();
    const other: string[] = [];
    for (const cell of ONE_OF_EACH)
      for (let at = 1; at <= ORDERS; at += GRAPHS)
        other.push(
          ...inProcess<number[]>("key-order-batch.ts", cell, at, GRAPHS).map((seed) => `${cell}, order ${seed}`),
        );
    const notes = [`${ORDERS} orders of each of ${ONE_OF_EACH.join(", ")}.`];
    const runs = ONE_OF_EACH.length * ORDERS;
    recordResult("key-orders", { runs, failures: other.length, seconds: since(begun), notes });
    expect(other).toEqual([]);
  });
});
