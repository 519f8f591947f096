import { parse } from "yaml";
import type { ComputeArgs } from "../../../components/compute";
import { secret } from "../../../components/core/binding";
import { ofType } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { filesOf, INSTANCE, pinned, userData } from "./machine-files";
import { computeCounts, recordShop, resolveWholeShop } from "./record-shop";
import { COMPARTMENT, type Shop } from "./shop";

const VOLUME = "oci:Core/volume:Volume";
const ATTACHMENT = "oci:Core/volumeAttachment:VolumeAttachment";
const POLICY = "oci:Core/volumeBackupPolicy:VolumeBackupPolicy";
const ASSIGNMENT = "oci:Core/volumeBackupPolicyAssignment:VolumeBackupPolicyAssignment";

const database = (storageGiB = 20, backupRetentionDays = 7) => ({
  version: "17",
  name: "shop",
  username: "shop",
  password: secret("canary-database"),
  storageGiB,
  backupRetentionDays,
  backupPassphrase: secret("canary-backups"),
});

const cache = (persistent: boolean) =>
  ({
    engine: "valkey",
    version: "8",
    password: secret("canary-cache"),
    evictionPolicy: "noeviction",
    persistent,
  }) as const;

const beside = (colocated: ComputeArgs["colocated"], compute: Shop["compute"] = {}): Shop => ({
  settings: pinned,
  compute: { size: "small", colocated, ...compute },
});

describe("a database beside the services on Oracle Cloud", () => {
  it("stands on a volume that outlives the machine, with backups", async () => {
    const before = await computeCounts({ settings: pinned, compute: { size: "small" } });
    const after = await computeCounts(beside({ database: database() }));
    expect(after).toEqual({
      ...before,
      [VOLUME]: 1,
      [ATTACHMENT]: 1,
      [POLICY]: 1,
      [ASSIGNMENT]: 1,
      // Its password, and the passphrase of its backups.
      "oci:Vault/secret:Secret": before["oci:Vault/secret:Secret"]! + 2,
      "random:index/randomId:RandomId": before["random:index/randomId:RandomId"]! + 2,
    });
  });

  it("asks for the volume and its place in the machine exactly so", async () => {
    const { resources } = await resolveWholeShop(beside({ database: database(80) }));
    const inputs = (type: string) => {
      const { freeformTags: _tags, ...rest } = resolved(resources, type).inputs;
      return rest;
    };
    expect(inputs(VOLUME)).toEqual({
      compartmentId: COMPARTMENT,
      availabilityDomain: "Uocm:US-ASHBURN-AD-1",
      displayName: "shop-test-compute-data",
      sizeInGbs: "80",
      vpusPerGb: "10",
    });
    expect(inputs(ATTACHMENT)).toEqual({
      attachmentType: "paravirtualized",
      instanceId: "compute-app-id",
      volumeId: "compute-data-id",
      device: "/dev/oracleoci/oraclevdb",
      displayName: "shop-test-compute-data-attachment",
      isPvEncryptionInTransitEnabled: true,
    });
    expect(inputs(POLICY)["schedules"]).toEqual([
      {
        backupType: "INCREMENTAL",
        period: "ONE_DAY",
        offsetType: "STRUCTURED",
        hourOfDay: 3,
        timeZone: "UTC",
        retentionSeconds: 604_800,
      },
    ]);
    expect(inputs(ASSIGNMENT)).toEqual({ assetId: "compute-data-id", policyId: "compute-data-backups-id" });
  });

  it("keeps the volume when the stack goes, and never makes it anew in another domain", async () => {
    const recording = await recordShop(beside({ database: database() }));
    expect(ofType(recording, VOLUME)).toMatchObject([
      { protect: true, retainOnDelete: true, ignoreChanges: ["availabilityDomain"] },
    ]);
    expect(ofType(recording, ATTACHMENT)).toMatchObject([{ protect: false, deleteBeforeReplace: true }]);
  });

  it("has no volume smaller than there are, and on the free shape no more backups than are free", async () => {
    const { resources } = await resolveWholeShop(beside({ database: database(20, 30) }, { size: "free" }));
    expect(resolved(resources, VOLUME).inputs["sizeInGbs"]).toBe("50");
    expect(resolved(resources, POLICY).inputs["schedules"][0].retentionSeconds).toBe(4 * 86_400);
  });

  it("runs on the app machine alone, which waits for the volume and reads the password from the vault", async () => {
    const { resources } = await resolveWholeShop(beside({ database: database(), cache: cache(false) }));
    const app = filesOf(resources, "compute-app");
    const { services } = parse(app["/etc/landfall/compose.yaml"]!) as { services: object };
    expect(Object.keys(services)).toEqual(["database", "cache", "backend"]);
    expect(app["/usr/local/sbin/landfall-data"]).toContain("device='/dev/oracleoci/oraclevdb'");
    expect(userData(resources, "compute-app")).not.toContain("canary");
    expect(userData(resources, "compute-own-ai")).not.toMatch(/postgres|valkey|landfall-data/);
    expect(app["/etc/landfall/secrets.json"]).toContain("secrets-colocated-database-password-id");
  });

  it("cannot be used by a service on a machine of its own", async () => {
    const shop = { ...beside({ database: database() }), services: { ai: { database: true } } };
    await expect(recordShop(shop)).rejects.toThrow(
      "app.services.ai.machine: uses the database, which only services on its machine reach",
    );
  });
});

