import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./config";

/** What a suite counted. */
export interface Counted {
  /** How many times what the suite is about was done. */
  readonly runs: number;
  /** How many of these did not end as they must. */
  readonly failures: number;
  readonly seconds: number;
  /** What a random suite began with. */
  readonly seed?: number | undefined;
  /** What else the numbers mean, a sentence each. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * Writes what a full suite counted to `docs/reliability/<id>.json`, from which `npm run schemas` makes
 * docs/reliability.md. Only a whole run is recorded.
 */
export function recordResult(id: string, { runs, failures, seconds, seed, notes = [] }: Counted): void {
  const folder = join(projectRoot, "docs", "reliability");
  mkdirSync(folder, { recursive: true });
  const result = {
    id,
    runs,
    failures,
    seconds: Math.round(seconds),
    ...(seed === undefined ? {} : { seed }),
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    notes,
  };
  writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
}
