import { painted, wrapped, type Layout } from "../plan/layout";
import { headline, programs, TRIED, UNTRIED } from "./markdown";
import type { Runbook, Step } from "./schema";
import { kindOf, placeOf } from "./words";

function stepText(step: Step, number: string, layout: Layout): string[] {
  const { title, text, asks, commands, cautions, unverified, checked } = step;
  const say = (line: string) => wrapped(line, 2, layout);
  return [
    painted({ text: `${number} ${title}`, style: "bold" }, layout),
    ...text.flatMap(say),
    ...(asks.length === 0 ? [] : say(`Set before: ${asks.join(", ")}`)),
    ...(commands === null
      ? []
      : [
          "",
          ...commands
            .trimEnd()
            .split("\n")
            .map((line) => `    ${line}`),
          "",
        ]),
    ...cautions.flatMap((it) => say(`Mind: ${it}`)),
    ...(checked === "run" ? say(TRIED) : []),
    ...unverified.flatMap((it) => say(`Not verified: ${it}`)),
    "",
  ];
}

/** A runbook for a terminal. */
export function runbookText(runbook: Runbook, layout: Layout): string {
  const { moves, stays, phases, leftovers } = runbook;
  return [
    painted({ text: headline(runbook), style: "bold" }, layout),
    "",
    ...moves.flatMap(({ kind, from, to, by }) =>
      wrapped(`${kindOf(kind)}: ${placeOf(from)} to ${placeOf(to)}: ${by}`, 2, layout),
    ),
    ...stays.flatMap(({ kind, service }) => wrapped(`${kindOf(kind)}: stays, ${service ?? ""}`, 2, layout)),
    ...wrapped(`programs: ${programs(runbook).join(", ")}`, 2, layout),
    ...wrapped(UNTRIED, 2, layout),
    "",
    ...phases.flatMap(({ title, text, steps }, index) => [
      painted({ text: `${index + 1}. ${title}`, style: "bold" }, layout),
      ...text.flatMap((line) => wrapped(line, 2, layout)),
      "",
      ...steps.flatMap((step, at) => stepText(step, `${index + 1}.${at + 1}`, layout)),
    ]),
    ...(leftovers.length === 0 ? [] : [painted({ text: "What stays in the old cloud", style: "bold" }, layout)]),
    ...leftovers.map(
      ({ type, name, monthlyUsd }) =>
        `  ${name} ${type} ${monthlyUsd === null ? "not priced" : `$${monthlyUsd.toFixed(2)}`}`,
    ),
    "",
  ].join("\n");
}
