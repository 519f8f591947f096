import { pricesOf } from "../../src/cost/prices";
import { planOf } from "../../src/plan/graph";
import type { Layout } from "../../src/plan/layout";
import type { Plan } from "../../src/plan/schema";
import { planText, shortType } from "../../src/plan/text";
import { planWith, resource } from "../support/plans";
import { about, recordingOf, sample } from "./support";

const wide: Layout = { columns: 120, colours: false };
const STORAGE = "urn:pulumi:test::landfall::landfall:index:ObjectStorage::storage";

const nothingKnown: Plan["cost"] = {
  monthlyUsd: null,
  flatUsd: null,
  usageUsd: null,
  items: [],
  unknown: [],
  allowances: [],
  assumptions: [],
};

/** The lines below a heading, up to the next empty one. */
function below(text: string, heading: string): string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(heading));
  return start < 0 ? [] : lines.slice(start + 1, lines.indexOf("", start));
}

describe("planText", () => {
  let plan: Plan;

  beforeAll(async () => {
    plan = planOf(await sample(), { ...about, prices: pricesOf(["aws"]) });
  });

  it("begins with the stack, its app, topology, and providers with their regions", () => {
    expect(planText(plan, wide).split("\n").slice(0, 5)).toEqual([
      "Plan of test",
      "  app        shop",
      "  topology   sample",
      "  providers  aws (us-east-1)",
      "  registers  3 resources, 1 component",
    ]);
  });

  it("lists resources below their component, children below their parents, with marks", () => {
    expect(below(planText(plan, wide), "storage (object-storage): S3, managed, on aws")).toEqual([
      "  storage-uploads           aws:s3:Bucket        protected, retained",
      "    storage-uploads-policy  aws:s3:BucketPolicy  protected",
    ]);
    expect(below(planText(plan, wide), "Outside components")).toEqual(["  password  random:index:RandomPassword"]);
  });

  it("names a component once where its name is its kind, and shows one without children", () => {
    const urn = "urn:pulumi:test::landfall::landfall:index:Network::network";
    const asked = { aliases: [], settings: {}, features: [], environment: {} };
    const component = { urn, kind: "network", provider: "oci", service: "VCN", shape: "managed", ...asked };
    const text = planText(planWith({ components: [component] }), wide);
    expect(below(text, "network: VCN, managed, on oci")).toEqual(["  nothing of its own"]);
    const bare = { ...component, provider: null, service: null, shape: null };
    expect(planText(planWith({ components: [bare] }), wide).split("\n")).toContain("network");
  });

  it("lists what is protected, and warns of what is not kept on delete", () => {
    const resources = [
      resource("aws:s3/bucket:Bucket", "b", { protect: true, retainOnDelete: true }),
      resource("aws:rds/instance:Instance", "a", { protect: true }),
    ];
    expect(below(planText(planWith({ resources }), wide), "Holds data, protected from deletion")).toEqual([
      "  a  aws:rds:Instance  not retained",
      "  b  aws:s3:Bucket",
    ]);
  });

  it("says aloud when nothing is protected, unless there is nothing", () => {
    const warning = "Nothing is protected: deleting the stack deletes its data.";
    const resources = [resource("aws:s3/bucket:Bucket", "b")];
    expect(planText(planWith({ resources }), wide)).toContain(warning);
    expect(planText(planWith({}), wide)).not.toContain(warning);
  });

  it("tells what is not known yet once for all that have it in common", () => {
    const unknown = { unknown: true };
    const subnets = ["a", "b", "c", "d", "e"].map((name) =>
      resource("aws:ec2/subnet:Subnet", name, { inputs: { vpcId: unknown } }),
    );
    const service = resource("aws:ecs/service:Service", "api", {
      inputs: { cluster: unknown, network: { groups: [unknown, unknown], open: false }, count: 2 },
    });
    const bucket = ["Policy", "Versioning"].map((kind) =>
      resource(`aws:s3/bucket${kind}:Bucket${kind}`, "logs", { inputs: { bucket: unknown } }),
    );
    expect(below(planText(planWith({ resources: [...subnets, service, ...bucket] }), wide), "Known only")).toEqual([
      "  a, b, c and 2 more (aws:ec2:Subnet): vpcId",
      "  api (aws:ecs:Service): cluster, network.groups[*]",
      "  logs (aws:s3:BucketPolicy, aws:s3:BucketVersioning): bucket",
    ]);
  });

  it("names secrets by their paths alone", () => {
    expect(below(planText(plan, wide), "Secret, not shown")).toEqual([
      "  aws (pulumi:providers:aws): token",
      "  storage-uploads-policy (aws:s3:BucketPolicy): key",
    ]);
  });

  it("shows outputs at any depth by name, with what is not known and what is secret", () => {
    const outputs = {
      url: { unknown: true },
      login: { secret: true },
      buckets: { a: "x", "b.c": ["y"] },
      text: "one\ntwo",
    };
    expect(below(planText(planWith({ outputs }), wide), "Outputs")).toEqual([
      "  buckets.a: x",
      '  buckets["b.c"]: ["y"]',
      "  login: secret",
      '  text: "one\\ntwo"',
      "  url: known after the update",
    ]);
  });

  it("adds equal prices up, shows what is free and doubtful, and ends with the sum", () => {
    const item = {
      kind: "flat" as const,
      assumption: null,
      quantity: 1,
      free: 0,
      unit: "month",
      unitUsd: 0.4,
      monthlyUsd: 0.4,
      source: "s",
      date: "2026-08-21",
    };
    const secrets = ["a", "b", "c", "d"].map((name) => resource("aws:secretsmanager/secret:Secret", name));
    const disk = resource("oci:Core/volume:Volume", "disk");
    const cost: Plan["cost"] = {
      ...nothingKnown,
      monthlyUsd: 2.35,
      flatUsd: 1.6,
      usageUsd: 0.75,
      items: [
        ...secrets.map(({ urn }) => ({ ...item, urn, item: "secret", confidence: "price-list" as const })),
        {
          ...item,
          urn: disk.urn,
          item: "volume",
          kind: "usage",
          assumption: "storage.database.storedGiB",
          quantity: 50.1,
          free: 42.6,
          unit: "GB-month",
          unitUsd: 0.1,
          monthlyUsd: 0.75,
          confidence: "third-party",
          date: "2023-11",
        },
      ],
      unknown: [
        { urn: secrets[0]!.urn, type: "aws:secretsmanager/secret:Secret", why: "requests: by usage", assumption: null },
        {
          urn: secrets[1]!.urn,
          type: "aws:secretsmanager/secret:Secret",
          why: "requests: by usage",
          assumption: "traffic.services.requestsPerMonth",
        },
      ],
      allowances: [
        { provider: "oci", title: "disks", per: "GB", used: 50.1, free: 42.6, over: 7.5, source: "s", date: "2023-11" },
        { provider: "aws", title: "alarms", per: "alarm", used: 1, free: 10, over: 0, source: "s", date: "2023-11" },
      ],
      assumptions: [{ name: "storage.database.storedGiB", value: 50.1 }],
    };
    expect(below(planText(planWith({ resources: [...secrets, disk], cost }), wide), "Cost in USD")).toEqual([
      "  1.60  secret  4 x $0.4 per month                                         a, b and 2 more",
      "  0.75  volume  50.1 x $0.1 per GB-month, 42.6 free, by use (third-party)  disk",
      "  2.35  known so far, 0.75 of it by use; what follows comes on top",
      "  not known",
      "    a, b: requests: by usage",
      "  The app could say: traffic.services.requestsPerMonth.",
      "  free of charge, shared by the stack",
      "    oci: disks, uses 50.1 of 42.6 GB free; 7.5 GB are billed",
      "    aws: alarms, uses 1 of 10 alarms free",
      "  Assumed: storage.database.storedGiB 50.1.",
      "  Prices of 2023-11 to 2026-08-21.",
    ]);
  });

  it("calls a cost unknown where no price is known, and does not call it 0", () => {
    const unknown = [{ urn: STORAGE, type: "t", why: "no price in the data", assumption: null }];
    const cost = { ...nothingKnown, unknown };
    expect(below(planText(planWith({ cost }), wide), "Cost in USD")).toEqual([
      "  unknown  nothing in this plan has a known price",
      "  not known",
      `    ${STORAGE}: no price in the data`,
    ]);
  });

  it("lists what has to be settled, a line each", () => {
    const issues = [{ at: "landfall:domain", problem: "still holds an example", got: "example.com", fix: "set it" }];
    expect(below(planText(planWith({ issues }), wide), "To settle before a real run")).toEqual([
      '  landfall:domain: still holds an example; got "example.com"; set it',
    ]);
  });

  it("keeps within the columns, and says the same in fewer", () => {
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
    const narrow = planText(plan, { columns: 60, colours: false });
    for (const line of narrow.split("\n")) {
      const [longest] = words(line).sort((one, other) => other.length - one.length);
      expect(line.length <= 60 || longest!.length > 50).toBe(true);
    }
    expect(words(narrow)).toEqual(words(planText(plan, wide)));
  });

  it("has no colours unless asked for, and the same words with them", () => {
    const codes = /\u001b\[\d+m/g;
    const plain = planText(plan, wide);
    const coloured = planText(plan, { ...wide, colours: true });
    expect(plain).not.toMatch(codes);
    expect(coloured).toMatch(codes);
    expect(coloured.replace(codes, "")).toBe(plain);
  });

  it("is the same on a second run", async () => {
    const again = planOf(await sample(), { ...about, prices: pricesOf(["aws"]) });
    expect(planText(again, wide)).toBe(planText(plan, wide));
  });

  it("holds no secret value, and would show one that nothing marks", () => {
    const canaries = ["provider-token-1", "bucket-policy-key", "stack-output-secret", "component-secret-1"];
    const text = planText(plan, wide);
    expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
    const unmarked = planOf(recordingOf({}, { outputs: { login: "unmarked-canary" } }), about);
    expect(planText(unmarked, wide)).toContain("unmarked-canary");
  });
});

describe("shortType", () => {
  it.each([
    ["aws:rds/instance:Instance", "aws:rds:Instance"],
    ["oci:Core/networkSecurityGroup:NetworkSecurityGroup", "oci:Core:NetworkSecurityGroup"],
    ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:Deployment"],
    ["pulumi:providers:aws", "pulumi:providers:aws"],
  ])("writes %s as %s", (type, short) => expect(shortType(type)).toBe(short));
});
