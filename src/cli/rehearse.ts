import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { formatIssue } from "../../components/core/errors";
import type { CloudObject } from "../../sandbox/cloud";
import { parseYaml } from "../config/documents";
import { INSTALL_HINT, onPath } from "./rehearse-engine";
import { Workspace, WorkspaceError, type StateResource } from "./rehearse-workspace";

/** What a rehearsal can do, in any order. */
export const rehearseActions = ["preview", "up", "refresh", "destroy"] as const;

export type RehearseAction = (typeof rehearseActions)[number];

export interface RehearseArgs {
  /** The project's folder, which holds Pulumi.yaml and `Pulumi.<stack>.yaml`. */
  readonly root: string;
  /** The project's name. */
  readonly project: string;
  readonly stack: string;
  /** @default preview, up, refresh, destroy */
  readonly actions?: readonly RehearseAction[];
  /** Receives the engine's output. */
  readonly out: (text: string) => void;
  /** Receives a line a step, and what went wrong. */
  readonly err: (text: string) => void;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the engine colours its output. */
  readonly colours: boolean;
  /** Holds state, config and cloud. @default - `.landfall/rehearsal/<stack>` in the project's folder */
  readonly folder?: string;
}

/** Flags of each action; each is done at once, since a rehearsal has a preview of its own. */
const FLAGS: Readonly<Record<RehearseAction, readonly string[]>> = {
  preview: [],
  up: ["--yes", "--skip-preview"],
  refresh: ["--yes", "--skip-preview"],
  destroy: ["--yes", "--skip-preview"],
};

const labelOf = (urn: string): string => {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)} ${name}`;
};

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Whether nothing may change: an up after an up, and a refresh of what was just made. */
function expectsNoChanges(actions: readonly RehearseAction[], index: number): boolean {
  const before = actions.slice(0, index).filter((action) => action !== "preview");
  if (before.at(-1) === "destroy") return false;
  return (actions[index] === "up" || actions[index] === "refresh") && before.includes("up");
}

/** One run of `landfall rehearse` on an open workspace. */
class Rehearsal {
  private readonly actions: readonly RehearseAction[];

  constructor(
    private readonly args: RehearseArgs,
    private readonly workspace: Workspace,
  ) {
    this.actions = args.actions ?? rehearseActions;
  }

  /** @returns The exit code. */
  async run(): Promise<number> {
    for (const index of this.actions.keys()) {
      if (!(await this.step(index))) return 1;
    }
    return 0;
  }

  private say(text: string): void {
    this.args.err(`rehearse ${this.args.stack}: ${text}\n`);
  }

  private async step(index: number): Promise<boolean> {
    const action = this.actions[index]!;
    const unchanged = expectsNoChanges(this.actions, index);
    const name = `step ${index + 1} of ${this.actions.length}, ${action}`;
    this.say(unchanged ? `${name}: nothing may change` : name);
    if (action === "destroy") await this.unprotect();
    const flags = [...FLAGS[action], "--suppress-progress", "--color", this.args.colours ? "always" : "never"];
    if (unchanged) flags.push("--expect-no-changes");
    const begun = Date.now();
    const { code } = await this.workspace.run(action, flags, { out: this.args.out, err: this.args.err });
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    if (code !== 0) {
      this.say(
        `${action} failed after ${seconds} s; state and cloud are kept in ${this.shown()}, which may be deleted`,
      );
      return false;
    }
    this.say(`${action} done in ${seconds} s`);
    if (action === "destroy") this.tellWhatStayed();
    return true;
  }

  private async unprotect(): Promise<void> {
    const guarded = (await this.workspace.resources()).filter((resource) => resource.protect === true);
    if (guarded.length === 0) return;
    this.say(`${many(guarded.length, "resource")} protected, which a real destroy refuses to delete:`);
    guarded.forEach(({ urn }: StateResource) => this.args.err(`  ${labelOf(urn)}\n`));
    this.say("unprotected, since this is only a rehearsal");
    await this.workspace.unprotect();
  }

  private tellWhatStayed(): void {
    const left = this.workspace.cloud.list();
    if (left.length === 0) return this.say("nothing stayed behind in the sandbox cloud");
    this.say(`${many(left.length, "object")} stayed behind in the sandbox cloud, as retained on delete:`);
    left.forEach(({ urn, id }: CloudObject) => this.args.err(`  ${labelOf(urn)} (${id})\n`));
  }

  private shown(): string {
    return relative(this.args.root, folderOf(this.args));
  }
}

const folderOf = ({ root, stack, folder }: RehearseArgs) => folder ?? join(root, ".landfall", "rehearsal", stack);

/**
 * Runs the real engine on this program against the sandbox cloud: no account, no network, and none of the owner's state
 * or settings.
 *
 * @returns The exit code: 0 when every step went well, 1 otherwise.
 */
export async function rehearse(args: RehearseArgs): Promise<number> {
  const fail = (text: string) => {
    args.err(`${text}\n`);
    return 1;
  };
  const cli = onPath("pulumi", args.environment);
  if (cli === undefined) return fail(INSTALL_HINT);
  const file = join(args.root, `Pulumi.${args.stack}.yaml`);
  if (!existsSync(file)) return fail(`rehearse: there is no stack ${args.stack}; Pulumi.${args.stack}.yaml is missing`);
  const config = readFileSync(file, "utf8");
  const parsed = parseYaml(config, basename(file));
  if ("issues" in parsed) return fail(parsed.issues.map(formatIssue).join("\n"));
  const { root, project, stack, environment } = args;
  let workspace: Workspace | undefined;
  try {
    workspace = await Workspace.open({ root, project, stack, folder: folderOf(args), config, cli, environment });
    return await new Rehearsal(args, workspace).run();
  } catch (error) {
    if (error instanceof WorkspaceError) return fail(`rehearse ${stack}: ${error.message}`);
    throw error;
  } finally {
    workspace?.close();
  }
}
