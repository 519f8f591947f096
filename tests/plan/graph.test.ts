import Ajv from "ajv";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kindOf, planOf } from "../../src/plan/graph";
import type { Recording, WireObject } from "../../src/plan/recorder";
import { planJsonSchema, planSchema, type Plan } from "../../src/plan/schema";
import { canonicalJson } from "../../src/plan/values";
import { pricesOf } from "../../src/cost/prices";
import { about, recordingOf, sample, secretOf } from "./support";

const URN = "urn:pulumi:test::landfall::";

describe("planOf", () => {
  let recording: Recording;
  let plan: Plan;

  beforeAll(async () => {
    recording = await sample();
    plan = planOf(recording, about);
  });

  it("tells the stack, its app, its topology and the providers that it connects to", () => {
    expect(plan).toMatchObject({ version: 1, stack: "test", app: "shop", topology: "sample", providers: ["aws"] });
  });

  it("lists components with what they registered, and neither the stack nor their secrets", () => {
    expect(plan.components).toEqual([
      {
        urn: `${URN}landfall:index:ObjectStorage::storage`,
        aliases: [],
        kind: "object-storage",
        provider: "aws",
        service: "S3",
        shape: "managed",
        settings: {},
        features: [],
        environment: {},
      },
    ]);
  });

  it("lists resources by URN, each with its provider, parent, protection, dependencies and inputs", () => {
    const nested = `${URN}landfall:index:ObjectStorage$aws:s3/bucket:Bucket`;
    expect(plan.resources).toEqual([
      {
        urn: `${nested}$aws:s3/bucketPolicy:BucketPolicy::storage-uploads-policy`,
        aliases: [],
        type: "aws:s3/bucketPolicy:BucketPolicy",
        name: "storage-uploads-policy",
        parent: `${nested}::storage-uploads`,
        provider: "aws",
        region: "us-east-1",
        protect: true, // the engine hands it down from the parent
        retainOnDelete: false,
        ignoreChanges: [],
        dependsOn: [`${nested}::storage-uploads`],
        inputs: { bucket: { unknown: true }, key: { secret: true } },
        secretPaths: ["key"],
      },
      {
        urn: `${nested}::storage-uploads`,
        aliases: [],
        type: "aws:s3/bucket:Bucket",
        name: "storage-uploads",
        parent: `${URN}landfall:index:ObjectStorage::storage`,
        provider: "aws",
        region: "us-east-1",
        protect: true,
        retainOnDelete: true,
        ignoreChanges: [],
        dependsOn: [],
        inputs: { tags: { a: "1", b: "2" } },
        secretPaths: [],
      },
      {
        urn: `${URN}pulumi:providers:aws::aws`,
        aliases: [],
        type: "pulumi:providers:aws",
        name: "aws",
        parent: null,
        provider: "aws",
        region: "us-east-1",
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        dependsOn: [],
        inputs: { region: "us-east-1", token: { secret: true } },
        secretPaths: ["token"],
      },
      {
        urn: `${URN}random:index/randomPassword:RandomPassword::password`,
        aliases: [],
        type: "random:index/randomPassword:RandomPassword",
        name: "password",
        parent: null,
        provider: "random",
        region: null,
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        dependsOn: [],
        inputs: { length: 32 },
        secretPaths: [],
      },
    ]);
  });

  it("shows the stack's outputs, and no secret among them", () => {
    expect(plan.outputs).toEqual({ buckets: ["uploads"], login: { secret: true }, url: { unknown: true } });
  });

  it("tells what the stack asks of a kind where it stands, in plain values, and no secret of config", () => {
    const asked = { settings: { versioned: true, note: "token-canary", left: undefined }, features: ["versioning"] };
    const { resources, componentOutputs } = recording;
    const outputs = Object.fromEntries(
      Object.entries(componentOutputs).map(([urn, it]) => [urn, { ...it, environment: { web: ["PORT", "URL"] } }]),
    );
    const told = (provider: string) =>
      planOf(
        { resources, componentOutputs: outputs, outputs: {} },
        { ...about, secrets: ["token-canary"], asking: new Map([["object-storage", { provider, ...asked }]]) },
      ).components[0]!;
    expect(told("aws")).toMatchObject({
      settings: { note: { secret: true }, versioned: true },
      features: ["versioning"],
      environment: { web: ["PORT", "URL"] },
    });
    expect(told("oci")).toMatchObject({ settings: {}, features: [] });
  });

  it("leaves out provider, service and shape where a component registered none", () => {
    const component = { ...recordingOf({}).resources[0]!, urn: `${URN}acme:index:APIGateway::it`, custom: false };
    const { components } = planOf({ ...recordingOf({}), resources: [{ ...component, type: "acme:index:API" }] }, about);
    const nothing = { settings: {}, features: [], environment: {} };
    expect(components).toEqual([
      { urn: component.urn, aliases: [], kind: "api", provider: null, service: null, shape: null, ...nothing },
    ]);
  });

  it("takes the provider from the explicit instance, whatever its name", () => {
    const [resource] = recordingOf({}).resources;
    const elsewhere = { ...resource!, provider: `${URN}pulumi:providers:aws::second-region` };
    expect(planOf({ ...recordingOf({}), resources: [elsewhere] }, about).resources[0]!.provider).toBe("aws");
  });

  it("keeps issues as data, also values that JSON cannot hold, and hides secrets in them", () => {
    const token = "config-secret-1";
    const issues = [
      { at: "a", problem: "is missing", allowed: ["x", "y"], nearest: "x", fix: "set it" },
      { at: "b", problem: "is not a number", got: Number.NaN },
      { at: "c", problem: "is refused", got: { deep: [undefined, `${token}!`] }, allowed: "a text" },
    ];
    expect(planOf(recording, { ...about, issues, secrets: [token] }).issues).toEqual([
      issues[0],
      { at: "b", problem: "is not a number", got: "NaN" },
      { at: "c", problem: "is refused", got: { deep: [null, { secret: true }] }, allowed: "a text" },
    ]);
  });

  it("costs what the prices in use know", () => {
    const { cost } = planOf(recording, { ...about, prices: pricesOf(["aws"]) });
    expect(cost.monthlyUsd).toBeNull();
    expect(new Set(cost.unknown.map(({ type }) => type))).toEqual(new Set(["aws:s3/bucket:Bucket"]));
  });

  it("gives the same bytes for the same program, in whatever order it registers and writes its keys", async () => {
    const again = planOf(await sample(), about);
    expect(canonicalJson(again)).toBe(canonicalJson(plan));
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    const shuffled: Recording = {
      resources: [...recording.resources]
        .reverse()
        .map((one) => ({ ...one, inputs: reversed(one.inputs) as WireObject })),
      componentOutputs: reversed(recording.componentOutputs) as Recording["componentOutputs"],
      outputs: reversed(recording.outputs) as WireObject,
    };
    expect(canonicalJson(planOf(shuffled, about))).toBe(canonicalJson(plan));
    expect(JSON.stringify(planOf(shuffled, about))).toBe(JSON.stringify(plan));
  });

  it("holds no secret value, and would show one that nothing marks", async () => {
    const canaries = ["provider-token-1", "bucket-policy-key", "stack-output-secret", "component-secret-1"];
    const json = canonicalJson(plan);
    expect(canaries.filter((canary) => json.includes(canary))).toEqual([]);
    const unmarked = recordingOf({ password: "unmarked-canary", right: secretOf("another-canary") });
    expect(canonicalJson(planOf(unmarked, about))).toContain("unmarked-canary");
  });
});

