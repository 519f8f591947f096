import { table } from "../docs/table";
import { usd } from "../render/words";
import type { Moved, Phase, Runbook, Step } from "./schema";
import { kindOf, placeOf } from "./words";

const WHOSE: Readonly<Record<Moved["whose"], string>> = {
  runbook: "these commands",
  app: "the app's own work",
  nobody: "nobody: nothing to copy",
};

const movedRow = ({ kind, from, to, by, whose, asked }: Moved): string[] => [
  kindOf(kind),
  placeOf(from),
  placeOf(to),
  by,
  WHOSE[whose],
  asked.join("; ") || "–",
];

const list = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`**${title}**`, "", ...items.map((item) => `- ${item}`), ""];

/** What is said of commands that were run, and once of all others. */
export const TRIED = "Tried: landfall's tests run these commands against real servers.";
export const UNTRIED =
  "Commands that do not say that they were tried pass ShellCheck; nobody ran them against a cloud, so try them beforehand.";

function stepLines(step: Step, number: string): string[] {
  const { title, text, commands, cautions, unverified, sources, asks, checked } = step;
  return [
    `### ${number} ${title}`,
    "",
    ...text.flatMap((paragraph) => [paragraph, ""]),
    ...(asks.length === 0 ? [] : [`Set before: ${asks.map((name) => `\`${name}\``).join(", ")}.`, ""]),
    ...(commands === null ? [] : ["```bash", commands.trimEnd(), "```", ""]),
    ...list("Mind", cautions),
    ...(checked === "run" ? [`_${TRIED}_`, ""] : []),
    ...list(
      "Not verified",
      unverified.filter((it) => !/^Not run/.test(it) || checked === "none"),
    ),
    ...(sources.length === 0
      ? []
      : [
          `Source: ${sources.map(({ url, read }) => `<${url}> (${read === "not read" ? "not read again" : `an excerpt read ${read}`})`).join(", ")}`,
          "",
        ]),
  ];
}

const phaseLines = ({ title, optional, text, steps }: Phase, number: number): string[] => [
  `## ${number}. ${title}${optional ? " (where it is needed)" : ""}`,
  "",
  ...text.flatMap((paragraph) => [paragraph, ""]),
  ...steps.flatMap((step, index) => stepLines(step, `${number}.${index + 1}`)),
];

/** A sentence that says what moves, from where to where. */
export const headline = ({ app, from, to, way }: Runbook): string =>
  way === "beside"
    ? `Moving ${app}: ${from.topology} to ${to.topology}, stack ${from.stack}`
    : `Moving ${app}: stack ${from.stack} to stack ${to.stack}`;

/** The programs that the whole runbook calls. */
export const programs = ({ phases }: Runbook): string[] =>
  [...new Set(phases.flatMap(({ steps }) => steps.flatMap(({ needs }) => needs)))].sort();

/** A runbook as a page that is followed from top to bottom. */
export function runbookMarkdown(runbook: Runbook): string {
  const { moves, stays, phases, leftovers, from, to } = runbook;
  return [
    `# ${headline(runbook)}`,
    "",
    `The stack costs ${usd(from.monthlyUsd)} a month before and ${usd(to.monthlyUsd)} after, as far as prices are known. In between, and until the old stores are deleted, they are paid for beside the new side.`,
    "",
    "## What moves",
    "",
    table(["kind", "from", "to", "how", "who moves it", "as asked for"], moves.map(movedRow)),
    "",
    ...(stays.length === 0
      ? []
      : [
          `Stays where it is: ${stays.map(({ kind, service }) => `${kindOf(kind)} (${service ?? "?"})`).join(", ")}.`,
          "",
        ]),
    `Programs: ${programs(runbook)
      .map((name) => `\`${name}\``)
      .join(", ")}.`,
    "",
    UNTRIED,
    "",
    ...phases.flatMap((phase, index) => phaseLines(phase, index + 1)),
    ...(leftovers.length === 0
      ? []
      : [
          "## What stays in the old cloud",
          "",
          table(
            ["part", "type", "name", "USD a month"],
            leftovers.map(({ part, type, name, monthlyUsd }) => [
              part,
              `\`${type}\``,
              `\`${name}\``,
              monthlyUsd === null ? "not priced" : monthlyUsd.toFixed(2),
            ]),
          ),
          "",
        ]),
  ]
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/\n*$/, "\n");
}
