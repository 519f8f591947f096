import { counted, listed, painted, table, wrapped, type Cell, type Layout } from "../plan/layout";
import type { PlanValue } from "../plan/schema";
import { shortType } from "../plan/text";
import { nameOf } from "../plan/urn";
import { inOrder } from "../plan/values";
import type { Diff, DiffChange, DiffField, DiffPart, DiffPlace, DiffRisk, DiffSide } from "./schema";

/** How much a summary shows of each list, and of each text. */
const NAMES_SHOWN = 6;
const FIELDS_SHOWN = 8;
const TEXT_SHOWN = 60;

/** `82.65`, `unknown`. */
export const usdText = (usd: number | null): string => (usd === null ? "unknown" : usd.toFixed(2));

/** `+3.10`, `-3.10`; a side with no known price counts as nothing known. */
export function deltaText(from: number | null, to: number | null): string {
  const cents = Math.round(((to ?? 0) - (from ?? 0)) * 100);
  return `${cents < 0 ? "-" : "+"}${(Math.abs(cents) / 100).toFixed(2)}`;
}

/** A value in a line, cut where it is long; undefined where there is none. */
export function valueText(value: PlanValue | undefined): string {
  if (value === undefined) return "not set";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    if (value["unknown"] === true) return "known after the update";
    if (value["secret"] === true) return "secret";
    if (typeof value["resource"] === "string") return nameOf(value["resource"]);
  }
  const text = typeof value === "string" ? value : JSON.stringify(inOrder(value));
  const shown = /[\n\r\t]|^$/.test(text) ? JSON.stringify(text) : text;
  return shown.length <= TEXT_SHOWN ? shown : `${shown.slice(0, TEXT_SHOWN - 1)}…`;
}

/** `RDS db.t4g.micro (aws, managed)`. */
export function placeText(place: DiffPlace): string {
  const { provider, service, shape, size } = place;
  const where = [provider, shape].filter((word) => word !== null).join(", ");
  const what = [service, size].filter((word) => word !== null).join(" ");
  return `${what}${where === "" ? "" : ` (${where})`}`.trim();
}

/** `RDS db.t4g.micro (aws, managed) -> …`; what stands still is told once. */
export function moveText({ from, to }: Pick<DiffPart, "from" | "to">): string {
  const [before, after] = [from, to].map((place) => (place === null ? "nothing" : placeText(place)));
  return before === after ? before! : `${before} -> ${after}`;
}

const heading = (text: string, layout: Layout) => painted({ text, style: "bold" }, layout);

function section(title: string, lines: readonly string[], layout: Layout): string[] {
  return lines.length === 0 ? [] : ["", heading(title, layout), ...lines];
}

/** `2 at risk, 1 replaced, 0 removed, 3 added, 12 changed, 40 unchanged`. */
export const countsText = ({ counts }: Diff): string =>
  [
    `${counts.atRisk} at risk`,
    `${counts.replaced} replaced`,
    `${counts.removed} removed`,
    `${counts.added} added`,
    `${counts.changed} changed`,
    `${counts.unchanged} unchanged`,
  ].join(", ");

const openText = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from + to === 0 ? "" : `; unknown and on top: ${counted(from, "price")} before, ${counted(to, "price")} after`;

/** `82.65 -> 0.00 USD a month (-82.65); unknown and on top: 3 prices before, 14 prices after`. */
export function costText(from: Pick<DiffSide, "monthlyUsd" | "unpriced">, to: typeof from): string {
  const [one, other] = [from.monthlyUsd, to.monthlyUsd];
  const change = one === null || other === null ? "" : ` (${deltaText(one, other)})`;
  const known = `${usdText(one)} -> ${usdText(other)} USD a month${change}`;
  return `${known}${openText({ from: from.unpriced, to: to.unpriced })}`;
}

function header(diff: Diff, layout: Layout): string[] {
  const { from, to } = diff;
  const about = ({ app, topology, providers }: DiffSide) => `${app} on ${topology} (${providers.join(", ")})`;
  const rows: Cell[][] = [
    ["from", about(from)],
    ["to", about(to)],
    ["resources", { text: countsText(diff), style: diff.counts.atRisk > 0 ? "red" : "green" }],
    ["cost", costText(from, to)],
  ];
  return [heading(`From ${from.label} to ${to.label}`, layout), ...table(rows, 2, layout)];
}

