import * as fc from "fast-check";
import { soundStacks, sourceOf } from "../support/fuzz";
import { builtFaults, outcomeOf } from "../support/fuzz-oracle";

/** What one process built of some stacks; Pulumi's SDK never lets go of a graph, so each batch is a process of its own. */
export interface Batch {
  readonly built: number;
  readonly failures: readonly {
    readonly values: unknown;
    readonly stack: string;
    readonly faults: readonly string[];
  }[];
}

/** Builds so many stacks that are right, the first ones of a seed. */
async function batch(seed: number, count: number): Promise<Batch> {
  const failures: Batch["failures"][number][] = [];
  let built = 0;
  for (let at = 0; built < count; at++) {
    const [stack] = fc.sample(soundStacks, { seed: seed + at, numRuns: 1 });
    const source = sourceOf(stack!);
    const { config } = outcomeOf(source);
    if (config === undefined) continue;
    const faults = await builtFaults(source, config);
    built++;
    if (faults.length > 0) failures.push({ stack: source.stack, values: stack!.values, faults });
  }
  return { built, failures };
}

const [seed, count] = process.argv.slice(2).map(Number);
void batch(seed!, count!).then((result) => process.stdout.write(JSON.stringify(result)));
