import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import type { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { issuesOf, placeOf, unknownName, type Path, type Root } from "./issues";

/** A value, or the mistakes that stand in its way. */
export type Read<T> = { readonly value: T } | { readonly issues: readonly Issue[] };

/** The parse of a YAML text; a text that does not parse is one mistake, with its line. */
export function parseYaml(text: string, file: string): Read<unknown> {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, merge: true, logLevel: "error" });
  const [error] = document.errors;
  if (error === undefined) return resolved(document, file);
  const line = text.slice(0, error.pos[0]).split("\n").length;
  return {
    issues: [{ at: `${file} line ${line}`, problem: `does not parse as YAML: ${error.message}`, fix: "mend the file" }],
  };
}

/** The value of a document; an alias that leads nowhere, or too many of them, only show here. */
function resolved(document: { toJS(): unknown }, file: string): Read<unknown> {
  try {
    return { value: document.toJS() };
  } catch (error) {
    const problem = `does not parse as YAML: ${(error as Error).message}`;
    return { issues: [{ at: file, problem, fix: "mend the file" }] };
  }
}

/** The names of the documents in a folder of the project, e.g. `apps`. */
export function documentNames(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** The places of keys called __proto__, which a schema passes over where it takes any names. */
function unreadable(value: unknown, root: Root, path: Path = []): Issue[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]): Issue[] => {
    const at = placeOf(root, [...path, key]);
    if (key === "__proto__") return [{ at, problem: "unknown key", got: key, allowed: "another name" }];
    return unreadable(part, root, [...path, Array.isArray(value) ? Number(key) : key]);
  });
}

/** Checks a value against a schema. */
export function check<S extends z.ZodType>(schema: S, value: unknown, root: Root, hidden = false): Read<z.output<S>> {
  const result = schema.safeParse(value);
  const told = result.success ? [] : issuesOf(result.error, schema, value, root, hidden);
  const untold = unreadable(value, root).filter(({ at }) => !told.some((issue) => issue.at === at));
  const issues = [...told, ...untold];
  return result.success && issues.length === 0 ? { value: result.data } : { issues };
}

/** What is to be read: where it is named, the folder of its kind, and the schema. */
export interface DocumentRequest<S extends z.ZodType> {
  readonly root: string;
  /** The config key, e.g. `landfall:app`. */
  readonly key: string;
  /** `apps` or `topologies`. */
  readonly folder: string;
  readonly schema: S;
}

/** The raw content of a named document, with the file it stands in. */
export function readNamed<S extends z.ZodType>(
  request: DocumentRequest<S>,
  name: string,
): Read<{ raw: unknown; file: string }> {
  const { root, key, folder } = request;
  const names = documentNames(root, folder);
  if (!names.includes(name)) return { issues: [unknownName(key, folder === "apps" ? "app" : "topology", name, names)] };
  const file = `${folder}/${name}.yaml`;
  const parsed = parseYaml(readFileSync(join(root, file), "utf8"), file);
  if ("issues" in parsed) return parsed;
  const called = (parsed.value as { name?: unknown } | null)?.name;
  if (called !== undefined && called !== name) {
    return { issues: [{ at: `${file} name`, problem: "is not the name of the file", got: called, allowed: name }] };
  }
  return { value: { raw: parsed.value, file } };
}
