import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { providerIds } from "../../providers/registry";
import { rehearsalConfig } from "../../src/cli/rehearse-config";
import { Canaries } from "./canaries";
import { awkward, credentials, drawnBy, secretKeysOf, smooth } from "./cloud-secrets";
import { GitHub, runScript } from "./github";
import { Checkout, type Ended } from "./team";
import { WatchedCloud } from "./watched";

/** Ends the names of what nothing marks as a secret, and so must be found. */
export const CONTROL = "control-4d7a19c0e2";

/** Opens everything that the stack keeps encrypted. */
const PASSPHRASE = "a-passphrase-5f1c9d2e7a";

const STACK = "dev";
const AT_ONCE = ["--yes", "--skip-preview"];

/** Each marks a value of the state as a secret; `pulumi.secret` of the SDK. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });

/** Takes the wrappers of secrets off a decrypted value. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value && "plaintext" in value) return unwrapped(JSON.parse(String(value.plaintext)));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrapped(item)]));
}

/** A stack of its own, every secret of which is known to the test, with a note of whatever is printed and written. */
export class SecretStack {
  readonly canaries = new Canaries({ ...credentials(), PULUMI_CONFIG_PASSPHRASE: PASSPHRASE });
  /** What was printed or written, by what did it. */
  readonly surfaces = new Map<string, string>();

  private constructor(
    readonly checkout: Checkout,
    private readonly cloud: WatchedCloud,
    /** Where the config holds secrets, as `pulumi config set --path` takes it. */
    readonly paths: readonly string[],
  ) {}

  /**
   * @param config - The text of `Pulumi.<stack>.yaml`; each encrypted value in it becomes a canary, and so does each key of
   *   the providers' own that is a secret.
   * @param leftOut - Keys that this stack does not take.
   */
  static async open(config: string, leftOut: readonly string[] = []): Promise<SecretStack> {
    const { yaml, encrypted } = rehearsalConfig(config, "placeholder", undefined);
    const used = providerIds.filter((id) => new RegExp(`^ +(landfall:)?${id}:`, "m").test(yaml));
    const paths = [...new Set([...encrypted, ...secretKeysOf(used)])].filter((path) => !leftOut.includes(path));
    const cloud = new WatchedCloud();
    const checkout = await Checkout.open(
      { [STACK]: stringify({ config: (parse(yaml) as { config: object }).config }) },
      { ...credentials(), PULUMI_CONFIG_PASSPHRASE: PASSPHRASE },
      cloud.before,
    );
    const stack = new SecretStack(checkout, cloud, paths);
    mkdirSync(join(checkout.folder, "state"));
    await stack.pulumi("stack init", "stack", "init");
    await stack.set(Object.fromEntries(paths.map((path) => [path, smooth(path)])));
    return stack;
  }

  close(): void {
    this.checkout.close();
  }

  /** Runs a program and keeps what it printed. */
  async run(name: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const { folder } = this.checkout;
    const ended = await this.checkout.run(words, { PULUMI_BACKEND_URL: `file://${join(folder, "state")}`, ...more });
    this.surfaces.set(name, ended.output);
    return ended;
  }

  pulumi(name: string, ...words: string[]): Promise<Ended> {
    return this.run(name, ["pulumi", ...words, "--stack", STACK, "--non-interactive", "--color", "never"]);
  }

  landfall(name: string, command: string, ...words: string[]): Promise<Ended> {
    return this.run(name, [process.execPath, "bin/landfall.js", command, ...words]);
  }

  /** Sets values of the config, which are canaries from then on. */
  async set(values: Readonly<Record<string, string>>, how: "--secret" | "--plaintext" = "--secret"): Promise<void> {
    this.canaries.add(Object.fromEntries(Object.values(values).map((value) => [this.labelOf(values, value), value])));
    const words = Object.entries(values).flatMap(([path, value]) => [how, `${path}=${value}`]);
    await this.pulumi("config set-all", "config", "set-all", "--path", ...words);
  }

  private labelOf(values: Readonly<Record<string, string>>, value: string): string {
    const path = Object.keys(values).find((key) => values[key] === value)!;
    return value === smooth(path) ? path : `${path}, changed`;
  }

