import type { Plan } from "../plan/schema";
import { identityOf } from "./identity";

/** Something of a plan that an alias may lead to. */
type Named = Pick<Plan["resources"][number], "urn" | "aliases">;

const namedIn = ({ components, resources }: Plan): readonly Named[] => [...components, ...resources];

/** The later identity of what an alias of the later plan finds in the earlier one, and nothing else has, by the earlier. */
function laterNames(before: Plan, after: Plan): ReadonlyMap<string, string> {
  const [there, here] = [before, after].map((plan) => new Set(namedIn(plan).map(({ urn }) => identityOf(urn))));
  const renamed = new Map<string, string>();
  for (const { urn, aliases } of namedIn(after)) {
    const former = aliases.map(identityOf).find((it) => there!.has(it) && !here!.has(it) && !renamed.has(it));
    if (former !== undefined && !there!.has(identityOf(urn))) renamed.set(former, identityOf(urn));
  }
  return renamed;
}

/** The earlier plan with whatever the later one calls otherwise, and has an alias for, under its later name. */
export function underLaterNames(before: Plan, after: Plan): Plan {
  const renamed = laterNames(before, after);
  if (renamed.size === 0) return before;
  const later = (value: unknown): unknown => {
    if (typeof value === "string") {
      const identity = identityOf(value);
      return identity === value ? value : value.slice(0, -identity.length) + (renamed.get(identity) ?? identity);
    }
    if (Array.isArray(value)) return value.map(later);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, later(item)]));
  };
  return later(before) as Plan;
}
