import type { RecordedResource } from "../../../src/plan/recorder";
import { isSecret } from "../../support/harness";
import { type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf } from "./record-shop";
import type { Shop } from "./shop";

const long = "a".repeat(24);

/** Shops that between them build everything that the drivers can build. */
const shops: readonly (readonly [string, Shop])[] = [
  ["as documented", { compute: { maxCount: 4 }, database: { maxStorageGiB: 100 } }],
  [
    "with all that costs more",
    {
      network: { nat: "per-zone", zones: 3 },
      database: { password: "generated", readReplicas: 1, highAvailability: true, size: "large" },
    },
  ],
  [
    "with services elsewhere",
    {
      database: { password: "generated" },
      storage: {
        access: "keys",
        buckets: {
          uploads: { access: "read-write", corsOrigins: ["https://example.com"], expireDays: 30 },
          assets: { access: "read", retainDays: 3 },
          [long]: { access: "read" },
        },
      },
    },
  ],
  ["with the longest names", { services: { [long]: { routes: ["/", "/a/b"], calls: ["ai"] } } }],
  [
    "with services of every kind",
    {
      queue: { topics: { prices: {} } },
      services: {
        backend: { stickySessions: true, topics: { prices: "read-write" } },
        worker: { port: undefined, health: undefined, topics: { prices: "read" } },
        nightly: { port: undefined, health: undefined, schedule: "0 2 * * *", calls: ["ai"] },
      },
    },
  ],
  [
    "on machines",
    { shape: "vm", compute: { count: 1 }, services: { ai: { machine: "own" }, [long]: { machine: "own" } } },
  ],
  [
    "on a group of machines",
    {
      shape: "vm-group",
      compute: { maxCount: 4 },
      services: {
        [long]: { machine: "own" },
        nightly: { port: undefined, health: undefined, schedule: "0 2 * * *", calls: ["ai"] },
      },
    },
  ],
  ["without data protection", { stack: { dataProtection: false } }],
];

/** Types of AWS that cannot carry tags. */
const UNTAGGABLE = [
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:appautoscaling/policy:Policy",
  "aws:autoscaling/policy:Policy",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:iam/accessKey:AccessKey",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:iam/userPolicy:UserPolicy",
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:secretsmanager/secretRotation:SecretRotation",
  "aws:scheduler/schedule:Schedule",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sqs/queuePolicy:QueuePolicy",
];

/** Rights that AWS cannot narrow to a resource; every other one on all resources takes a condition. */
const UNNARROWED = ["ec2:DescribeTags"];

/** Types whose `name` is no physical name of their own: another resource's, or one that clients ask for. */
const NAMED = [
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
  "aws:servicediscovery/service:Service",
  "aws:ssm/association:Association",
];

/** What holds data and whose cloud keeps names apart. */
const STORES = [
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "aws:sqs/queue:Queue",
];

type Tag = { readonly key: string; readonly value: string };

/** Tags by key, also of groups of machines, which have a list of them. */
const tagsOf = (tags: unknown): unknown =>
  Array.isArray(tags) ? Object.fromEntries((tags as Tag[]).map(({ key, value }) => [key, value])) : tags;

/** The longest logical name that leaves autonaming the 8 characters it needs, where the vendor's limit is short. */
const LONGEST_NAME: Record<string, number> = {
  "aws:lb/loadBalancer:LoadBalancer": 32 - 8,
  "aws:lb/targetGroup:TargetGroup": 32 - 8,
  "aws:iam/role:Role": 64 - 8,
  "aws:iam/user:User": 64 - 8,
  "aws:rds/instance:Instance": 63 - 8,
  "aws:s3/bucket:Bucket": 63 - 8,
};

const isAws = ({ type }: { type: string }) => type.startsWith("aws:");

