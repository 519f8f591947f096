import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { formatIssue } from "../../components/core/errors";
import type { CloudObject } from "../../sandbox/cloud";
import { parseYaml } from "../config/documents";
import { FaultyOperations } from "../../sandbox/faulty";
import { FaultScript, type Fault, type FaultRule, type Faults, type Operation } from "../../sandbox/faults";
import type { Setting } from "./project";
import { withSettings } from "./rehearse-config";
import { INSTALL_HINT, onPath } from "./rehearse-engine";
import { faultSpec } from "./rehearse-faults";
import { Workspace, WorkspaceError, type StateResource } from "./rehearse-workspace";

/** What a rehearsal can do, in any order. */
export const rehearseActions = ["preview", "up", "refresh", "destroy"] as const;

export type RehearseAction = (typeof rehearseActions)[number];

/** An action, or a change of config for all that come after it. */
export type RehearseStep = RehearseAction | Setting;

export interface RehearseArgs {
  /** The project's folder, which holds Pulumi.yaml and `Pulumi.<stack>.yaml`. */
  readonly root: string;
  /** The project's name. */
  readonly project: string;
  readonly stack: string;
  /** @default preview, up, refresh, destroy */
  readonly steps?: readonly RehearseStep[];
  /** Config keys that are changed from the beginning. @default - none */
  readonly settings?: readonly Setting[];
  /** What goes wrong; where something did, the next action goes on. @default - nothing */
  readonly faults?: readonly FaultRule[];
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

/** A fault script that keeps what it did. */
class ToldFaults implements Faults {
  private readonly script: FaultScript;
  private struck: string[] = [];

  constructor(rules: readonly FaultRule[]) {
    this.script = new FaultScript(rules);
  }

  next(operation: Operation): Fault | undefined {
    const fault = this.script.next(operation);
    if (fault !== undefined) this.struck.push(`${operation.on} of ${labelOf(operation.urn)}: ${fault}`);
    return fault;
  }

  /** What went wrong since it was asked last. */
  taken(): readonly string[] {
    const taken = this.struck;
    this.struck = [];
    return taken;
  }

  unmet(): readonly string[] {
    return this.script.unmet().map(faultSpec);
  }
}

/** One run of `landfall rehearse` on an open workspace. */
class Rehearsal {
  private readonly steps: readonly RehearseStep[];
  /** Whether the stack is as its config says, so that an up or a refresh may change nothing. */
  private settled = false;

  constructor(
    private readonly args: RehearseArgs,
    private readonly workspace: Workspace,
    private readonly faults: ToldFaults,
    private config: string,
  ) {
    this.steps = args.steps ?? rehearseActions;
  }

  /** @returns The exit code. */
  async run(): Promise<number> {
    for (const [index, step] of this.steps.entries()) {
      const name = `step ${index + 1} of ${this.steps.length}`;
      if (!(await (typeof step === "string" ? this.act(name, step) : this.configure(name, step)))) return 1;
    }
    const unmet = this.faults.unmet();
    unmet.forEach((spec) => this.say(`--fault '${spec}' met no operation`));
    return unmet.length === 0 ? 0 : 1;
  }

  private say(text: string): void {
    this.args.err(`rehearse ${this.args.stack}: ${text}\n`);
  }

  private async configure(name: string, setting: Setting): Promise<boolean> {
    // A value may be a secret; its key is enough to follow.
    this.say(`${name}: ${[setting.key, ...setting.path].join(".")} is changed`);
    this.config = withSettings(this.config, [setting]);
    await this.workspace.configure(this.config);
    this.settled = false;
    return true;
  }

  private async act(name: string, action: RehearseAction): Promise<boolean> {
    const unchanged = this.settled && (action === "up" || action === "refresh");
    this.say(unchanged ? `${name}, ${action}: nothing may change` : `${name}, ${action}`);
    if (action === "destroy") await this.unprotect();
    const flags = [...FLAGS[action], "--suppress-progress", "--color", this.args.colours ? "always" : "never"];
    if (unchanged) flags.push("--expect-no-changes");
    const begun = Date.now();
    const { code } = await this.workspace.run(action, flags, { out: this.args.out, err: this.args.err });
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    const struck = this.faults.taken();
    struck.forEach((it) => this.say(`went wrong, as asked for: ${it}`));
    if (action === "up" || action === "destroy") this.settled = action === "up" && code === 0 && struck.length === 0;
    if (struck.length > 0) {
      this.settled = false;
      this.say(`${action} ${code === 0 ? "done" : "failed"} in ${seconds} s`);
      await this.tellStrays();
      return true;
    }
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

  /** What the cloud has and the state does not know, as after an answer that was lost. */
  private async tellStrays(): Promise<void> {
    const known = new Set((await this.workspace.resources()).map(({ urn, id }) => `${urn} ${id}`));
    const strays = this.workspace.cloud.list().filter(({ urn, id }) => !known.has(`${urn} ${id}`));
    if (strays.length === 0) return;
    this.say(`${many(strays.length, "object")} in the sandbox cloud that the state does not know:`);
    strays.forEach(({ urn, id }: CloudObject) => this.args.err(`  ${labelOf(urn)} (${id})\n`));
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
  const text = readFileSync(file, "utf8");
  const parsed = parseYaml(text, basename(file));
  if ("issues" in parsed) return fail(parsed.issues.map(formatIssue).join("\n"));
  const { root, project, stack, environment, settings = [] } = args;
  const config = settings.length === 0 ? text : withSettings(text, settings);
  const faults = new ToldFaults(args.faults ?? []);
  let workspace: Workspace | undefined;
  try {
    const folder = folderOf(args);
    workspace = await Workspace.open({
      root,
      project,
      stack,
      folder,
      config,
      cli,
      environment,
      before: (operations) => new FaultyOperations(operations, { faults }),
    });
    return await new Rehearsal(args, workspace, faults, config).run();
  } catch (error) {
    if (error instanceof WorkspaceError) return fail(`rehearse ${stack}: ${error.message}`);
    throw error;
  } finally {
    workspace?.close();
  }
}
