import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Operations } from "../../sandbox/operations";
import { rehearsalConfig } from "../../src/cli/rehearse-config";
import { cellConfig } from "./cells";
import { Checkout, type Ended } from "./team";

const STACK = "dev";

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
    mkdirSync(join(checkout.folder, "state"));
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
    return this.run(["pulumi", ...words, "--stack", STACK, "--non-interactive", "--color", "never"]);
  }

  run(words: readonly string[]): Promise<Ended> {
    return this.checkout.run(words, this.backend);
  }

  up(...flags: string[]): Promise<Ended> {
    return this.pulumi("up", "--yes", "--skip-preview", ...flags);
  }

  /** @throws Error where the state cannot be read. */
  async state(): Promise<State> {
    const { code, output } = await this.pulumi("stack", "export");
    if (code !== 0) throw new Error(output);
    return (JSON.parse(output) as { deployment: State }).deployment;
  }

  /** The URNs of what the cloud holds. */
  get standing(): readonly string[] {
    return this.checkout.cloud.list().map(({ urn }) => urn);
  }
}
