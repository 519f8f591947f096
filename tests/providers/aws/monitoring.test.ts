import * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../../components/cache";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import { connectionsOf, memoryOf } from "../../../providers/aws/monitoring/data";
import type { Connections } from "../../../providers/connections";
import type { WireObject } from "../../../src/plan/recorder";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { evaluateFront, recordFront, resolveFront, type Front } from "./edge-shop";
import { statementsOf } from "./record-shop";
import { buildDatabase, buildNetwork, buildShop } from "./shop";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "aws:sns/topic:Topic";
const BUDGET = "aws:budgets/budget:Budget";
const CHECK = "aws:route53/healthCheck:HealthCheck";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

type Args = Omit<Partial<MonitoringArgs>, "compute" | "database" | "cache">;
type Parts = (connections: Connections) => Pick<MonitoringArgs, "compute" | "database" | "cache">;

const nothing: Parts = () => ({});
const containers: Parts = (connections) => ({ compute: buildShop(connections) });
const database: Parts = (connections) => ({
  database: buildDatabase(connections, {}, buildNetwork(connections, {})),
});
const cache: Parts = (connections) => ({
  cache: new Cache(
    "cache",
    { stack: testStack, engine: "valkey", size: "micro", network: buildNetwork(connections, {}) },
    connections.place("cache", "aws", "managed"),
  ),
});

const build =
  (args: Args, parts: Parts) =>
  (connections: Connections): Monitoring =>
    new Monitoring(
      "monitoring",
      { stack: testStack, alarms: {}, email: "ops@example.com", ...args, ...parts(connections) },
      connections.place("monitoring", "aws", "managed"),
    );

const record = (args: Args, parts: Parts = nothing, front: Front = {}) => recordFront(front, build(args, parts));
const resolve = (args: Args, parts: Parts = nothing, front: Front = {}) => resolveFront(front, build(args, parts));

const told = async (args: Args, parts: Parts) =>
  (
    await evaluateFront({}, (connections) => {
      const { watched, unwatched } = build(args, parts)(connections);
      return pulumi.output({ watched, unwatched });
    })
  ).value;

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly region: string; readonly metrics: readonly unknown[] };
}

const high = { above: 80 };
const uptime = { uptime: { api: { url: pulumi.output("https://api.example.com/health?deep=1") } } };

