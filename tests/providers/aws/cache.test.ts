import * as pulumi from "@pulumi/pulumi";
import { Cache, type CacheArgs } from "../../../components/cache";
import { cacheIssues } from "../../../providers/aws/cache/limits";
import type { Connections } from "../../../providers/connections";
import type { Wanted } from "../../../providers/wanted";
import { isSecret, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, valueOf } from "./record-shop";
import { buildNetwork, stackOf, type Shop } from "./shop";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

const buildCache = (connections: Connections, shop: Shop, changes: Partial<CacheArgs> = {}): Cache =>
  new Cache(
    "cache",
    {
      stack: stackOf(shop),
      engine: "valkey",
      size: "micro",
      network: buildNetwork(connections, shop),
      ...changes,
    },
    connections.place("cache", "aws", "managed"),
  );
const record = (changes: Partial<CacheArgs> = {}, shop: Shop = {}) =>
  recordShop(shop, (connections) => void buildCache(connections, shop, changes));
const resolve = (changes: Partial<CacheArgs> = {}, shop: Shop = {}) =>
  resolveShop(shop, (connections) => void buildCache(connections, shop, changes));

describe("cache on AWS", () => {
  it("asks ElastiCache for one encrypted node with a password", async () => {
    const { tags, authToken, ...inputs } = resolved(await resolve(), GROUP).inputs;
    expect(tags).toMatchObject({ "landfall-component": "cache" });
    expect(isSecret(authToken)).toBe(true);
    expect(inputs).toEqual({
      applyImmediately: true,
      atRestEncryptionEnabled: true,
      autoMinorVersionUpgrade: true,
      automaticFailoverEnabled: false,
      description: "Cache of shop, stack test",
      engine: "valkey",
      engineVersion: "8.2",
      multiAzEnabled: false,
      nodeType: "cache.t4g.micro",
      numCacheClusters: 1,
      parameterGroupName: "cache-server-0a1b2c3",
      port: 6379,
      securityGroupIds: ["cache-server-id"],
      snapshotRetentionLimit: 0,
      subnetGroupName: "cache-server-0a1b2c3",
      transitEncryptionEnabled: true,
    });
  });

  it("makes room as it is told", async () => {
    const group = onlyOf(
      await record({ evictionPolicy: "volatile-lru" }),
      "aws:elasticache/parameterGroup:ParameterGroup",
    );
    expect(group.inputs).toMatchObject({
      family: "valkey8",
      parameters: [{ name: "maxmemory-policy", value: "volatile-lru" }],
    });
  });

  it("knows Redis by its last open version", async () => {
    const recording = await record({ engine: "redis", version: "7" });
    expect(onlyOf(recording, GROUP).inputs).toMatchObject({ engine: "redis", engineVersion: "7.1" });
    expect(onlyOf(recording, "aws:elasticache/parameterGroup:ParameterGroup").inputs).toMatchObject({
      family: "redis7",
    });
  });

  it("has a second node in another zone that takes over", async () => {
    expect(onlyOf(await record({ highAvailability: true }), GROUP).inputs).toMatchObject({
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      snapshotRetentionLimit: 0,
    });
  });

  it("keeps what must last on two nodes and in snapshots, and protects it", async () => {
    const resources = await resolve({ persistent: true });
    expect(resolved(resources, GROUP).inputs).toMatchObject({
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      snapshotRetentionLimit: 7,
      finalSnapshotIdentifier: "shop-test-cache-last-0a1b2c3d",
    });
    expect(onlyOf(await record({ persistent: true }), GROUP)).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("takes no last snapshot when data protection is off", async () => {
    const group = onlyOf(await record({ persistent: true }, { stack: { dataProtection: false } }), GROUP);
    expect(group).toMatchObject({ protect: false, retainOnDelete: false });
    expect(group.inputs).not.toHaveProperty("finalSnapshotIdentifier");
  });

  it("may go where nothing in it must last", async () => {
    expect(onlyOf(await record(), GROUP)).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("stands in the private subnets and is reached by the services alone", async () => {
    const resources = await resolve();
    expect(resolved(resources, "aws:elasticache/subnetGroup:SubnetGroup").inputs["subnetIds"]).toEqual([
      "network-private-1-id",
      "network-private-2-id",
    ]);
    const { tags: _tags, ...rule } = resolved(
      resources,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ).inputs;
    expect(rule).toEqual({
      securityGroupId: "cache-server-id",
      description: "Cache from the services of the app",
      ipProtocol: "tcp",
      fromPort: 6379,
      toPort: 6379,
      referencedSecurityGroupId: "network-workload-id",
    });
  });

  it.each([true, false])("keeps its password as it keeps its content: persistent %s", async (persistent) => {
    const password = onlyOf(await record({ persistent }), "random:index/randomPassword:RandomPassword");
    const kept = { protect: persistent, retainOnDelete: persistent };
    expect(password).toMatchObject({ ...kept, inputs: { length: 64, special: false } });
  });

  it("is reached over TLS, with the password apart", async () => {
    const seen = await valueOf({}, (connections, shop) => {
      const { url, host, port, username, password } = buildCache(connections, shop);
      return pulumi.output({ url, host, port, username, kind: password.kind });
    });
    expect(seen).toEqual({
      url: "rediss://default@cache-server.cache.example:6379",
      host: "cache-server.cache.example",
      port: 6379,
      username: "default",
      kind: "secret",
    });
  });

  it("prefers a node type to a size", async () => {
    expect(onlyOf(await record({ instanceType: "cache.r7g.large" }), GROUP).inputs).toMatchObject({
      nodeType: "cache.r7g.large",
    });
  });

  it.each<[string, Partial<CacheArgs>, string]>([
    ["a missing network", { network: undefined }, "without a network"],
    ["an address on the internet", { exposure: "public" }, "internet"],
    ["an unknown version", { version: "6" }, "valkey 6"],
  ])("takes %s for a bug", async (_what, changes, message) => {
    await expect(record(changes)).rejects.toThrow(message);
  });

  it("makes no keys of its own", async () => {
    expect(ofType(await record(), "aws:kms/key:Key")).toEqual([]);
  });
});

describe("what ElastiCache does not allow", () => {
  const at = (changes: Partial<NonNullable<Wanted["cache"]>>) =>
    cacheIssues({
      shape: "managed",
      engine: "valkey",
      size: "micro",
      highAvailability: false,
      persistent: false,
      evictionPolicy: "allkeys-lru",
      exposure: "private",
      ...changes,
    }).map((issue) => issue.at);

  it("is nothing of what it has", () => {
    expect(at({})).toEqual([]);
    expect(at({ version: "8", instanceType: "cache.m7g.large" })).toEqual([]);
    expect(at({ engine: "redis", version: "7" })).toEqual([]);
  });

  it("is a version that an engine does not have", () => {
    expect(at({ engine: "redis", version: "8" })).toEqual(["cache.version"]);
    expect(at({ version: "6" })).toEqual(["cache.version"]);
  });

  it("is a node type of another service", () => {
    expect(at({ instanceType: "db.t4g.micro" })).toEqual(["cache.instanceType"]);
  });

  it("is not asked of a cache on a machine", () => {
    expect(at({ shape: "colocated", version: "6" })).toEqual([]);
  });
});
