import type { Diff, DiffChange, DiffField, DiffPart } from "../diff/schema";
import type { Portability } from "../portability";
import { shortType } from "../plan/text";
import { fit, type Detail, type Shown } from "./fit";
import { code, codeCell, details, markdownTable, marker, prose } from "./markdown-text";
import { diffMermaid } from "./mermaid";
import type { Compared } from "./picture-diff";
import {
  costChange,
  counted,
  diffCost,
  diffCounts,
  hasCost,
  partCosts,
  placeText,
  priced,
  RISK_WORDS,
  riskGroups,
  SECRET_WORDS,
  sideCost,
  usd,
  valueText,
  type RiskGroup,
} from "./words";

/** What a comment on GitHub may hold is 65,536 UTF-16 code units; some are kept for what a workflow adds. */
export const MARKDOWN_LIMIT = 65_000;

export interface MarkdownOptions {
  /** The most UTF-16 code units that it may have. @default 65000 */
  readonly limit?: number;
  /** Where the rest is when something is left out, e.g. a command. @default - the command that gives all as JSON */
  readonly pointer?: string;
  /** What the first line is found again by. @default - the label of what is compared with */
  readonly label?: string;
  /** The plans that were compared; with them, the picture has the services. */
  readonly plans?: Compared | undefined;
}

const FIELDS_SHOWN = 30;

const changed = (from: string, to: string) => `${code(from)} → ${code(to)}`;

function fieldLines(fields: readonly Omit<DiffField, "forcesReplacement">[], indent: string): string[] {
  const lines = fields.slice(0, FIELDS_SHOWN).map((field) => {
    const forces = "forcesReplacement" in field && field.forcesReplacement === true ? ", forces a new one" : "";
    return `${indent}- ${code(field.path)}: ${changed(valueText(field.from), valueText(field.to))}${forces}`;
  });
  const more = fields.length - FIELDS_SHOWN;
  return more > 0 ? [...lines, `${indent}- and ${counted(more, "more input")}`] : lines;
}

const NAMES_SHOWN = 8;

