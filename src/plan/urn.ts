import type { Plan } from "./schema";

/** The logical name at a URN's end. */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** The component that each resource of a plan belongs to, by URN; null of what stands outside components. */
export function ownersOf({ components, resources }: Pick<Plan, "components" | "resources">) {
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  const owners = new Set(components.map(({ urn }) => urn));
  return (urn: string): string | null => {
    let at: string | null = urn;
    while (at !== null && !owners.has(at)) at = parents.get(at) ?? null;
    return at;
  };
}
