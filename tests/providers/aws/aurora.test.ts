import { Database, type DatabaseArgs } from "../../../components/database";
import { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import { isSecret, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, valueOf } from "./record-shop";
import { buildNetwork, stackOf, type Shop } from "./shop";

const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

/** A stack with a network and an Aurora in it. */
function buildAurora(connections: Connections, shop: Shop): Database {
  return new Database(
    "database",
    {
      stack: stackOf(shop),
      engine: "postgres",
      databaseName: "shop",
      size: "small",
      password: "cloud",
      network: buildNetwork(connections, shop),
      ...shop.database,
    },
    connections.place("database", "aws", "serverless"),
  );
}

const build = (connections: Connections, shop: Shop) => void buildAurora(connections, shop);
const record = (database: Partial<DatabaseArgs> = {}, more: Shop = {}) => recordShop({ ...more, database }, build);
const resolve = (database: Partial<DatabaseArgs> = {}) => resolveShop({ database }, build);

describe("Aurora Serverless on AWS", () => {
  it("asks for exactly what was checked with the vendor", async () => {
    const { tags, ...inputs } = resolved(await resolve(), CLUSTER).inputs;
    expect(tags).toMatchObject({ "landfall-component": "database" });
    expect(inputs).toEqual({
      allowMajorVersionUpgrade: true,
      applyImmediately: true,
      backupRetentionPeriod: 7,
      clusterIdentifier: "shop-test-database-server-0a1b2c3d",
      copyTagsToSnapshot: true,
      databaseName: "shop",
      dbClusterParameterGroupName: "database-server-0a1b2c3",
      dbSubnetGroupName: "database-server-0a1b2c3",
      deleteAutomatedBackups: false,
      deletionProtection: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      engine: "aurora-postgresql",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      engineMode: "provisioned",
      engineVersion: "17",
      finalSnapshotIdentifier: "shop-test-database-last-0a1b2c3d",
      iamDatabaseAuthenticationEnabled: true,
      manageMasterUserPassword: true,
      masterUsername: "landfall",
      port: 5432,
      serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
      skipFinalSnapshot: false,
      storageEncrypted: true,
      vpcSecurityGroupIds: ["database-server-id"],
    });
  });

  it("has one server, which is watched and has no address on the internet", async () => {
    const { tags: _tags, ...inputs } = resolved(await resolve(), INSTANCE).inputs;
    expect(inputs).toEqual({
      identifier: "shop-test-database-writer-0a1b2c3d",
      applyImmediately: true,
      autoMinorVersionUpgrade: true,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      clusterIdentifier: "database-server-id",
      copyTagsToSnapshot: true,
      dbSubnetGroupName: "database-server-0a1b2c3",
      engine: "aurora-postgresql",
      instanceClass: "db.serverless",
      monitoringInterval: 60,
      monitoringRoleArn: "arn:aws:test:us-east-1:123456789012:Role/database-monitoring",
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
      promotionTier: 0,
      publiclyAccessible: false,
    });
  });

  it.each([
    ["micro", { minCapacity: 0, maxCapacity: 1, secondsUntilAutoPause: 300 }],
    ["medium", { minCapacity: 0.5, maxCapacity: 4 }],
    ["large", { minCapacity: 1, maxCapacity: 8 }],
    ["xlarge", { minCapacity: 2, maxCapacity: 16 }],
  ])("scales within the capacity of the size %s", async (size, capacity) => {
    expect(onlyOf(await record({ size }), CLUSTER).inputs["serverlessv2ScalingConfiguration"]).toEqual(capacity);
  });

  it("has a second server that takes over, and more for reads", async () => {
    const servers = ofType(await record({ highAvailability: true, readReplicas: 2 }), INSTANCE);
    expect(servers.map(({ name, inputs }) => [name, inputs["promotionTier"]])).toEqual([
      ["database-writer", 0],
      ["database-standby", 1],
      ["database-replica-1", 15],
      ["database-replica-2", 15],
    ]);
  });

  it("insists on TLS, with the parameters of the version's own family", async () => {
    const group = onlyOf(await record({ version: "16" }), "aws:rds/clusterParameterGroup:ClusterParameterGroup");
    expect(group.inputs).toMatchObject({ family: "aurora-postgresql16" });
    expect(group.inputs["parameters"]).toContainEqual({ name: "rds.force_ssl", value: "1" });
  });

  it("protects what holds data and what answers for it", async () => {
    const recording = await record({ readReplicas: 1 });
    expect(onlyOf(recording, CLUSTER)).toMatchObject({ protect: true, retainOnDelete: true });
    expect(ofType(recording, INSTANCE).map(({ protect }) => protect)).toEqual([true, false]);
  });

  it("goes without a trace when data protection is off", async () => {
    const cluster = onlyOf(await record({}, { stack: { dataProtection: false } }), CLUSTER);
    expect(cluster).toMatchObject({ protect: false, retainOnDelete: false });
    expect(cluster.inputs).toMatchObject({ deletionProtection: false, skipFinalSnapshot: true });
  });

  it("leaves the cloud's password where it is, also with readers", async () => {
    const recording = await record({ readReplicas: 1 });
    expect(onlyOf(recording, CLUSTER).inputs).not.toHaveProperty("masterPassword");
    expect(onlyOf(recording, "aws:secretsmanager/secretRotation:SecretRotation").inputs).toMatchObject({
      rotateImmediately: false,
    });
  });

  it("hides a password that is made here", async () => {
    const { inputs } = resolved(await resolve({ password: "generated" }), CLUSTER);
    expect(isSecret(inputs["masterPassword"])).toBe(true);
    expect(inputs).not.toHaveProperty("manageMasterUserPassword");
  });

  it("tells services where to write and where to read", async () => {
    const seen = await valueOf({ database: { readReplicas: 1 } }, (connections, shop) => {
      const { url, extra } = buildAurora(connections, shop);
      const replicas = extra["DATABASE_REPLICA_HOSTS"]!;
      return url.apply((known): unknown[] => [known, replicas.kind === "plain" ? replicas.value : undefined]);
    });
    expect(seen).toEqual([
      "postgresql://landfall@database-server.rds.example:5432/shop?sslmode=require",
      "database-server-reads.rds.example",
    ]);
  });

  it("stands in the public subnets, open to nobody, where it is reached from the internet", async () => {
    const resources = await resolve({ exposure: "public" });
    expect(resolved(resources, INSTANCE).inputs).toMatchObject({ publiclyAccessible: true });
    expect(resolved(resources, "aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]).toEqual([
      "network-public-1-id",
      "network-public-2-id",
    ]);
    expect(resources.filter(({ type }) => type.includes("IngressRule"))).toEqual([]);
  });

  it("takes an unknown size for a bug", async () => {
    await expect(record({ size: "gigantic" })).rejects.toThrow("gigantic");
  });
});

describe("a copy of Aurora in another region", () => {
  const buildCopy = (connections: Connections, shop: Shop) => {
    const primary = buildAurora(connections, shop);
    new Database(
      "standby-database",
      {
        stack: stackOf(shop),
        engine: "postgres",
        databaseName: "shop",
        size: "micro",
        replicaOf: primary,
        network: new Network(
          "standby-network",
          { stack: stackOf(shop) },
          connections.place("network", "aws", "managed"),
        ),
      },
      connections.place("database", "aws", "serverless"),
    );
  };
  const generated: Shop = { database: { password: "generated" } };

  it("joins a global database around its source, with a key of its own region", async () => {
    const resources = await resolveShop(generated, buildCopy);
    const { tags: _tags, ...global } = resolved(resources, "aws:rds/globalCluster:GlobalCluster").inputs;
    expect(global).toEqual({
      globalClusterIdentifier: "shop-test-standby-database-global-0a1b2c3d",
      sourceDbClusterIdentifier: "arn:aws:test:us-east-1:123456789012:Cluster/database-server",
      forceDestroy: true,
      deletionProtection: true,
      region: "us-east-1",
    });
    const { inputs } = resolved(resources, CLUSTER, "standby-database-server");
    expect(inputs).toMatchObject({
      globalClusterIdentifier: "standby-database-global-id",
      engineVersion: "17.6",
      kmsKeyId: "arn:aws:test:us-east-1:123456789012:Key/standby-database-copy",
      storageEncrypted: true,
    });
    for (const absent of ["databaseName", "masterUsername", "masterPassword", "manageMasterUserPassword"]) {
      expect(inputs).not.toHaveProperty(absent);
    }
  });

  it("runs all the time, as members of a global database do", async () => {
    const { inputs } = resolved(await resolveShop(generated, buildCopy), CLUSTER, "standby-database-server");
    expect(inputs["serverlessv2ScalingConfiguration"]).toEqual({ minCapacity: 0.5, maxCapacity: 1 });
  });

  it("cannot be made of a cluster whose password the cloud keeps", async () => {
    await expect(recordShop({}, buildCopy)).rejects.toThrow("a copy in another region");
  });
});
