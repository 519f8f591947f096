import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CloudObject } from "../../sandbox/cloud";
import type { Operations } from "../../sandbox/operations";
import { rehearsalConfig } from "../../src/cli/rehearse-config";
import { cellConfig } from "./cells";
import { writeImportFile, type Placed } from "./import-file";
import { Checkout, type Ended } from "./team";

const STACK = "dev";

/** Updates with the state on a disk of its own, and hands over what is on it afterwards. */
const ON_DISK = `
mount -t tmpfs -o size=$3k landfall "$1.disk" && cp -a "$1/." "$1.disk" && mount --move "$1.disk" "$1"
code=0
pulumi up --yes --skip-preview --parallel 1 --stack "$4" --non-interactive --color never || code=$?
cp -a "$1" "$2"
exit $code
`;

/** What the state of a stack holds, as far as tests look. */
export interface State {
  readonly resources?: readonly StoredResource[];
  readonly pending_operations?: readonly { readonly resource: StoredResource; readonly type: string }[];
}

export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
}

/** What of a state is not as the engine needs it: each URN once, and everything after what it stands on. */
export function faultsIn({ resources = [] }: State): string[] {
  const before = new Set<string>();
  return resources.flatMap(({ urn, parent, provider, dependencies = [] }) => {
    const needed = [parent, provider?.split("::").slice(0, 4).join("::"), ...dependencies];
    const missing = needed.filter((it) => it !== undefined && it !== "" && !before.has(it));
    const twice = before.has(urn) ? [`${urn} is there twice`] : [];
    before.add(urn);
    return [...twice, ...missing.map((it) => `${urn} comes before ${it}`)];
  });
}

/** A small stack on two clouds, on which commands are run as by a team. */
export class TeamStack {
  private constructor(
    readonly checkout: Checkout,
    private readonly backend: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param backend - Where the state is kept; left out, in the checkout's own folder.
   * @param before - What stands before the sandbox cloud.
   */
  static async open(backend?: NodeJS.ProcessEnv, before?: (cloud: Operations) => Operations): Promise<TeamStack> {
    const { yaml } = rehearsalConfig(cellConfig("voguevault", "platform-mvp"), "a-placeholder", undefined);
    const checkout = await Checkout.open({ [STACK]: yaml }, { PULUMI_CONFIG_PASSPHRASE: "a passphrase" }, before);
    for (const folder of ["state", "state.disk"]) mkdirSync(join(checkout.folder, folder));
    const stack = new TeamStack(checkout, backend ?? { PULUMI_BACKEND_URL: `file://${checkout.folder}/state` });
    const { code, output } = await stack.pulumi("stack", "init");
    if (code !== 0) throw new Error(output);
    return stack;
  }

  close(): void {
    this.checkout.close();
  }

  /** Runs a command of the CLI on the stack. */
  pulumi(...words: string[]): Promise<Ended> {
    return this.pulumiWith({}, ...words);
  }

  /** Runs a command of the CLI on the stack, in another environment. */
  pulumiWith(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<Ended> {
    const whole = ["pulumi", ...words, "--stack", STACK, "--non-interactive", "--color", "never"];
    return this.run(whole, environment);
  }

  private run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.checkout.run(words, { ...this.backend, ...environment });
  }

  up(...flags: string[]): Promise<Ended> {
    return this.pulumi("up", "--yes", "--skip-preview", ...flags);
  }

  /** @throws Error where the state cannot be read. */
  async state(): Promise<State> {
    const { code, stdout, output } = await this.pulumi("stack", "export");
    if (code !== 0) throw new Error(output);
    return (JSON.parse(stdout) as { deployment: State }).deployment;
  }

  /** An update while the state lies on a disk of so many kilobytes, which is full before it is done. */
  async upOnDisk(kilobytes: number): Promise<Ended> {
    const state = join(this.checkout.folder, "state");
    const kept = join(this.checkout.folder, "kept");
    const ended = await this.run([
      "unshare",
      "--mount",
      "bash",
      "-c",
      ON_DISK,
      "bash",
      state,
      kept,
      `${kilobytes}`,
      STACK,
    ]);
    rmSync(state, { recursive: true });
    renameSync(kept, state);
    return ended;
  }

  /** Takes objects that the state does not know into it, in the places where the program has them. */
  import(wanted: readonly Placed[]): Promise<Ended> {
    const file = writeImportFile(this.checkout.folder, wanted);
    return this.pulumi("import", "--file", file, "--generate-code=false", "--skip-preview", "--yes");
  }

  get objects(): readonly CloudObject[] {
    return this.checkout.cloud.list();
  }

  /** What the cloud holds, by URN and id. */
  get standing(): readonly string[] {
    return this.objects.map(({ urn, id }) => `${urn} ${id}`);
  }

  /** Whether nothing stands twice. */
  get doubled(): readonly string[] {
    const urns = this.objects.map(({ urn }) => urn);
    return urns.filter((urn, index) => urns.indexOf(urn) !== index);
  }

  /** Objects of the cloud that neither stand in the state nor are named by an operation that was begun. */
  async forgotten(): Promise<string[]> {
    const { resources = [], pending_operations: pending = [] } = await this.state();
    const known = new Set([...resources.map(({ urn }) => urn), ...pending.map(({ resource }) => resource.urn)]);
    return this.objects.filter(({ urn }) => !known.has(urn)).map(({ urn }) => urn);
  }
}
