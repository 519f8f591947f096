import type { KnownSecrets } from "./known-secrets";
import type { WireObject, WireValue } from "./recorder";
import type { PlanObject, PlanValue } from "./schema";
import { isMapping, meaningOf, SIGNATURE, UNKNOWN, wrapsSecret } from "./wire";

/** Values as a plan shows them. */
export interface PlanValues {
  readonly values: PlanObject;
  /** Where `{ "secret": true }` stands, e.g. `spec.envs[0].value`; sorted. */
  readonly secretPaths: string[];
}

/** A sorted copy; by code unit, so that no machine's language changes the order. */
export const sorted = (texts: Iterable<string>): string[] => [...texts].sort();

/** Names of properties are such words; a weak secret such as "password" must not hide what is called so. */
const PLAIN_NAME = /^[A-Za-z]+$/;

const AMBIGUOUS = /^$|[.[\]"]/;

/** A path with one more key; a key that would be misread is quoted, as the engine writes it. */
export function pathTo(path: string, key: string): string {
  if (AMBIGUOUS.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * Turns what the SDK sends into what a plan shows: no marks of the engine, no secret, keys in order.
 *
 * @param secrets - A text that holds one of these is hidden even where nothing marks it.
 */
export function planValues(wire: WireObject, secrets: KnownSecrets): PlanValues {
  const secretPaths: string[] = [];

  const leaks = (key: string) => !PLAIN_NAME.test(key) && secrets.areIn(key);

  const hide = (path: string): PlanValue => {
    secretPaths.push(path);
    return { secret: true };
  };

  const entries = (mapping: WireObject, path: string): PlanObject => {
    const keys = sorted(Object.keys(mapping)).filter((key) => key !== SIGNATURE && !key.startsWith("__pulumi"));
    return Object.fromEntries(keys.map((key) => [key, show(mapping[key]!, pathTo(path, key))]));
  };

  const showMapping = (mapping: WireObject, path: string): PlanValue => {
    if (wrapsSecret(mapping)) return hide(path);
    switch (meaningOf(mapping)) {
      case "output":
        return mapping["value"] === undefined ? { unknown: true } : show(mapping["value"], path);
      case "resource": {
        const { urn } = mapping;
        return typeof urn === "string" && urn !== UNKNOWN ? { resource: urn } : { unknown: true };
      }
      case "asset":
        return { asset: entries(mapping, path) };
      case "archive":
        return { archive: entries(mapping, path) };
      default:
        return Object.keys(mapping).some(leaks) ? hide(path) : entries(mapping, path);
    }
  };

  const show = (value: WireValue, path: string): PlanValue => {
    if (typeof value === "string") {
      if (value.includes(UNKNOWN)) return { unknown: true };
      return secrets.areIn(value) ? hide(path) : value;
    }
    if (Array.isArray(value)) return value.map((item, index) => show(item, `${path}[${index}]`));
    return isMapping(value) ? showMapping(value, path) : value;
  };

  const values = entries(wire, "");
  return { values, secretPaths: sorted(secretPaths) };
}

/** The same value with the keys of every object in order. */
export function inOrder(value: PlanValue): PlanValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(sorted(Object.keys(value)).map((key) => [key, inOrder(value[key]!)]));
}

/** JSON with every key in order, so that equal plans are equal byte for byte. Ends with a line break. */
export function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const write = (item: unknown, indent: string): void => {
    if (typeof item !== "object" || item === null) {
      parts.push(JSON.stringify(item) ?? "null");
      return;
    }
    const isList = Array.isArray(item);
    const mapping = item as PlanObject;
    const keys = isList ? Object.keys(item) : sorted(Object.keys(item)).filter((key) => mapping[key] !== undefined);
    const deeper = `${indent}  `;
    parts.push(isList ? "[" : "{");
    keys.forEach((key, index) => {
      parts.push(index === 0 ? deeper : `,${deeper}`);
      if (!isList) parts.push(JSON.stringify(key), ": ");
      write(mapping[key], deeper);
    });
    if (keys.length > 0) parts.push(indent);
    parts.push(isList ? "]" : "}");
  };
  write(value, "\n");
  return `${parts.join("")}\n`;
}
