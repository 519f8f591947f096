import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Watch } from "../../sandbox/faulty";
import type { Faults } from "../../sandbox/faults";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { StateResource, Workspace } from "../../src/cli/rehearse-workspace";
import { openStack } from "./engine";
import { writeImportFile, type Placed } from "./import-file";
import { serveProgram, type InlineProgram } from "./inline";
import { WatchedCloud } from "./watched";

const AT_ONCE = ["--yes", "--skip-preview", "--suppress-progress", "--color", "never"];

/** What the state keeps of one resource, as `pulumi stack export` writes it. */
export interface ExportedResource extends StateResource {
  readonly id?: string;
  readonly custom?: boolean;
  readonly delete?: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly external?: boolean;
  readonly initErrors?: readonly string[];
}

/** Something that the engine had begun and did not hear the end of. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: ExportedResource;
}

/** A whole state. */
export interface Deployment {
  readonly resources: readonly ExportedResource[];
  readonly pending: readonly PendingOperation[];
}

export interface BedOptions {
  readonly stack?: string;
  /** The text of `Pulumi.<stack>.yaml`. */
  readonly config: string;
  /** Whether the program runs in this process; else the engine starts one, as it does for users. @default true */
  readonly inline?: boolean;
}

/** Memory where there is some: a test's state need not outlive the machine. */
const FASTEST = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/**
 * A stack on the real engine and the sandbox cloud in which things go wrong as a test says: an answer by `faults`,
 * anything else by `watch`.
 */
export class TestBed {
  private readonly watched = new WatchedCloud();
  private workspace!: Workspace;
  private engine: ChildProcess | undefined;
  private killed = false;

  private constructor(
    private readonly options: BedOptions,
    readonly folder: string,
    private readonly program: InlineProgram | undefined,
  ) {}

  static async open(options: BedOptions): Promise<TestBed> {
    const folder = mkdtempSync(join(FASTEST, "landfall-bed-"));
    const bed = new TestBed(options, folder, options.inline === false ? undefined : await serveProgram());
    await bed.serve(options.config);
    return bed;
  }

  /** What goes wrong from now on. */
  set faults(faults: Faults | undefined) {
    this.watched.faults = faults;
  }

  /** Sees each moment of each operation from now on. */
  set watch(watch: Watch | undefined) {
    this.watched.watch = watch;
  }

  get cloud() {
    return this.workspace.cloud;
  }

  /** Goes on with another config, or with new connections after the provider was killed. */
  async reopen(config: string = this.options.config): Promise<void> {
    this.workspace.close();
    await this.serve(config);
  }

  up(flags: readonly string[] = []): Promise<EngineRun> {
    return this.run("up", flags);
  }

  preview(flags: readonly string[] = []): Promise<EngineRun> {
    return this.workspace.run("preview", ["--color", "never", ...flags]);
  }

  refresh(flags: readonly string[] = []): Promise<EngineRun> {
    return this.run("refresh", flags);
  }

  destroy(flags: readonly string[] = []): Promise<EngineRun> {
    return this.run("destroy", flags);
  }

  unprotect(): Promise<void> {
    return this.workspace.unprotect();
  }

  /** Takes objects that the state does not know into it, in the places where the program has them. */
  import(wanted: readonly Placed[]): Promise<EngineRun> {
    return this.workspace.import(["--file", writeImportFile(this.folder, wanted)]);
  }

  /** What `pulumi stack export` says; fails where the state is unsound. */
  async state(): Promise<Deployment> {
    return deploymentIn(await this.workspace.exported());
  }

  /** What the state's file says, without the engine; fails where it is no JSON. */
  stateFile(): Deployment {
    const { stack = "dev" } = this.options;
    const file = join(this.folder, "state", ".pulumi", "stacks", "landfall", `${stack}.json`);
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: RawDeployment } };
    return deploymentOf(checkpoint.latest);
  }

  /** The engine that runs just now. */
  get enginePid(): number | undefined {
    return this.engine?.pid;
  }

  /** Kills the engine at once: it can write nothing more. */
  killEngine(): void {
    this.killed = true;
    this.engine?.kill("SIGKILL");
  }

  /** Kills the provider: every connection to the cloud is dropped, and no new one is made. */
  killProvider(): void {
    this.workspace.close();
  }

  /** Takes away the lock that a killed engine left behind. */
  unlock(): void {
    rmSync(join(this.folder, "state", ".pulumi", "locks"), { recursive: true, force: true });
  }

  close(): void {
    this.workspace.close();
    this.program?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(action: string, flags: readonly string[]): Promise<EngineRun> {
    const started = (child: ChildProcess) => (this.engine = child);
    try {
      return await this.workspace.run(action, [...AT_ONCE, ...flags], { started });
    } finally {
      this.engine = undefined;
      if (this.killed) await this.program?.release();
      this.killed = false;
    }
  }

  private async serve(config: string): Promise<void> {
    const { workspace } = await openStack(this.options.stack ?? "dev", config, {
      folder: this.folder,
      durable: false,
      program: this.program?.flags ?? [],
      before: this.watched.before,
    });
    this.workspace = workspace;
  }
}

interface RawDeployment {
  readonly resources?: readonly ExportedResource[];
  readonly pending_operations?: readonly PendingOperation[];
}

const deploymentOf = ({ resources = [], pending_operations: pending = [] }: RawDeployment): Deployment => ({
  resources,
  pending,
});

const deploymentIn = (exported: string): Deployment =>
  deploymentOf((JSON.parse(exported) as { deployment: RawDeployment }).deployment);
