import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { diffOf, type Knowledge } from "../../src/diff/diff";
import type { Diff } from "../../src/diff/schema";
import { exampleSubject } from "../../src/matrix";
import { plan as evaluate } from "../../src/plan/evaluate";
import type { Plan } from "../../src/plan/schema";
import { projectRoot } from "../support/config";

/** What a database's engine and a bucket's name do, without the data of the providers. */
export const knowledge: Knowledge = {
  forcesReplacement: (_type, path) => ["engine", "bucket"].includes(path),
  dataTypes: new Set(["aws:rds/instance:Instance", "aws:s3/bucket:Bucket"]),
  guardedKinds: new Set(["database", "object-storage"]),
};

export const compare = (from: Plan, to: Plan, labels: readonly [string, string] = ["before", "after"]): Diff =>
  diffOf({ label: labels[0], plan: from }, { label: labels[1], plan: to }, knowledge);

/** An app of the project on a topology, as `landfall plan --app … --topology …` evaluates it. */
export function landed(app: string, topology: string, root = projectRoot): Promise<Plan> {
  const { source, options } = exampleSubject({ root, name: "landfall" }, app, topology);
  return evaluate(source, options);
}

/** The same data with the keys of every object in another order. */
export function shuffled<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item as unknown)]),
  ) as T;
}

/** Names that would be markup, a mention, a reference, a table's cell or a directive if they were taken for it. */
export const HOSTILE = [
  '<img src=x onerror="alert(1)">',
  "</script><script>alert(1)</script>",
  "@octocat closes #1",
  "a | b `code` **bold** [link](http://evil.example)",
  '%%{init: {"theme": "dark"}}%%',
  'end"] --> x["',
  "two\nlines --> <!-- comment -->",
  "\u202egnp.exe",
] as const;

/** The same by a process of its own: what hundreds of services take in memory goes with it. */
export function landedApart(app: string, topology: string, root: string): Plan {
  const argv = ["plan", "--root", root, "--app", app, "--topology", topology, "--format", "json"];
  const out = execFileSync(process.execPath, [join(projectRoot, "bin/landfall.js"), ...argv], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(out) as Plan;
}
