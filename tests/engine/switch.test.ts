import type { Workspace } from "../../src/cli/rehearse-workspace";
import { configWith, describeOnEngine, holdsData, openStack, sharedFolder } from "../support/engine";

jest.setTimeout(300_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

/** What a refused switch says, a line for each kind that holds data. */
const LINES = [
  "database: would leave its data on oci:us-ashburn-1:oracle:serverless and begin empty on aws:us-east-1:postgres",
  "object-storage: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
  "secrets: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
];

const ON_OCI = { "landfall:topology": "oci-do-free" };
const ON_AWS = { "landfall:topology": "aws-fargate" };

describeOnEngine("a switch of cloud while data stands somewhere", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  /** Does something on the dev stack as it is left by the steps before. */
  async function onDev<T>(
    changes: Readonly<Record<string, unknown>>,
    act: (workspace: Workspace) => Promise<T>,
  ): Promise<T> {
    const { workspace, close } = await openStack("dev", configWith("dev", changes), { folder });
    try {
      return await act(workspace);
    } finally {
      close();
    }
  }

  const objects = (workspace: Workspace) => workspace.cloud.list().map(({ urn, id }) => `${urn} ${id}`);
  const stores = (workspace: Workspace, provider: string) =>
    workspace.cloud
      .list()
      .filter((it) => holdsData(it) && it.type.startsWith(`${provider}:`))
      .map(({ urn, id }) => `${urn} ${id}`);

  const up = (changes: Readonly<Record<string, unknown>>, flags = AT_ONCE) =>
    onDev(changes, async (workspace) => {
      const { code, stdout } = await workspace.run("up", flags);
      const [old, fresh] = [stores(workspace, "oci"), stores(workspace, "aws")];
      return { code, stdout, old, fresh, all: objects(workspace), state: await workspace.resources() };
    });

  let before: string[] = [];
  let old: string[] = [];
  let fresh: string[] = [];

  it("begins with a stack that is up", async () => {
    const first = await up(ON_OCI);
    expect(first.code).toBe(0);
    ({ all: before, old } = first);
    expect(before.length).toBeGreaterThan(50);
    expect(old.length).toBeGreaterThan(5);
  });

  it("is refused before anything changes, also when the preview is skipped", async () => {
    const { code, stdout, all } = await up(ON_AWS);
    expect(code).not.toBe(0);
    const told = stdout.slice(stdout.indexOf("Diagnostics:"));
    for (const line of LINES) expect(told.split(line)).toHaveLength(2);
    expect(stdout).toContain("npx landfall move dev --to aws-fargate");
    expect(stdout).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(all).toEqual(before);
  });

  it("leaves the stack as it was: set back, nothing is to change", async () => {
    const { code, stdout } = await up(ON_OCI, [...AT_ONCE, "--expect-no-changes"]);
    expect([code, stdout.includes("would ")]).toEqual([0, false]);
  });

  it("is refused as well where the stores never stood beside each other", async () => {
    for (const action of ["preview", "up"]) {
      await onDev({ ...ON_AWS, "landfall:move": { step: "switch", from: "oci-do-free" } }, async (workspace) => {
        const { code, stdout } = await workspace.run(action, action === "up" ? AT_ONCE : ["--color", "never"]);
        expect(code).not.toBe(0);
        const told = stdout.slice(stdout.indexOf("Diagnostics:"));
        expect(told.match(/would switch from .*, which never stood beside it/g)).toHaveLength(3);
        expect(objects(workspace)).toEqual(before);
      });
    }
  });

  it("begins a move with new stores beside the old ones, which go on serving", async () => {
    const beside = await up({ ...ON_OCI, "landfall:move": { step: "beside", to: "aws-fargate" } });
    expect(beside.code).toBe(0);
    expect(beside.all).toEqual(expect.arrayContaining(before));
    ({ fresh } = beside);
    expect(fresh.length).toBeGreaterThan(5);
    const data = beside.state.filter((it) => holdsData(it) && it.type.startsWith("aws:"));
    expect(data.filter(({ protect, retainOnDelete }) => protect !== true || retainOnDelete !== true)).toEqual([]);
  });

  it("then switches: the services use the new stores, the old ones are kept and protected", async () => {
    const switched = await up({ ...ON_AWS, "landfall:move": { step: "switch", from: "oci-do-free" } });
    expect(switched.stdout).not.toMatch(/\berror:/);
    expect([switched.code, switched.old, switched.fresh]).toEqual([0, old, expect.arrayContaining(fresh)]);
    const data = switched.state.filter((it) => holdsData(it) && it.type.startsWith("oci:"));
    expect(data).toHaveLength(old.length);
    expect(data.filter(({ protect }) => protect !== true)).toEqual([]);
    expect(switched.state.filter(({ type }) => type === "oci:Core/instance:Instance")).toEqual([]);
  });

  it("can go back as long as both stand beside each other", async () => {
    const back = await up({ ...ON_OCI, "landfall:move": { step: "switch", from: "aws-fargate" } });
    expect([back.code, back.old, back.fresh]).toEqual([0, old, expect.arrayContaining(fresh)]);
    const again = await up({ ...ON_AWS, "landfall:move": { step: "switch", from: "oci-do-free" } });
    expect([again.code, again.old]).toEqual([0, old]);
  });

  it("lets go of the old stores in a step of its own, and leaves them in their cloud", async () => {
    const released = await up({ ...ON_AWS, "landfall:move": { step: "release", from: "oci-do-free" } });
    expect([released.code, released.old]).toEqual([0, old]);
    const done = await up(ON_AWS);
    expect(done.stdout).not.toMatch(/\berror:/);
    expect([done.code, done.old]).toEqual([0, old]);
    expect(done.state.filter(({ type }) => type.startsWith("oci:"))).toEqual([]);
    const last = await up(ON_AWS, [...AT_ONCE, "--expect-no-changes"]);
    expect(last.code).toBe(0);
  });

  it("has moved the home: to go back in one step is refused in turn", async () => {
    const { code, stdout } = await up(ON_OCI);
    expect(code).not.toBe(0);
    expect(stdout).toContain("would leave its data on aws:us-east-1:postgres");
  });
});
