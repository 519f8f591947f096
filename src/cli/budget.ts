import { overBudget, verdictLines, type BudgetLimits } from "../cost/budget";
import type { Plan } from "../plan/schema";
import { UsageError, type Terminal } from "./command";

/** The options of a command that holds what it plans against a budget. */
export const budgetOptions = { "max-monthly-usd": { type: "string" } } as const;

/** An amount of the command line; undefined when the option is left out. */
export function amountOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${option} ${text}: allowed an amount in USD, such as 50`);
  return Number(text);
}

export const limitsOf = (values: { readonly "max-monthly-usd"?: string | undefined }): BudgetLimits => ({
  maxMonthlyUsd: amountOf("max-monthly-usd", values["max-monthly-usd"]),
});

/**
 * Holds each plan against the budget and tells the verdict apart from what was asked for.
 *
 * @param before - The plan that an increase is counted from.
 * @returns The exit code.
 */
export function judge(plans: readonly Plan[], limits: BudgetLimits, terminal: Terminal, before?: Plan): number {
  const verdicts = plans.map(({ stack, cost }) => ({ stack, verdict: overBudget(cost, limits, before?.cost) }));
  for (const { stack, verdict } of verdicts) {
    for (const line of verdictLines(stack, verdict, limits)) terminal.err(`${line}\n`);
  }
  return verdicts.some(({ verdict }) => verdict.over.length > 0) ? 1 : 0;
}
