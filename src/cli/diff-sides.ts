import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { IssuesError } from "../../components/core/errors";
import { encryptedTexts } from "../config/source";
import type { Side } from "../diff/evaluate";
import { plan } from "../plan/evaluate";
import { readPlanFile } from "../plan/read";
import { UsageError, type Terminal } from "./command";
import { freeSubject, stackSubject, type Project } from "./project";
import { planAt, type AtRevision } from "./revision";

/** What a side of a comparison may be. */
type Named =
  | { readonly as: "stack"; readonly stack: string }
  | { readonly as: "cell"; readonly app: string; readonly topology: string }
  | { readonly as: "file"; readonly file: string }
  | { readonly as: "revision"; readonly ref: string };

/** Takes the name of a side apart: `git:REF`, a saved plan, `app@topology`, else a stack. */
export function named(text: string, cwd: string): Named {
  if (text.startsWith("git:")) {
    const ref = text.slice("git:".length);
    if (ref === "") throw new UsageError("git: needs a branch, a tag or a commit, such as git:main");
    return { as: "revision", ref };
  }
  const file = resolve(cwd, text);
  if (/\.json$/.test(text) || (/[/\\]/.test(text) && existsSync(file))) return { as: "file", file };
  const [app, topology, ...more] = text.split("@");
  if (topology === undefined) return { as: "stack", stack: text };
  if (app === "" || topology === "" || more.length > 0) throw new UsageError(`${text}: allowed app@topology`);
  return { as: "cell", app: app!, topology };
}

/** What a revision is asked for: the same as the other side. */
function sameAs(other: Named, text: string): AtRevision {
  if (other.as === "stack") return { stack: other.stack };
  if (other.as === "cell") return { app: other.app, topology: other.topology };
  throw new UsageError(`git:${text}: name a stack or app@topology on the other side, which is what it is planned as`);
}

async function sideOf(
  label: string,
  side: Named,
  other: Named,
  project: Project,
  set: readonly string[],
  terminal: Terminal,
): Promise<Side> {
  switch (side.as) {
    case "revision":
      return planAt(project, side.ref, sameAs(other, side.ref), terminal);
    case "file": {
      const read = readPlanFile(side.file, label);
      if ("issues" in read) throw new IssuesError(read.issues);
      return { label, plan: read.value };
    }
    case "cell": {
      const { app, topology } = side;
      const { source, options } = freeSubject(project, app, topology, set, terminal);
      return { label, plan: await plan(source, options) };
    }
    case "stack": {
      const { source, options } = stackSubject(project, side.stack, set, terminal);
      return { label, plan: await plan(source, options), encrypted: encryptedTexts(project.root, side.stack) };
    }
  }
}

/**
 * Evaluates both sides of a comparison.
 *
 * @param set - Config keys that are changed on the side after.
 */
export async function sidesOf(
  project: Project,
  from: string,
  to: string,
  set: readonly string[],
  terminal: Terminal,
): Promise<[Side, Side]> {
  const [before, after] = [named(from, terminal.cwd), named(to, terminal.cwd)];
  if (set.length > 0 && (after.as === "revision" || after.as === "file"))
    throw new UsageError("--set changes what is evaluated here: a stack or app@topology after --to");
  const label = set.length === 0 ? to : `${to} with ${set.map((pair) => pair.split("=")[0]).join(", ")}`;
  // One after the other would wait for the other revision's own process.
  return Promise.all([
    sideOf(from, before, after, project, [], terminal),
    sideOf(label, after, before, project, set, terminal),
  ]);
}
