import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./config";

/** What came of a long suite. */
export interface Reliability {
  readonly runs: number;
  readonly failures: number;
  readonly seconds: number;
  readonly seed?: number;
  readonly notes?: string;
}

/** Writes down what came of a long suite, one file an entry. */
export function recordResult(id: string, result: Reliability): void {
  const folder = join(projectRoot, "docs", "reliability");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
