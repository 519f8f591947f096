import type { Diff } from "../diff/schema";
import { diffText } from "../diff/text";
import type { Layout } from "../plan/layout";
import type { Plan } from "../plan/schema";
import { planText } from "../plan/text";
import { canonicalJson } from "../plan/values";
import { diffMarkdown } from "./diff-markdown";
import { diffHtml } from "./html/diff-html";
import { planHtml } from "./html/plan-html";
import { diffMermaid, planMermaid } from "./mermaid";
import type { Compared } from "./picture-diff";
import { planMarkdown } from "./plan-markdown";

/** How a plan or a comparison is written; the only list of formats. */
export const formats = ["text", "json", "markdown", "mermaid", "html"] as const;
export type Format = (typeof formats)[number];

const PLAN: { readonly [F in Format]: (plan: Plan, layout: Layout) => string } = {
  text: planText,
  json: (plan) => canonicalJson(plan),
  markdown: (plan) => planMarkdown(plan),
  mermaid: (plan) => planMermaid(plan),
  html: (plan) => planHtml(plan),
};

/** Writes a plan; the layout counts for text alone. */
export const renderPlan = (format: Format, plan: Plan, layout: Layout): string => PLAN[format](plan, layout);

const DIFF: {
  readonly [F in Format]: (diff: Diff, layout: Layout, plans: Compared | undefined) => string;
} = {
  text: diffText,
  json: (diff) => canonicalJson(diff),
  markdown: (diff, _layout, plans) => diffMarkdown(diff, { plans }),
  mermaid: (diff, _layout, plans) => diffMermaid(diff, plans),
  html: (diff, _layout, plans) => diffHtml(diff, plans),
};

/**
 * Writes a comparison; the layout counts for text alone.
 *
 * @param plans - What was compared; with them, the pictures of markdown, mermaid and html have the services.
 */
export const renderDiff = (format: Format, diff: Diff, layout: Layout, plans?: Compared): string =>
  DIFF[format](diff, layout, plans);
