import { clipped, visible } from "../../components/core/text";

const CODE_UNITS = 160;
const PROSE_UNITS = 600;

/** Nothing is seen of it, and it parts what GitHub would otherwise join to a mention, a reference or a link. */
const PART = "\u200b";

/**
 * A text in a code span, where GitHub neither mentions nor links nor renders; longer ones are cut.
 *
 * @see https://github.github.com/gfm/#code-spans
 */
export function code(text: string): string {
  const shown = clipped(visible(text), CODE_UNITS);
  if (shown.trim() === "") return "`(blank)`";
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  // One blank on either side is taken off again.
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code span for the cell of a table, where a bar would end the cell even inside a code span. */
export function codeCell(text: string): string {
  if (!text.includes("|")) return code(text);
  const shown = clipped(visible(text), CODE_UNITS);
  return `<code>${shown.replace(/[^A-Za-z0-9 ]/gu, (found) => `&#${found.codePointAt(0)};`)}</code>`;
}

/** A text in words: nothing in it is markup, mentions anybody, refers to an issue or becomes a link or an emoji. */
export function prose(text: string): string {
  const shown = clipped(visible(text), PROSE_UNITS);
  return shown
    .replace(/[\\`*_{}[\]()<>|~!]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/\$/g, "&#36;")
    .replace(/[@#]|:(?=\S)/g, `$&${PART}`)
    .replace(/\b(www|gh)(?=[.-])/gi, `$1${PART}`)
    .replace(/^(\s*)([-+=])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/, "$1\\$2");
}

/** What stands in the first line, where `-->` and whatever else a comment of HTML may not hold are written as %XX. */
export const marker = (kind: "diff" | "plan", label: string): string =>
  `<!-- landfall-${kind} ${clipped(label, 200).replace(/[^\w@:./+ -]|-(?=-)|-$|^-/gu, encoded)} -->`;

const encoded = (text: string): string =>
  text === "-" ? "%2D" : [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join("");

/** A fold; what is inside begins after an empty line so that it is read as Markdown. */
export const details = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];

/** A table; cells are already Markdown. Columns after the first `left` ones are set to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], left: number): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index < left ? "---" : "---:"))), ...rows.map(line), ""];
}