describe("the published schema", () => {
  const published = JSON.parse(readFileSync(join(__dirname, "../../schemas/plan.schema.json"), "utf8")) as object;

  it("is the one of the code; `npm run schemas` brings it up to date", () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(planJsonSchema())));
  });

  it("accepts a plan with everything in it, as the code's own schema does", async () => {
    const issues = [{ at: "a", problem: "is refused", got: [1, { b: null }], allowed: ["x"] }];
    const recording = await sample();
    const plan: unknown = JSON.parse(canonicalJson(planOf(recording, { ...about, issues, prices: pricesOf(["aws"]) })));
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(published);
    expect([validate(plan), validate.errors]).toEqual([true, null]);
    expect(planSchema.parse(plan)).toEqual(plan);
  });

  it("refuses a plan with a part missing or one too many", async () => {
    const plan = JSON.parse(canonicalJson(planOf(await sample(), about))) as Record<string, unknown>;
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(published);
    for (const key of Object.keys(plan)) {
      const { [key]: _left, ...rest } = plan;
      expect([key, validate(rest)]).toEqual([key, false]);
    }
    expect(validate({ ...plan, more: 1 })).toBe(false);
    expect(validate({ ...plan, version: 2 })).toBe(false);
  });
});

describe("kindOf", () => {
  it.each([
    ["landfall:index:ObjectStorage", "object-storage"],
    ["landfall:index:Dns", "dns"],
    ["landfall:index:StaticSite", "static-site"],
  ])("reads %s as %s", (type, kind) => expect(kindOf(type)).toBe(kind));
});
