import Ajv from "ajv";
import { secretChanges } from "../../src/diff/evaluate";
import { diffJsonSchema, diffSchema } from "../../src/diff/schema";
import { canonicalJson } from "../../src/plan/values";
import { compared, component, knowledge, planOf, resource, urnIn } from "./support";
import { diffOf } from "../../src/diff/diff";

const INSTANCE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";
const database = component("database", "database");
const inDatabase = { parent: database.urn };
const kept = { ...inDatabase, protect: true, retainOnDelete: true };

describe("diffOf", () => {
  it("finds nothing between a plan and itself", () => {
    const plan = planOf([database], [resource(INSTANCE, "server", { size: 1 }, kept)]);
    expect(compared(plan, plan)).toMatchObject({
      counts: { atRisk: 0, replaced: 0, removed: 0, added: 0, changed: 0, unchanged: 1 },
      risks: [],
      changes: [],
      parts: [{ name: "database", change: "unchanged" }],
    });
  });

  it("tells apart what is replaced, removed, added and changed, in this order", () => {
    const from = planOf(
      [],
      [
        resource("a:b:C", "stays", { x: 1 }),
        resource("a:b:C", "grows", { x: 1 }),
        resource("a:b:C", "anew", { forces: 1, x: 1 }),
        resource("a:b:C", "goes"),
      ],
    );
    const to = planOf(
      [],
      [
        resource("a:b:C", "stays", { x: 1 }),
        resource("a:b:C", "grows", { x: 2 }),
        resource("a:b:C", "anew", { forces: 2, x: 2 }),
        resource("a:b:C", "comes"),
      ],
    );
    const { changes, counts } = compared(from, to);
    expect(changes.map(({ action, name }) => [action, name])).toEqual([
      ["replace", "anew"],
      ["remove", "goes"],
      ["add", "comes"],
      ["change", "grows"],
    ]);
    expect(counts).toEqual({ atRisk: 0, replaced: 1, removed: 1, added: 1, changed: 1, unchanged: 1 });
    expect(changes[0]!.fields).toEqual([
      { path: "forces", from: 1, to: 2, forcesReplacement: true },
      { path: "x", from: 1, to: 2, forcesReplacement: false },
    ]);
  });

  it("takes what an alias leads to for the same resource, under its new name and in its new part", () => {
    const urn = (type: string, name: string) => urnIn("dev", type, name);
    const before = component("Database", "database");
    const after = component("Database", "store", { aliases: [before.urn] });
    const reader = (of: string) => resource("a:b:C", "reader", { of: { resource: of } });
    const from = planOf(
      [before],
      [resource(INSTANCE, "server", { x: 1 }, { ...kept, parent: before.urn }), reader(urn(INSTANCE, "server"))],
    );
    const named = (aliases: readonly string[]) =>
      planOf(
        [after],
        [
          resource(INSTANCE, "main", { x: 2 }, { ...kept, parent: after.urn, aliases: [...aliases] }),
          reader(urn(INSTANCE, "main")),
        ],
      );
    const { changes, parts, risks } = compared(from, named([urn(INSTANCE, "other"), urn(INSTANCE, "server")]));
    expect(changes.map(({ action, name, part }) => [action, name, part])).toEqual([["change", "main", "store"]]);
    expect(parts.map(({ name, change }) => [name, change])).toEqual([["store", "changed"]]);
    expect(risks).toEqual([]);
    // Without an alias, one store goes and another one comes.
    expect(compared(from, named([])).changes.map(({ action, name }) => [action, name])).toEqual([
      ["remove", "server"],
      ["add", "main"],
      ["change", "reader"],
    ]);
  });

  it("keeps apart what is there under both names", () => {
    const from = planOf([], [resource("a:b:C", "one"), resource("a:b:C", "other")]);
    const to = planOf(
      [],
      [resource("a:b:C", "one", { x: 1 }, { aliases: [urnIn("dev", "a:b:C", "other")] }), resource("a:b:C", "other")],
    );
    expect(compared(from, to).changes.map(({ action, name }) => [action, name])).toEqual([["change", "one"]]);
  });

  it("says that it does not know where the data does not, and calls that a change", () => {
    const [from, to] = [1, 2].map((open) => planOf([], [resource("a:b:C", "it", { open })]));
    expect(compared(from!, to!).changes).toMatchObject([
      { action: "change", fields: [{ path: "open", forcesReplacement: null }] },
    ]);
  });

  it("leaves alone what the engine is told to leave as it was", () => {
    const [from, to] = [1, 2].map((at) =>
      planOf([], [resource("a:b:C", "it", { forces: { x: at } }, { ignoreChanges: ["forces"] })]),
    );
    expect(compared(from!, to!).counts.unchanged).toBe(1);
  });

  it("replaces what would stand in another region", () => {
    const [from, to] = ["us-east-1", "eu-west-1"].map((region) =>
      planOf([], [resource("a:b:C", "it", {}, { region })]),
    );
    expect(compared(from!, to!).changes).toMatchObject([
      { action: "replace", fields: [{ path: "options.region", from: "us-east-1", to: "eu-west-1" }] },
    ]);
  });

  it("compares two stacks by what they are made of, not by their names", () => {
    const from = planOf([], [resource("a:b:C", "it", { name: "shop-dev" })]);
    const to = planOf([], [{ ...resource("a:b:C", "it", { name: "shop-prod" }), urn: urnIn("prod", "a:b:C", "it") }], {
      stack: "prod",
    });
    expect(compared(from, to).counts).toMatchObject({ unchanged: 1, changed: 0 });
  });

  it("shows of a secret that it became one, and nothing else", () => {
    const from = planOf([], [resource("a:b:C", "it", { password: "x", token: { secret: true } })]);
    const to = planOf([], [resource("a:b:C", "it", { password: { secret: true }, token: { secret: true } })]);
    expect(compared(from, to).changes[0]!.fields).toEqual([
      { path: "password", from: "x", to: { secret: true }, forcesReplacement: false },
    ]);
  });

  it("is the same, byte for byte, when it is made again, and whatever the order of resources and keys", () => {
    const resources = [resource(INSTANCE, "server", { a: 1, b: 2 }, kept), resource(BUCKET, "files", {}, kept)];
    const from = planOf([database], resources);
    const to = planOf([], [resource("a:b:C", "new", { x: { y: 1, z: 2 } })]);
    const shuffled = planOf(
      [database],
      [...resources]
        .reverse()
        .map((it) => ({ ...it, inputs: Object.fromEntries(Object.entries(it.inputs).reverse()) })),
    );
    expect(canonicalJson(compared(from, to))).toBe(canonicalJson(compared(from, to)));
    expect(canonicalJson(compared(shuffled, to))).toBe(canonicalJson(compared(from, to)));
  });

  it("keeps to its published schema", () => {
    const diff = compared(planOf([database], [resource(INSTANCE, "server", { forces: 1 }, kept)]), planOf([], []));
    const plain: unknown = JSON.parse(canonicalJson(diff));
    expect(diffSchema.parse(plain)).toEqual(plain);
    const validate = new Ajv({ strict: false }).compile(diffJsonSchema());
    expect(validate(plain)).toBe(true);
    expect(validate({ ...diff, version: 2 })).toBe(false);
  });
});

