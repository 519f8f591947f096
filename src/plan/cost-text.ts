import { allowanceTexts, assumptionText, tidy, usd } from "../cost/text";
import { listed, painted, table, wrapped, type Cell, type Layout } from "./layout";
import type { Plan, PlanCostItem } from "./schema";

const NAMES_SHOWN = 2;
const ASSUMPTIONS_SHOWN = 4;

interface Row {
  readonly names: string[];
  readonly item: PlanCostItem;
  quantity: number;
  free: number;
  cents: number;
}

/** The same item at the same price is one row, however many resources have it. */
function rowsOf(plan: Plan, nameOf: (urn: string) => string): Row[] {
  const rows = new Map<string, Row>();
  for (const item of plan.cost.items) {
    const key = [item.item, item.unit, item.unitUsd, item.source].join("\n");
    const row = rows.get(key) ?? { names: [], item, quantity: 0, free: 0, cents: 0 };
    rows.set(key, row);
    row.names.push(nameOf(item.urn));
    row.quantity += item.quantity;
    row.free += item.free;
    row.cents += Math.round(item.monthlyUsd * 100);
  }
  return [...rows.values()];
}

function cellsOf({ names, item, quantity, free, cents }: Row): Cell[] {
  const less = free > 0 ? `, ${tidy(free)} free` : "";
  const price = item.unitUsd === 0 ? "free of charge" : `${tidy(quantity)} x $${item.unitUsd} per ${item.unit}${less}`;
  const use = item.kind === "usage" ? ", by use" : "";
  const doubt = item.confidence === "price-list" ? "" : ` (${item.confidence})`;
  return [
    usd(cents / 100),
    item.item,
    { text: `${price}${use}${doubt}`, style: item.confidence === "price-list" ? "dim" : "yellow" },
    listed(names, NAMES_SHOWN),
  ];
}

/** What is known of the cost, what is not and why. */
export function costLines(plan: Plan, layout: Layout): string[] {
  const { items, monthlyUsd, usageUsd, unknown } = plan.cost;
  const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
  const nameOf = (urn: string) => names.get(urn) ?? urn;
  const rows = rowsOf(plan, nameOf).map(cellsOf);
  const total: Cell = { text: monthlyUsd === null ? "unknown" : usd(monthlyUsd), style: "bold" };
  const byUse = usageUsd === null || usageUsd === 0 ? "" : `, ${usd(usageUsd)} of it by use`;
  const rest = unknown.length === 0 ? `in all${byUse}` : `known so far${byUse}; what follows comes on top`;
  const width = Math.max(...[...rows, [total]].map(([cell]) => (typeof cell === "string" ? cell : cell!.text).length));
  const toRight = ([first, ...others]: Cell[]): Cell[] => [
    typeof first === "string" ? first.padStart(width) : { ...first!, text: first!.text.padStart(width) },
    ...others,
  ];
  const known = table(rows.map(toRight), 2, layout);
  const sum = table(
    [toRight([total, monthlyUsd === null ? "nothing in this plan has a known price" : rest])],
    2,
    layout,
  );

  const reasons = new Map<string, string[]>();
  for (const { urn, why } of unknown) reasons.set(why, [...(reasons.get(why) ?? []), nameOf(urn)]);
  const open = [...reasons].flatMap(([why, whose]) => wrapped(`${listed(whose, NAMES_SHOWN)}: ${why}`, 4, layout));
  const asked = [...new Set(unknown.flatMap(({ assumption }) => assumption ?? []))].sort();
  const free = allowanceTexts(plan.cost).flatMap((text) => wrapped(text, 4, layout));
  const assumed = assumptionText(plan.cost);
  const dates = items.map(({ date }) => date).sort();
  const dated = dates.length === 0 ? [] : wrapped(`Prices of ${dates[0]} to ${dates[dates.length - 1]}.`, 2, layout);
  const unknownTitle = painted({ text: "not known", style: "yellow" }, layout);
  return [
    ...known,
    ...sum,
    ...(open.length === 0 ? [] : [`  ${unknownTitle}`, ...open]),
    ...(asked.length === 0 ? [] : wrapped(`The app could say: ${listed(asked, ASSUMPTIONS_SHOWN)}.`, 2, layout)),
    ...(free.length === 0 ? [] : ["  free of charge, shared by the stack", ...free]),
    ...(assumed === "" ? [] : wrapped(`Assumed: ${assumed}.`, 2, layout)),
    ...dated,
  ];
}