/** Risks of one reason and one guard are told together: a switch leaves many behind for the same reason. */
function riskLines(risks: readonly DiffRisk[], layout: Layout): string[] {
  const groups = new Map<string, DiffRisk[]>();
  for (const risk of risks) {
    const key = [risk.what, risk.part, risk.because, risk.guard].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), risk]);
  }
  return [...groups.values()].flatMap((group) => {
    const { what, because, guard, guarded } = group[0]!;
    const names = group.map(({ name, type }) => `${name} (${shortType(type)})`);
    const title = painted({ text: what, style: guarded ? "yellow" : "red" }, layout);
    return [
      `  ${title}: ${because}`,
      ...wrapped(listed(names, NAMES_SHOWN), 4, layout),
      ...wrapped(`guard: ${guard}`, 4, layout),
    ];
  });
}

/** How much of what two long texts have in common is shown before they part. */
const COMMON_SHOWN = 15;

/** Two long texts from where they part. */
function parting(
  from: PlanValue | undefined,
  to: PlanValue | undefined,
): [PlanValue | undefined, PlanValue | undefined] {
  if (typeof from !== "string" || typeof to !== "string") return [from, to];
  if (Math.max(from.length, to.length) <= TEXT_SHOWN) return [from, to];
  let at = 0;
  while (at < from.length && from[at] === to[at]) at += 1;
  const start = Math.max(0, at - COMMON_SHOWN);
  return start === 0 ? [from, to] : [`…${from.slice(start)}`, `…${to.slice(start)}`];
}

/** `count: 2 -> 1`. */
export function fieldText({ path, from, to }: Pick<DiffField, "path" | "from" | "to">): string {
  const [before, after] = parting(from, to);
  return `${path.replace(/^options\./, "")}: ${valueText(before)} -> ${valueText(after)}`;
}

/** What a move means, a line each. */
export function portabilityTexts({ portability }: DiffPart): string[] {
  if (portability === null) return [];
  const { keeps, gains, loses, app } = portability;
  return [
    ...app.map((text) => `the app must ${text}`),
    ...loses.map(({ feature, reason, used }) => `loses ${feature}${used ? ", which is used" : ""}: ${reason}`),
    ...(gains.length === 0 ? [] : [`gains ${gains.join(", ")}`]),
    ...(keeps.length === 0 ? [] : [`keeps ${keeps.join(", ")}`]),
  ];
}

function partLines(part: DiffPart, layout: Layout): string[] {
  const { name, kind, monthlyUsd, unpriced, settings } = part;
  const title = name === kind ? name : `${name} (${kind})`;
  const usd = (amount: number | null, open: number) => (amount === null && open === 0 ? "none" : usdText(amount));
  const cost =
    monthlyUsd.from === null && monthlyUsd.to === null
      ? ""
      : `; ${usd(monthlyUsd.from, unpriced.from)} -> ${usd(monthlyUsd.to, unpriced.to)} USD${openText(unpriced)}`;
  const shown = settings.slice(0, FIELDS_SHOWN).map(fieldText);
  const more = settings.length - shown.length;
  return [
    ...wrapped(
      `${painted({ text: title, style: "bold" }, layout)}, ${part.change}: ${moveText(part)}${cost}`,
      2,
      layout,
    ),
    ...[...portabilityTexts(part), ...shown, ...(more > 0 ? [`and ${more} more settings`] : [])].flatMap((text) =>
      wrapped(text, 4, layout),
    ),
  ];
}

