import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataTypes } from "../../providers/registry";
import { exampleSubject } from "../../src/matrix";
import { evaluate } from "../../src/plan/evaluate";
import { projectRoot } from "../support/config";
import type { Act } from "../support/observed";

interface Version {
  version?: string;
}

interface StateEntry {
  readonly urn: string;
  type: string;
  readonly inputs?: Version;
  readonly outputs?: Version;
}

/** As the file backend keeps it. */
interface Checkpoint {
  readonly checkpoint: { readonly latest: { readonly resources: readonly StateEntry[] } };
}

const leafType = (urn: string) => urn.split("::")[2]!.split("$").at(-1)!;

/** The major version before: `7.48.0` -> `6.0.0`. */
const majorBefore = (version: string) => `${Number(version.split(".")[0]) - 1}.0.0`;

/**
 * A state as a program with the providers' former major versions would have left it: older versions of the providers, and
 * the types that the SDKs say their resources had.
 *
 * @param former - The former URN of each resource whose type was another.
 * @returns The state, and what changed in it.
 */
export function agedState(
  checkpoint: string,
  former: ReadonlyMap<string, string>,
): { readonly state: string; readonly providers: readonly string[]; readonly types: readonly string[] } {
  const state = JSON.parse(checkpoint) as Checkpoint;
  const { resources } = state.checkpoint.latest;
  const providers = new Set<string>();
  for (const { type, inputs, outputs } of resources) {
    if (!type.startsWith("pulumi:providers:") || inputs?.version === undefined) continue;
    providers.add(type.slice("pulumi:providers:".length));
    inputs.version = majorBefore(inputs.version);
    if (outputs?.version !== undefined) outputs.version = inputs.version;
  }
  // An SDK's own provider instance has its version in its name.
  const renamed = new Map([...former].filter(([urn]) => resources.some((it) => it.urn === urn)));
  const aged = JSON.stringify(state, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    const as = renamed.get(value);
    if (as !== undefined) return as;
    return value.replace(/(?<=::default_)(\d+)_\d+_\d+/, (_all, major: string) => `${Number(major) - 1}_0_0`);
  });
  const types = new Set<string>();
  const parsed = JSON.parse(aged) as Checkpoint;
  for (const resource of parsed.checkpoint.latest.resources) {
    const type = leafType(resource.urn);
    if (type !== resource.type) types.add(type);
    resource.type = type;
  }
  return { state: JSON.stringify(parsed), providers: [...providers].sort(), types: [...types].sort() };
}

/** The URN that each resource of a cell had before its SDK gave its type another name. */
export async function formerUrns(app: string, topology: string): Promise<ReadonlyMap<string, string>> {
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  const { recording } = await evaluate(source, options);
  const aliased = recording.resources.filter(({ aliases }) => aliases.length > 0);
  return new Map(aliased.map(({ urn, aliases }) => [urn, aliases[0]!]));
}

/** Of what was done, whatever made or took away an object that holds data. */
export const dataActs = (acts: readonly Act[]): string[] =>
  acts
    .filter(({ does, object }) => does !== "update" && dataTypes().has(leafType(object.urn)))
    .map(({ does, object }) => `${does} ${object.urn}`);

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", projectRoot, ...args], { encoding: "utf8" }).trim();

/** Folders whose change may change what a state holds. */
const PROGRAM = ["apps", "topologies", "components", "providers", "src"];

/** Commits that changed the program, the last one first: so many of them, evenly chosen. */
export function revisionsThatDiffer(wanted: number): string[] {
  const all = git("log", "--format=%H", "--first-parent", "HEAD~1", "--", ...PROGRAM).split("\n");
  const step = Math.max(1, (all.length - 1) / Math.max(1, wanted - 1));
  return [...new Set(Array.from({ length: wanted }, (_, at) => all[Math.min(all.length - 1, Math.round(at * step))]!))];
}

/** The program of a commit, in a work tree that `remove` takes away; undefined where it needs other packages. */
export function programAt(commit: string): { readonly root: string; readonly remove: () => void } | undefined {
  const parent = mkdtempSync(join(tmpdir(), "landfall-upgrade-"));
  const root = join(parent, "tree");
  git("worktree", "add", "--quiet", "--detach", root, commit);
  const remove = () => {
    rmSync(parent, { recursive: true, force: true });
    git("worktree", "prune");
  };
  const lockOf = (folder: string) => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies: object };
    return JSON.stringify(dependencies);
  };
  if (!existsSync(join(root, "src", "index.ts")) || lockOf(root) !== lockOf(projectRoot)) {
    remove();
    return undefined;
  }
  symlinkSync(join(projectRoot, "node_modules"), join(root, "node_modules"));
  return { root, remove };
}
