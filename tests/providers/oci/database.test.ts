import * as pulumi from "@pulumi/pulumi";
import type { DatabaseArgs } from "../../../components/database";
import type { WireValue } from "../../../src/plan/recorder";
import { countByType, isSecret, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, resolveWholeShop } from "./record-shop";
import { buildDatabase, buildNetwork, COMPARTMENT, type Shop } from "./shop";

const ADB = "oci:Database/autonomousDatabase:AutonomousDatabase";

const shopOf = (database: Partial<DatabaseArgs>, more: Shop = {}): Shop => ({ ...more, database });
const record = (database: Partial<DatabaseArgs> = {}, more: Shop = {}) =>
  recordShop(shopOf(database, more), (connections, shop) =>
    buildDatabase(connections, shop, buildNetwork(connections, shop)),
  );
const resolve = (database: Partial<DatabaseArgs> = {}, more: Shop = {}) =>
  resolveShop(shopOf(database, more), (connections, shop) => {
    const built = buildDatabase(connections, shop, buildNetwork(connections, shop));
    const { host, port, database: name, username, url, caCertificate, password, extra } = built;
    const kinds = Object.fromEntries(Object.entries(extra).map(([key, binding]) => [key, binding.kind]));
    const passwordValue = password?.kind === "secret" ? pulumi.unsecret(password.value) : undefined;
    return pulumi.output({ host, port, name, username, url, caCertificate, passwordValue, kinds });
  });

const paid = { size: "medium", storageGiB: 100, backupRetentionDays: 30 } as const;

describe("Always Free database on Oracle Cloud", () => {
  it("builds one database and two passwords in the network that is there", async () => {
    const network = countByType(await recordShop({}, buildNetwork));
    expect(countByType(await record())).toEqual({
      ...network,
      [ADB]: 1,
      "random:index/randomPassword:RandomPassword": 2,
    });
  });

  it("asks for nothing that the free tier refuses", async () => {
    const { inputs } = onlyOf(await record(), ADB);
    const { adminPassword, freeformTags, ...plain } = inputs;
    expect(plain).toEqual({
      compartmentId: COMPARTMENT,
      dbName: "shoptest",
      dbWorkload: "OLTP",
      displayName: "shoptest",
      isFreeTier: true,
      computeModel: "ECPU",
      computeCount: 2,
      isMtlsConnectionRequired: true,
      licenseModel: "LICENSE_INCLUDED",
      whitelistedIps: UNKNOWN,
    });
    expect(freeformTags).toMatchObject({ "landfall-component": "database" });
    expect(adminPassword).toBeDefined();
  });

  it("lets in the machines that use it by their addresses, and no other", async () => {
    const { resources } = await resolveWholeShop();
    // 192.0.2.3 is the reserved address of the app machine; the machine of the AI service does not use the database.
    expect(resolved(resources, ADB).inputs.whitelistedIps).toEqual(["192.0.2.3"]);
  });

  it("lets in a machine of its own that uses it", async () => {
    const { resources } = await resolveWholeShop({
      compute: { size: "small" },
      services: { backend: { machine: "own" } },
    });
    expect(resolved(resources, ADB).inputs.whitelistedIps).toEqual(["192.0.2.2"]);
  });

  it("lets in the network as well where machines come through the service gateway", async () => {
    const { resources } = await resolveWholeShop({ network: { nat: "single" } });
    expect(resolved(resources, ADB).inputs.whitelistedIps).toEqual(["network-vcn-id", "192.0.2.3"]);
  });

  it("never has an empty list, which would let everybody try", async () => {
    const { resources } = await resolve();
    expect(resolved(resources, ADB).inputs.whitelistedIps).toEqual(["network-vcn-id"]);
  });

  it("tells what does not wait for the database, since it waits for the machines that are told", async () => {
    const { value } = await resolve();
    expect(value).toMatchObject({
      host: "adb.us-ashburn-1.oraclecloud.com",
      port: 1522,
      name: "shoptest",
      username: "ADMIN",
      url: "oracle+oracledb://ADMIN@shoptest_tp",
      caCertificate: undefined,
    });
    // In a preview, what comes from a resource that is not there yet would be unknown.
    let known: boolean | undefined;
    await recordShop({}, (connections, shop) => {
      const { host } = buildDatabase(connections, shop, buildNetwork(connections, shop));
      host.apply(() => (known = true));
    });
    expect(known).toBe(true);
  });

  it("hands out the wallet's directory and, secret, its password", async () => {
    expect((await resolve()).value.kinds).toEqual({
      DATABASE_WALLET_DIR: "plain",
      DATABASE_WALLET_PASSWORD: "secret",
      TNS_ADMIN: "plain",
    });
  });

  it("makes no wallet itself: its private key would stand in the state", async () => {
    expect(countByType(await record())).not.toHaveProperty(
      "oci:Database/autonomousDatabaseWallet:AutonomousDatabaseWallet",
    );
  });

  it("protects and keeps the database and its passwords", async () => {
    const { resources } = await record();
    const kept = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name);
    expect(kept.sort()).toEqual(["database-database", "database-oci-password", "database-oci-wallet-password"]);
    const loose = await record({}, { stack: { dataProtection: false } });
    expect(loose.resources.some(({ protect, retainOnDelete }) => protect || retainOnDelete)).toBe(false);
  });
});

