import type { Subject } from "../matrix";
import { UsageError, type Terminal } from "./command";
import { freeSubject, stackSubject, type Project } from "./project";

/** How a command is told what to look at: an app on a topology, and config keys that are changed. */
export interface Asked {
  readonly app?: string | undefined;
  readonly topology?: string | undefined;
  readonly set: readonly string[];
}

/** What is asked for: stacks by name, or an app on a topology. */
export function subjects(project: Project, stacks: readonly string[], asked: Asked, terminal: Terminal): Subject[] {
  const { app, topology, set } = asked;
  if (app === undefined && topology === undefined) {
    const names = stacks.length > 0 ? stacks : project.stacks;
    return names.map((stack) => stackSubject(project, stack, set, terminal));
  }
  if (app === undefined || topology === undefined) throw new UsageError("--app and --topology go together");
  if (stacks.length > 0) throw new UsageError(`--app and --topology take the place of the stack ${stacks.join(", ")}`);
  return [freeSubject(project, app, topology, set, terminal)];
}
