import { hasBlueprint } from "../../sandbox/outputs";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { StateResource, Workspace } from "../../src/cli/rehearse-workspace";
import {
  CANARY,
  configWith,
  describeOnEngine,
  holdsData,
  openStack,
  pulumiCli,
  readableSecrets,
  secret,
  secretsOf,
  tell,
} from "../support/engine";

if (pulumiCli === undefined) {
  tell("engine tests skipped: no Pulumi CLI on PATH (https://www.pulumi.com/docs/iac/download-install/)");
}

jest.setTimeout(180_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];
const UNCHANGED = [...AT_ONCE, "--expect-no-changes"];

/** Types of which every shipped stack has one at least, so that a test of them is not empty. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  dev: [
    "oci:Core/vcn:Vcn",
    "oci:Core/instance:Instance",
    "oci:Database/autonomousDatabase:AutonomousDatabase",
    "oci:ObjectStorage/bucket:Bucket",
    "oci:Vault/secret:Secret",
    "digitalocean:index/app:App",
  ],
  prod: [
    "aws:ec2/vpc:Vpc",
    "aws:ecs/service:Service",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
    "cloudflare:index/pagesProject:PagesProject",
  ],
};

/** What the engine complains of, and what it changed though nothing was to change. */
const errorsIn = ({ stdout, stderr }: EngineRun) =>
  `${stdout}\n${stderr}`.split("\n").filter((line) => /\b(error|panic):|\[diff: /.test(line));

/** The load balancer's own records: kept when the stack goes, yet no reason to keep the stack. */
const isAccessLog = ({ urn }: StateResource) => urn.endsWith("-access-logs");

const isCustom = ({ type }: StateResource) => !/^(landfall:|pulumi:)/.test(type);

describeOnEngine.each(["dev", "prod"])("the shipped stack %s on the engine", (stack) => {
  let workspace: Workspace;
  let close = () => {};
  let output = "";
  let state: readonly StateResource[] = [];

  const run = async (action: string, flags: readonly string[]): Promise<EngineRun> => {
    const ended = await workspace.run(action, flags);
    output += ended.stdout + ended.stderr;
    return ended;
  };

  beforeAll(async () => {
    const given = {
      "landfall:secrets": { SENDGRID_API_KEY: secret },
      "cloudflare:apiToken": secret,
      ...(stack === "dev" ? { "digitalocean:token": secret } : {}),
    };
    ({ workspace, close } = await openStack(stack, configWith(stack, given), { inline: false }));
  });
  afterAll(() => close());

  it("comes up", async () => {
    const up = await run("up", AT_ONCE);
    expect([up.code, ...errorsIn(up)]).toEqual([0]);
    state = await workspace.resources();
    const types = new Set(state.map(({ type }) => type));
    expect(EXPECTED[stack]!.filter((type) => !types.has(type))).toEqual([]);
  });

  it("has one object in the cloud for each resource in the state", () => {
    const inState = state.filter(isCustom).map(({ urn }) => urn);
    expect(workspace.cloud.list().map(({ urn }) => urn)).toEqual([...inState].sort());
  });

  it("is made of types that the sandbox has outputs for", () => {
    expect(state.filter((it) => isCustom(it) && !hasBlueprint(it.type)).map(({ urn }) => urn)).toEqual([]);
  });

  it("protects and retains every resource that holds data", () => {
    const data = state.filter(holdsData);
    expect(data.length).toBeGreaterThan(5);
    expect(data.filter(({ retainOnDelete }) => retainOnDelete !== true)).toEqual([]);
    expect(data.filter((resource) => resource.protect !== true && !isAccessLog(resource))).toEqual([]);
  });

  it("finds nothing to change the second time", async () => {
    const up = await run("up", UNCHANGED);
    expect([up.code, ...errorsIn(up)]).toEqual([0]);
  });

  it("finds nothing to change when it is refreshed", async () => {
    const refresh = await run("refresh", UNCHANGED);
    expect([refresh.code, ...errorsIn(refresh)]).toEqual([0]);
  });

  it("shows no secret, neither in its state nor in what it prints", async () => {
    const secrets = secretsOf(workspace.cloud.list());
    expect(secrets.includes(CANARY)).toBe(true);
    expect(secrets.length).toBeGreaterThan(2);
    expect(readableSecrets(await workspace.exported(), secrets)).toEqual([]);
    expect(secrets.filter((it) => output.includes(it))).toEqual([]);
  });

  it("refuses to be destroyed while its data is protected", async () => {
    const before = workspace.cloud.list();
    // With a preview, as is the default: without one the engine deletes whatever is not protected.
    const refused = await run("destroy", ["--yes", "--color", "never"]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr + refused.stdout).toMatch(/cannot be deleted\s+because it is protected/);
    expect(workspace.cloud.list().length).toBe(before.length);
  });

  it("leaves nothing behind but what is retained", async () => {
    await workspace.unprotect();
    const retained = (await workspace.resources()).filter(({ retainOnDelete }) => retainOnDelete === true);
    const destroy = await run("destroy", AT_ONCE);
    expect([destroy.code, ...errorsIn(destroy)]).toEqual([0]);
    expect(await workspace.resources()).toEqual([]);
    expect(workspace.cloud.list().map(({ urn }) => urn)).toEqual(retained.map(({ urn }) => urn).sort());
  });
});
