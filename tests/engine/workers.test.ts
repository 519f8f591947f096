import { stringify } from "yaml";
import { hasBlueprint } from "../../sandbox/outputs";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { StateResource, Workspace } from "../../src/cli/rehearse-workspace";
import { CANARY, describeOnEngine, openStack, readableSecrets, secret } from "../support/engine";
import { complaintsIn, openingNothing, realPlugins } from "../support/real-plugins";
import { workerShopInline } from "../support/worker-shop";

jest.setTimeout(180_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];
const ID = "0123456789abcdef0123456789abcdef";

/** The fixture on Workers, on plans that have everything; the app as a text, since the engine takes a date for a time. */
const config = (more: Readonly<Record<string, unknown>> = {}) =>
  stringify({
    config: {
      "landfall:app": JSON.stringify(workerShopInline()),
      "landfall:topology": "cloudflare",
      "landfall:domain": "example.net",
      "landfall:email": "ops@example.com",
      "landfall:secrets": { MAIL_KEY: secret },
      "landfall:cloudflare": {
        accountId: ID,
        zone: "example.net",
        plan: "pro",
        workersPlan: "paid",
        secretsStoreId: ID,
      },
      ...more,
    },
  });

const said = ({ stdout, stderr }: EngineRun) => `${stdout}\n${stderr}`;
const isCustom = ({ type }: StateResource) => !/^(landfall:|pulumi:)/.test(type);

describeOnEngine("an app of workers on the engine", () => {
  let workspace: Workspace;
  let close = () => {};
  let first: EngineRun;

  beforeAll(async () => {
    ({ workspace, close } = await openStack("workers", config()));
    first = await workspace.run("up", AT_ONCE);
  });
  afterAll(() => close());

  it("comes up", () => {
    expect([...complaintsIn(first), first.code]).toEqual([0]);
    expect(workspace.cloud.list().length).toBeGreaterThan(30);
  });

  it("is made of what the sandbox knows", async () => {
    const state = await workspace.resources();
    expect(state.filter(isCustom).filter(({ type }) => !hasBlueprint(type))).toEqual([]);
  });

  it("is not changed by a second run", async () => {
    const second = await workspace.run("up", [...AT_ONCE, "--expect-no-changes"]);
    expect([...complaintsIn(second), second.code]).toEqual([0]);
  });

  it("keeps the given secret out of the state and of what is said", async () => {
    expect(said(first)).not.toContain(CANARY);
    expect(readableSecrets(await workspace.exported(), [CANARY])).toEqual([]);
  });
});

(realPlugins.includes("cloudflare") ? describeOnEngine : describe.skip)("an app of workers on the real plugin", () => {
  it("is accepted in an offline preview", async () => {
    const { workspace, close } = await openStack("workers", config(openingNothing), { realProviders: realPlugins });
    try {
      const preview = await workspace.run("preview", ["--color", "never"]);
      expect([...complaintsIn(preview), preview.code]).toEqual([0]);
      expect(workspace.cloud.list()).toEqual([]);
    } finally {
      close();
    }
  });
});
