import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { providerIds, providerOf } from "../../providers/registry";
import { Cloud } from "../../sandbox/cloud";
import { CloudOperations, type Operations } from "../../sandbox/operations";
import { serve, type SandboxServer } from "../../sandbox/server";
import { runPulumi, type EngineOptions, type EngineRun } from "./rehearse-engine";
import { PLACEHOLDER, rehearsalConfig, saltOf } from "./rehearse-config";

/** Where a rehearsal happens and what with. */
export interface WorkspaceArgs {
  /** The project's folder, which holds Pulumi.yaml. */
  readonly root: string;
  /** The project's name. */
  readonly project: string;
  readonly stack: string;
  /** Holds state, config and cloud of the rehearsal. */
  readonly folder: string;
  /** The text of `Pulumi.<stack>.yaml`. */
  readonly config: string;
  /** The Pulumi CLI. */
  readonly cli: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What encrypted values are replaced by. @default "rehearsal-placeholder" */
  readonly placeholder?: string;
  /** Providers that are left to the real plugins on PATH. @default - none */
  readonly realProviders?: readonly string[];
  /** Puts something in front of the cloud's operations, e.g. faults. @default - nothing */
  readonly before?: (operations: Operations) => Operations;
  /** Whether the cloud writes each change through to the disk. @default true */
  readonly durable?: boolean;
  /** Flags that name a process which serves the program. @default [], the engine starts the program for each run */
  readonly program?: readonly string[];
}

/** A resource as the state keeps it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** The provider's id; a component has none. */
  readonly id?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
}

const resourcesIn = (exported: string): readonly StateResource[] =>
  (JSON.parse(exported) as { deployment: { resources?: StateResource[] } }).deployment.resources ?? [];

/** A step of a rehearsal could not even begin. */
export class WorkspaceError extends Error {}

/** Actions for which the engine asks the program. */
const ASKS_PROGRAM = ["preview", "up"];

/** Every provider that the sandbox stands for. */
const SANDBOXED = [...providerIds, "kubernetes", "random"] as const;

/**
 * The engine's surroundings: the given environment without the owner's Pulumi settings and without any credential, which
 * has no business in a state that a known passphrase opens.
 */
function engineEnvironment(args: WorkspaceArgs, attached: string): NodeJS.ProcessEnv {
  const standard = providerIds.flatMap((id) => Object.values(providerOf(id).config.standard));
  const credentials = new Set(standard.filter((key) => key.secret).flatMap((key) => key.environment));
  const kept = Object.entries(args.environment).filter(
    ([name]) => !name.startsWith("PULUMI_") && !credentials.has(name),
  );
  return {
    ...Object.fromEntries(kept),
    LANDFALL_REHEARSAL: "1",
    PULUMI_BACKEND_URL: `file://${join(args.folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_DEBUG_PROVIDERS: attached,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...((args.realProviders ?? []).length > 0 ? {} : { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" }),
    // The selected stack and the plugins of the owner are neither seen nor touched.
    PULUMI_HOME: join(args.folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** A stack on the real engine, with a local state and the sandbox cloud. */
export class Workspace {
  private config: string;

  private constructor(
    private readonly args: WorkspaceArgs,
    private readonly server: SandboxServer,
    private readonly environment: NodeJS.ProcessEnv,
    /** The sandbox cloud. */
    readonly cloud: Cloud,
  ) {
    this.config = args.config;
  }

  /** Prepares the folder, serves the cloud and makes the stack where there is none yet. */
  static async open(args: WorkspaceArgs): Promise<Workspace> {
    mkdirSync(join(args.folder, "state"), { recursive: true });
    const cloud = new Cloud(join(args.folder, "cloud.json"), args.durable);
    const operations = new CloudOperations(cloud);
    const server = await serve(args.before?.(operations) ?? operations);
    const attached = SANDBOXED.filter((provider) => !(args.realProviders ?? []).includes(provider));
    const environment = engineEnvironment(args, server.attach(attached));
    const workspace = new Workspace(args, server, environment, cloud);
    try {
      await workspace.prepare();
      return workspace;
    } catch (error) {
      server.close();
      throw error;
    }
  }

  /** Goes on with another text of `Pulumi.<stack>.yaml`. */
  async configure(config: string): Promise<void> {
    this.config = config;
    await this.prepare();
  }

  /** Runs an action of the engine on the stack. */
  run(
    action: string,
    flags: readonly string[] = [],
    to: Pick<EngineOptions, "out" | "err" | "started"> = {},
  ): Promise<EngineRun> {
    const { root, stack, cli, program = [] } = this.args;
    const own = ASKS_PROGRAM.includes(action) ? [...program, ...flags] : flags;
    const argv = [action, "--stack", stack, "--config-file", this.configFile, "--non-interactive", ...own];
    return runPulumi(cli, argv, { ...to, cwd: root, environment: this.environment });
  }

  /** What the state holds; components and provider instances as well. */
  async resources(): Promise<readonly StateResource[]> {
    return resourcesIn(await this.exported());
  }

  /** The whole state as text, secrets encrypted. */
  async exported(): Promise<string> {
    return (await this.mustRun(["stack", "export"])).stdout;
  }

  /** Takes an object of the cloud into the state; the program and the cloud stay as they are. */
  import(argv: readonly string[]): Promise<EngineRun> {
    const flags = ["--config-file", this.configFile, "--generate-code=false", "--skip-preview", "--yes"];
    return this.inFolder(["import", ...argv, ...flags], this.args.root);
  }

  /** Takes the protection off every resource. */
  async unprotect(): Promise<void> {
    await this.mustRun(["state", "unprotect", "--all", "--yes"]);
  }

  close(): void {
    this.server.close();
  }

  private get configFile(): string {
    return join(this.args.folder, `Pulumi.${this.args.stack}.yaml`);
  }

  /**
   * Puts a copy of the stack's config and a project of the same name into the folder: what the CLI writes there, such as
   * the salt of the passphrase, never reaches the owner's files.
   */
  private async prepare(): Promise<void> {
    const { folder, project, placeholder = PLACEHOLDER } = this.args;
    const salt = existsSync(this.configFile) ? saltOf(readFileSync(this.configFile, "utf8")) : undefined;
    const { yaml, encrypted } = rehearsalConfig(this.config, placeholder, salt);
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: project, runtime: "nodejs" }));
    writeFileSync(this.configFile, yaml, { mode: 0o600 });
    const known = salt === undefined ? undefined : await this.inFolder(["stack", "export"]);
    if (known?.code !== 0) await this.mustRun(["stack", "init", "--no-select"], folder);
    if (encrypted.length > 0) {
      const values = encrypted.flatMap((path) => ["--secret", `${path}=${placeholder}`]);
      await this.mustRun(["config", "set-all", "--path", ...values], folder);
    }
    // What an earlier rehearsal left in the cloud is of no interest to one that begins anew.
    if (known?.code !== 0 || resourcesIn(known.stdout).length === 0) this.cloud.clear();
  }

  private inFolder(argv: readonly string[], cwd = this.args.folder): Promise<EngineRun> {
    const { cli, stack } = this.args;
    return runPulumi(cli, [...argv, "--stack", stack, "--non-interactive"], { cwd, environment: this.environment });
  }

  private async mustRun(argv: readonly string[], cwd = this.args.root): Promise<EngineRun> {
    const run = await this.inFolder(argv, cwd);
    if (run.code === 0) return run;
    throw new WorkspaceError(`pulumi ${argv.join(" ")} failed: ${run.stderr.trim() || run.stdout.trim()}`);
  }
}
