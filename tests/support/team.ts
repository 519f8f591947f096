import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { Cloud } from "../../sandbox/cloud";
import { CloudOperations, type Operations } from "../../sandbox/operations";
import { serve, type SandboxServer } from "../../sandbox/server";
import { runPulumi } from "../../src/cli/rehearse-engine";
import { projectRoot } from "./config";
import { pulumiCli } from "./engine";

/** How a command of a team ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** What was printed to either stream. */
  readonly output: string;
}

/** What stands in a checkout as it is; the stack's own files are copies, since the CLI writes into them. */
const LINKED = readdirSync(projectRoot).filter((name) => !/^(Pulumi\..+|\.git|\.landfall|coverage|dist)$/.test(name));

/** A checkout of this project in which commands are run as a pipeline runs them, on the sandbox cloud. */
export class Checkout {
  private constructor(
    readonly folder: string,
    /** The sandbox cloud. */
    readonly cloud: Cloud,
    private readonly server: SandboxServer,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * @param config - The text of each `Pulumi.<stack>.yaml`.
   * @param before - What stands before the sandbox cloud, such as one that fails.
   */
  static async open(
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
    before: (cloud: Operations) => Operations = (cloud) => cloud,
  ): Promise<Checkout> {
    const folder = mkdtempSync(join(tmpdir(), "landfall-checkout-"));
    for (const name of LINKED) symlinkSync(join(projectRoot, name), join(folder, name));
    copyFileSync(join(projectRoot, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    for (const [stack, text] of Object.entries(config)) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), text);
    mkdirSync(join(folder, "home"));
    const cloud = new Cloud();
    const server = await serve(before(new CloudOperations(cloud)));
    const { PATH } = process.env;
    return new Checkout(folder, cloud, server, {
      PATH: [join(pulumiCli!, ".."), PATH].join(delimiter),
      HOME: join(folder, "home"),
      LANDFALL_REHEARSAL: "1",
      PULUMI_DEBUG_PROVIDERS: server.attach(["aws", "oci", "digitalocean", "cloudflare", "kubernetes", "random"]),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...environment,
    });
  }

  /** Runs a program in the checkout; the sandbox cloud answers meanwhile. */
  async run(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const [name = "", ...args] = words;
    const found = name === "pulumi" ? pulumiCli! : name;
    const environment = { ...this.environment, ...more };
    const { code, stdout, stderr } = await runPulumi(found, args, { cwd: this.folder, environment });
    return { code, stdout, output: stdout + stderr };
  }

  close(): void {
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
