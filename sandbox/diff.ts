import { equal, isObject, type Properties, type Property } from "./properties";
import replaces from "./replaces.json";

export type ChangeKind = "add" | "update" | "delete";

/** One input that changed, and whether the provider can only follow it with a new object. */
export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

const replacingInputs: Readonly<Record<string, readonly string[]>> = replaces.types;

/** What stands at a path such as `createVnicDetails.subnetId`. */
function at(inputs: Properties, path: string): Property | undefined {
  return path
    .split(".")
    .reduce<Property | undefined>((value, key) => (isObject(value) ? value[key] : undefined), inputs);
}

/** What changed between two sets of inputs of one type. */
export function changes(type: string, before: Properties, after: Properties): readonly Change[] {
  const replacing = (replacingInputs[type] ?? []).filter((path) => !equal(at(before, path), at(after, path)));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((property) => !equal(before[property], after[property]))
    .map((property) => ({
      property,
      kind: !(property in before) ? "add" : !(property in after) ? "delete" : "update",
      replaces: replacing.some((path) => path.split(".")[0] === property),
    }));
}
