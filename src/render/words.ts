import { allowanceTexts, assumptionText } from "../cost/text";
import { counted } from "../plan/layout";
import type { Diff, DiffPart, DiffPlace, DiffRisk, DiffSide } from "../diff/schema";
import type { Plan, PlanValue } from "../plan/schema";
import { nameOf } from "../plan/urn";

/** A value of a plan in a line: texts as they are, marks of a plan in words, anything else as JSON with sorted keys. */
export function valueText(value: PlanValue | undefined): string {
  if (value === undefined) return "not set";
  if (typeof value === "string") return value === "" ? '""' : value;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(nested).join(", ")}]`;
  if (value["unknown"] === true) return "known after the update";
  if (value["secret"] === true) return "secret";
  if (typeof value["resource"] === "string" && Object.keys(value).length === 1) return nameOf(value["resource"]);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${key}: ${nested(value[key]!)}`)
    .join(", ")}}`;
}

const nested = (value: PlanValue): string => (typeof value === "string" ? JSON.stringify(value) : valueText(value));

export const usd = (amount: number | null): string => (amount === null ? "unknown" : `$${amount.toFixed(2)}`);

/** `+$12.40`, `−$3.10`, `±$0.00`; whole cents, so that no tail of a binary fraction is seen. */
export function signedUsd(change: number): string {
  const cents = Math.round(change * 100);
  return `${cents > 0 ? "+" : cents < 0 ? "−" : "±"}$${(Math.abs(cents) / 100).toFixed(2)}`;
}

/** What a side costs: the sum of what has a price, and how many prices are not known. */
export interface Cost {
  readonly usd: number | null;
  readonly unpriced: number;
}

/** Nothing that is paid for costs nothing; what has no known price is null, and never 0. */
const known = ({ usd: amount, unpriced }: Cost): number | null => amount ?? (unpriced === 0 ? 0 : null);

/** How what has a price changes; unknown where one side has prices and none that is known. */
export function costChange(from: Cost, to: Cost): string {
  const [before, after] = [known(from), known(to)];
  return before === null || after === null ? "unknown" : signedUsd(after - before);
}

/** `$12.40 and 3 not priced`; empty where nothing is paid for. */
export function priced({ usd: amount, unpriced }: Cost): string {
  if (unpriced === 0) return amount === null ? "" : usd(amount);
  return amount === null ? `${unpriced} not priced` : `${usd(amount)} and ${unpriced} not priced`;
}

export const sideCost = ({ monthlyUsd, unpriced }: DiffSide): Cost => ({ usd: monthlyUsd, unpriced });

/** What a part costs before and after. */
export const partCosts = ({ monthlyUsd, unpriced }: DiffPart): { readonly from: Cost; readonly to: Cost } => ({
  from: { usd: monthlyUsd.from, unpriced: unpriced.from },
  to: { usd: monthlyUsd.to, unpriced: unpriced.to },
});

/** Whether there is anything to say of a cost. */
export const hasCost = ({ usd: amount, unpriced }: Cost): boolean => amount !== null || unpriced > 0;

/** `RDS db.t4g.micro`, `ECS Fargate 0.5 vCPU, 1 GB`; the shape where nothing else says what it is. */
export function placeText({ service, shape, size }: DiffPlace): string {
  const name = service ?? shape ?? "";
  const word = /^\S+ /.exec(size ?? "")?.[0] ?? "";
  const rest = word !== "" && `${name} `.endsWith(` ${word}`) ? size!.slice(word.length) : (size ?? "");
  return [name, rest].filter((text) => text !== "").join(" ") || "nothing";
}

/** `2 at risk`, `1 replaced`, … in the order in which they matter. */
export function diffCounts({ counts }: Diff): { readonly id: string; readonly count: number; readonly text: string }[] {
  const { atRisk, replaced, removed, added, changed } = counts;
  return Object.entries({ atRisk, replaced, removed, added, changed }).map(([id, count]) => ({
    id,
    count,
    text: `${count} ${id === "atRisk" ? "at risk" : id}`,
  }));
}

/** `+$12.40/month`, and what is not known of it. */
export function diffCost({ from, to }: Diff): string {
  const change = costChange(sideCost(from), sideCost(to));
  const known = change === "unknown" ? "cost unknown" : `${change}/month`;
  return from.unpriced + to.unpriced === 0 ? known : `${known} of what is priced`;
}

/** Risks with the same reason and the same guard: a switch of cloud leaves many things behind for one. */
export interface RiskGroup {
  readonly risk: DiffRisk;
  readonly all: readonly DiffRisk[];
}

/** Risks in their order, those of one reason together; what nothing holds back comes first. */
export function riskGroups({ risks }: Diff): RiskGroup[] {
  const groups = new Map<string, DiffRisk[]>();
  for (const risk of risks) {
    const key = JSON.stringify([risk.what, risk.part, risk.because, risk.guard, risk.guarded]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [risk]);
    else group.push(risk);
  }
  const all = [...groups.values()].map((group) => ({ risk: group[0]!, all: group }));
  return [...all.filter(({ risk }) => !risk.guarded), ...all.filter(({ risk }) => risk.guarded)];
}

/** What becomes of the data, in words. */
export const RISK_WORDS: Readonly<Record<DiffRisk["what"], string>> = {
  "left-behind": "left behind",
  replaced: "replaced",
  removed: "removed",
  unprotected: "unprotected",
};

/** What becomes of a secret of the config; its value is never shown. */
export const SECRET_WORDS = { changed: "another value", added: "added", removed: "removed" } as const;

/** How a plan is called: a stack by its name, an app without one by its topology. */
export const planLabel = ({ stack, app, topology }: Plan): string =>
  stack === "example" ? `${app}@${topology}` : stack;

/** `$62.10/month, 4.00 of it by use, 27 not priced`. */
export function planCost({ cost: { monthlyUsd, usageUsd, unknown } }: Plan): string {
  const total = monthlyUsd === null ? "cost unknown" : `${usd(monthlyUsd)}/month`;
  const use = usageUsd === null || monthlyUsd === null ? [] : [`${usd(usageUsd)} of it by use`];
  return [total, ...use, ...(unknown.length === 0 ? [] : [`${unknown.length} not priced`])].join(", ");
}

/** What is free of charge across the stack, what goes beyond it first, and what the cost of use rests on. */
export function costNotes({ cost }: Plan): string[] {
  const assumed = assumptionText(cost);
  return [...allowanceTexts(cost), ...(assumed === "" ? [] : [`assumes ${assumed}`])];
}

export { counted };