function riskLines({ risk: { what, part, because, guard, guarded }, all }: RiskGroup): string[] {
  const where = part === null ? "" : ` ${code(part)}`;
  const names = all.slice(0, NAMES_SHOWN).map(({ name, type }) => `${code(name)} (${code(shortType(type))})`);
  const more = all.length - names.length;
  return [
    `- **${RISK_WORDS[what]}${guarded ? "" : ", and nothing holds it back"}**${where}: ${prose(because)}`,
    `  - ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    `  - guard: ${prose(guard)}`,
  ];
}

const codes = (texts: readonly string[]) => texts.map(code).join(", ");

function portabilityLines({ keeps, gains, loses, app }: Portability): string[] {
  const lost = [...loses].sort((one, other) => Number(other.used) - Number(one.used));
  return [
    ...app.map((text) => `  - the app must ${prose(text)}`),
    ...lost.map(
      ({ feature, reason, used }) => `  - loses ${code(feature)}${used ? " (asked for)" : ""}: ${prose(reason)}`,
    ),
    ...(gains.length === 0 ? [] : [`  - gains ${codes(gains)}`]),
    ...(keeps.length === 0 ? [] : [`  - keeps ${codes(keeps)}`]),
  ];
}

const placeOn = (place: DiffPart["from"]) =>
  place === null
    ? "nothing"
    : `${code(placeText(place))}${place.provider === null ? "" : ` on ${code(place.provider)}`}`;

function movedLines(part: DiffPart, inDetail: boolean): string[] {
  const { from, to } = partCosts(part);
  const cost = costChange(from, to);
  const money = cost === "unknown" ? "" : `, ${cost}/month`;
  return [
    `- **${code(part.name)}**: ${placeOn(part.from)} → ${placeOn(part.to)}${money}`,
    ...(inDetail && part.portability !== null ? portabilityLines(part.portability) : []),
    ...(inDetail ? fieldLines(part.settings, "  ") : []),
  ];
}

function costRows(diff: Diff): string[][] {
  return diff.parts
    .map((part) => ({ name: part.name, ...partCosts(part) }))
    .filter(({ from, to }) => hasCost(from) || hasCost(to))
    .map(({ name, from, to }) => [codeCell(name), priced(from), priced(to), costChange(from, to)]);
}

function totalRow({ from, to }: Diff): string[] {
  const [before, after] = [sideCost(from), sideCost(to)];
  const cells = [priced(before), priced(after), costChange(before, after)];
  return ["**in all**", ...cells.map((text) => `**${text || usd(0)}**`)];
}

/** Resources below the name of their part; the first `withFields` of them with what differs. */
function changeLines(changes: readonly DiffChange[], withFields: (change: DiffChange) => boolean): string[] {
  let part: string | null | undefined;
  return changes.flatMap((change) => {
    const title = change.part === null ? "outside parts" : code(change.part);
    const opens = change.part === part ? [] : [...(part === undefined ? [] : [""]), `**${title}**`, ""];
    part = change.part;
    const marks = [change.holdsData ? "holds data" : "", change.onlyTags ? "only tags" : ""].filter((it) => it !== "");
    const about = marks.length === 0 ? "" : `, ${marks.join(", ")}`;
    return [
      ...opens,
      `- ${code(change.name)} ${code(shortType(change.type))}${about}`,
      ...(withFields(change) ? fieldLines(change.fields, "  ") : []),
    ];
  });
}

const ACTIONS = [
  ["replace", "replaced"],
  ["remove", "removed"],
  ["add", "added"],
  ["change", "changed"],
] as const;

const of = (noun: string) => (missing: number, all: number) => `${missing} of ${counted(all, noun)}`;

/** What can be given up, the least important first. */
function detailsOf(diff: Diff): Detail[] {
  const count = (action: DiffChange["action"]) => diff.changes.filter((it) => it.action === action).length;
  const moved = diff.parts.filter(({ change }) => change === "moved").length;
  const values = (noun: string) => (missing: number, all: number) =>
    `the inputs of ${missing} of ${all} ${noun} resources`;
  return [
    { id: "picture", all: 1, left: () => "the picture" },
    { id: "fields change", all: count("change"), left: values("changed") },
    { id: "change", all: count("change"), left: of("changed resource") },
    { id: "add", all: count("add"), left: of("added resource") },
    { id: "settings", all: diff.parts.length, left: (missing) => `the settings of ${counted(missing, "part")}` },
    { id: "outputs", all: diff.outputs.length, left: of("output") },
    { id: "remove", all: count("remove"), left: of("removed resource") },
    { id: "fields replace", all: count("replace"), left: values("replaced") },
    { id: "replace", all: count("replace"), left: of("replaced resource") },
    { id: "portability", all: moved, left: (missing) => `what ${counted(missing, "move")} mean for the app` },
    { id: "environment", all: environmentLines(diff).length, left: of("environment change") },
    { id: "secrets", all: diff.secrets?.length ?? 0, left: of("changed secret") },
    { id: "cost", all: costRows(diff).length, left: of("cost line") },
    { id: "moved", all: moved, left: of("moved part") },
    { id: "risks", all: riskGroups(diff).length, left: (missing, all) => `${missing} of ${all} kinds of risk` },
  ];
}

const environmentLines = ({ environment }: Diff): string[] =>
  environment.flatMap(({ service, added, removed }) => [
    ...(removed.length === 0 ? [] : [`- ${code(service)} no longer finds ${codes(removed)}`]),
    ...(added.length === 0 ? [] : [`- ${code(service)} finds ${codes(added)}`]),
  ]);

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`#### ${title}`, "", ...lines, ""];
}

function sections(diff: Diff, shown: Shown, plans: Compared | undefined): string[] {
  const moved = diff.parts.filter(({ change }) => change === "moved");
  const asked = diff.parts.slice(0, shown("settings")).filter(({ change, settings }) => {
    return change === "changed" && settings.length > 0;
  });
  const rows = costRows(diff).slice(0, shown("cost"));
  const head = ["part", diff.from.label, diff.to.label, "change"].map((text, index) =>
    index === 1 || index === 2 ? codeCell(text) : text,
  );
  return [
    ...titled("Data at risk", riskGroups(diff).slice(0, shown("risks")).flatMap(riskLines)),
    ...titled(
      "Parts that move",
      moved.slice(0, shown("moved")).flatMap((part, index) => movedLines(part, index < shown("portability"))),
    ),
    ...titled(
      "Parts that are asked for something else",
      asked.flatMap((part) => [`- **${code(part.name)}**`, ...fieldLines(part.settings, "  ")]),
    ),
    ...titled("What services find in their environment", environmentLines(diff).slice(0, shown("environment"))),
    ...titled(
      "Secrets of the config, never shown",
      (diff.secrets ?? [])
        .slice(0, shown("secrets"))
        .map(({ key, change }) => `- ${code(key)}: ${SECRET_WORDS[change]}`),
    ),
    ...titled("Cost in USD a month, by list price", markdownTable(head, [...rows, totalRow(diff)], 1)),
    ...ACTIONS.flatMap(([action, title]) => {
      const all = diff.changes.filter((change) => change.action === action);
      const some = all.slice(0, shown(action));
      const inFull = new Set(some.slice(0, shown(`fields ${action}`)));
      return details(
        `${all.length} ${title}`,
        changeLines(some, (change) => inFull.has(change)),
      );
    }),
    ...details(`${counted(diff.outputs.length, "output")} of the stack`, [
      ...diff.outputs
        .slice(0, shown("outputs"))
        .map(({ path, from, to }) => `- ${code(path)}: ${changed(valueText(from), valueText(to))}`),
    ]),
    ...(shown("picture") === 0 ? [] : details("picture", ["```mermaid", diffMermaid(diff, plans).trimEnd(), "```"])),
  ];
}

function summary(diff: Diff): string {
  const same = diff.changes.length === 0 && diff.risks.length === 0 && diff.cost.length === 0;
  if (same) return "**Nothing differs.**";
  return `**${[...diffCounts(diff).map(({ text }) => text), diffCost(diff)].join(" · ")}**`;
}

/** What is to be settled, where that is not the same on both sides. */
function issueLines({ issues: { from, to } }: Diff): string[] {
  return from === to ? [] : [`To settle before a real run: ${from} before, ${to} after.`, ""];
}

/**
 * A comparison as a comment on a pull request.
 *
 * The first line is the same for the same label, so that the comment is found and edited. It is never longer than the limit:
 * what matters least is given up first, and the text says what and where the rest is.
 */
export function diffMarkdown(diff: Diff, options: MarkdownOptions = {}): string {
  const { limit = MARKDOWN_LIMIT, plans, label = diff.to.label } = options;
  const { from, to } = diff;
  const pointer = options.pointer ?? `landfall diff --from ${from.label} --to ${to.label} --format json`;
  return fit(limit, detailsOf(diff), (shown, left) => {
    const rest =
      left.length === 0 ? [] : [`Left out to stay short: ${left.join(", ")}. All of it: ${code(pointer)}`, ""];
    const lines = [
      marker("diff", label),
      `### landfall: ${code(from.label)} → ${code(to.label)}`,
      "",
      summary(diff),
      "",
      ...rest,
      ...issueLines(diff),
      ...sections(diff, shown, plans),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
  });
}
