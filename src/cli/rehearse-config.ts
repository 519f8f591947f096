import { parse, stringify } from "yaml";
import { structured } from "../config/source";
import type { Setting } from "./project";

/** Stands in a rehearsal for a value that only the owner of the stack's key can read; long enough for every check. */
export const PLACEHOLDER = "rehearsal-placeholder";

/** A stack's config as a rehearsal uses it. */
export interface RehearsalConfig {
  /** What is written in place of `Pulumi.<stack>.yaml`. */
  readonly yaml: string;
  /** Paths, as `pulumi config set --path` takes them, of the values that were encrypted. */
  readonly encrypted: readonly string[];
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEncrypted = (value: unknown) => isMapping(value) && Object.keys(value).length === 1 && "secure" in value;

/**
 * Takes the encryption out of a stack's config: encrypted values become placeholders, and what belongs to the owner's
 * key goes.
 *
 * @param salt - The rehearsal's own salt, where it has one already.
 */
export function rehearsalConfig(text: string, placeholder: string, salt: string | undefined): RehearsalConfig {
  const document = (parse(text) ?? {}) as Record<string, unknown>;
  const encrypted: string[] = [];
  const replaced = (value: unknown, path: string): unknown => {
    // A rehearsal needs no real secret, also where one was left unencrypted.
    if (isEncrypted(value) || (path.startsWith("landfall:secrets[") && typeof value === "string")) {
      encrypted.push(path);
      return placeholder;
    }
    if (Array.isArray(value)) return value.map((item, index) => replaced(item, `${path}[${index}]`));
    if (!isMapping(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([key, item]) => [key, replaced(item, `${path}[${JSON.stringify(key)}]`)]));
  };
  const given = isMapping(document["config"]) ? document["config"] : {};
  const config = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, replaced(value, key)]));
  // Quoted: the engine would read a text such as 2026-11-01 as a time.
  const options = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;
  const yaml = stringify({ ...(salt === undefined ? {} : { encryptionsalt: salt }), config }, options);
  return { yaml, encrypted };
}

/** The salt in a stack's config file. */
export function saltOf(text: string): string | undefined {
  const salt = ((parse(text) ?? {}) as Record<string, unknown>)["encryptionsalt"];
  return typeof salt === "string" ? salt : undefined;
}

/** What a value of the command line stands for in a file: lists and mappings are given as JSON, all else is text. */
function written(value: string): unknown {
  const read = structured(value);
  return typeof read === "object" && read !== null ? read : value;
}

/** A stack's config with some keys changed, as `plan --set` changes them. */
export function withSettings(text: string, settings: readonly Setting[]): string {
  const document = (parse(text) ?? {}) as Record<string, unknown>;
  const config = { ...(isMapping(document["config"]) ? document["config"] : {}) };
  for (const { key, path, value } of settings) {
    if (path.length === 0) config[key] = written(value);
    else config[key] = withPart(config[key], path, value);
  }
  return stringify({ ...document, config });
}

function withPart(before: unknown, [first, ...rest]: readonly string[], value: string): unknown {
  if (first === undefined) return structured(value);
  const mapping = isMapping(before) ? before : {};
  return { ...mapping, [first]: withPart(mapping[first], rest, value) };
}