describe("a cache beside the services on Oracle Cloud", () => {
  const volumes = async (persistent: boolean) =>
    ofType(await recordShop(beside({ cache: cache(persistent) })), VOLUME).length;

  it("has a volume only where what it holds must outlive the machine", async () => {
    expect(await volumes(true)).toBe(1);
    expect(await volumes(false)).toBe(0);
  });
});

describe("services without requests on Oracle Cloud", () => {
  it("run in the background, in copies, or at their times", async () => {
    const { resources } = await resolveWholeShop({
      settings: pinned,
      compute: { size: "small" },
      services: {
        nightly: { port: undefined, health: undefined, schedule: "0 3 * * *", machine: "shared", environment: {} },
        worker: { port: undefined, health: undefined, replicas: 2, machine: "shared", environment: {} },
      },
    });
    const app = filesOf(resources, "compute-app");
    const { services } = parse(app["/etc/landfall/compose.yaml"]!) as { services: Record<string, { ports: object }> };
    expect(Object.entries(services).map(([name, { ports }]) => [name, ports])).toEqual([
      ["backend", ["127.0.0.1:8000:8000"]],
      ["nightly", []],
      ["worker-1", []],
      ["worker-2", []],
    ]);
    expect(app["/etc/systemd/system/landfall-job-nightly.timer"]).toContain("OnCalendar=*-*-* 03:00:00 UTC");
    const opened = resources.filter(
      ({ name, type }) => type.includes("SecurityGroupSecurityRule") && /port/.test(name),
    );
    expect(opened.map(({ name }) => name)).toEqual(["compute-own-ai-port-8500"]);
  });

  it("refuse to stand without a network", async () => {
    await expect(recordShop({ settings: pinned, compute: { network: undefined } })).rejects.toThrow(
      "a machine of Oracle Cloud needs a network to stand in",
    );
  });

  it("have all ports of all copies opened to the machines that call them", async () => {
    const { resources } = await resolveWholeShop({ settings: pinned, services: { ai: { replicas: 2 } } });
    const opened = resources.filter(({ name }) => /own-ai-port/.test(name)).map(({ name }) => name);
    expect(opened).toEqual(["compute-own-ai-port-8500", "compute-own-ai-port-20000"]);
    expect(resources.filter(({ type }) => type === INSTANCE)).toHaveLength(2);
  });
});