/** A value without what is marked as secret. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value as never)) return "(secret)";
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, withoutSecrets(it)]));
}

describe.each(shops)("a shop on AWS %s", (_name, shop) => {
  let recorded: readonly RecordedResource[];
  let known: readonly ResolvedResource[];
  beforeAll(async () => {
    recorded = (await recordShop(shop)).resources.filter(isAws);
    known = (await resolveShop(shop)).filter(isAws);
  });

  it("is built by the stack's own provider instance", () => {
    const instances = new Set(recorded.map(({ provider }) => provider));
    expect([...instances]).toEqual(["urn:pulumi:test::landfall::pulumi:providers:aws::aws"]);
  });

  it("tags everything that can carry tags", () => {
    const untagged = recorded.filter(({ inputs }) => !("tags" in inputs)).map(({ type }) => type);
    expect(untagged.filter((type) => !UNTAGGABLE.includes(type))).toEqual([]);
    for (const { inputs } of recorded.filter((it) => "tags" in it.inputs)) {
      expect(tagsOf(inputs["tags"])).toMatchObject({
        "landfall-app": "shop",
        "landfall-stack": "test",
        "managed-by": "pulumi",
      });
    }
  });

  it("shows no secret in an input that is not marked as one", () => {
    expect(JSON.stringify(known.map(({ inputs }) => withoutSecrets(inputs)))).not.toContain("canary");
    for (const { type, inputs } of known) {
      if (type.endsWith(":TaskDefinition")) expect(isSecret(inputs["containerDefinitions"])).toBe(false);
    }
  });

  it("names actions and resources in every right that it gives", () => {
    const documents = known.flatMap(({ inputs }) => [inputs["policy"], inputs["assumeRolePolicy"]]).filter(Boolean);
    const given = documents.flatMap(statementsOf).filter(({ Effect }) => Effect === "Allow");
    expect(given.length).toBeGreaterThan(0);
    for (const statement of given) {
      expect(statement.Sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(statement.Principal).not.toBe("*");
      for (const action of statement.Action) expect(action).not.toContain("*");
      const everywhere = statement.Resource?.includes("*") === true;
      if (everywhere && statement.Condition === undefined) expect(UNNARROWED).toEqual(statement.Action);
      if (everywhere) continue;
      for (const resource of statement.Resource ?? []) expect(resource).toMatch(/^arn:aws:[^*]+(\/\*|:\*)?$/);
    }
  });

  it("describes every rule of a security group, and writes none into a group", () => {
    for (const { type, inputs } of recorded) {
      if (/:SecurityGroup(In|E)gressRule$/.test(type)) expect(inputs["description"]).toMatch(/^[\w .,-]{3,255}$/);
      if (!/:(Default)?SecurityGroup$/.test(type)) continue;
      expect(inputs).not.toHaveProperty("ingress");
      expect(inputs).not.toHaveProperty("egress");
    }
  });

  it("leaves no two priorities of the load balancer the same", () => {
    const priorities = known
      .filter(({ type }) => type.endsWith(":ListenerRule"))
      .map(({ inputs }) => inputs["priority"]);
    expect(new Set(priorities).size).toBe(priorities.length);
  });

  it("names what holds data itself, and leaves all other names to the engine, with room for what is added", () => {
    for (const { type, name, inputs, protect } of recorded) {
      // A second create of a store must meet the first one's name.
      const named = ["bucket", "identifier", "clusterIdentifier", "name"].some((physical) => physical in inputs);
      if (STORES.includes(type) && protect) expect(named).toBe(true);
      if (STORES.includes(type)) continue;
      for (const physical of ["name", "bucket", "identifier"]) {
        if (NAMED.includes(type)) continue;
        if (type === "aws:s3/bucket:Bucket" || !type.startsWith("aws:s3/")) expect(inputs).not.toHaveProperty(physical);
      }
      expect(name.length).toBeLessThanOrEqual(LONGEST_NAME[type] ?? 200);
    }
  });

  it("protects what holds data and nothing else", () => {
    const guarded = shop.stack?.dataProtection ?? true;
    const isProtected = recorded.filter(({ protect }) => protect).map(({ type, name }) => `${type} ${name}`);
    const holdsData = recorded.filter(
      ({ type, name }) =>
        // A release can be made again.
        (type === "aws:secretsmanager/secret:Secret" && !name.endsWith("-release")) ||
        type === "aws:sqs/queue:Queue" ||
        (type === "aws:rds/instance:Instance" && name === "database-server") ||
        (type === "aws:s3/bucket:Bucket" && name.startsWith("storage-")),
    );
    expect(isProtected).toEqual(guarded ? holdsData.map(({ type, name }) => `${type} ${name}`) : []);
    for (const { retainOnDelete } of holdsData) expect(retainOnDelete).toBe(guarded);
  });
});
