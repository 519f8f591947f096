import { resolveDatabaseArgs, type DatabaseArgs } from "../../../components/database";
import { computeIssues, databaseIssues, ecpusOf, versionInputs } from "../../../providers/oci/limits";
import { registry } from "../../../providers/registry";
import { testStack } from "../../support/harness";

const wanted = (database: Partial<DatabaseArgs>) =>
  resolveDatabaseArgs({ stack: testStack, engine: "oracle", databaseName: "shop", size: "free", ...database });
const told = (database: Partial<DatabaseArgs>) =>
  databaseIssues(wanted(database)).map(({ at, problem }) => [at, problem]);

describe("what an Autonomous Database cannot have", () => {
  it.each<[string, Partial<DatabaseArgs>, string, string]>([
    ["a free standby", { highAvailability: true }, "highAvailability", "an Always Free database has no standby"],
    ["more than 20 GB free", { storageGiB: 50 }, "storageGiB", "an Always Free database is of one size"],
    ["free growth", { maxStorageGiB: 50 }, "maxStorageGiB", "an Always Free database does not grow"],
    ["a free type", { instanceType: "2 ECPU" }, "instanceType", "an Always Free database has no type of its own"],
    [
      "compute of another cloud",
      { size: "small", instanceType: "db.t4g.micro" },
      "instanceType",
      "is no compute of an Autonomous Database",
    ],
    [
      "less than two ECPUs",
      { size: "small", instanceType: "1 ECPU" },
      "instanceType",
      "is no compute of an Autonomous Database",
    ],
    ["an unknown size", { size: "huge" }, "size", "is no compute of an Autonomous Database"],
    [
      "growth beyond threefold",
      { size: "small", maxStorageGiB: 61 },
      "maxStorageGiB",
      "storage grows to three times what it begins with",
    ],
    ["a version that is not on offer", { version: "12" }, "version", "is no version of Autonomous Database"],
  ])("is %s", (_what, database, field, problem) => expect(told(database)).toEqual([[`database.${field}`, problem]]));

  it("is told all at once", () => {
    expect(told({ highAvailability: true, storageGiB: 50, version: "12" })).toHaveLength(3);
  });

  it("is nothing of what the sizes have", () => {
    expect(told({})).toEqual([]);
    expect(
      told({ size: "medium", storageGiB: 100, highAvailability: true, maxStorageGiB: 300, version: "26" }),
    ).toEqual([]);
  });
});

describe("figures of an Autonomous Database", () => {
  it.each([
    ["small", undefined, 2],
    ["medium", undefined, 4],
    ["medium", "12 ECPU", 12],
  ])("counts the ECPUs of %s with the type %s", (size, instanceType, count) => {
    expect(ecpusOf({ size, instanceType })).toBe(count);
  });

  it("writes versions as Oracle does", () => {
    expect([undefined, "19", "26"].map(versionInputs)).toEqual([{}, { dbVersion: "19c" }, { dbVersion: "26ai" }]);
  });
});

describe("what machines on Oracle Cloud cannot have", () => {
  const usual = { image: "ghcr.io/acme/api:1.0.0", calls: [], replicas: 1, cpu: 0.25, memoryMiB: 256 };
  const shared = { ...usual, routes: ["/"], machine: "shared" } as const;
  const own = { ...usual, routes: [], machine: "own" } as const;
  const asked = { size: "free", diskGiB: 100, services: { backend: shared, ai: own } };

  it("is nothing of what the document asks for", () => expect(computeIssues(asked)).toEqual([]));

  it("is a boot disk below 50 GiB", () => {
    expect(computeIssues({ ...asked, diskGiB: 49 })).toEqual([
      { at: "compute.diskGiB", problem: "is smaller than any boot disk", got: 49, allowed: "50 or more" },
    ]);
  });

  it("is a third free machine", () => {
    const services = { ...asked.services, second: own };
    expect(computeIssues({ ...asked, services })).toEqual([
      {
        at: "compute.size",
        problem: "a tenancy has 2 Always Free machines, and the services stand on 3",
        got: "free",
        allowed: ["small", "medium", "large", "xlarge"],
      },
    ]);
    expect(computeIssues({ ...asked, services, size: "small" })).toEqual([]);
    expect(computeIssues({ ...asked, services, instanceType: "VM.Standard.E5.Flex" })).toEqual([]);
  });

  it("is told by the registry, together with the database's", () => {
    const issues = registry.oci.refusals({
      settings: {},
      standard: {},
      wanted: {
        compute: { ...asked, count: 1, maxCount: 1, fixedEgress: false, shape: "vm", provable: false, diskGiB: 10 },
        database: { ...wanted({ storageGiB: 50 }), shape: "serverless" },
      },
    });
    expect(issues.map(({ at }) => at)).toEqual(["compute.diskGiB", "database.storageGiB"]);
    expect(registry.oci.refusals({ settings: {}, standard: {}, wanted: {} })).toEqual([]);
  });
});
