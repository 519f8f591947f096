import type { CloudObject } from "../../sandbox/cloud";
import { TestBed } from "../support/bed";
import { configWith, describeOnEngine, holdsData } from "../support/engine";

jest.setTimeout(300_000);

/** What a refused switch says, a line for each kind that holds data. */
const LINES = [
  "database: would leave its data on oci:us-ashburn-1:oracle:serverless and begin empty on aws:us-east-1:postgres",
  "object-storage: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
  "secrets: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
];

const ON_OCI = { "landfall:topology": "oci-do-free" };
const ON_AWS = { "landfall:topology": "aws-fargate" };

describeOnEngine("a switch of cloud while data stands somewhere", () => {
  let bed: TestBed;
  beforeAll(async () => {
    bed = await TestBed.open({ config: configWith("dev", ON_OCI) });
  });
  afterAll(() => bed?.close());

  const named = (all: readonly CloudObject[]) => all.map(({ urn, id }) => `${urn} ${id}`);
  const objects = () => named(bed.cloud.list());
  const stores = (provider: string) =>
    named(bed.cloud.list().filter((it) => holdsData(it) && it.type.startsWith(`${provider}:`)));

  /** Updates the dev stack, as it is left by the steps before, without a preview. */
  async function up(changes: Readonly<Record<string, unknown>>, flags: readonly string[] = []) {
    await bed.reopen(configWith("dev", changes));
    const { code, stdout } = await bed.up(flags);
    const { resources: state } = await bed.state();
    return { code, stdout, old: stores("oci"), fresh: stores("aws"), all: objects(), state };
  }

  /** Each line once: a program that the tests serve has its errors told twice. */
  const told = (stdout: string) => [
    ...new Set(
      stdout
        .slice(stdout.indexOf("Diagnostics:"))
        .split("\n")
        .map((line) => line.trim()),
    ),
  ];

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
    for (const line of LINES) expect(told(stdout).filter((it) => it.includes(line))).toHaveLength(1);
    expect(stdout).toContain("npx landfall move dev --to aws-fargate");
    expect(stdout).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(all).toEqual(before);
  });

  it("leaves the stack as it was: set back, nothing is to change", async () => {
    const { code, stdout } = await up(ON_OCI, ["--expect-no-changes"]);
    expect([code, stdout.includes("would ")]).toEqual([0, false]);
  });

  it("is refused as well where the stores never stood beside each other", async () => {
    await bed.reopen(configWith("dev", { ...ON_AWS, "landfall:move": { step: "switch", from: "oci-do-free" } }));
    for (const { code, stdout } of [await bed.preview(), await bed.up()]) {
      expect(code).not.toBe(0);
      expect(told(stdout).filter((it) => /would switch from .*, which never stood beside it/.test(it))).toHaveLength(3);
      expect(objects()).toEqual(before);
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
    const last = await up(ON_AWS, ["--expect-no-changes"]);
    expect(last.code).toBe(0);
  });

  it("has moved the home: to go back in one step is refused in turn", async () => {
    const { code, stdout } = await up(ON_OCI);
    expect(code).not.toBe(0);
    expect(stdout).toContain("would leave its data on aws:us-east-1:postgres");
  });
});
