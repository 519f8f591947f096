import type { PlanResource } from "../plan/schema";
import { factorOf, Unknown, type Find } from "./inputs";
import type { Price } from "./prices";

/** What is assumed of a stack: how much an app is used, and the plans of its accounts. */
export type Assumptions = Readonly<Record<string, number | string>>;

/** The name of the assumption about a setting of a provider, such as an account's plan. */
export const settingName = (provider: string, key: string): string => `landfall:${provider}.${key}`;

/** The assumption that says how much of an item a resource has. */
export function assumptionOf({ name }: PlanResource, { assumed = {} }: Price): string | undefined {
  for (const [pattern, path] of Object.entries(assumed)) {
    const found = new RegExp(pattern).exec(name);
    if (found !== null) return path.replace(/\$(\d)/g, (_all, group: string) => found[Number(group)] ?? "");
  }
  return undefined;
}

/** How much of an item is used, by the app's assumption; undefined where it makes none. */
export function usedOf(
  resource: PlanResource,
  price: Price,
  assumptions: Assumptions,
  find: Find,
): number | undefined | Unknown {
  const name = assumptionOf(resource, price);
  const assumed = name === undefined ? undefined : assumptions[name];
  if (typeof assumed !== "number") return undefined;
  const covered = price.beyond === undefined ? 0 : factorOf(resource, price.beyond, find);
  return covered instanceof Unknown ? covered : Math.max(0, assumed - covered) / (price.lot ?? 1);
}
