import * as pulumi from "@pulumi/pulumi";
import { Database, type DatabaseArgs } from "../../../components/database";
import type { Connections } from "../../../providers/connections";
import { testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking } from "./backing";

const ADB = "oci:Database/autonomousDatabase:AutonomousDatabase";

const build =
  (args: Partial<DatabaseArgs> = {}) =>
  (connections: Connections) =>
    new Database(
      "database",
      { stack: testStack, engine: "oracle", databaseName: "shop", size: "free", exposure: "public", ...args },
      connections.place("database", "oci", "serverless"),
    );

const listFor = async (cidrs?: string[]) => {
  const { resources } = await resolveBacking((connections) => {
    const database = build()(connections);
    if (cidrs !== undefined) database.allow(pulumi.output(cidrs));
    return database.host;
  });
  return resolved(resources, ADB).inputs.whitelistedIps;
};

describe("Autonomous Database for compute of another provider", () => {
  it("lets in exactly the networks that it is told, single addresses without a prefix length", async () => {
    expect(await listFor(["203.0.113.4/32", "198.51.100.0/24"])).toEqual(["203.0.113.4", "198.51.100.0/24"]);
  });

  it("lets in nobody before it is told, and nobody where there is no address", async () => {
    expect(await listFor()).toEqual(["192.0.2.1"]);
    expect(await listFor([])).toEqual(["192.0.2.1"]);
  });

  it("is told once", async () => {
    const twice = recordBacking((connections) => {
      const database = build()(connections);
      database.allow(pulumi.output([]));
      database.allow(pulumi.output([]));
    });
    await expect(twice).rejects.toThrow("already been told whom to let in");
  });

  it("needs no network and no wallet, and hands out the whole descriptor", async () => {
    const { resources, value } = await resolveBacking((connections) => {
      const { host, port, url, extra } = build({ size: "small", highAvailability: true })(connections);
      const dsn = extra["DATABASE_DSN"]!;
      return pulumi.output({ host, port, url, names: Object.keys(extra), dsn: dsn.kind === "plain" ? dsn.value : "" });
    });
    expect(resolved(resources, ADB).inputs).toMatchObject({
      computeCount: 2,
      isLocalDataGuardEnabled: true,
      isMtlsConnectionRequired: false,
    });
    expect(resolved(resources, ADB).inputs).not.toHaveProperty("subnetId");
    expect(value).toEqual({
      host: "adb.us-ashburn-1.oraclecloud.com",
      port: 1521,
      url: "oracle+oracledb://ADMIN@adb.us-ashburn-1.oraclecloud.com:1521/?service_name=g1_shop_tp.adb",
      names: ["DATABASE_DSN"],
      dsn: "(connect_data=(service_name=g1_shop_tp.adb))",
    });
  });
});
