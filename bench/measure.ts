import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a process used. */
export interface Usage {
  /** Wall time. */
  readonly seconds: number;
  /** Time on all cores together; steadier than wall time where the machine has other work. */
  readonly cpuSeconds: number;
  /** The peak of resident memory. */
  readonly peakMiB: number;
}

/** A run, or the median of several. */
export interface Measured extends Usage {
  readonly output: string;
}

/** A process to measure: the arguments of `node`. */
export type Way = readonly string[];

const BYTES_OF_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs Node.js once and waits.
 *
 * @throws Error with what it said when it fails: a figure of a failed run would mean nothing.
 */
export function runOnce(way: Way): Measured {
  const folder = mkdtempSync(join(tmpdir(), "bench-of-landfall-"));
  const report = join(folder, "usage.json");
  try {
    const started = process.hrtime.bigint();
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      ["--require", join(__dirname, "report-usage.js"), ...way],
      { env: { ...process.env, LANDFALL_BENCH_USAGE: report }, encoding: "utf8", maxBuffer: BYTES_OF_OUTPUT },
    );
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (error !== undefined || status !== 0) throw new Error(`node ${way.join(" ")}: ${error?.message ?? stderr}`);
    const used = JSON.parse(readFileSync(report, "utf8")) as Omit<Usage, "seconds">;
    return { seconds, ...used, output: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const ordered = [...values].sort((one, other) => one - other);
  const middle = Math.floor(ordered.length / 2);
  return ordered.length % 2 === 1 ? ordered[middle]! : (ordered[middle - 1]! + ordered[middle]!) / 2;
}

/** Measures several ways in turns, so that whatever else the machine does meets all of them alike. */
export function measure<Name extends string>(ways: Readonly<Record<Name, Way>>, runs: number): Record<Name, Measured> {
  const names = Object.keys(ways) as Name[];
  const results = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (let turn = 0; turn < runs; turn++) {
    for (const name of names) results.get(name)!.push(runOnce(ways[name]));
  }
  const medians = names.map((name) => {
    const all = results.get(name)!;
    const of = (part: keyof Usage) => median(all.map((run) => run[part]));
    const { output } = all[0]!;
    return [name, { seconds: of("seconds"), cpuSeconds: of("cpuSeconds"), peakMiB: of("peakMiB"), output }] as const;
  });
  return Object.fromEntries(medians) as Record<Name, Measured>;
}
