import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as fc from "fast-check";
import { projectRoot } from "../support/config";
import { sourceOf } from "../support/fuzz";
import { stacks } from "../support/fuzz-broken";
import { outcomeOf } from "../support/fuzz-oracle";
import { recordResult } from "../support/reliability";
import type { Batch } from "./graph-batch";

jest.setTimeout(7_200_000);

/** Another seed tries other configs; the one of a failure tries the same again. */
const SEED = Number(process.env["LANDFALL_SEED"] ?? 20261128);
const STACKS = 100_000;
const BATCHES = 20;
/** Graphs of one process. */
const GRAPHS = 50;

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
    const script = join(projectRoot, "tests/faults/graph-batch.ts");
    const results = Array.from({ length: BATCHES }, (_, at) => {
      const args = ["-r", "./bin/register.js", script, String(SEED + at * 10_000_000), String(GRAPHS)];
      return JSON.parse(execFileSync("node", args, { cwd: projectRoot, encoding: "utf8" })) as Batch;
    });
    const runs = results.reduce((sum, { built }) => sum + built, 0);
    const failures = results.flatMap((it) => it.failures);
    recordResult("config-graphs", { runs, failures: failures.length, seconds: since(begun), seed: SEED });
    expect(runs).toBe(BATCHES * GRAPHS);
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
