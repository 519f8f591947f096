import { forcesReplacement } from "../providers/replaces";
import { equal, isObject, type Properties, type Property } from "./properties";

export type ChangeKind = "add" | "update" | "delete";

/** One input that changed, and whether the provider can only follow it with a new object. */
export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

/** Every path below one at which two values differ; the one itself where either holds nothing below. */
function pathsOf(path: string, before: Property | undefined, after: Property | undefined): string[] {
  if (equal(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    const inside = Array.from({ length: longest }, (_, at) => pathsOf(path, before[at], after[at])).flat();
    return [path, ...inside];
  }
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => pathsOf(`${path}.${key}`, before[key], after[key]));
}

/** What changed between two sets of inputs of one type. */
export function changes(type: string, before: Properties, after: Properties): readonly Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((property) => !equal(before[property], after[property]))
    .map((property) => ({
      property,
      kind: !(property in before) ? "add" : !(property in after) ? "delete" : "update",
      replaces: pathsOf(property, before[property], after[property]).some((path) => forcesReplacement(type, path)),
    }));
}
