import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Layout } from "../plan/layout";
import { colours, UsageError, type Terminal } from "./command";

/** How text is laid out: in colour where a person reads it at a terminal. */
export const layoutFor = (file: string | undefined, terminal: Terminal): Layout => ({
  columns: terminal.columns,
  colours: file === undefined && colours(terminal),
});

/** Writes what was asked for to the terminal, or to the file of `--out`. */
export function tell(text: string, file: string | undefined, terminal: Terminal): void {
  if (file === undefined) {
    terminal.out(text);
    return;
  }
  try {
    writeFileSync(resolve(terminal.cwd, file), text);
  } catch (error) {
    throw new UsageError(`--out ${file}: cannot be written: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
}
