import type { Plan, PlanCostItem, PlanResource } from "../plan/schema";
import { isBuilt } from "../plan/text";
import { nameOf, ownersOf } from "../plan/urn";

/** A part of a plan with what it is made of. */
export interface Owned {
  /** Null of what stands outside parts. */
  readonly name: string | null;
  readonly kind: string | null;
  readonly provider: string | null;
  readonly service: string | null;
  readonly size: string | null;
  /** By name. */
  readonly resources: readonly PlanResource[];
  readonly items: readonly PlanCostItem[];
  /** Null where nothing of it has a known price. */
  readonly monthlyUsd: number | null;
  readonly unpriced: number;
}

const textOrder = ({ name, type }: PlanResource) => `${name}\n${type}`;

/** Sums whole cents, so that the order of the items does not matter. */
const sumOf = (items: readonly PlanCostItem[]): number | null =>
  items.length === 0 ? null : items.reduce((cents, { monthlyUsd }) => cents + Math.round(monthlyUsd * 100), 0) / 100;

/** The parts of a plan, each with its resources and what they cost; what stands outside parts comes last. */
export function ownedParts(plan: Plan): Owned[] {
  const ownerOf = ownersOf(plan);
  const grouped = <T extends { readonly urn: string }>(all: readonly T[]) => {
    const groups = new Map<string | null, T[]>();
    for (const one of all) {
      const owner = ownerOf(one.urn);
      const group = groups.get(owner);
      if (group === undefined) groups.set(owner, [one]);
      else group.push(one);
    }
    return groups;
  };
  const resources = grouped(plan.resources.filter(isBuilt));
  const items = grouped(plan.cost.items);
  const unknown = grouped(plan.cost.unknown);
  const owned = (urn: string | null, about: Omit<Owned, "resources" | "items" | "monthlyUsd" | "unpriced">): Owned => {
    const its = items.get(urn) ?? [];
    const inside = [...(resources.get(urn) ?? [])].sort((a, b) => (textOrder(a) < textOrder(b) ? -1 : 1));
    const unpriced = (unknown.get(urn) ?? []).length;
    return { ...about, resources: inside, items: its, monthlyUsd: sumOf(its), unpriced };
  };
  const parts = plan.components.map(({ urn, kind, provider, service, settings }) => {
    const size = typeof settings["instanceType"] === "string" ? settings["instanceType"] : null;
    return owned(urn, { name: nameOf(urn), kind, provider, service, size });
  });
  const outside = owned(null, { name: null, kind: null, provider: null, service: null, size: null });
  const isEmpty = outside.resources.length === 0 && outside.items.length === 0 && outside.unpriced === 0;
  return isEmpty ? parts : [...parts, outside];
}