describe("data at risk", () => {
  const server = (inputs = {}, more = {}) => resource(INSTANCE, "server", inputs, { ...kept, ...more });
  const elsewhere = component("database", "database", {
    provider: "oci",
    service: "Autonomous Database",
    shape: "serverless",
  });

  it("is what a move leaves behind, and what stands between it and the loss is told", () => {
    const { risks } = compared(
      planOf([database], [server()]),
      planOf([elsewhere], [resource("oci:a:B", "adb", {}, kept)]),
    );
    expect(risks).toEqual([
      {
        what: "left-behind",
        part: "database",
        urn: urnIn("dev", INSTANCE, "server"),
        type: INSTANCE,
        name: "server",
        because: "database moves from RDS on aws to Autonomous Database on oci",
        guard:
          "the program refuses the switch until the move is confirmed; the engine refuses to delete it; the cloud keeps it when the stack lets go of it",
        guarded: true,
      },
    ]);
  });

  it("is what an input makes anew", () => {
    const [from, to] = [1, 2].map((forces) => planOf([database], [server({ forces })]));
    expect(compared(from!, to!).risks).toMatchObject([
      { what: "replaced", name: "server", because: "another forces makes a new one, which begins empty" },
    ]);
  });

  it("is what loses its protection and stays", () => {
    const to = planOf([database], [server({}, { protect: false })]);
    expect(compared(planOf([database], [server()]), to).risks).toMatchObject([
      { what: "unprotected", name: "server", guarded: false },
    ]);
  });

  it("is what is made on something that is made anew, where only the update tells", () => {
    const vpc = (forces: number) => resource("aws:ec2/vpc:Vpc", "vpc", { forces });
    const on = server({ forcesToo: { unknown: true } }, { dependsOn: [vpc(1).urn] });
    const { risks } = compared(planOf([database], [vpc(1), on]), planOf([database], [vpc(2), on]));
    expect(risks).toMatchObject([
      {
        what: "replaced",
        name: "server",
        because: "forcesToo comes of vpc, which is made anew: it may be made anew as well",
      },
    ]);
  });

  it("is told by type where a stack protects nothing, and then nothing guards it", () => {
    const bare = planOf([], [resource(BUCKET, "files"), resource("a:b:C", "web")]);
    expect(compared(bare, planOf([], [])).risks).toMatchObject([
      { what: "removed", name: "files", guard: "nothing: it is deleted", guarded: false },
    ]);
  });

  it("is not what holds no data", () => {
    const from = planOf([database], [server(), resource("a:b:C", "web", { forces: 1 }, inDatabase)]);
    const to = planOf([database], [server(), resource("a:b:C", "web", { forces: 2 }, inDatabase)]);
    expect(compared(from, to).risks).toEqual([]);
  });

  it("is told first where nothing guards it", () => {
    const from = planOf([database], [server(), resource(BUCKET, "files", {}, { retainOnDelete: true })]);
    const to = planOf([database], [server({}, { protect: false, retainOnDelete: false })]);
    expect(compared(from, to).risks.map(({ name, guarded }) => [name, guarded])).toEqual([
      ["server", false],
      ["files", true],
    ]);
  });
});

describe("secrets of the config", () => {
  const texts = (entries: Readonly<Record<string, string>>) => new Map(Object.entries(entries));

  it("are told by key where another text was encrypted, one came or one went", () => {
    expect(
      secretChanges(texts({ a: "v1:x", b: "v1:y", c: "v1:z" }), texts({ a: "v1:x", b: "v1:n", d: "v1:m" })),
    ).toEqual([
      { key: "b", change: "changed" },
      { key: "c", change: "removed" },
      { key: "d", change: "added" },
    ]);
  });

  it("are not compared where a side has no config of its own", () => {
    const plan = planOf([], []);
    const side = { label: "x", plan };
    expect(diffOf(side, side, knowledge).secrets).toBeNull();
  });
});
