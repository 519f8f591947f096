import { kinds } from "../capabilities";
import type { Plan, PlanComponent, PlanValue } from "../plan/schema";
import { nameOf, ownersOf } from "../plan/urn";
import { sorted } from "../plan/values";
import { portabilityOf } from "../portability";
import { differencesOf } from "./fields";
import type { Diff, DiffChange, DiffPart, DiffPlace } from "./schema";

/** Which part each resource of a plan belongs to, by URN; nothing for what stands outside parts. */
export function partsByUrn(plan: Plan): ReadonlyMap<string, string> {
  const ownerOf = ownersOf(plan);
  return new Map(
    plan.resources.flatMap(({ urn }) => {
      const owner = ownerOf(urn);
      return owner === null ? [] : [[urn, nameOf(owner)] as const];
    }),
  );
}

const textIn = (value: PlanValue | undefined): string | null => (typeof value === "string" ? value : null);

function placeOf({ provider, service, shape, settings }: PlanComponent): DiffPlace {
  return { provider, service, shape, size: textIn(settings["instanceType"]) ?? textIn(settings["size"]) };
}

const samePlace = (one: DiffPlace, other: DiffPlace): boolean =>
  one.provider === other.provider && one.service === other.service && one.shape === other.shape;

/** What a part costs on one side. */
interface Costs {
  /** Whole cents; undefined where no price of the part is known. */
  readonly cents: ReadonlyMap<string, number>;
  readonly unpriced: ReadonlyMap<string, number>;
}

function costsOf(plan: Plan, partOf: ReadonlyMap<string, string>): Costs {
  const cents = new Map<string, number>();
  const unpriced = new Map<string, number>();
  const add = (to: Map<string, number>, urn: string, amount: number) => {
    const part = partOf.get(urn) ?? "";
    to.set(part, (to.get(part) ?? 0) + amount);
  };
  for (const { urn, monthlyUsd } of plan.cost.items) add(cents, urn, Math.round(monthlyUsd * 100));
  for (const { urn } of plan.cost.unknown) add(unpriced, urn, 1);
  return { cents, unpriced };
}

/** A plan, and which part each of its resources belongs to. */
export interface Sided {
  readonly plan: Plan;
  readonly partOf: ReadonlyMap<string, string>;
}

const keyOf = ({ kind, urn }: PlanComponent): string => `${kind} ${nameOf(urn)}`;

/** In the order of the catalog, then by name. */
const orderOf = ({ kind, name }: Pick<DiffPart, "kind" | "name">): string => {
  const at = (kinds as readonly string[]).indexOf(kind);
  return `${String(at < 0 ? kinds.length : at).padStart(2, "0")} ${name}`;
};

function changeOf(from: DiffPlace | null, to: DiffPlace | null, differs: boolean): DiffPart["change"] {
  if (from === null) return "added";
  if (to === null) return "removed";
  if (!samePlace(from, to)) return "moved";
  return differs ? "changed" : "unchanged";
}

/** Every part of both sides, matched by kind and name. */
export function partsOf(before: Sided, after: Sided, changes: readonly DiffChange[]): DiffPart[] {
  const [ones, others] = [before, after].map(
    ({ plan }) => new Map(plan.components.map((component) => [keyOf(component), component])),
  ) as [Map<string, PlanComponent>, Map<string, PlanComponent>];
  const [costBefore, costAfter] = [before, after].map(({ plan, partOf }) => costsOf(plan, partOf)) as [Costs, Costs];
  const touched = new Set(changes.map(({ part }) => part));
  const parts = sorted(new Set([...ones.keys(), ...others.keys()])).map((key): DiffPart => {
    const [one, other] = [ones.get(key), others.get(key)];
    const { kind, urn } = (other ?? one)!;
    const name = nameOf(urn);
    const [from, to] = [one, other].map((it) => (it === undefined ? null : placeOf(it)));
    const settings = one === undefined || other === undefined ? [] : differencesOf(one.settings, other.settings);
    const change = changeOf(from!, to!, settings.length > 0 || touched.has(name));
    const usd = ({ cents }: Costs) => (cents.has(name) ? cents.get(name)! / 100 : null);
    return {
      name,
      kind,
      change,
      from: from!,
      to: to!,
      settings,
      portability: change === "moved" ? portabilityOf(one!, other!) : null,
      monthlyUsd: { from: usd(costBefore), to: usd(costAfter) },
      unpriced: { from: costBefore.unpriced.get(name) ?? 0, to: costAfter.unpriced.get(name) ?? 0 },
    };
  });
  return parts.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

const environmentOf = ({ components }: Plan): ReadonlyMap<string, readonly string[]> =>
  new Map(components.flatMap(({ environment }) => Object.entries(environment)));

/** What services that are on both sides find in their environment on one side only. */
export function environmentChanges(from: Plan, to: Plan): Diff["environment"] {
  const [before, after] = [environmentOf(from), environmentOf(to)];
  return sorted(before.keys()).flatMap((service) => {
    const [names, later] = [before.get(service)!, after.get(service)];
    if (later === undefined) return [];
    const added = sorted(later.filter((name) => !names.includes(name)));
    const removed = sorted(names.filter((name) => !later.includes(name)));
    return added.length + removed.length === 0 ? [] : [{ service, added, removed }];
  });
}

/** What each item of a part costs, in cents, by part and item. */
function itemsOf({ plan, partOf }: Sided): ReadonlyMap<string, number> {
  const items = new Map<string, number>();
  for (const { urn, item, monthlyUsd } of plan.cost.items) {
    const key = `${partOf.get(urn) ?? ""}\n${item}`;
    items.set(key, (items.get(key) ?? 0) + Math.round(monthlyUsd * 100));
  }
  return items;
}

/** Every item whose cost differs. */
export function costLines(before: Sided, after: Sided): Diff["cost"] {
  const [ones, others] = [itemsOf(before), itemsOf(after)];
  return sorted(new Set([...ones.keys(), ...others.keys()])).flatMap((key) => {
    const [one, other] = [ones.get(key), others.get(key)];
    if (one === other) return [];
    const [part = "", item = ""] = key.split("\n");
    const usd = (cents: number | undefined) => (cents === undefined ? null : cents / 100);
    return [{ part: part === "" ? null : part, item, from: usd(one), to: usd(other) }];
  });
}
