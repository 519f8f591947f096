import type { PlanObject, PlanValue } from "../plan/schema";
import { canonicalJson, pathTo, sorted } from "../plan/values";

/** A value that differs, at its path; undefined where it is not there. */
export interface Difference {
  readonly path: string;
  readonly from?: PlanValue;
  readonly to?: PlanValue;
}

const isObject = (value: PlanValue | undefined): value is PlanObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A stand-in, such as `{ "unknown": true }`; it is one value, however it is written. */
const STANDS_FOR = ["unknown", "secret", "resource", "asset", "archive"];

const isStandIn = (value: PlanObject): boolean => {
  const keys = Object.keys(value);
  return keys.length === 1 && STANDS_FOR.includes(keys[0]!);
};

export const sameValue = (one: PlanValue | undefined, other: PlanValue | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other));

/** What an item of a list is known by; the first that all items of both lists have, each another one. */
const ITEM_KEYS = ["name", "ref", "key", "id", "sid", "Sid"];

function itemKey(lists: readonly (readonly PlanValue[])[]): string | undefined {
  return ITEM_KEYS.find((key) =>
    lists.every((list) => {
      const names = list.map((item) => (isObject(item) ? item[key] : undefined));
      return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
    }),
  );
}

/** A policy or a definition that travels as text. */
function parsed(value: PlanValue | undefined): PlanValue | undefined {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as PlanValue;
  } catch {
    return undefined;
  }
}

function listDifferences(from: readonly PlanValue[], to: readonly PlanValue[], path: string): Difference[] {
  if (![...from, ...to].every(isObject)) return [{ path, from: [...from], to: [...to] }];
  const key = itemKey([from, to]);
  if (key === undefined) {
    const longest = Math.max(from.length, to.length);
    return Array.from({ length: longest }, (_, at) => at).flatMap((at) =>
      differencesAt(from[at], to[at], `${path}[${at}]`),
    );
  }
  const named = (list: readonly PlanValue[]) =>
    new Map(list.map((item) => [(item as PlanObject)[key] as string, item]));
  const [before, after] = [named(from), named(to)];
  return sorted(new Set([...before.keys(), ...after.keys()])).flatMap((name) =>
    differencesAt(before.get(name), after.get(name), `${path}[${JSON.stringify(name)}]`),
  );
}

function differencesAt(from: PlanValue | undefined, to: PlanValue | undefined, path: string): Difference[] {
  if (sameValue(from, to)) return [];
  if (isObject(from) && isObject(to) && !isStandIn(from) && !isStandIn(to)) return differencesOf(from, to, path);
  if (Array.isArray(from) && Array.isArray(to)) return listDifferences(from, to, path);
  const [one, other] = [parsed(from), parsed(to)];
  if (one !== undefined && other !== undefined) {
    const inside = differencesAt(one, other, path);
    if (inside.length > 0) return inside;
  }
  return [{ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

/** Every value that differs between two objects, by path; what travels as JSON text is looked into. */
export function differencesOf(from: PlanObject, to: PlanObject, path = ""): Difference[] {
  return sorted(new Set([...Object.keys(from), ...Object.keys(to)])).flatMap((key) =>
    differencesAt(from[key], to[key], pathTo(path, key)),
  );
}

const TAGS = /^(tags|tagsAll|freeformTags|definedTags|labels|description|comment|tagSpecifications)\b/;

/** Whether nothing but what people read differs. */
export const onlyTags = (differences: readonly Difference[]): boolean =>
  differences.length > 0 && differences.every(({ path }) => TAGS.test(path));
