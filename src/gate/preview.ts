import { z } from "zod";
import { check, type Read } from "../config/documents";

/** What the state knows of a resource. Inputs and outputs stand beside it and are never read. */
const state = z.looseObject({
  type: z.string(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
});

const step = z.looseObject({
  op: z.string(),
  urn: z.string().regex(/^urn:pulumi:\P{Cc}+$/u, "a URN in one line"),
  oldState: state.nullish(),
  newState: state.nullish(),
  replaceReasons: z.array(z.string()).nullish(),
});

const diagnostic = z.looseObject({ message: z.string(), severity: z.string(), urn: z.string().optional() });

/**
 * What `pulumi preview --json` prints, as far as the gate reads it: `PreviewDigest` of Pulumi's
 * sdk/go/common/display. Read off CLI 3.260 (2026-11-28).
 */
const preview = z.looseObject({
  steps: z.array(step).nullish(),
  diagnostics: z.array(diagnostic).nullish(),
  changeSummary: z.record(z.string(), z.number()),
});

export type Preview = z.output<typeof preview>;
export type PreviewStep = z.output<typeof step>;

/**
 * Reads a preview.
 *
 * @param file - How messages name it.
 * @returns What is wrong with it where it is no preview, or one that was cut off.
 */
export function readPreview(text: string, file: string): Read<Preview> {
  try {
    // Values are not shown: a preview holds those of the state.
    return check(preview, JSON.parse(text), file, true);
  } catch {
    return { issues: [{ at: file, problem: "is no JSON", allowed: "what `pulumi preview --json` prints, whole" }] };
  }
}