describe("alarms on AWS", () => {
  it("look at every service in a container, and tell when it is well again", async () => {
    const resources = await resolve({ alarms: { cpu: { above: 80 }, memory: { above: 85, minutes: 10 } } }, containers);
    const alarms = resources.filter(({ type }) => type === ALARM);
    expect(alarms.map(({ name }) => name).sort()).toEqual([
      "monitoring-cpu-ai",
      "monitoring-cpu-backend",
      "monitoring-memory-ai",
      "monitoring-memory-backend",
    ]);
    const topic = "arn:aws:test:us-east-1:123456789012:Topic/monitoring-notices";
    expect(resolved(resources, ALARM, "monitoring-memory-backend").inputs).toMatchObject({
      namespace: "AWS/ECS",
      metricName: "MemoryUtilization",
      dimensions: { ClusterName: "compute-cluster-0a1b2c3", ServiceName: "compute-backend-0a1b2c3" },
      comparisonOperator: "GreaterThanThreshold",
      threshold: 85,
      period: 60,
      evaluationPeriods: 10,
      alarmActions: [topic],
      okActions: [topic],
    });
  });

  it("look at the share of requests that went wrong, those that no service saw among them", async () => {
    const recording = await record({ alarms: { serverErrors: { above: 1 } } }, containers);
    const { inputs } = onlyOf(recording, ALARM);
    const queries = inputs["metricQueries"] as WireObject[];
    expect(queries.map(({ id, expression }) => [id, expression])).toEqual([
      ["share", "IF(all > 0, 100 * wrong / all, 0)"],
      ["all", "FILL(requests, 0) + FILL(balancer, 0)"],
      ["wrong", "FILL(service, 0) + FILL(balancer, 0)"],
      ["requests", undefined],
      ["service", undefined],
      ["balancer", undefined],
    ]);
    expect(queries.filter(({ returnData }) => returnData)).toHaveLength(1);
    expect(queries.slice(3).map(({ metric }) => (metric as WireObject)["metricName"])).toEqual([
      "RequestCount",
      "HTTPCode_Target_5XX_Count",
      "HTTPCode_ELB_5XX_Count",
    ]);
    expect(inputs).toMatchObject({ threshold: 1, treatMissingData: "notBreaching" });
    expect(inputs).not.toHaveProperty("metricName");
  });

  it("look at a database's CPU, free storage and connections, by what it has of them", async () => {
    const alarms = { cpu: high, disk: high, databaseConnections: high };
    const resources = await resolve({ alarms }, database);
    expect(resolved(resources, ALARM, "monitoring-disk-database").inputs).toMatchObject({
      metricName: "FreeStorageSpace",
      comparisonOperator: "LessThanThreshold",
      threshold: Math.floor(20 * 1024 ** 3 * 0.2),
    });
    expect(resolved(resources, ALARM, "monitoring-database-connections-database").inputs).toMatchObject({
      metricName: "DatabaseConnections",
      threshold: Math.floor(79 * 0.8),
    });
    expect(resolved(resources, ALARM, "monitoring-cpu-database").inputs).toMatchObject({ threshold: 80 });
  });

  it("look at the first node of a cache", async () => {
    const resources = await resolve({ alarms: { memory: high } }, cache);
    expect(resolved(resources, ALARM).inputs).toMatchObject({
      namespace: "AWS/ElastiCache",
      metricName: "DatabaseMemoryUsagePercentage",
      dimensions: { CacheClusterId: "cache-server-001", CacheNodeId: "0001" },
    });
  });

  it("are told by a topic with a key that CloudWatch may use", async () => {
    const resources = await resolve({ alarms: { cpu: high } }, containers);
    expect(resolved(resources, TOPIC).inputs).toMatchObject({ kmsMasterKeyId: "monitoring-notices-id" });
    const statements = statementsOf(resolved(resources, "aws:kms/keyPolicy:KeyPolicy").inputs["policy"]);
    expect(statements.map(({ Principal }) => Principal)).toEqual([
      { AWS: "arn:aws:iam::123456789012:root" },
      { Service: "cloudwatch.amazonaws.com" },
    ]);
    expect(resolved(resources, "aws:sns/topicSubscription:TopicSubscription").inputs).toMatchObject({
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });
});

describe("what AWS says that it watches", () => {
  it("is each metric that something tells, and why the rest is not", async () => {
    const alarms = { cpu: high, disk: high, serverErrors: high, databaseConnections: high };
    expect(await told({ alarms }, containers)).toEqual({
      watched: ["cpu", "serverErrors"],
      unwatched: {
        disk: "Fargate does not tell how full the disk of a task is, which goes with the task",
        databaseConnections: "there is no database on AWS",
      },
    });
  });

  it("names the part where another part tells the same metric", async () => {
    const both: Parts = (connections) => ({ ...containers(connections), ...cache(connections) });
    const { unwatched } = (await told({ alarms: { disk: high, memory: high } }, both)) as { unwatched: object };
    expect(Object.keys(unwatched)).toEqual(["disk"]);
    const onlyCache = (await told({ alarms: { memory: high } }, cache)) as { unwatched: object };
    expect(onlyCache.unwatched).toEqual({ "memory of compute": "the services do not stand on AWS" });
  });

  it("is nothing where nothing is asked", async () => {
    expect(await told({}, containers)).toEqual({ watched: [], unwatched: {} });
    expect(countByType(await record({}))).toEqual({});
  });
});

describe("uptime on AWS", () => {
  it("asks for the address, path and query and all", async () => {
    const resources = await resolve(uptime);
    expect(resolved(resources, CHECK).inputs).toMatchObject({
      type: "HTTPS",
      fqdn: "api.example.com",
      port: 443,
      resourcePath: "/health?deep=1",
      requestInterval: 30,
      failureThreshold: 3,
    });
    const plain = { uptime: { api: { url: pulumi.output("http://203.0.113.5:8080/"), intervalSeconds: 10 } } };
    expect(resolved(await resolve(plain), CHECK).inputs).toMatchObject({
      type: "HTTP",
      fqdn: "203.0.113.5",
      port: 8080,
      requestInterval: 10,
    });
  });

  it("is told in us-east-1, where its figures are, by a topic of that region", async () => {
    const recording = await record({ ...uptime, alarms: { cpu: high } }, containers, { region: "eu-west-1" });
    const regions = Object.fromEntries(ofType(recording, TOPIC).map(({ name, inputs }) => [name, inputs["region"]]));
    expect(regions).toEqual({ "monitoring-notices": undefined, "monitoring-uptime-notices": "us-east-1" });
    const alarm = ofType(recording, ALARM).find(({ name }) => name === "monitoring-uptime-api")!;
    expect(alarm.inputs).toMatchObject({
      region: "us-east-1",
      metricName: "HealthCheckStatus",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
  });

  it("shares the topic of a stack that stands there itself", async () => {
    expect(ofType(await record({ ...uptime, alarms: { cpu: high } }, containers), TOPIC)).toHaveLength(1);
    expect(ofType(await record(uptime), TOPIC)).toHaveLength(1);
    expect(ofType(await record(uptime, nothing, { region: "eu-west-1" }), TOPIC)).toHaveLength(1);
  });
});

describe("a budget on AWS", () => {
  it("tells once for each amount, whichever order they are in", async () => {
    const { inputs } = onlyOf(await record({ budgetUsd: [75, 35, 50, 35] }), BUDGET);
    expect(inputs).toMatchObject({ budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "75", limitUnit: "USD" });
    expect((inputs["notifications"] as WireObject[]).map(({ threshold }) => threshold)).toEqual([35, 50, 75]);
    expect((inputs["notifications"] as WireObject[])[0]).toEqual({
      comparisonOperator: "GREATER_THAN",
      notificationType: "ACTUAL",
      threshold: 35,
      thresholdType: "ABSOLUTE_VALUE",
      subscriberEmailAddresses: ["ops@example.com"],
    });
  });

  it("is several where there are more amounts than one can tell", async () => {
    const budgets = ofType(await record({ budgetUsd: [1, 2, 3, 4, 5, 6] }), BUDGET);
    expect(Object.fromEntries(budgets.map(({ name, inputs }) => [name, inputs["limitAmount"]]))).toEqual({
      "monitoring-budget": "5",
      "monitoring-budget-2": "6",
    });
  });
});

describe("a dashboard on AWS", () => {
  it("shows everything that is watched, three side by side", async () => {
    const args = { ...uptime, alarms: { cpu: high, clientErrors: high } };
    const { inputs } = resolved(await resolve(args, containers, { region: "eu-west-1" }), DASHBOARD);
    expect(inputs["dashboardName"]).toBe("shop-test-monitoring");
    const { widgets } = JSON.parse(inputs["dashboardBody"] as string) as { widgets: Widget[] };
    expect(widgets.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [8, 0],
      [16, 0],
      [0, 6],
    ]);
    const regions = widgets.map(({ properties }) => properties.region);
    expect(regions).toEqual(["eu-west-1", "eu-west-1", "eu-west-1", "us-east-1"]);
    expect(widgets[2]!.properties.metrics).toHaveLength(3);
  });

  it("is left out where there is nothing to show", async () => {
    expect(ofType(await record({ budgetUsd: [35] }), DASHBOARD)).toEqual([]);
  });
});

describe("connections of a database", () => {
  it.each([
    ["db.t4g.micro", 1, 79],
    ["db.t4g.medium", 4, 417],
    ["db.m7g.large", 8, 868],
    ["db.m7g.2xlarge", 32, 3571],
    ["db.r7g.large", 16, 1769],
    ["db.m7g.16xlarge", 256, 5000],
  ])("of %s are told by its %i GiB", (name, memory, connections) => {
    expect([memoryOf(name), connectionsOf(memoryOf(name))]).toEqual([memory, connections]);
  });

  it("are the most there are where the memory of a class is not known", () => {
    expect(memoryOf("db.serverless")).toBeUndefined();
    expect(memoryOf("db.z9.large")).toBeUndefined();
    expect(connectionsOf(undefined)).toBe(5000);
  });
});
