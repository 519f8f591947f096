import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./config";

/** What a whole suite of faults counted. */
export interface Counted {
  readonly runs: number;
  /** Runs that did not end as they must. */
  readonly failures: number;
  readonly seconds: number;
  /** What a suite of random faults began with. */
  readonly seed?: number | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** Writes what a suite counted to `docs/reliability/<id>.json`. */
export function recordResult(id: string, { runs, failures, seconds, seed, notes = [] }: Counted): void {
  const folder = join(projectRoot, "docs", "reliability");
  const date = new Date().toISOString().slice(0, 10);
  const counted = { runs, failures, seconds: Math.round(seconds), ...(seed === undefined ? {} : { seed }) };
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ id, ...counted, date, cores: cpus().length, notes }, undefined, 2);
  writeFileSync(join(folder, `${id}.json`), `${text}\n`);
}
