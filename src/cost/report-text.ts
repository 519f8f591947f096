import { listed, painted, table, wrapped, type Cell, type Layout } from "../plan/layout";
import type { PlanCostItem } from "../plan/schema";
import type { CostReport, PartCost } from "./report";
import { allowanceTexts, tidy, usd } from "./text";
import { nameOf } from "../plan/urn";

const bold = (text: string, layout: Layout) => painted({ text, style: "bold" }, layout);

/** The sources of a report, each with its date; an item names its own by number. */
class Sources {
  private readonly numbers = new Map<string, number>();

  of({ source, date, confidence }: PlanCostItem): string {
    const doubt = confidence === "price-list" ? "" : `, ${confidence}`;
    const text = `${source}, ${date}${doubt}`;
    const number = this.numbers.get(text) ?? this.numbers.size + 1;
    this.numbers.set(text, number);
    return `[${number}]`;
  }

  lines(layout: Layout): string[] {
    return [...this.numbers].flatMap(([text, number]) => wrapped(`[${number}] ${text}`, 2, layout));
  }
}

/** `2 x $0.004445 per GB-hour, 1 free`, and what the quantity rests on. */
function priceText({ quantity, free, unit, unitUsd, kind, assumption }: PlanCostItem): string {
  const less = free > 0 ? `, ${tidy(free)} free` : "";
  const price = unitUsd === 0 ? "free of charge" : `${tidy(quantity)} x $${unitUsd} per ${unit}${less}`;
  const rests = assumption === null ? "" : `, by ${assumption}`;
  return `${kind === "usage" ? "usage: " : ""}${price}${rests}`;
}

function partLines(part: PartCost, width: number, sources: Sources, layout: Layout): string[] {
  const { component, kind, provider, monthlyUsd, items, unknown } = part;
  const name = component === null ? "outside components" : component === kind ? kind : `${component} (${kind})`;
  const sum = monthlyUsd === null ? "nothing known" : usd(monthlyUsd);
  const rows = items.map((item): Cell[] => [
    usd(item.monthlyUsd).padStart(width),
    item.item,
    nameOf(item.urn),
    { text: `${priceText(item)} ${sources.of(item)}`, style: item.confidence === "price-list" ? "dim" : "yellow" },
  ]);
  const reasons = new Map<string, string[]>();
  for (const { urn, why } of unknown) reasons.set(why, [...(reasons.get(why) ?? []), nameOf(urn)]);
  const open = [...reasons].flatMap(([why, whose]) => wrapped(`${listed(whose, 2)}: ${why}`, 4, layout));
  return [
    "",
    bold(`${name}${provider === null ? "" : ` on ${provider}`}: ${sum}`, layout),
    ...table(rows, 2, layout),
    ...(open.length === 0 ? [] : [`  ${painted({ text: "not known", style: "yellow" }, layout)}`, ...open]),
  ];
}

/** A report for people: line items by component, each with its source. Ends with a line break. */
export function reportText(report: CostReport, layout: Layout): string {
  const { stack, app, topology, monthlyUsd, flatUsd, usageUsd, parts } = report;
  const sources = new Sources();
  const items = parts.flatMap((part) => part.items);
  const unknown = parts.flatMap((part) => part.unknown);
  const width = Math.max(0, ...items.map((item) => usd(item.monthlyUsd).length));
  const shown = (amount: number | null) => (amount === null ? "unknown" : usd(amount));
  const asked = [...new Set(unknown.flatMap(({ assumption }) => assumption ?? []))].sort();
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", bold(title, layout), ...lines];
  const body = parts.flatMap((part) => partLines(part, width, sources, layout));
  const lines = [
    bold(`Cost of ${stack}: ${app} on ${topology}, in USD a month, by list price and before tax`, layout),
    ...body,
    ...section("In all", [
      ...table(
        [
          ["flat", shown(flatUsd)],
          ["by use, as assumed", shown(usageUsd)],
          [unknown.length === 0 ? "sum" : "known so far", { text: shown(monthlyUsd), style: "bold" }],
          ["prices that are not known", `${unknown.length}`],
        ],
        2,
        layout,
      ),
    ]),
    ...section(
      "Free of charge, shared by the stack",
      allowanceTexts(report).flatMap((text) => wrapped(text, 2, layout)),
    ),
    ...section(
      "Assumed",
      table(
        report.assumptions.map(({ name, value }) => [name, `${value}`]),
        2,
        layout,
      ),
    ),
    ...section("What the app could say as well", asked.length === 0 ? [] : wrapped(asked.join(", "), 2, layout)),
    ...section("Sources", sources.lines(layout)),
  ];
  return `${lines.join("\n")}\n`;
}
