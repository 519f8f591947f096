import { databaseIssues } from "../../../providers/aws/database/limits";
import type { Wanted } from "../../../providers/wanted";

type WantedDatabase = NonNullable<Wanted["database"]>;

const wanted = (changes: Partial<WantedDatabase> = {}): WantedDatabase => ({
  shape: "managed",
  engine: "postgres",
  size: "micro",
  storageGiB: 20,
  highAvailability: false,
  readReplicas: 0,
  backupRetentionDays: 7,
  exposure: "private",
  ...changes,
});
const at = (changes: Partial<WantedDatabase>) => databaseIssues(wanted(changes)).map((issue) => issue.at);

describe("what RDS and Aurora do not allow", () => {
  it("is nothing of what the topologies ask", () => {
    expect(at({})).toEqual([]);
    expect(at({ version: "15", maxStorageGiB: 100, instanceType: "db.r7g.large", readReplicas: 2 })).toEqual([]);
    expect(at({ shape: "serverless", version: "16", readReplicas: 2, highAvailability: true })).toEqual([]);
  });

  it.each(["managed", "serverless"])("is a version out of standard support, in the shape %s", (shape) => {
    for (const version of ["9", "13", "19"]) expect(at({ shape, version })).toEqual(["database.version"]);
    for (const version of ["14", "15", "16", "17", "18"]) expect(at({ shape, version })).toEqual([]);
  });

  it("names the versions that there are", () => {
    const [issue] = databaseIssues(wanted({ version: "12" }));
    expect(issue).toMatchObject({ got: "12", allowed: ["14", "15", "16", "17", "18"] });
  });

  it("is a disk that gp3 does not have, on RDS alone", () => {
    expect(at({ storageGiB: 10 })).toEqual(["database.storageGiB"]);
    expect(at({ storageGiB: 70_000 })).toEqual(["database.storageGiB"]);
    expect(at({ shape: "serverless", storageGiB: 10 })).toEqual([]);
  });

  it("is a limit of growth that is hardly above the storage", () => {
    expect(at({ storageGiB: 100, maxStorageGiB: 109 })).toEqual(["database.maxStorageGiB"]);
    expect(at({ storageGiB: 100, maxStorageGiB: 110 })).toEqual([]);
  });

  it.each(["t4g.micro", "db.t4g", "cache.t4g.micro", "db.t4g.micro.x", "Db.t4g.micro"])(
    "is %s as an instance class",
    (instanceType) => {
      expect(at({ instanceType })).toEqual(["database.instanceType"]);
    },
  );

  it("is more copies than a server has, of which Aurora's standby is one", () => {
    expect(at({ readReplicas: 16 })).toEqual(["database.readReplicas"]);
    expect(at({ shape: "serverless", readReplicas: 15 })).toEqual([]);
    expect(at({ shape: "serverless", readReplicas: 15, highAvailability: true })).toEqual(["database.readReplicas"]);
  });

  it("is not asked of a database on a machine", () => {
    expect(at({ shape: "colocated", version: "9", storageGiB: 1 })).toEqual([]);
  });
});
