import { alternativesOf, portabilityOf } from "../../src/portability";
import { compared, component, planOf, resource } from "./support";

const rds = component("database", "database", {
  settings: { engine: "postgres", version: "16", size: "micro", instanceType: "db.t4g.micro" },
  features: ["postgres", "highAvailability"],
});
const autonomous = component("database", "database", {
  provider: "oci",
  service: "Autonomous Database",
  shape: "serverless",
  settings: { engine: "oracle", size: "free", instanceType: "Always Free" },
  features: ["oracle"],
});

const priced = (urn: string, item: string, monthlyUsd: number) => ({
  urn,
  item,
  kind: "flat" as const,
  assumption: null,
  quantity: 1,
  free: 0,
  unit: "month",
  unitUsd: monthlyUsd,
  monthlyUsd,
  confidence: "price-list" as const,
  source: "a list",
  date: "2026-11-28",
});

describe("parts of two plans", () => {
  it("are matched by kind and name, with what they stand on and cost on each side", () => {
    const server = resource("aws:rds/instance:Instance", "server", {}, { parent: rds.urn });
    const adb = resource("oci:Database/autonomousDatabase:AutonomousDatabase", "adb", {}, { parent: autonomous.urn });
    const none = planOf([], []).cost;
    const from = planOf([rds, component("network", "network")], [server], {
      cost: { ...none, monthlyUsd: 11.68, items: [priced(server.urn, "instance", 11.68)] },
    });
    const to = planOf([autonomous], [adb], {
      cost: {
        ...none,
        monthlyUsd: 0,
        unknown: [{ urn: adb.urn, type: adb.type, why: "backups: not said", assumption: null }],
      },
    });
    const { parts, cost } = compared(from, to);
    expect(parts.map(({ name, change }) => [name, change])).toEqual([
      ["network", "removed"],
      ["database", "moved"],
    ]);
    expect(parts[1]).toMatchObject({
      from: { provider: "aws", service: "RDS", shape: "managed", size: "db.t4g.micro" },
      to: { provider: "oci", service: "Autonomous Database", shape: "serverless", size: "Always Free" },
      monthlyUsd: { from: 11.68, to: null },
      unpriced: { from: 0, to: 1 },
    });
    expect(cost).toEqual([{ part: "database", item: "instance", from: 11.68, to: null }]);
  });

  it("are changed where what is asked of them is, in words that are the same everywhere", () => {
    const larger = { ...rds, settings: { ...rds.settings, size: "small" } };
    expect(compared(planOf([rds], []), planOf([larger], [])).parts).toMatchObject([
      { change: "changed", settings: [{ path: "size", from: "micro", to: "small" }], portability: null },
    ]);
  });

  it("tell what a service finds in its environment on one side only", () => {
    const compute = (names: string[]) =>
      component("compute", "compute", { environment: { web: names, ...(names.length > 1 ? { jobs: ["PORT"] } : {}) } });
    const { environment } = compared(planOf([compute(["PORT", "OLD"])], []), planOf([compute(["PORT"])], []));
    expect(environment).toEqual([{ service: "web", added: [], removed: ["OLD"] }]);
  });
});

describe("portabilityOf", () => {
  it("tells what is kept, lost with its reason, gained, and what the app must change", () => {
    const told = portabilityOf(rds, autonomous)!;
    expect(told.app).toEqual(["speak oracle in place of postgres: another driver and another dialect of SQL"]);
    expect(told.gains).toContain("oracle");
    expect(told.loses.find(({ feature }) => feature === "postgres")).toEqual({
      feature: "postgres",
      reason: "Autonomous Database speaks Oracle SQL",
      used: true,
    });
    expect(told.loses.find(({ feature }) => feature === "readReplicas")).toMatchObject({ used: false });
    expect(told.keeps).not.toContain("postgres");
  });

  it("tells of another version of the same engine", () => {
    const droplet = { ...rds, provider: "digitalocean", service: "Managed PostgreSQL" };
    const newer = { ...droplet, settings: { ...rds.settings, version: "17" } };
    expect(portabilityOf(rds, newer)!.app).toEqual(["work with postgres 17 in place of 16"]);
    expect(portabilityOf(rds, droplet)!.app).toEqual([]);
  });

  it("says nothing of a provider or a shape that it does not know", () => {
    expect(portabilityOf(rds, { ...rds, provider: "acme" })).toBeNull();
    expect(portabilityOf({ ...rds, shape: "unheard-of" }, rds)).toBeNull();
  });
});

describe("alternativesOf", () => {
  it("names of each other provider the shape that has most of what is used", () => {
    const found = alternativesOf(rds).map(({ provider, loses }) => [provider, loses.map(({ feature }) => feature)]);
    expect(found).toEqual([
      ["oci", []],
      ["digitalocean", []],
      ["cloudflare", ["highAvailability"]],
    ]);
  });

  it("has none for a kind that it does not know", () => {
    expect(alternativesOf({ ...rds, kind: "teapot" })).toEqual([]);
  });
});
