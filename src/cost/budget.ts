import type { PlanCost } from "../plan/schema";
import { centsOf } from "./cost";
import { usd } from "./text";
import { nameOf } from "../plan/urn";

/** What a month may cost, in US dollars; what is left out is not judged. */
export interface BudgetLimits {
  readonly maxMonthlyUsd?: number | undefined;
  /** How much more than before; judged only where there is a before. */
  readonly maxIncreaseUsd?: number | undefined;
}

/** An item that makes up what is over, and what it costs a month, or how much more than before. */
export interface BudgetLine {
  readonly urn: string;
  readonly item: string;
  readonly usd: number;
}

/** A limit that is exceeded. */
export interface OverLimit {
  readonly limit: "max-monthly-usd" | "max-increase-usd";
  readonly limitUsd: number;
  /** The known sum, or how much it is more than before. */
  readonly usd: number;
  /** What the sum is made of, the dearest first. */
  readonly lines: readonly BudgetLine[];
}

/** What a budget makes of a cost. */
export interface Verdict {
  readonly over: readonly OverLimit[];
  /** The sum that was judged: what is known. */
  readonly knownUsd: number;
  /** How many prices are not known, and were not judged. */
  readonly unknown: number;
  /** How many were not known before, so that an increase may be smaller than it looks. */
  readonly unknownBefore: number;
}

const keyOf = ({ urn, item }: { urn: string; item: string }) => `${urn}\n${item}`;

/** The dearest first; what costs the same by name. */
const byCost = (one: BudgetLine, other: BudgetLine): number =>
  other.usd - one.usd || (keyOf(one) < keyOf(other) ? -1 : 1);

function monthlyLines({ items }: PlanCost): BudgetLine[] {
  return items
    .filter(({ monthlyUsd }) => monthlyUsd > 0)
    .map(({ urn, item, monthlyUsd }) => ({ urn, item, usd: monthlyUsd }))
    .sort(byCost);
}

/** What is new or costs more than before. */
function increaseLines({ items }: PlanCost, before: PlanCost): BudgetLine[] {
  const old = new Map(before.items.map((item) => [keyOf(item), item.monthlyUsd]));
  return items
    .map((item) => ({
      urn: item.urn,
      item: item.item,
      usd: centsOf(item.monthlyUsd - (old.get(keyOf(item)) ?? 0)) / 100,
    }))
    .filter((line) => line.usd > 0)
    .sort(byCost);
}

/**
 * Holds a cost against a budget. Only what is known is judged; how many prices are unknown is told.
 *
 * @param before - The cost that an increase is counted from.
 */
export function overBudget(cost: PlanCost, limits: BudgetLimits, before?: PlanCost): Verdict {
  const knownUsd = cost.monthlyUsd ?? 0;
  const over: OverLimit[] = [];
  const { maxMonthlyUsd, maxIncreaseUsd } = limits;
  if (maxMonthlyUsd !== undefined && knownUsd > maxMonthlyUsd) {
    over.push({ limit: "max-monthly-usd", limitUsd: maxMonthlyUsd, usd: knownUsd, lines: monthlyLines(cost) });
  }
  if (maxIncreaseUsd !== undefined && before !== undefined) {
    const increase = centsOf(knownUsd - (before.monthlyUsd ?? 0)) / 100;
    if (increase > maxIncreaseUsd) {
      const lines = increaseLines(cost, before);
      over.push({ limit: "max-increase-usd", limitUsd: maxIncreaseUsd, usd: increase, lines });
    }
  }
  return { over, knownUsd, unknown: cost.unknown.length, unknownBefore: before?.unknown.length ?? 0 };
}

const asked = ({ maxMonthlyUsd, maxIncreaseUsd }: BudgetLimits): boolean =>
  maxMonthlyUsd !== undefined || maxIncreaseUsd !== undefined;

/** A verdict in lines for people: what is over and by which items, and what was not judged. Empty without a limit. */
export function verdictLines(stack: string, verdict: Verdict, limits: BudgetLimits): string[] {
  const { over, knownUsd, unknown, unknownBefore } = verdict;
  if (!asked(limits)) return [];
  const lines = over.flatMap(({ limit, limitUsd, usd: found, lines: items }) => {
    const what = limit === "max-monthly-usd" ? `costs ${usd(found)} a month` : `costs ${usd(found)} a month more`;
    const width = Math.max(0, ...items.map((item) => usd(item.usd).length));
    return [
      `${stack} is over --${limit} ${limitUsd}: ${what}, ${usd(found - limitUsd)} USD too much`,
      ...items.map((item) => `  ${usd(item.usd).padStart(width)}  ${nameOf(item.urn)}: ${item.item}`),
    ];
  });
  const within = over.length > 0 ? [] : [`${stack} is within its budget: ${usd(knownUsd)} USD a month are known`];
  const prices = (count: number) => (count === 1 ? "1 price is" : `${count} prices are`);
  const come = unknown === 1 ? "it comes" : "they come";
  const open = unknown === 0 ? [] : [`  ${prices(unknown)} unknown and not judged; ${come} on top`];
  const hidden =
    unknownBefore === 0 || limits.maxIncreaseUsd === undefined
      ? []
      : [`  before, ${prices(unknownBefore)} unknown; the increase may be smaller than it looks`];
  return [...lines, ...within, ...open, ...hidden];
}
