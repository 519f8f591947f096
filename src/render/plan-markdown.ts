import { formatIssue } from "../../components/core/errors";
import type { Plan } from "../plan/schema";
import { isBuilt, shortType } from "../plan/text";
import { MARKDOWN_LIMIT, type MarkdownOptions } from "./diff-markdown";
import { fit, type Detail, type Shown } from "./fit";
import { code, codeCell, details, markdownTable, marker, prose } from "./markdown-text";
import { planMermaid } from "./mermaid";
import { ownedParts, type Owned } from "./owners";
import { costNotes, counted, planCost, planLabel, priced } from "./words";

const of = (noun: string) => (missing: number, all: number) => `${missing} of ${counted(all, noun)}`;

const isSafe = ({ protect }: { readonly protect: boolean }) => protect;

/** What can be given up, the least important first. */
function detailsOf(plan: Plan, parts: readonly Owned[]): Detail[] {
  return [
    { id: "picture", all: 1, left: () => "the picture" },
    { id: "unknown", all: plan.cost.unknown.length, left: of("unknown price") },
    { id: "resources", all: plan.resources.filter(isBuilt).length, left: of("resource") },
    { id: "elsewhere", all: elsewhereLines(plan).length, left: of("alternative place") },
    { id: "items", all: plan.cost.items.length, left: of("priced item") },
    { id: "notes", all: costNotes(plan).length, left: of("cost note") },
    { id: "parts", all: parts.length, left: of("part") },
    { id: "safe", all: plan.resources.filter(isSafe).length, left: of("protected resource") },
    { id: "issues", all: plan.issues.length, left: of("issue") },
  ];
}

const titleOf = ({ name }: Owned) => (name === null ? "outside parts" : codeCell(name));
const cell = (text: string | null) => (text === null ? "" : codeCell(text));

function partRows(parts: readonly Owned[]): string[][] {
  return parts.map((part) => [
    titleOf(part),
    cell(part.provider),
    cell(part.service),
    cell(part.size),
    String(part.resources.length),
    priced({ usd: part.monthlyUsd, unpriced: part.unpriced }),
  ]);
}

/** The first so many resources, below the names of their parts. */
function resourceLines(parts: readonly Owned[], most: number): string[] {
  let left = most;
  return parts.flatMap((part) => {
    const some = part.resources.slice(0, left);
    left -= some.length;
    if (some.length === 0) return [];
    const lines = some.map(({ name, type, protect, retainOnDelete }) => {
      const marks = [protect ? "protected" : "", retainOnDelete ? "retained" : ""].filter((mark) => mark !== "");
      return `- ${code(name)} ${code(shortType(type))}${marks.length === 0 ? "" : `, ${marks.join(", ")}`}`;
    });
    return [`**${titleOf(part)}**`, "", ...lines, ""];
  });
}

function itemRows(parts: readonly Owned[], most: number): string[][] {
  const all = parts.flatMap((part) => part.items.map((item) => ({ part, item })));
  return all
    .slice(0, most)
    .map(({ part, item: { item, quantity, unit, monthlyUsd, confidence } }) => [
      titleOf(part),
      codeCell(item),
      `${Number(quantity.toPrecision(12))} x ${codeCell(unit)}`,
      confidence,
      monthlyUsd.toFixed(2),
    ]);
}

/** What a part would lose elsewhere of what it uses. */
const elsewhereLines = ({ portability }: Plan): string[] =>
  portability.map(({ part, provider, service, loses, app }) => {
    const without = loses.length === 0 ? [] : [`without ${loses.map(({ feature }) => code(feature)).join(", ")}`];
    const told = [...without, ...app.map((text) => `the app must ${prose(text)}`)].join("; ");
    return `- ${code(part)} on ${code(provider)}, ${code(service)}: ${told || "with all that is used"}`;
  });

function sections(plan: Plan, parts: readonly Owned[], shown: Shown): string[] {
  const safe = plan.resources.filter(isSafe);
  const risk =
    safe.length === 0 && plan.resources.some(isBuilt)
      ? ["**Nothing is protected: deleting the stack deletes its data.**", ""]
      : [];
  const issues = plan.issues.slice(0, shown("issues")).map((issue) => `- ${prose(formatIssue(issue))}`);
  const notes = costNotes(plan)
    .slice(0, shown("notes"))
    .map((text) => `- ${prose(text)}`);
  const rows = partRows(parts.slice(0, shown("parts")));
  const items = itemRows(parts, shown("items"));
  const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
  return [
    ...risk,
    ...(issues.length === 0 ? [] : ["#### To settle before a real run", "", ...issues, ""]),
    ...["#### Parts, and cost in USD a month by list price", ""],
    ...markdownTable(["part", "provider", "service", "size", "resources", "cost"], rows, 4),
    ...(notes.length === 0 ? [] : [...notes, ""]),
    ...details(`${safe.length} protected`, [
      ...safe.slice(0, shown("safe")).map(({ name, type }) => `- ${code(name)} ${code(shortType(type))}`),
    ]),
    ...(items.length === 0
      ? []
      : details(
          `${plan.cost.items.length} priced`,
          markdownTable(["part", "item", "quantity", "price from", "USD"], items, 4),
        )),
    ...details("where else each part could stand", elsewhereLines(plan).slice(0, shown("elsewhere"))),
    ...details(
      `${plan.cost.unknown.length} not priced`,
      plan.cost.unknown
        .slice(0, shown("unknown"))
        .map(({ urn, type, why }) => `- ${code(names.get(urn) ?? urn)} ${code(shortType(type))}: ${prose(why)}`),
    ),
    ...details(counted(plan.resources.filter(isBuilt).length, "resource"), resourceLines(parts, shown("resources"))),
    ...(shown("picture") === 0 ? [] : details("picture", ["```mermaid", planMermaid(plan).trimEnd(), "```"])),
  ];
}

/** A plan as a comment on a pull request; never longer than the limit, as `diffMarkdown`. */
export function planMarkdown(plan: Plan, options: Omit<MarkdownOptions, "plans"> = {}): string {
  const { limit = MARKDOWN_LIMIT, label = planLabel(plan) } = options;
  const asked = plan.stack === "example" ? `--app ${plan.app} --topology ${plan.topology}` : plan.stack;
  const pointer = options.pointer ?? `landfall plan ${asked} --format json`;
  const parts = ownedParts(plan);
  const summary = [
    counted(plan.resources.filter(isBuilt).length, "resource"),
    counted(plan.components.length, "part"),
    `${plan.resources.filter(isSafe).length} protected`,
    planCost(plan),
    `${plan.issues.length} to settle`,
  ];
  return fit(limit, detailsOf(plan, parts), (shown, left) => {
    const rest =
      left.length === 0 ? [] : [`Left out to stay short: ${left.join(", ")}. All of it: ${code(pointer)}`, ""];
    const lines = [
      marker("plan", label),
      `### landfall: ${code(planLabel(plan))}`,
      "",
      `**${summary.join(" · ")}**`,
      "",
      `${code(plan.app)} on ${code(plan.topology)}: ${plan.providers.map(code).join(", ") || "no provider"}`,
      "",
      ...rest,
      ...sections(plan, parts, shown),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
  });
}
