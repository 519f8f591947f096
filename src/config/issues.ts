import { z } from "zod";
import type { Issue } from "../../components/core/errors";
import { nearest } from "../../components/core/nearest";

/** Collects every mistake of a run, so that all are told at once. */
export class Issues {
  private readonly found: Issue[] = [];

  /** Adds mistakes; a second one about the same place is dropped, since the first explains it. */
  add(...issues: readonly Issue[]): void {
    for (const issue of issues) {
      if (!this.found.some((known) => known.at === issue.at && known.problem === issue.problem)) this.found.push(issue);
    }
  }

  get all(): readonly Issue[] {
    return this.found;
  }
}

/** An issue about a name that is not among the known ones. */
export function unknownName(at: string, what: string, name: string, known: readonly string[]): Issue {
  const near = nearest(name, known);
  return {
    at,
    problem: `unknown ${what}`,
    got: name,
    allowed: known,
    ...(near === undefined ? {} : { nearest: near }),
  };
}

export type Path = readonly PropertyKey[];

/** Writes a path as a reader would: `services.api.routes[0]`. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
}

/** What a value is called, as a whole or path by path where parts of it come from different places. */
export type Root = string | ((path: Path) => string);

/** Puts a path behind the name of what it is in: `landfall:oci.namespace`, `apps/shop.yaml services.api`. */
export function placeOf(from: Root, path: Path): string {
  const root = typeof from === "string" ? from : from(path);
  if (path.length === 0) return root;
  const text = pathText(path);
  if (root.endsWith(".yaml")) return `${root} ${text}`;
  return text.startsWith("[") ? `${root}${text}` : `${root}.${text}`;
}

/** The value at a path; undefined when the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

/** The keys that a schema knows at a path; empty where anything goes. */
function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  let current: z.core.$ZodType = schema;
  const unwrap = () => {
    while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodNullable) {
      current = current.unwrap();
    }
  };
  for (const part of path) {
    unwrap();
    if (current instanceof z.ZodObject) current = (current.shape as Record<string, z.ZodType>)[String(part)] ?? z.any();
    else if (current instanceof z.ZodArray) current = current.element;
    else if (current instanceof z.ZodRecord) current = current.valueType;
    else return [];
  }
  unwrap();
  if (current instanceof z.ZodObject) return Object.keys(current.shape);
  return [];
}

/** Messages that zod writes by itself; any other one was written by a schema and says what is allowed. */
const OWN_MESSAGE = /^(Invalid|Too (small|big)|Unrecognized)/;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a mapping",
  record: "a mapping",
  string: "a text",
};

const LACKS: Readonly<Record<string, string>> = { string: "is too short", array: "has too few entries" };
const EXCEEDS: Readonly<Record<string, string>> = { string: "is too long", array: "has too many entries" };
const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

const amount = (origin: string, limit: number | bigint): string => `${limit}${UNITS[origin] ?? ""}`;

const isWhole = (issue: z.core.$ZodIssue) => issue.code === "custom" && issue.params?.whole === true;

function describe(issue: z.core.$ZodIssue, missing: boolean): Omit<Issue, "at" | "got"> {
  const written = OWN_MESSAGE.test(issue.message) ? undefined : issue.message;
  const withAllowed = (problem: string, fallback?: string) => {
    const allowed = written ?? fallback;
    return { problem, ...(allowed === undefined ? {} : { allowed }) };
  };
  switch (issue.code) {
    case "invalid_type":
      return withAllowed(missing ? "is missing" : "has the wrong type", TYPE_NAMES[issue.expected] ?? issue.expected);
    case "invalid_value":
      return { problem: missing ? "is missing" : "is not a known value", allowed: issue.values.map(String) };
    case "too_small":
      if (issue.origin === "string" && Number(issue.minimum) === 1) return withAllowed("is empty", "a text");
      return withAllowed(LACKS[issue.origin] ?? "is too small", `at least ${amount(issue.origin, issue.minimum)}`);
    case "too_big":
      return withAllowed(EXCEEDS[issue.origin] ?? "is too large", `at most ${amount(issue.origin, issue.maximum)}`);
    case "custom":
      // A rule over several parts tells the whole of what is wrong; a rule of one value tells what is allowed.
      return isWhole(issue)
        ? { problem: issue.message, ...(issue.params?.about as object | undefined) }
        : { problem: "is refused", allowed: issue.message };
    default:
      return withAllowed("is malformed");
  }
}

/**
 * Tells a schema's complaints as issues.
 *
 * @param root - What the value is called: a config key or a file.
 * @param hidden - Whether values are secret and must not be shown.
 */
export function issuesOf(
  error: z.core.$ZodError,
  schema: z.core.$ZodType,
  value: unknown,
  root: Root,
  hidden = false,
): Issue[] {
  const places = new Set<string>();
  return error.issues.flatMap((issue): Issue[] => {
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) => unknownName(placeOf(root, [...issue.path, key]), "key", key, known));
    }
    const at = placeOf(root, issue.path);
    if (places.has(at)) return []; // one line a mistake: the first complaint about a place explains it
    places.add(at);
    if (issue.code === "invalid_key") {
      const key = String(issue.path[issue.path.length - 1]);
      return [{ at, problem: "is not a name", got: key, allowed: issue.issues[0]?.message ?? "another name" }];
    }
    const got = valueAt(value, issue.path);
    const described = describe(issue, got === undefined);
    const near =
      issue.code === "invalid_value" && typeof got === "string" ? nearest(got, issue.values.map(String)) : undefined;
    return [
      {
        at,
        ...described,
        ...(hidden || got === undefined || isWhole(issue) ? {} : { got }),
        ...(near === undefined || hidden ? {} : { nearest: near }),
      },
    ];
  });
}
