import type { PlanCost, PlanCostItem, PlanCostUnknown, PlanResource } from "../plan/schema";
import { Allowances } from "./allowances";
import { quantityOf, Unknown, type Find } from "./inputs";
import { priceFor } from "./match";
import { cloudsOf, IN_CLUSTER, regionsOf } from "./places";
import { HOURS_A_MONTH, type Price, type PriceList } from "./prices";
import { assumptionOf, settingName, usedOf, type Assumptions } from "./usage";

/** Types of the engine itself and of providers that stand in no cloud. */
const IN_NO_CLOUD = /^(pulumi|random):/;

/** Whole cents; the small addend mends products such as 1.005 that binary fractions keep a hair too low. */
export const centsOf = (usd: number): number => Math.round(usd * 100 + 1e-6);

/** Best first: what is told of a sum of two figures is told of the worse one. */
const CONFIDENCE = ["price-list", "third-party", "dated", "unverified"] as const;

/** An item of a resource: its price, or why there is none. */
interface Found {
  readonly resource: PlanResource;
  readonly name: string;
  readonly list: PriceList;
  readonly price: Price | Unknown;
}

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

/** Why the cost of usage is not known: its unit price, and what it is for. */
const openUsage = ({ usd, usage, unpriced, per, unit = "month" }: Price): Unknown =>
  new Unknown(unpriced ?? `$${usd} per ${unitText(per, unit)}, by usage (${usage})`);

/** An item that is priced, or why its price is not known. */
function itemOf({ resource, list, ...found }: Found, assumptions: Assumptions, find: Find, allowances: Allowances) {
  if (found.price instanceof Unknown) return found.price;
  const { price } = found;
  const { item, unpriced, usage, usd = 0, per, unit = "month" } = price;
  if (usage === undefined && unpriced !== undefined && price.allowance === undefined) return new Unknown(unpriced);
  const quantity =
    usage === undefined
      ? quantityOf(resource, price.quantity ?? [1], find)
      : (usedOf(resource, price, assumptions, find) ?? openUsage(price));
  if (quantity instanceof Unknown) return quantity;
  const free = allowances.take(list.provider, price.allowance, quantity);
  if (unpriced !== undefined && (price.allowance === undefined || free < quantity)) return new Unknown(unpriced);
  const [setting] = Object.keys(price.settings ?? {}).map((key) => settingName(list.provider, key));
  return {
    urn: resource.urn,
    item,
    kind: usage === undefined ? ("flat" as const) : ("usage" as const),
    assumption: assumptionOf(resource, price) ?? setting ?? null,
    quantity,
    free,
    unit: unitText(per, unit),
    unitUsd: usd,
    monthlyUsd: centsOf((quantity - free) * usd * (unit === "hour" ? HOURS_A_MONTH : 1)) / 100,
    ...evidenceOf(list, price, free),
  };
}

/** Each item that each resource has, in their order; what is paid once is found once. */
function foundIn(
  resources: readonly PlanResource[],
  lists: readonly PriceList[],
  assumptions: Assumptions,
): (Found | PlanCostUnknown)[] {
  const regionOf = regionsOf(resources);
  const cloudOf = cloudsOf(resources, lists);
  const paid = new Set<string>();
  const namesOf = new Map<string, string[]>();
  for (const { type, name } of resources) {
    const names = namesOf.get(type);
    if (names === undefined) namesOf.set(type, [name]);
    else names.push(name);
  }
  const has = ({ type, named }: NonNullable<Price["without"]>) =>
    (namesOf.get(type) ?? []).some((name) => new RegExp(named).test(name));
  return resources.flatMap((resource): (Found | PlanCostUnknown)[] => {
    const { urn, type, provider } = resource;
    if (IN_NO_CLOUD.test(type)) return [];
    const cloud = cloudOf(resource);
    const list = lists.find((one) => one.provider === cloud);
    const prices = (list?.prices[type] ?? []).filter(({ without }) => without === undefined || !has(without));
    // Objects in a cluster are its own matter, save for those that its cloud makes something of.
    const isFree = provider === IN_CLUSTER || (list?.free.some(({ types }) => types.includes(type)) ?? false);
    if (list === undefined || (prices.length === 0 && !isFree))
      return [{ urn, type, why: "no price in the data", assumption: null }];
    const surroundings = {
      region: regionOf(resource, cloud),
      isSet: (key: string, value: string) => assumptions[settingName(cloud, key)] === value,
    };
    return [...new Set(prices.map(({ item }) => item))].flatMap((name): Found[] => {
      const entries = prices.filter(({ item }) => item === name);
      const price = priceFor(resource, entries, surroundings);
      const key = `${cloud} ${name}`;
      if (price === undefined || paid.has(key)) return [];
      if (entries.some(({ once }) => once === true)) paid.add(key);
      return [{ resource, name, list, price }];
    });
  });
}

/** Counts what resources bring along before anything takes of it. */
function grantAll(found: readonly Found[], find: Find, allowances: Allowances): void {
  for (const { resource, list, price } of found) {
    if (price instanceof Unknown) continue;
    const quantity = quantityOf(resource, price.quantity ?? [1], find);
    if (quantity instanceof Unknown) continue;
    for (const [name, each] of Object.entries(price.grants ?? {})) {
      allowances.grant(list.provider, name, each * quantity);
    }
  }
}

const sumOf = (items: readonly PlanCostItem[]): number =>
  items.reduce((cents, { monthlyUsd }) => cents + Math.round(monthlyUsd * 100), 0) / 100;

/**
 * What the resources of a plan cost a month, by list price and before tax. Whatever has no price in the data, or needs
 * a quantity that neither a plan nor the app's assumptions know, is listed as unknown and never counted as 0.
 *
 * @param lists - The prices of the providers in use.
 * @param assumptions - How much the app is used; see `assumptionsOf`.
 */
export function costOf(
  resources: readonly PlanResource[],
  lists: readonly PriceList[],
  assumptions: Assumptions = {},
): PlanCost {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const find: Find = (urn) => byUrn.get(urn);
  const allowances = new Allowances(lists);
  const found = foundIn(resources, lists, assumptions);
  grantAll(
    found.filter((one): one is Found => "price" in one),
    find,
    allowances,
  );
  const items: PlanCostItem[] = [];
  const unknown: PlanCostUnknown[] = [];
  for (const one of found) {
    if (!("price" in one)) {
      unknown.push(one);
      continue;
    }
    const { resource, name } = one;
    const item = itemOf(one, assumptions, find, allowances);
    if (!(item instanceof Unknown)) items.push(item);
    else {
      const assumption = one.price instanceof Unknown ? undefined : assumptionOf(resource, one.price);
      const open = assumption === undefined || typeof assumptions[assumption] === "number" ? null : assumption;
      unknown.push({ urn: resource.urn, type: resource.type, why: `${name}: ${item.why}`, assumption: open });
    }
  }
  const nothingKnown = items.length === 0 && (unknown.length > 0 || resources.length === 0);
  const sum = (kind: PlanCostItem["kind"]) => (nothingKnown ? null : sumOf(items.filter((item) => item.kind === kind)));
  return {
    monthlyUsd: nothingKnown ? null : sumOf(items),
    flatUsd: sum("flat"),
    usageUsd: sum("usage"),
    items,
    unknown,
    allowances: allowances.used,
    // Settings are told only where a price depends on them.
    assumptions: Object.entries(assumptions)
      .filter(([name]) => !name.startsWith("landfall:") || items.some(({ assumption }) => assumption === name))
      .map(([name, value]) => ({ name, value }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}
