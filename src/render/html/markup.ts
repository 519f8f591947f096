import { visible } from "../../../components/core/text";

/** Text that is HTML already; made by `markup` alone, so that nothing else becomes an element. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as content of an element or of an attribute in quotes. */
const escaped = (text: string): string => visible(text).replace(/[&<>"']/g, (found) => ENTITIES[found]!);

function written(content: Content): string {
  if (content === null) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "string") return escaped(content);
  if (typeof content === "number") return String(content);
  return content.map(written).join("");
}

/** HTML from a template: whatever is put in is text, unless it is markup itself. */
export const markup = (strings: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(strings.reduce((text, part, index) => text + written(contents[index - 1] ?? null) + part));
