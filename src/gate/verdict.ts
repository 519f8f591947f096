import { stripVTControlCharacters } from "node:util";
import { dataTypes } from "../../providers/registry";
import type { Preview, PreviewStep } from "./preview";

/** A password that was made once: whatever it opens stays shut without it. */
const GENERATED = "random:index/randomPassword:RandomPassword";

/** What becomes of a resource. */
export type Fate = "deleted" | "replaced" | "lost";

/** What a preview takes away although it holds data or is protected. */
export interface Danger {
  readonly urn: string;
  readonly type: string;
  readonly fate: Fate;
  /** Why it is in danger at all. */
  readonly why: string;
  /** The inputs that force a replacement. */
  readonly because: readonly string[];
  /** Whether the deployer named it. */
  readonly named: boolean;
  /** Whether the engine itself refuses it while it is protected, named or not. */
  readonly held: boolean;
}

/** Another change, by what is done and to which resource. */
export interface Change {
  readonly op: string;
  readonly urn: string;
}

/** What a preview means for data. */
export interface Verdict {
  /** Sorted by URN; every one that may not go refuses the update. */
  readonly dangers: readonly Danger[];
  /** URNs that the deployer named although the preview leaves them alone; any refuses the update. */
  readonly needless: readonly string[];
  /** What went wrong in the preview itself, without secrets; any refuses the update, since the steps may not be all. */
  readonly errors: readonly string[];
  /** Every change, sorted by URN. */
  readonly changes: readonly Change[];
}

/** What each operation that takes something away does; a new operation of the engine that says so is taken in as well. */
const FATES: Readonly<Record<string, Fate>> = {
  delete: "deleted",
  "delete-replaced": "replaced",
  discard: "deleted",
  "discard-replaced": "replaced",
  "remove-pending-replace": "replaced",
  replace: "replaced",
  "create-replacement": "replaced",
};

/** @param refreshed - What the state remembered and the cloud was asked for. */
function fateOf({ op, urn }: PreviewStep, refreshed: ReadonlySet<string>): Fate | undefined {
  // The cloud has none any more, so that the engine would make an empty one. A preview's refresh does not say so itself.
  if (op === "create") return refreshed.has(urn) ? "lost" : undefined;
  if (op in FATES) return FATES[op];
  return /delete|replace|discard/.test(op) ? "deleted" : undefined;
}

/** Steps that change nothing. */
const STILL: readonly string[] = ["same", "refresh", "read"];

function dangerOf(step: PreviewStep, types: ReadonlySet<string>): string | undefined {
  const { type, protect, retainOnDelete } = step.oldState ?? step.newState ?? {};
  if (type === undefined) return undefined;
  if (types.has(type)) return protect === true ? "holds data and is protected" : "holds data";
  if (protect === true) return "is protected";
  return type === GENERATED && retainOnDelete === true ? "opens what it was made for" : undefined;
}

const byUrn = <T extends { readonly urn: string }>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (one.urn < other.urn ? -1 : one.urn > other.urn ? 1 : 0));

/** What went wrong, a line each; the program tells every mistake in a line of its own. */
const linesOf = (message: string): string[] =>
  stripVTControlCharacters(message)
    .split("\n")
    .map((line) => line.replace(/^error: /, "").trim())
    .filter((line) => line !== "");

/**
 * Judges a preview: whatever holds data or is protected may only be deleted or replaced where its URN is named.
 *
 * @param allowed - URNs that the deployer named.
 */
export function judge(preview: Preview, allowed: readonly string[]): Verdict {
  const types = dataTypes();
  const failures = (preview.diagnostics ?? []).filter(({ severity }) => severity === "error");
  const held = new Set(failures.flatMap(({ urn, message }) => (urn && /\bprotected\b/.test(message) ? [urn] : [])));
  const refreshed = new Set((preview.steps ?? []).flatMap(({ op, urn }) => (op === "refresh" ? [urn] : [])));
  const dangers = new Map<string, Danger>();
  const changes = new Map<string, Change>();
  for (const step of preview.steps ?? []) {
    const { op, urn } = step;
    if (!STILL.includes(op)) changes.set(`${urn} ${op}`, { op, urn });
    const fate = fateOf(step, refreshed);
    const why = fate === undefined ? undefined : dangerOf(step, types);
    if (fate === undefined || why === undefined) continue;
    const { type } = (step.oldState ?? step.newState)!;
    const because = [...new Set([...(dangers.get(urn)?.because ?? []), ...(step.replaceReasons ?? [])])].sort();
    dangers.set(urn, { urn, type, fate, why, because, named: allowed.includes(urn), held: held.has(urn) });
  }
  const others = failures.filter(({ urn }) => urn === undefined || !held.has(urn) || !dangers.has(urn));
  return {
    dangers: byUrn([...dangers.values()]),
    needless: [...new Set(allowed)].filter((urn) => !dangers.has(urn)).sort(),
    errors: [...new Set(others.flatMap(({ message }) => linesOf(message)))],
    changes: byUrn([...changes.values()]),
  };
}

/** Whether one may go. */
export const mayGo = ({ named, held }: Danger): boolean => named && !held;

/** Whether an update may go on. */
export const passes = ({ dangers, needless, errors }: Verdict): boolean =>
  dangers.every(mayGo) && needless.length === 0 && errors.length === 0;
