import * as pulumi from "@pulumi/pulumi";
import { Database, type DatabaseArgs } from "../../../components/database";
import { ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop } from "./record-shop";
import { buildDatabase, buildNetwork, stackOf, type Shop } from "./shop";

const RDS = "aws:rds/instance:Instance";

const shopOf = (database: Partial<DatabaseArgs>): Shop => ({ database });
const build: Parameters<typeof recordShop>[1] = (connections, shop) =>
  void buildDatabase(connections, shop, buildNetwork(connections, shop));
const record = (database: Partial<DatabaseArgs> = {}) => recordShop(shopOf(database), build);
const resolve = (database: Partial<DatabaseArgs> = {}) => resolveShop(shopOf(database), build);

describe("a database on AWS that is reached from the internet", () => {
  const outside: Partial<DatabaseArgs> = { exposure: "public", password: "generated" };
  const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
  const buildAllowed =
    (cidrs: string[]): typeof build =>
    (connections, shop) =>
      buildDatabase(connections, shop, buildNetwork(connections, shop)).allow(pulumi.output(cidrs));

  it("has an address there, in the public subnets, once they lead to it", async () => {
    const recording = await record(outside);
    const server = onlyOf(recording, RDS);
    expect(server.inputs).toMatchObject({ publiclyAccessible: true });
    expect(server.dependsOn.join()).toContain("aws:ec2/route:Route");
    const group = resolved(await resolve(outside), "aws:rds/subnetGroup:SubnetGroup");
    expect(group.inputs["subnetIds"]).toEqual(["network-public-1-id", "network-public-2-id"]);
  });

  it("lets nobody in before it is told whom", async () => {
    const recording = await record(outside);
    expect(ofType(recording, RULE)).toEqual([]);
    expect(onlyOf(recording, "aws:rds/parameterGroup:ParameterGroup").inputs["parameters"]).toContainEqual({
      name: "rds.force_ssl",
      value: "1",
    });
  });

  it("lets in exactly the networks that it is told, each once", async () => {
    const cidrs = ["203.0.113.9/32", "198.51.100.7/32", "203.0.113.9/32", "2001:db8::1/128"];
    const resources = await resolveShop(shopOf(outside), buildAllowed(cidrs));
    const { tags: _tags, ...list } = resolved(resources, LIST).inputs;
    expect(list).toEqual({
      addressFamily: "IPv4",
      maxEntries: 40,
      entries: ["198.51.100.7/32", "203.0.113.9/32"].map((cidr) => ({ cidr, description: "Services of the app" })),
    });
    const { tags: _more, ...rule } = resolved(resources, RULE).inputs;
    expect(rule).toEqual({
      securityGroupId: "database-server-id",
      description: "PostgreSQL from networks that are let in",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      prefixListId: "database-server-allowed-id",
    });
  });

  it("has no list where it has no address there", async () => {
    await expect(recordShop({}, buildAllowed(["203.0.113.9/32"]))).rejects.toThrow("no list of networks");
  });
});

describe("a copy of a database in another region", () => {
  const source: Shop = shopOf({ password: "generated" });
  const buildCopy =
    (copy: Partial<DatabaseArgs>): typeof build =>
    (connections, shop) => {
      const network = buildNetwork(connections, shop);
      const primary = buildDatabase(connections, shop, network);
      new Database(
        "standby-database",
        {
          stack: stackOf(shop),
          engine: "postgres",
          databaseName: "shop",
          size: "micro",
          network,
          replicaOf: primary,
          ...copy,
        },
        connections.place("database", "aws", "managed"),
      );
    };

  it("takes its engine, its user and its data from its source", async () => {
    const { inputs } = resolved(await resolveShop(source, buildCopy({})), RDS, "standby-database-server");
    expect(inputs).toMatchObject({
      replicateSourceDb: "arn:aws:test:us-east-1:123456789012:Instance/database-server",
      kmsKeyId: "arn:aws:test:us-east-1:123456789012:Key/standby-database-copy",
      dbSubnetGroupName: "standby-database-server-0a1b2c3",
      storageEncrypted: true,
      deletionProtection: true,
      backupRetentionPeriod: 7,
      skipFinalSnapshot: true,
      publiclyAccessible: false,
    });
    for (const absent of ["engine", "engineVersion", "username", "password", "dbName", "allocatedStorage"]) {
      expect(inputs).not.toHaveProperty(absent);
    }
  });

  it("is guarded like its source, and so is its key, which is changed every year", async () => {
    const recording = await recordShop(source, buildCopy({}));
    const copy = ofType(recording, RDS).find(({ name }) => name === "standby-database-server");
    expect(copy).toMatchObject({ protect: true, retainOnDelete: true });
    expect(onlyOf(recording, "aws:kms/key:Key")).toMatchObject({
      protect: true,
      retainOnDelete: true,
      inputs: { enableKeyRotation: true },
    });
  });

  it("has the password of its source, and makes none", async () => {
    const recording = await recordShop(source, buildCopy({}));
    expect(ofType(recording, "random:index/randomPassword:RandomPassword").map(({ name }) => name)).toEqual([
      "database-aws-password",
    ]);
  });

  it("cannot be made of a server whose password the cloud keeps", async () => {
    await expect(recordShop({}, buildCopy({}))).rejects.toThrow("a copy in another region");
  });
});
