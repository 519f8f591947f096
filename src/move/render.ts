import type { Layout } from "../plan/layout";
import { canonicalJson } from "../plan/values";
import { runbookMarkdown } from "./markdown";
import type { Runbook } from "./schema";
import { runbookText } from "./text";

/** How a runbook is written. */
export const runbookFormats = ["markdown", "json", "text"] as const;

const FORMATS: {
  readonly [F in (typeof runbookFormats)[number]]: (runbook: Runbook, layout: Layout) => string;
} = {
  markdown: (runbook) => runbookMarkdown(runbook),
  json: (runbook) => canonicalJson(runbook),
  text: runbookText,
};

/** Writes a runbook; the layout counts for text alone. */
export const renderRunbook = (format: (typeof runbookFormats)[number], runbook: Runbook, layout: Layout): string =>
  FORMATS[format](runbook, layout);
