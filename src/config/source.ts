import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parseYaml, type Read } from "./documents";
import { unknownName } from "./issues";

/** Config as it stands before any check: full keys, raw texts, and which of them are secret. */
export interface ConfigSource {
  readonly project: string;
  readonly stack: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
}

/** A part of the SDK's runtime that its declarations leave out. */
const runtime = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret(key: string): boolean };

/** Config as the engine hands it to the running program. */
export function engineSource(): ConfigSource {
  const values = pulumi.runtime.allConfig();
  const secretKeys = new Set(Object.keys(values).filter((key) => runtime.isConfigSecret(key)));
  return { project: pulumi.getProject(), stack: pulumi.getStack(), values, secretKeys };
}

/** Stands for a value that only the owner of the stack's key can read; any text will do, since it is never shown. */
const ENCRYPTED = "(encrypted)";

function decoded(value: unknown): { value: unknown; secret: boolean } {
  if (Array.isArray(value)) {
    const parts = value.map(decoded);
    return { value: parts.map((part) => part.value), secret: parts.some((part) => part.secret) };
  }
  if (typeof value !== "object" || value === null) return { value, secret: false };
  if (Object.keys(value).length === 1 && "secure" in value) return { value: ENCRYPTED, secret: true };
  const parts = Object.entries(value).map(([key, part]) => [key, decoded(part)] as const);
  return {
    value: Object.fromEntries(parts.map(([key, part]) => [key, part.value])),
    secret: parts.some(([, part]) => part.secret),
  };
}

const rawText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(replaceNumbers(value)));

/** JSON has no NaN and no Infinity; their names keep the mistake readable. */
function replaceNumbers(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(replaceNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceNumbers(part)]));
}

/** What `Pulumi.yaml` says of a key for every stack. */
interface ProjectKey {
  readonly default?: unknown;
  readonly value?: unknown;
}

/** The values that `Pulumi.yaml` gives to stacks that say nothing themselves, as the engine would. */
function projectValues(root: string, project: string): Read<Record<string, string>> {
  const file = "Pulumi.yaml";
  if (!existsSync(join(root, file))) return { value: {} };
  const parsed = parseYaml(readFileSync(join(root, file), "utf8"), file);
  if ("issues" in parsed) return parsed;
  const declared = Object.entries((parsed.value as { config?: Record<string, ProjectKey> } | null)?.config ?? {});
  const given = declared.flatMap(([key, declaration]) => {
    const value = declaration?.value ?? declaration?.default;
    return value === undefined ? [] : [[fullKey(project, key), rawText(value)] as const];
  });
  return { value: Object.fromEntries(given) };
}

const fullKey = (project: string, key: string) => (key.includes(":") ? key : `${project}:${key}`);

/** The stacks that have a config file. */
export function stackNames(root: string): string[] {
  return readdirSync(root)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

/** Config as `Pulumi.<stack>.yaml` holds it; encrypted values stay unread. */
export function fileSource(root: string, project: string, stack: string): Read<ConfigSource> {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file))) return { issues: [unknownName("stack", "stack", stack, stackNames(root))] };
  const parsed = parseYaml(readFileSync(join(root, file), "utf8"), file);
  if ("issues" in parsed) return parsed;
  if (typeof parsed.value !== "object" || Array.isArray(parsed.value)) {
    return { issues: [{ at: file, problem: "has the wrong type", got: parsed.value, allowed: "a mapping" }] };
  }
  const config = (parsed.value as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config)) {
    return { issues: [{ at: `${file} config`, problem: "has the wrong type", got: config, allowed: "a mapping" }] };
  }
  const common = projectValues(root, project);
  if ("issues" in common) return common;
  const secretKeys = new Set<string>();
  const values: Record<string, string> = { ...common.value };
  for (const [key, raw] of Object.entries(config)) {
    const full = fullKey(project, key);
    const { value, secret } = decoded(raw);
    values[full] = rawText(value);
    if (secret) secretKeys.add(full);
  }
  return { value: { project, stack, values, secretKeys } };
}

/** The encrypted texts inside a value, by path. */
function encryptedIn(value: unknown, path: string): [string, string][] {
  if (typeof value !== "object" || value === null) return [];
  if (Object.keys(value).length === 1 && "secure" in value) return [[path, JSON.stringify(value.secure)]];
  return Object.entries(value).flatMap(([key, part]) => encryptedIn(part, path === "" ? key : `${path}.${key}`));
}

/**
 * The encrypted texts of a stack's file, by key: whoever cannot read them still sees that another one stands there.
 *
 * @returns Nothing where the stack has no file that can be read.
 */
export function encryptedTexts(root: string, stack: string): ReadonlyMap<string, string> {
  const file = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(root, file))) return new Map();
  const parsed = parseYaml(readFileSync(join(root, file), "utf8"), file);
  const config = "issues" in parsed ? undefined : (parsed.value as { config?: unknown } | null)?.config;
  return new Map(encryptedIn(config, ""));
}

/** The texts inside a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Every secret text that config holds, to be hidden wherever it turns up. */
export function secretTexts({ values, secretKeys }: ConfigSource): string[] {
  const keys = Object.keys(values).filter((key) => secretKeys.has(key) || key === "landfall:secrets");
  return keys.flatMap((key) => textsIn(structured(values[key]!))).filter((text) => text !== ENCRYPTED);
}

/** Reads a text as the value that it stands for in config: objects, lists, numbers and booleans arrive as JSON. */
export function structured(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
