import { RunError } from "@pulumi/pulumi";
import { head, visible } from "./text";

/**
 * One mistake of the user, told so that it can be mended without reading code.
 *
 * `at` names the config key, file entry or component; every other part is optional and printed only when present.
 */
export interface Issue {
  /** The config key, file entry or component that is wrong, e.g. `landfall:topology` or `apps/shop.yaml services.api.port`. */
  readonly at: string;
  /** What is wrong, without a full stop. */
  readonly problem: string;
  /** The value found; never set for a secret. */
  readonly got?: unknown;
  /** What would be accepted. */
  readonly allowed?: string | readonly string[];
  /** The known name nearest to a misspelled one. */
  readonly nearest?: string;
  /** What to do about it. */
  readonly fix?: string;
}

const SHOWN_CHARACTERS = 60;
const PLACE_CHARACTERS = 160;
function show(value: unknown): string {
  if (typeof value === "number") return String(value); // JSON has no NaN and no Infinity
  if (typeof value === "string" && value.includes("-----BEGIN")) return "a key, which is not shown";
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= SHOWN_CHARACTERS) return text;
  const { length } = typeof value === "string" ? value : text;
  return `${head(text, SHOWN_CHARACTERS)}… (${length} characters)`;
}

/** A place by its beginning, where some key in it is no name at all. */
const placeText = (at: string): string =>
  at.length <= PLACE_CHARACTERS ? at : `${head(at, PLACE_CHARACTERS)}… (${at.length} characters)`;

/** Writes an issue as a single line: `<at>: <problem>; got X; allowed Y; did you mean Z?; do W`. */
export function formatIssue(issue: Issue): string {
  const parts = [`${placeText(issue.at)}: ${issue.problem}`];
  if ("got" in issue && issue.got !== undefined) parts.push(`got ${show(issue.got)}`);
  if (issue.allowed !== undefined) {
    parts.push(`allowed ${typeof issue.allowed === "string" ? issue.allowed : issue.allowed.join(", ")}`);
  }
  if (issue.nearest !== undefined) parts.push(`did you mean ${JSON.stringify(issue.nearest)}?`);
  if (issue.fix !== undefined) parts.push(issue.fix);
  // A line break inside a value must not turn one mistake into two lines.
  return visible(parts.join("; ").replace(/\s*[\r\n]+\s*/g, " "));
}

/**
 * All mistakes of a run, thrown once, before anything is registered.
 *
 * Extends `pulumi.RunError`, whose stack trace the engine does not show.
 */
export class IssuesError extends RunError {
  constructor(readonly issues: readonly Issue[]) {
    super(issues.map(formatIssue).join("\n"));
    this.name = "IssuesError";
    // Nobody is shown it, yet Pulumi's host formats it, and on some versions of Node.js that takes half a minute.
    this.stack = "";
  }
}

/**
 * Ends with all of the issues, where there are any.
 *
 * Drivers ask here what preflight has told already, so that only a program of its own comes to an error.
 *
 * @throws IssuesError
 */
export function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new IssuesError(issues);
}

/** The mistakes that an action throws, as data; anything else it throws is a bug and is thrown on. */
export function issuesIn(action: () => unknown): readonly Issue[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof IssuesError) return error.issues;
    throw error;
  }
}
