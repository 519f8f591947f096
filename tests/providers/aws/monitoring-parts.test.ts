import { Database } from "../../../components/database";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import type { ComputeShape } from "../../../components/compute";
import type { Connections } from "../../../providers/connections";
import { costOf } from "../../../src/cost/cost";
import { pricesOf } from "../../../src/cost/prices";
import { ofType, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { buildEdge, recordFront, resolveFront } from "./edge-shop";
import { buildNetwork, buildShop } from "./shop";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const high = { above: 80 };
const alarms = {
  cpu: high,
  memory: high,
  disk: high,
  databaseConnections: high,
  clientErrors: high,
  serverErrors: high,
};

type Parts = (connections: Connections) => Pick<MonitoringArgs, "compute" | "database">;

const machines =
  (shape: ComputeShape): Parts =>
  (connections) => ({ compute: buildShop(connections, { shape, compute: { size: "small" } }) });

const aurora: Parts = (connections) => ({
  database: new Database(
    "database",
    {
      stack: testStack,
      engine: "postgres",
      databaseName: "shop",
      size: "small",
      network: buildNetwork(connections, {}),
    },
    connections.place("database", "aws", "serverless"),
  ),
});

const withReplica: Parts = (connections) => ({
  database: new Database(
    "database",
    {
      stack: testStack,
      engine: "postgres",
      databaseName: "shop",
      size: "small",
      storageGiB: 40,
      readReplicas: 1,
      network: buildNetwork(connections, {}),
    },
    connections.place("database", "aws", "managed"),
  ),
});

const build =
  (parts: Parts) =>
  (connections: Connections): Monitoring =>
    new Monitoring(
      "monitoring",
      { stack: testStack, alarms, email: "ops@example.com", ...parts(connections) },
      connections.place("monitoring", "aws", "managed"),
    );

async function watchedOf(parts: Parts) {
  const recording = await recordFront({}, build(parts));
  const alarmed = ofType(recording, ALARM).map(
    ({ name, inputs }) => [name.replace("monitoring-", ""), inputs] as const,
  );
  const [urn] = Object.keys(recording.componentOutputs).filter((it) => it.endsWith("::monitoring"));
  const { unwatched } = recording.componentOutputs[urn!]!;
  return {
    alarms: Object.fromEntries(alarmed),
    names: alarmed.map(([name]) => name).sort(),
    unwatched: unwatched as Record<string, string>,
  };
}

describe("what is watched on AWS", () => {
  it("of a machine is its CPU from outside, its memory and disk from inside, and no answers", async () => {
    const { alarms: built, names, unwatched } = await watchedOf(machines("vm"));
    expect(names).toEqual(["cpu-app", "disk-app", "memory-app"]);
    expect(Object.keys(unwatched).sort()).toEqual(["clientErrors", "databaseConnections", "serverErrors"]);
    expect(built["cpu-app"]).toMatchObject({
      namespace: "AWS/EC2",
      period: 300,
      evaluationPeriods: 1,
    });
    expect(built["disk-app"]).toMatchObject({
      namespace: "CWAgent",
      metricName: "disk_used_percent",
      dimensions: { path: "/" },
      period: 60,
      evaluationPeriods: 5,
    });
  });

  it("of a group of machines is the group as a whole, and its answers", async () => {
    const { alarms: built, names, unwatched } = await watchedOf(machines("vm-group"));
    expect(names).toEqual(
      expect.arrayContaining([
        "client-errors-requests",
        "cpu-group",
        "disk-group",
        "memory-group",
        "server-errors-requests",
      ]),
    );
    expect(Object.keys(unwatched)).toEqual(["databaseConnections"]);
    expect(Object.keys(built["memory-group"]!["dimensions"] as object)).toEqual(["AutoScalingGroupName"]);
  });

  it("of Aurora is its capacity and its connections, by the most that it may grow to", async () => {
    const { names, unwatched } = await watchedOf(aurora);
    expect(names).toEqual(["cpu-database", "database-connections-database"]);
    expect(unwatched["memory"]).toBe("the services do not stand on AWS");
    const resources = await resolveFront({}, build(aurora));
    expect(resolved(resources, ALARM, "monitoring-cpu-database").inputs).toMatchObject({
      metricName: "ACUUtilization",
    });
    expect(resolved(resources, ALARM, "monitoring-database-connections-database").inputs).toMatchObject({
      dimensions: { DBClusterIdentifier: "shop-test-database-server-0a1b2c3d" },
      threshold: Math.floor(417 * 0.8),
    });
  });

  it("is told with every reason where several parts have none to tell", async () => {
    const { unwatched } = await watchedOf(aurora);
    expect(unwatched["disk"]).toBe(
      "the services do not stand on AWS; Aurora's storage grows by itself, so that it has no share that is full",
    );
  });
});

describe("the price of an edge on AWS", () => {
  const itemsOf = async (bots: boolean) => {
    const { resources } = await recordFront({ edge: { bots } }, buildEdge);
    const acl = resources.find(({ type }) => type === "aws:wafv2/webAcl:WebAcl")!;
    const { items } = costOf(
      [acl as never],
      pricesOf(["aws"]).map((list) => ({ ...list, provider: acl.provider })),
    );
    return Object.fromEntries(items.map(({ item, monthlyUsd }) => [item, monthlyUsd]));
  };

  it("counts the firewall, its rules, and bots where they are challenged", async () => {
    expect(await itemsOf(true)).toEqual({ firewall: 5, rules: 4, "Bot Control": 10 });
    expect(await itemsOf(false)).toEqual({ firewall: 5, rules: 3 });
  });
});

describe("the disk of a read replica on AWS", () => {
  it("is as large as the server's, which RDS is told, so that the alarm never depends on what RDS answers", async () => {
    const { alarms: watched } = await watchedOf(withReplica);
    expect(watched["disk-replica-1"]!["threshold"]).toBe(Math.floor(40 * 1024 ** 3 * 0.2));
    expect(watched["disk-replica-1"]!["threshold"]).toBe(watched["disk-database"]!["threshold"]);
  });
});