  /** Previews, saves the plan and judges it, as the pipeline does. */
  plan(folder = "out"): Promise<Ended> {
    const summary = { GITHUB_STEP_SUMMARY: join(this.checkout.folder, `${folder}-summary`) };
    return this.run(`plan.sh ${folder}`, ["bash", ".github/scripts/plan.sh", STACK, folder], summary);
  }

  /** Updates while creations of a type fail in a cloud that repeats in its error all that it was sent. */
  async failAt(name: string, type: string): Promise<Ended> {
    this.cloud.watch = (asked, moment) => {
      if (asked.on !== "create" || moment !== "before" || asked.type !== type) return;
      throw new Error(`400 InvalidParameter: ${JSON.stringify(asked.inputs)} is not accepted`);
    };
    const ended = await this.pulumi(name, "up", ...AT_ONCE);
    this.cloud.watch = undefined;
    this.learn();
    return ended;
  }

  /** Updates at once, and tells every property that changes. */
  async up(name: string): Promise<Ended> {
    const ended = await this.pulumi(name, "up", ...AT_ONCE, "--diff");
    this.learn();
    return ended;
  }

  /** What the cloud has drawn are canaries as well. */
  private learn(): void {
    this.canaries.add(drawnBy(this.checkout.cloud.list()));
  }

  /** The first secret that the app is given. */
  get given(): string {
    return this.paths.find((path) => path.startsWith("landfall:secrets"))!;
  }

  /** Puts another value, with everything that has to be escaped, in the place of the first secret. */
  rotate(how: "--secret" | "--plaintext"): Promise<void> {
    return this.set({ [this.given]: awkward(this.given) }, how);
  }

  /** Makes the state one of a program that marked nothing as a secret. */
  async forgetMarks(): Promise<void> {
    const { output } = await this.pulumi("export, in the clear", "stack", "export", "--show-secrets");
    this.surfaces.delete("export, in the clear");
    const state = JSON.parse(output) as { deployment: { resources: Record<string, unknown>[] } };
    for (const resource of state.deployment.resources) {
      for (const part of ["inputs", "outputs"]) if (part in resource) resource[part] = unwrapped(resource[part]);
      delete resource["additionalSecretOutputs"];
    }
    writeFileSync(join(this.checkout.folder, "plain.json"), JSON.stringify(state));
    await this.pulumi("import, in the clear", "stack", "import", "--file", "plain.json");
  }

  /** What landfall itself tells of the stack, and the comment that the pipeline makes of it. */
  async tell(): Promise<void> {
    const { folder } = this.checkout;
    mkdirSync(join(folder, "told"));
    await this.landfall("landfall plan", "plan", STACK);
    await this.landfall("landfall cost", "cost", STACK);
    await this.landfall("landfall gate", "gate", "out/preview.json", "--format", "markdown");
    const file = `told/diff-${STACK}.md`;
    const sides = ["--from", STACK, "--to", STACK, "--set", `domain=other-${CONTROL}.example.com`];
    await this.landfall("landfall diff", "diff", ...sides, "--format", "markdown", "--out", file);
    const github = new GitHub();
    const { output } = await runScript("comment.mjs", { url: await github.start(), folder });
    github.stop();
    this.surfaces.set("comment.mjs", output);
    this.surfaces.set("the comment", github.comments.map(({ body }) => body).join("\n"));
  }

  /** What the state, its backups, its history and the pipeline's folders hold. */
  async keep(): Promise<void> {
    await this.pulumi("stack export", "stack", "export");
    await this.pulumi("stack history", "stack", "history", "--json");
    await this.pulumi("stack output", "stack", "output", "--json");
    const { folder } = this.checkout;
    for (const part of readdirSync(folder).filter((name) => /^(state|out|told)/.test(name))) {
      const path = join(folder, part);
      const paths = part.endsWith("summary") ? [path] : filesIn(path);
      for (const file of paths) this.surfaces.set(file.slice(folder.length + 1), readFileSync(file, "utf8"));
    }
  }

  /** Every secret that can be read somewhere, a line each. */
  leaks(but: readonly string[] = []): string[] {
    return [...this.surfaces]
      .filter(([name]) => !but.includes(name))
      .flatMap(([name, text]) => this.canaries.readableIn(text).map((label) => `${name}: ${label}`));
  }
}
