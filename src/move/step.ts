import type { Phase, Step } from "./schema";
import { programsIn } from "./shell";

/** What a step is made of; what is left out is nothing. */
export type StepParts = Pick<Step, "id" | "title"> &
  Partial<Pick<Step, "kind" | "commands" | "checked">> & {
    /** Whether the first command that fails ends the step, and the session goes on. It can set no variable then. */
    readonly guard?: boolean;
    readonly text?: readonly string[];
    readonly asks?: readonly string[];
    readonly cautions?: readonly string[];
    readonly unverified?: readonly string[];
    /** Pages that its statements are from. */
    readonly sources?: readonly { readonly url: string; readonly read: string }[];
  };

/** The same commands, of which the first that fails ends them all. */
const guarded = (commands: string): string => `(\nset -e\n${commands})\n`;

/** A step; what its commands call is read off them. */
export function step(parts: StepParts): Step {
  const { id, title, kind = null } = parts;
  const commands = parts.commands == null ? null : parts.guard === true ? guarded(parts.commands) : parts.commands;
  return {
    id,
    kind,
    title,
    text: [...(parts.text ?? [])],
    commands,
    needs: commands === null ? [] : programsIn(commands),
    asks: [...(parts.asks ?? [])].sort(),
    cautions: [...(parts.cautions ?? [])],
    checked: parts.checked ?? (commands === null ? "none" : "syntax"),
    unverified: [...(parts.unverified ?? [])],
    sources: (parts.sources ?? []).filter(({ url }, at, all) => all.findIndex((it) => it.url === url) === at),
  };
}

/** A phase; one without steps and without text is none. */
export const phase = (
  id: string,
  title: string,
  steps: readonly (Step | undefined)[],
  more: Partial<Pick<Phase, "text" | "optional">> = {},
): Phase[] => {
  const there = steps.filter((it) => it !== undefined);
  if (there.length === 0 && (more.text ?? []).length === 0) return [];
  return [{ id, title, optional: more.optional ?? false, text: more.text ?? [], steps: there }];
};

/** A copy of a database: rehearsed as often as one likes, then made for good while nothing writes. */
export const copyStep = (final: boolean, parts: Omit<StepParts, "id" | "kind" | "guard">): Step =>
  step({ ...parts, id: final ? "final-copy-database" : "copy-database", guard: true, kind: "database" });

/** A page, and when an excerpt of it was read. */
export const page = (url: string, read = "2026-11-28") => ({ url, read });
