import * as pulumi from "@pulumi/pulumi";
import { Database, type DatabaseArgs } from "../../../components/database";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import type { WireValue } from "../../../src/plan/recorder";
import { isSecret, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking, valueOf } from "./backing";
import { COMPARTMENT } from "./shop";

const SYSTEM = "oci:Psql/dbSystem:DbSystem";

const build =
  (args: Partial<DatabaseArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Database(
      "database",
      { stack: testStack, engine: "postgres", databaseName: "shop", size: "small", network, ...args },
      connections.place("database", "oci", "managed"),
    );

const systemOf = async (args: Partial<DatabaseArgs> = {}) => onlyOf(await recordBacking(build(args)), SYSTEM);

describe("Database with PostgreSQL", () => {
  it("stands in the private subnet, on storage of all availability domains, with daily backups", async () => {
    const { resources } = await resolveBacking(build());
    const { credentials, freeformTags, ...inputs } = resolved(resources, SYSTEM).inputs;
    expect(inputs).toEqual({
      compartmentId: COMPARTMENT,
      displayName: "shop-test-database-system",
      dbVersion: "16",
      shape: "PostgreSQL.VM.Standard.E5.Flex",
      instanceOcpuCount: 1,
      instanceMemorySizeInGbs: 16,
      instanceCount: 1,
      systemType: "OCI_OPTIMIZED_STORAGE",
      storageDetails: { systemType: "OCI_OPTIMIZED_STORAGE", isRegionallyDurable: true },
      managementPolicy: {
        backupPolicy: { kind: "DAILY", backupStart: "03:00", retentionDays: 7 },
        maintenanceWindowStart: "SUN 04:00",
      },
      networkDetails: {
        subnetId: "network-private-id",
        nsgIds: ["database-group-id"],
        isReaderEndpointEnabled: false,
      },
    });
    expect(freeformTags).toMatchObject({ "landfall-component": "database" });
    expect(credentials).toBeDefined();
  });

  it("takes calls of the app's machines on its own port only", async () => {
    const { resources } = await resolveBacking(build());
    const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
    expect(resolved(resources, rule, "database-ingress").inputs).toMatchObject({
      networkSecurityGroupId: "database-group-id",
      direction: "INGRESS",
      source: "network-workload-id",
      sourceType: "NETWORK_SECURITY_GROUP",
      tcpOptions: { destinationPortRange: { min: 5432, max: 5432 } },
    });
  });

  it("has a node for the standby and for each copy, and reads at an endpoint of their own", async () => {
    const { inputs } = await systemOf({ highAvailability: true, readReplicas: 2, backupRetentionDays: 30 });
    expect(inputs).toMatchObject({
      instanceCount: 4,
      networkDetails: { isReaderEndpointEnabled: true },
      managementPolicy: { backupPolicy: { retentionDays: 30 } },
    });
  });

  it("takes a version, a size and a shape in place of the size's", async () => {
    const shape = "PostgreSQL.VM.Standard3.Flex";
    const { inputs } = await systemOf({ version: "15", size: "large", instanceType: shape });
    expect(inputs).toMatchObject({ dbVersion: "15", shape, instanceOcpuCount: 4, instanceMemorySizeInGbs: 64 });
  });

  it("hides its credentials, which the SDK does not", async () => {
    expect((await systemOf()).additionalSecretOutputs).toContain("credentials");
    const { resources } = await resolveBacking(build());
    expect(isSecret(resolved(resources, SYSTEM).inputs.credentials as WireValue)).toBe(true);
  });

  it("is protected and kept, with its password", async () => {
    const { resources } = await recordBacking(build());
    const kept = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name);
    expect(kept.sort()).toEqual(["database-oci-password", "database-system"]);
  });

  it("names the one database that a new system has, and tells clients to encrypt", async () => {
    const { value } = await resolveBacking((connections, network) => {
      const { host, port, database, username, url, password } = build()(connections, network);
      return pulumi.output({ host, port, database, username, url, password: valueOf(password!) });
    });
    expect(value).toEqual({
      host: "10.20.64.7",
      port: 5432,
      database: "postgres",
      username: "landfall",
      url: "postgresql://landfall@10.20.64.7:5432/postgres?sslmode=require",
      password: "Canary01Canary02Canary03",
    });
  });

  it("is refused before any of it is registered where it cannot be", async () => {
    await expect(recordBacking(build({ version: "9" }))).rejects.toThrow(
      'database.version: is no version of Database with PostgreSQL; got "9"; allowed 14, 15, 16',
    );
    await expect(recordBacking((connections) => build()(connections, undefined))).rejects.toThrow("needs the network");
  });
});