describe("paid database on Oracle Cloud", () => {
  it("stands in the private subnet, of the asked size, and no address on the internet", async () => {
    const { resources, value } = await resolve(paid);
    const { inputs } = resolved(resources, ADB);
    expect(inputs).toMatchObject({
      computeModel: "ECPU",
      computeCount: 4,
      dataStorageSizeInGb: 100,
      backupRetentionPeriodInDays: 30,
      isAutoScalingEnabled: false,
      isAutoScalingForStorageEnabled: false,
      isLocalDataGuardEnabled: false,
      isMtlsConnectionRequired: true,
      subnetId: "network-private-id",
      nsgIds: ["database-group-id"],
    });
    expect(inputs).not.toHaveProperty("whitelistedIps");
    expect(inputs).not.toHaveProperty("isFreeTier");
    expect(value.host).toBe("abcd.adb.us-ashburn-1.oraclecloud.com");
  });

  it("takes calls of the app's machines on its own port only", async () => {
    const { resources } = await resolve(paid);
    const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
    expect(resolved(resources, rule, "database-ingress").inputs).toMatchObject({
      networkSecurityGroupId: "database-group-id",
      direction: "INGRESS",
      protocol: "6",
      source: "network-workload-id",
      sourceType: "NETWORK_SECURITY_GROUP",
      tcpOptions: { destinationPortRange: { min: 1522, max: 1522 } },
    });
  });

  it("has a standby and grows where that is asked for", async () => {
    const { inputs } = onlyOf(await record({ ...paid, highAvailability: true, maxStorageGiB: 300 }), ADB);
    expect(inputs).toMatchObject({ isLocalDataGuardEnabled: true, isAutoScalingForStorageEnabled: true });
  });

  it("takes a number of ECPUs in place of a size", async () => {
    expect(onlyOf(await record({ ...paid, instanceType: "12 ECPU" }), ADB).inputs["computeCount"]).toBe(12);
  });
});

describe("the name and the password of a database", () => {
  it("keeps the name to letters and digits, unlike that of another stack", async () => {
    const nameOf = async (databaseName: string, stack: string) =>
      onlyOf(await record({ databaseName }, { stack: { stack } }), ADB).inputs["dbName"] as string;
    const names = [
      await nameOf("pay_ledger", "dev"),
      await nameOf("pay_ledger", "prod"),
      await nameOf("payledger", "dev"),
    ];
    names.push(await nameOf(`a${"b".repeat(29)}`, "staging-of-everything"));
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]{0,29}$/);
  });

  it("makes a password by Oracle's rule, which cannot happen to hold the word admin", async () => {
    const { value, resources } = await resolve();
    const password = String(value.passwordValue);
    expect(password).toBe("Cana_ry01_Cana_ry02_Cana_ry03");
    expect(password.length).toBeGreaterThanOrEqual(12);
    expect(password.length).toBeLessThanOrEqual(30);
    const { inputs } = resolved(resources, "random:index/randomPassword:RandomPassword", "database-oci-password");
    expect(inputs).toMatchObject({ length: 24, special: false, minUpper: 2, minLower: 2, minNumeric: 2 });
    expect(isSecret(resolved(resources, ADB).inputs.adminPassword as WireValue)).toBe(true);
  });
});

describe("a database that cannot be", () => {
  it("is refused before any of it is registered", async () => {
    await expect(record({ storageGiB: 50 })).rejects.toThrow(
      "database.storageGiB: an Always Free database is of one size; got 50; allowed 20",
    );
  });

  it("is refused without a network", async () => {
    const build = recordShop({}, (connections, shop) => buildDatabase(connections, shop, undefined));
    await expect(build).rejects.toThrow("needs the network of its machines");
  });
});
