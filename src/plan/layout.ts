import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** How text is laid out for a terminal. */
export interface Layout {
  /** Columns to keep within; a single longer word still gets its line. */
  readonly columns: number;
  /** Whether to colour. */
  readonly colours: boolean;
}

/** A piece of text, and how it looks where colours are wanted. */
export type Cell = string | { readonly text: string; readonly style: Style };

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

/** Colours a text if colours are wanted; whether the output is a terminal is for the caller to find out. */
export function painted(cell: Cell, { colours }: Layout): string {
  if (typeof cell === "string" || !colours || cell.text === "") return textOf(cell);
  return styleText(cell.style, cell.text, { validateStream: false });
}

/** Breaks a text at blanks to fit the columns; lines after the first are indented two further. */
export function wrapped(text: string, indent: number, { columns }: Layout): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const start = indent + (lines.length === 0 ? 0 : 2);
    if (line !== "" && start + line.length + 1 + word.length > columns) {
      lines.push(" ".repeat(start) + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(" ".repeat(indent + (lines.length === 0 ? 0 : 2)) + line);
  return lines;
}

/**
 * Rows of cells below one another, two blanks apart. A cell that does not fit into the columns any more goes to a line
 * of its own.
 */
export function table(rows: readonly (readonly Cell[])[], indent: number, layout: Layout): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, textOf(cell).length)));
  }
  return rows.flatMap((row) => {
    const lines: string[] = [];
    let line = " ".repeat(indent);
    let at = indent;
    row.forEach((cell, index) => {
      const { length } = textOf(cell);
      if (index > 0 && length > 0 && at + length > layout.columns) {
        lines.push(line.trimEnd());
        line = " ".repeat(indent + 4);
        at = indent + 4;
      }
      line += painted(cell, layout) + " ".repeat(widths[index]! - length + 2);
      at += widths[index]! + 2;
    });
    return [...lines, line.trimEnd()];
  });
}

/** `a, b, c and 4 more`. */
export function listed(texts: readonly string[], most: number): string {
  if (texts.length <= most + 1) return texts.join(", "); // "and 1 more" is no shorter than the one
  return `${texts.slice(0, most).join(", ")} and ${texts.length - most} more`;
}

/** `1 resource`, `2 resources`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
