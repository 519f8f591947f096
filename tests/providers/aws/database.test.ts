import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "../../../components/database";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildDatabase, buildNetwork, type Shop } from "./shop";

const RDS = "aws:rds/instance:Instance";

const shopOf = (database: Partial<DatabaseArgs>, more: Shop = {}): Shop => ({ ...more, database });
const build: Parameters<typeof recordShop>[1] = (connections, shop) =>
  void buildDatabase(connections, shop, buildNetwork(connections, shop));
const record = (database: Partial<DatabaseArgs> = {}, more: Shop = {}) => recordShop(shopOf(database, more), build);
const resolve = (database: Partial<DatabaseArgs> = {}, more: Shop = {}) => resolveShop(shopOf(database, more), build);

describe("database on AWS", () => {
  it("builds one private server with its own subnets, rules, parameters and monitoring", async () => {
    const all = countByType(await record());
    const network = countByType(await recordShop({}, buildNetwork));
    const own = Object.entries(all).map(([type, count]) => [type, count - (network[type] ?? 0)] as const);
    expect(Object.fromEntries(own.filter(([, count]) => count > 0))).toEqual({
      [RDS]: 1,
      "aws:rds/subnetGroup:SubnetGroup": 1,
      "aws:rds/parameterGroup:ParameterGroup": 1,
      "aws:ec2/securityGroup:SecurityGroup": 1,
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
      "aws:secretsmanager/secretRotation:SecretRotation": 1,
      "random:index/randomId:RandomId": 2,
    });
  });

  it("asks RDS for exactly what was checked with the vendor", async () => {
    const { tags, ...inputs } = resolved(await resolve(), RDS).inputs;
    expect(tags).toMatchObject({ "landfall-component": "database" });
    expect(inputs).toEqual({
      allocatedStorage: 20,
      allowMajorVersionUpgrade: true,
      autoMinorVersionUpgrade: true,
      backupRetentionPeriod: 7,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      copyTagsToSnapshot: true,
      dbName: "shop",
      dbSubnetGroupName: "database-server-0a1b2c3",
      deleteAutomatedBackups: false,
      deletionProtection: true,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      engine: "postgres",
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      engineVersion: "17",
      finalSnapshotIdentifier: "shop-test-database-last-0a1b2c3d",
      iamDatabaseAuthenticationEnabled: true,
      identifier: "shop-test-database-server-0a1b2c3d",
      instanceClass: "db.t4g.micro",
      manageMasterUserPassword: true,
      monitoringInterval: 60,
      monitoringRoleArn: "arn:aws:test:us-east-1:123456789012:Role/database-monitoring",
      multiAz: false,
      parameterGroupName: "database-server-0a1b2c3",
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
      port: 5432,
      publiclyAccessible: false,
      applyImmediately: true,
      skipFinalSnapshot: false,
      storageEncrypted: true,
      storageType: "gp3",
      username: "landfall",
      vpcSecurityGroupIds: ["database-server-id"],
    });
  });

  it("stands in the private subnets only", async () => {
    const group = resolved(await resolve({}, { network: { zones: 3 } }), "aws:rds/subnetGroup:SubnetGroup");
    expect(group.inputs["subnetIds"]).toEqual([1, 2, 3].map((it) => `network-private-${it}-id`));
  });

  it("is reached by the services of the app and by no address", async () => {
    const resources = await resolve();
    const rule = resolved(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const { tags: _tags, ...inputs } = rule.inputs;
    expect(inputs).toEqual({
      securityGroupId: "database-server-id",
      description: "PostgreSQL from the services of the app",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      referencedSecurityGroupId: "network-workload-id",
    });
  });

  it("sends nothing on its own account", async () => {
    const rules = ofType(await record(), "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    expect(rules.map(({ name }) => name)).toEqual(["network-workload-out"]);
  });

  it("insists on TLS and writes slow statements down", async () => {
    expect(onlyOf(await record({ version: "15" }), "aws:rds/parameterGroup:ParameterGroup").inputs).toMatchObject({
      family: "postgres15",
      parameters: [
        { name: "log_min_duration_statement", value: "1000" },
        { name: "log_statement", value: "ddl" },
        { name: "rds.force_ssl", value: "1" },
      ],
    });
  });

  it("takes the version, size, storage, standby and backups of the topology", async () => {
    const { inputs } = onlyOf(
      await record({
        version: "16",
        size: "large",
        storageGiB: 50,
        maxStorageGiB: 200,
        highAvailability: true,
        backupRetentionDays: 30,
      }),
      RDS,
    );
    expect(inputs).toMatchObject({
      engineVersion: "16",
      instanceClass: "db.m7g.large",
      allocatedStorage: 50,
      maxAllocatedStorage: 200,
      multiAz: true,
      backupRetentionPeriod: 30,
    });
  });

  it("prefers an instance type to a size", async () => {
    expect(onlyOf(await record({ instanceType: "db.r7g.large" }), RDS).inputs).toMatchObject({
      instanceClass: "db.r7g.large",
    });
  });

  it("does not let storage grow unasked", async () => {
    expect(onlyOf(await record(), RDS).inputs).not.toHaveProperty("maxAllocatedStorage");
  });

  it("is protected and kept on delete, and has a name that a second create meets again", async () => {
    const server = onlyOf(await record(), RDS);
    expect(server).toMatchObject({ protect: true, retainOnDelete: true });
    expect(server.inputs["identifier"]).toBe(UNKNOWN);
  });

  it("goes without a trace when data protection is off", async () => {
    const recording = await record({}, { stack: { dataProtection: false } });
    const server = onlyOf(recording, RDS);
    expect(server).toMatchObject({ protect: false, retainOnDelete: false });
    expect(server.inputs).toMatchObject({
      deletionProtection: false,
      skipFinalSnapshot: true,
      deleteAutomatedBackups: true,
    });
    expect(server.inputs).not.toHaveProperty("finalSnapshotIdentifier");
  });

  it("may only be watched by RDS on behalf of this account", async () => {
    const resources = await resolve();
    const role = resolved(resources, "aws:iam/role:Role", "database-monitoring");
    expect(statementsOf(role.inputs["assumeRolePolicy"])).toEqual([
      expect.objectContaining({
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      }),
    ]);
    expect(resolved(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs).toMatchObject({
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    });
  });

  it("takes another engine for a bug", async () => {
    await expect(record({ engine: "oracle" })).rejects.toThrow("oracle");
  });

  it("takes a missing network for a bug", async () => {
    await expect(record({ network: undefined })).rejects.toThrow("without a network");
  });
});

describe("the password of a database on AWS", () => {
  it("is made and kept by RDS, and is in no input", async () => {
    const recording = await record({ password: "cloud" });
    const { inputs } = onlyOf(recording, RDS);
    expect(inputs).toMatchObject({ manageMasterUserPassword: true });
    expect(inputs).not.toHaveProperty("password");
    expect(ofType(recording, "random:index/randomPassword:RandomPassword")).toEqual([]);
  });

  it("is not changed every week under services that read it when they start", async () => {
    const { inputs } = resolved(await resolve(), "aws:secretsmanager/secretRotation:SecretRotation");
    expect(inputs).toEqual({
      secretId: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server",
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: 1000 },
    });
  });

  it("is read by reference, from the field of RDS's own secret", async () => {
    const seen = await valueOf({}, (connections, shop) => {
      const { password } = buildDatabase(connections, shop, buildNetwork(connections, shop));
      if (password?.kind !== "reference") throw new Error(password?.kind);
      const { provider, field, id } = password.reference;
      return id.apply((known): unknown[] => [provider, field, known]);
    });
    expect(seen).toEqual([
      "aws",
      "password",
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server",
    ]);
  });

  it("is made here for services elsewhere, and only travels as a secret", async () => {
    const resources = await resolve({ password: "generated" });
    const { inputs } = resolved(resources, RDS);
    expect(inputs).not.toHaveProperty("manageMasterUserPassword");
    expect(isSecret(inputs["password"])).toBe(true);
    expect(resolved(resources, "random:index/randomPassword:RandomPassword").inputs).toEqual({
      length: 32,
      special: false,
    });
  });

  it("is kept like data where it is made here", async () => {
    const password = onlyOf(await record({ password: "generated" }), "random:index/randomPassword:RandomPassword");
    expect(password).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("cannot be the cloud's where there are replicas, which RDS makes of no such server", async () => {
    await expect(record({ password: "cloud", readReplicas: 1 })).rejects.toThrow("read replicas");
  });

  it("is not in the address", async () => {
    const seen = await valueOf({}, (connections, shop) => {
      const { url, host, port, database, username } = buildDatabase(connections, shop, buildNetwork(connections, shop));
      return pulumi.output({ url, host, port, database, username });
    });
    expect(seen).toEqual({
      url: "postgresql://landfall@database-server.rds.example:5432/shop?sslmode=require",
      host: "database-server.rds.example",
      port: 5432,
      database: "shop",
      username: "landfall",
    });
  });
});

describe("read replicas on AWS", () => {
  it("copy the server, as private and as encrypted as it is", async () => {
    const resources = await resolve({ password: "generated", readReplicas: 2, size: "large" });
    for (const name of ["database-replica-1", "database-replica-2"]) {
      const { inputs } = resolved(resources, RDS, name);
      expect(inputs).toMatchObject({
        replicateSourceDb: "shop-test-database-server-0a1b2c3d",
        instanceClass: "db.m7g.large",
        publiclyAccessible: false,
        storageEncrypted: true,
        skipFinalSnapshot: true,
        vpcSecurityGroupIds: ["database-server-id"],
      });
      for (const absent of ["engine", "username", "password", "dbName", "allocatedStorage", "dbSubnetGroupName"]) {
        expect(inputs).not.toHaveProperty(absent);
      }
    }
  });

  it("hold nothing of their own and may go", async () => {
    const replicas = ofType(await record({ password: "generated", readReplicas: 1 }), RDS).filter(({ name }) =>
      name.includes("replica"),
    );
    expect(replicas.map(({ protect, retainOnDelete }) => [protect, retainOnDelete])).toEqual([[false, false]]);
  });

  it("are told to the services", async () => {
    const seen = await valueOf(shopOf({ password: "generated", readReplicas: 2 }), (connections, shop) => {
      const { extra } = buildDatabase(connections, shop, buildNetwork(connections, shop));
      const binding = extra["DATABASE_REPLICA_HOSTS"]!;
      if (binding.kind !== "plain") throw new Error(binding.kind);
      return binding.value;
    });
    expect(seen).toBe("database-replica-1.rds.example,database-replica-2.rds.example");
  });

  it("are not built unasked", async () => {
    const recording = await record();
    expect(ofType(recording, RDS)).toHaveLength(1);
  });
});
