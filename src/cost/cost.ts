import type { PlanCost, PlanCostItem, PlanCostUnknown, PlanResource } from "../plan/schema";
import { inputAt, meetsAll, quantityOf, Unknown, type Find } from "./inputs";
import { HOURS_A_MONTH, type Price, type PriceList } from "./prices";

/** Types of the engine itself and of providers that stand in no cloud. */
const IN_NO_CLOUD = /^(pulumi|random):/;

const PROVIDER_TYPE = "pulumi:providers:";

/** Whole cents; the small addend mends products such as 1.005 that binary fractions keep a hair too low. */
const centsOf = (usd: number): number => Math.round(usd * 100 + 1e-6);

const quoted = (value: unknown) => (value === undefined ? "left out" : JSON.stringify(value));

/** What is still free of charge in the stack, by provider and allowance. */
class Allowances {
  private readonly left = new Map<string, number>();

  constructor(lists: readonly PriceList[]) {
    for (const { provider, allowances } of lists) {
      for (const [name, { quantity }] of Object.entries(allowances)) this.left.set(`${provider} ${name}`, quantity);
    }
  }

  /** Takes as much of a quantity as is still free. */
  take(provider: string, name: string | undefined, quantity: number): number {
    const key = `${provider} ${name}`;
    const taken = Math.min(quantity, this.left.get(key) ?? 0);
    this.left.set(key, (this.left.get(key) ?? 0) - taken);
    return taken;
  }
}

/** The price of an item that fits a resource; undefined when the resource has no such item. */
function priceFor(resource: PlanResource, entries: readonly Price[], region: string | undefined) {
  const there = entries.map((entry) => ({ entry, when: meetsAll(resource.inputs, entry.when ?? {}) }));
  const doubtful = there.find(({ when }) => when instanceof Unknown);
  const applicable = there.filter(({ when }) => when === true).map(({ entry }) => entry);
  if (applicable.length === 0) return doubtful?.when as Unknown | undefined;
  const inRegion = applicable.filter((entry) => entry.region === undefined || entry.region === region);
  if (inRegion.length === 0) {
    const regions = [...new Set(applicable.map((entry) => entry.region))].join(", ");
    return new Unknown(`no price for ${region ?? "a region that is not known"}, only for ${regions}`);
  }
  let undecided: Unknown | undefined;
  for (const entry of inRegion) {
    const matches = meetsAll(resource.inputs, entry.match ?? {});
    if (matches === true) return undecided ?? entry;
    if (matches instanceof Unknown) undecided ??= matches;
  }
  if (undecided !== undefined) return undecided;
  const paths = [...new Set(inRegion.flatMap((entry) => Object.keys(entry.match ?? {})))].sort();
  const values = paths.map((path) => `${path} ${quoted(inputAt(resource.inputs, path))}`);
  return new Unknown(`no price for ${values.join(", ")}`);
}

/** Best first: what is told of a sum of two figures is told of the worse one. */
const CONFIDENCE = ["price-list", "third-party", "dated", "unverified"] as const;

/** What a figure rests on: the price, and what makes a part of it free of charge. */
function evidenceOf(list: PriceList, price: Price, free: number) {
  const allowance = free > 0 ? list.allowances[price.allowance!]!.source : undefined;
  const keys = [price.source, allowance].filter((key) => key !== undefined);
  const sources = [...new Set(keys)].map((key) => list.sources[key]!);
  const worst = Math.max(...sources.map(({ confidence }) => CONFIDENCE.indexOf(confidence)));
  return {
    source: sources.map(({ source }) => source).join("; free of charge: "),
    date: sources.map(({ date }) => date).sort()[0]!,
    confidence: CONFIDENCE[worst]!,
  };
}

/** `GB-month`, `hour`; what is billed as it is used has no time: `10000 requests`. */
function unitText(per: string | undefined, unit: string): string {
  if (per === undefined) return unit;
  return unit === "use" ? per : `${per}-${unit}`;
}