function fieldLines({ fields }: DiffChange, layout: Layout): string[] {
  // What forces a new one comes first.
  const inOrder = [...fields].sort(
    (one, other) => Number(other.forcesReplacement === true) - Number(one.forcesReplacement === true),
  );
  const shown = inOrder.slice(0, FIELDS_SHOWN).map((field) => {
    const forces = field.forcesReplacement === true ? " (makes a new one)" : "";
    const open = field.forcesReplacement === null ? " (whether it makes a new one is not known)" : "";
    return `${fieldText(field)}${forces}${open}`;
  });
  const more = inOrder.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more inputs`] : [])].flatMap((text) => wrapped(text, 6, layout));
}

const nameLine = ({ name, type }: DiffChange, layout: Layout): string =>
  `  ${name}  ${painted({ text: shortType(type), style: "dim" }, layout)}`;

/** A change that more resources than this have alike is told once. */
const ALIKE_SHOWN = 3;

function changeLines(changes: readonly DiffChange[], layout: Layout): string[] {
  const alike = new Map<string, DiffChange[]>();
  for (const change of changes) {
    const key = change.onlyTags ? "tags" : JSON.stringify(change.fields);
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [...alike].flatMap(([key, group]) => {
    const names = listed([...new Set(group.map(({ name }) => name))], NAMES_SHOWN);
    if (key === "tags") return wrapped(`only tags and descriptions: ${names}`, 2, layout);
    if (group.length <= ALIKE_SHOWN)
      return group.flatMap((change) => [nameLine(change, layout), ...fieldLines(change, layout)]);
    return [...wrapped(`${counted(group.length, "resource")}: ${names}`, 2, layout), ...fieldLines(group[0]!, layout)];
  });
}

/** Names by part: a switch of cloud adds and removes hundreds. */
function nameLines(changes: readonly DiffChange[], layout: Layout): string[] {
  const byPart = new Map<string, DiffChange[]>();
  for (const change of changes)
    byPart.set(change.part ?? "outside parts", [...(byPart.get(change.part ?? "outside parts") ?? []), change]);
  return [...byPart].flatMap(([part, inside]) => {
    const types = new Map<string, number>();
    for (const { type } of inside) types.set(shortType(type), (types.get(shortType(type)) ?? 0) + 1);
    const counts = [...types].map(([type, count]) => (count === 1 ? type : `${count} x ${type}`));
    return wrapped(`${part}: ${counts.join(", ")}`, 2, layout);
  });
}

const WORDS = { changed: "another value", added: "added", removed: "removed" } as const;

/** A comparison as text for people, the same for the same comparison and layout. Ends with a line break. */
export function diffText(diff: Diff, layout: Layout): string {
  const of = (action: DiffChange["action"]) => diff.changes.filter((change) => change.action === action);
  const parts = diff.parts.filter(({ change }) => change !== "unchanged");
  const lines = [
    ...header(diff, layout),
    ...section("Data at risk", riskLines(diff.risks, layout), layout),
    ...section("Replaced", changeLines(of("replace"), layout), layout),
    ...section(
      "Parts",
      parts.flatMap((part) => partLines(part, layout)),
      layout,
    ),
    ...section(
      "What services find in their environment",
      diff.environment.flatMap(({ service, added, removed }) => [
        ...(removed.length === 0 ? [] : wrapped(`${service} no longer finds ${removed.join(", ")}`, 2, layout)),
        ...(added.length === 0 ? [] : wrapped(`${service} finds ${added.join(", ")}`, 2, layout)),
      ]),
      layout,
    ),
    ...section(
      "Secrets of the config, never shown",
      (diff.secrets ?? []).map(({ key, change }) => `  ${key}: ${WORDS[change]}`),
      layout,
    ),
    ...section("Removed", nameLines(of("remove"), layout), layout),
    ...section("Added", nameLines(of("add"), layout), layout),
    ...section("Changed", changeLines(of("change"), layout), layout),
    ...section(
      "Outputs",
      diff.outputs.flatMap((field) => wrapped(fieldText(field), 2, layout)),
      layout,
    ),
    ...section(
      "Cost in USD a month, by list price",
      table(
        diff.cost.map(({ part, item, from, to }) => [
          part ?? "",
          item,
          `${from === null ? "none" : usdText(from)} -> ${to === null ? "none" : usdText(to)}`,
          deltaText(from, to),
        ]),
        2,
        layout,
      ),
      layout,
    ),
    ...(diff.issues.to === 0
      ? []
      : ["", `${counted(diff.issues.to, "issue")} to settle before a real run: see landfall plan.`]),
  ];
  return `${lines.join("\n")}\n`;
}
