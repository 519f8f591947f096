import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { IssuesError } from "../../components/core/errors";
import { exampleSubject, type Subject } from "../matrix";
import { parseYaml } from "../config/documents";
import { fileSource, stackNames, structured, type ConfigSource } from "../config/source";
import { UsageError, type Terminal } from "./command";

/** A project on disk: the folder that holds Pulumi.yaml. */
export interface Project {
  readonly root: string;
  readonly name: string;
  readonly stacks: readonly string[];
}

/** Finds the project; `--root` names its folder. */
export function openProject(root: string | undefined, terminal: Terminal): Project {
  const folder = resolve(terminal.cwd, root ?? ".");
  const file = join(folder, "Pulumi.yaml");
  if (!existsSync(file))
    throw new UsageError(`no Pulumi.yaml in ${folder}; call landfall in the project's folder or name it with --root`);
  const parsed = parseYaml(readFileSync(file, "utf8"), "Pulumi.yaml");
  if ("issues" in parsed) throw new IssuesError(parsed.issues);
  const name = (parsed.value as { name?: unknown } | null)?.name;
  if (typeof name !== "string")
    throw new IssuesError([{ at: "Pulumi.yaml name", problem: "is missing", allowed: "a text" }]);
  return { root: folder, name, stacks: stackNames(folder) };
}

/** A config key to change: `domain=shop.example.com`, or a part of one: `override.compute.size=large`. */
export interface Setting {
  /** With its namespace. */
  readonly key: string;
  /** Inside the key's value; empty for the whole of it. */
  readonly path: readonly string[];
  readonly value: string;
}

/** Takes a `key=value` apart; a key without a namespace is landfall's. */
export function settingOf(pair: string, option = "--set "): Setting {
  const split = pair.indexOf("=");
  if (split < 1) throw new UsageError(`${option}${pair}: allowed key=value`);
  const key = pair.slice(0, split);
  const [full = "", ...path] = (key.includes(":") ? key : `landfall:${key}`).split(".");
  return { key: full, path, value: pair.slice(split + 1) };
}

/** Config with keys changed as `--set key=value` says. */
export function withSet(source: ConfigSource, set: readonly string[]): ConfigSource {
  const values = { ...source.values };
  for (const { key, path, value } of set.map((pair) => settingOf(pair)))
    values[key] = path.length === 0 ? value : setPath(values[key], path, value);
  return { ...source, values };
}

/** Sets a value inside the JSON text of an object, as `pulumi config set --path` does. */
function setPath(text: string | undefined, path: readonly string[], value: string): string {
  const root = JSON.parse(text ?? "{}") as Record<string, unknown>;
  let parent = root;
  for (const part of path.slice(0, -1)) parent = (parent[part] ??= {}) as Record<string, unknown>;
  parent[path[path.length - 1]!] = structured(value);
  return JSON.stringify(root);
}

/** A stack as its file describes it, with changes from the command line. */
export function stackSubject(project: Project, stack: string, set: readonly string[], terminal: Terminal): Subject {
  const read = fileSource(project.root, project.name, stack);
  if ("issues" in read) throw new IssuesError(read.issues);
  const options = { root: project.root, environment: terminal.environment, examples: "accept" } as const;
  return { source: withSet(read.value, set), options };
}

/** An app on a topology, without any stack: what is required and not given is taken from the examples. */
export function freeSubject(
  project: Project,
  app: string,
  topology: string,
  set: readonly string[],
  terminal: Terminal,
): Subject {
  const { source, options } = exampleSubject(project, app, topology, terminal.environment);
  return { source: withSet(source, set), options };
}