/** An item that is priced, or why its price is not known. */
function itemOf(resource: PlanResource, list: PriceList, price: Price, find: Find, allowances: Allowances) {
  const { item, unpriced, usage, usd = 0, per, unit = "month" } = price;
  const shown = unitText(per, unit);
  if (usage !== undefined) return new Unknown(`$${usd} per ${shown}, by usage (${usage})`);
  if (unpriced !== undefined && price.allowance === undefined) return new Unknown(unpriced);
  const quantity = quantityOf(resource, price.quantity ?? [1], find);
  if (quantity instanceof Unknown) return quantity;
  const free = allowances.take(list.provider, price.allowance, quantity);
  if (unpriced !== undefined && free < quantity) return new Unknown(unpriced);
  const monthlyUsd = centsOf((quantity - free) * usd * (unit === "hour" ? HOURS_A_MONTH : 1)) / 100;
  const evidence = evidenceOf(list, price, free);
  return { urn: resource.urn, item, quantity, free, unit: shown, unitUsd: usd, monthlyUsd, ...evidence };
}

/** The region that a resource stands in; an object in a cluster where its cloud has its only one. */
function regionsOf(resources: readonly PlanResource[]): (resource: PlanResource, cloud: string) => string | undefined {
  const byCloud = new Map<string, Set<string>>();
  for (const { type, provider, region } of resources) {
    if (!type.startsWith(PROVIDER_TYPE) || region === null) continue;
    byCloud.set(provider, (byCloud.get(provider) ?? new Set()).add(region));
  }
  return ({ region }, cloud) => {
    const [only, ...more] = byCloud.get(cloud) ?? [];
    return region ?? (more.length === 0 ? only : undefined);
  };
}

const IN_CLUSTER = "kubernetes";

/** The cloud that a resource is paid to: of an object in a cluster the one that its component stands on. */
function cloudsOf(resources: readonly PlanResource[], lists: readonly PriceList[]) {
  const clouds = new Set(lists.map(({ provider }) => provider));
  const byParent = new Map(
    resources.flatMap(({ parent, provider }) => (clouds.has(provider) ? [[parent, provider] as const] : [])),
  );
  return ({ parent, provider }: PlanResource) =>
    (provider === IN_CLUSTER ? byParent.get(parent) : provider) ?? provider;
}

/**
 * What the resources of a plan cost a month, by list price and before tax. Whatever has no price in the data, or needs
 * a quantity that a plan cannot know, is listed as unknown and never counted as 0.
 *
 * @param lists - The prices of the providers in use.
 */
export function costOf(resources: readonly PlanResource[], lists: readonly PriceList[]): PlanCost {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const allowances = new Allowances(lists);
  const regionOf = regionsOf(resources);
  const cloudOf = cloudsOf(resources, lists);
  const items: PlanCostItem[] = [];
  const unknown: PlanCostUnknown[] = [];
  for (const resource of resources) {
    const { urn, type, provider } = resource;
    if (IN_NO_CLOUD.test(type)) continue;
    const cloud = cloudOf(resource);
    const list = lists.find((one) => one.provider === cloud);
    const prices = list?.prices[type] ?? [];
    // Objects in a cluster are its own matter, save for those that its cloud makes something of.
    const isFree = provider === IN_CLUSTER || (list?.free.some(({ types }) => types.includes(type)) ?? false);
    if (list === undefined || (prices.length === 0 && !isFree)) {
      unknown.push({ urn, type, why: "no price in the data" });
      continue;
    }
    for (const name of new Set(prices.map(({ item }) => item))) {
      const entries = prices.filter(({ item }) => item === name);
      const price = priceFor(resource, entries, regionOf(resource, cloud));
      if (price === undefined) continue;
      const item =
        price instanceof Unknown ? price : itemOf(resource, list, price, (wanted) => byUrn.get(wanted), allowances);
      if (item instanceof Unknown) unknown.push({ urn, type, why: `${name}: ${item.why}` });
      else items.push(item);
    }
  }
  const nothingKnown = items.length === 0 && (unknown.length > 0 || resources.length === 0);
  const cents = items.reduce((sum, { monthlyUsd }) => sum + Math.round(monthlyUsd * 100), 0);
  return { monthlyUsd: nothingKnown ? null : cents / 100, items, unknown };
}
