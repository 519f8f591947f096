import type { Plan, PlanAllowance, PlanCost, PlanCostItem, PlanCostUnknown } from "../plan/schema";
import { nameOf, ownersOf } from "../plan/urn";

/** What a part of an app costs. */
export interface PartCost {
  /** The logical name of the component; null for what stands outside components. */
  readonly component: string | null;
  readonly kind: string | null;
  readonly provider: string | null;
  /** The sum of its known items; null when nothing is known. */
  readonly monthlyUsd: number | null;
  /** Its items, what is paid for being there first. */
  readonly items: readonly PlanCostItem[];
  readonly unknown: readonly PlanCostUnknown[];
}

/** What a stack costs, part by part. */
export interface CostReport {
  readonly stack: string;
  readonly app: string;
  readonly topology: string;
  readonly monthlyUsd: number | null;
  readonly flatUsd: number | null;
  readonly usageUsd: number | null;
  readonly parts: readonly PartCost[];
  readonly allowances: readonly PlanAllowance[];
  readonly assumptions: PlanCost["assumptions"];
}

/** Sorts the line items of a plan by component. Pure: the same plan gives the same report. */
export function costReport(plan: Plan): CostReport {
  const { cost, components } = plan;
  const ownerOf = ownersOf(plan);
  const owners: (string | null)[] = [...components.map(({ urn }) => urn), null];
  const parts = owners.flatMap((owner): PartCost[] => {
    const mine = <T extends { urn: string }>(entries: readonly T[]) =>
      entries.filter(({ urn }) => ownerOf(urn) === owner);
    const items = mine(cost.items);
    const unknown = mine(cost.unknown);
    if (items.length + unknown.length === 0) return [];
    const component = components.find(({ urn }) => urn === owner);
    const cents = items.reduce((sum, { monthlyUsd }) => sum + Math.round(monthlyUsd * 100), 0);
    return [
      {
        component: owner === null ? null : nameOf(owner),
        kind: component?.kind ?? null,
        provider: component?.provider ?? null,
        monthlyUsd: items.length === 0 ? null : cents / 100,
        items: [...items.filter(({ kind }) => kind === "flat"), ...items.filter(({ kind }) => kind === "usage")],
        unknown,
      },
    ];
  });
  const { monthlyUsd, flatUsd, usageUsd, allowances, assumptions } = cost;
  const { stack, app, topology } = plan;
  return { stack, app, topology, monthlyUsd, flatUsd, usageUsd, parts, allowances, assumptions };
}
