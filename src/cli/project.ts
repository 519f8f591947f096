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

/** Config with keys changed as `--set key=value` says. */
export function withSet(source: ConfigSource, set: readonly string[]): ConfigSource {
  const values = { ...source.values };
  for (const pair of set) {
    const split = pair.indexOf("=");
    if (split < 1) throw new UsageError(`--set ${pair}: allowed key=value`);
    const key = pair.slice(0, split);
    const full = key.includes(":") ? key : `landfall:${key}`;
    const dot = full.indexOf(".");
    if (dot < 0) values[full] = pair.slice(split + 1);
    else
      values[full.slice(0, dot)] = setPath(
        values[full.slice(0, dot)],
        full.slice(dot + 1).split("."),
        pair.slice(split + 1),
      );
  }
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
