import * as pulumi from "@pulumi/pulumi";
import type { Compute } from "../../../components/compute";
import { Database } from "../../../components/database";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import { checkInterval } from "../../../providers/oci/health-checks";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking } from "./backing";
import { COMPARTMENT, TENANCY } from "./shop";

const ALARM = "oci:Monitoring/alarm:Alarm";
const MONITOR = "oci:HealthChecks/httpMonitor:HttpMonitor";
const BUDGET = "oci:Budget/budget:Budget";
const RULE = "oci:Budget/rule:Rule";

const alarms = {
  cpu: { above: 80 },
  memory: { above: 85, minutes: 10 },
  disk: { above: 90 },
  databaseConnections: { above: 80 },
  clientErrors: { above: 1 },
  serverErrors: { above: 1 },
};

/** Something of the cloud by its OCID alone. */
const known = (id: string) => ({ id: pulumi.output(id) });

/** Compute as monitoring sees it: its shape and its nodes. */
const computeOf = (shape: string, nodes: object, provider = "oci") =>
  ({ provider, shape, nodes }) as unknown as Compute;

const build =
  (args: Partial<MonitoringArgs>) =>
  (connections: Connections): Monitoring =>
    new Monitoring(
      "monitoring",
      { stack: testStack, email: "ops@example.com", alarms: {}, ...args },
      connections.place("monitoring", "oci", "managed"),
    );

const resolve = async (args: Partial<MonitoringArgs>) => {
  const { resources, value } = await resolveBacking((connections) => {
    const { watched, unwatched } = build(args)(connections);
    return pulumi.output({ watched, unwatched });
  });
  const queries = resources
    .filter(({ type }) => type === ALARM)
    .map(({ name, inputs }) => [name.replace("monitoring-", ""), `${inputs.namespace} ${inputs.query}`]);
  return { resources, queries: Object.fromEntries(queries) as Record<string, string>, ...value };
};

describe("alarms of Oracle Cloud", () => {
  it("are told by one topic, to the address", async () => {
    const { resources } = await resolve({
      alarms: { cpu: { above: 80 } },
      compute: computeOf("vm", { instances: { app: known("a") } }),
    });
    expect(resolved(resources, "oci:Ons/subscription:Subscription").inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      protocol: "EMAIL",
      endpoint: "ops@example.com",
      topicId: "monitoring-topic-id",
    });
    expect(resolved(resources, ALARM).inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      metricCompartmentId: COMPARTMENT,
      namespace: "oci_computeagent",
      query: 'CpuUtilization[5m]{resourceId =~ "a"}.mean() > 80',
      pendingDuration: "PT5M",
      severity: "WARNING",
      destinations: ["monitoring-topic-id"],
      messageFormat: "ONS_OPTIMIZED",
      isEnabled: true,
    });
  });

  it("watch machines by their OCIDs, and say what nothing measures", async () => {
    const compute = computeOf("vm", { instances: { app: known("b"), "own-ai": known("a") } });
    const { queries, watched, unwatched } = await resolve({ alarms, compute });
    expect(queries).toEqual({
      cpu: 'oci_computeagent CpuUtilization[5m]{resourceId =~ "a|b"}.mean() > 80',
      memory: 'oci_computeagent MemoryUtilization[5m]{resourceId =~ "a|b"}.mean() > 85',
    });
    expect(watched).toEqual(["cpu", "memory"]);
    expect(unwatched).toEqual({
      disk: expect.stringContaining("not how full"),
      databaseConnections: expect.stringContaining("another provider"),
      clientErrors: expect.stringContaining("load balancers"),
      serverErrors: expect.stringContaining("load balancers"),
    });
  });

  it("watch a pool by its own OCID and the machines beside it by theirs", async () => {
    const nodes = {
      pool: known("pool"),
      instances: { "own-ai": known("ai") },
      balancer: { loadBalancer: known("lb") },
    };
    const { queries, watched } = await resolve({
      alarms: { cpu: { above: 70 }, serverErrors: { above: 1 } },
      compute: computeOf("vm-group", nodes),
    });
    expect(queries).toEqual({
      cpu: 'oci_computeagent CpuUtilization[5m]{instancePoolId =~ "pool"}.mean() > 70',
      "cpu-2": 'oci_computeagent CpuUtilization[5m]{resourceId =~ "ai"}.mean() > 70',
      serverErrors:
        'oci_lbaas (HttpResponses5xx[5m]{resourceId =~ "lb"}.grouping().sum() / ' +
        'HttpRequests[5m]{resourceId =~ "lb"}.grouping().sum()) * 100 > 1',
    });
    expect(watched).toEqual(["cpu", "serverErrors"]);
  });

  it("watch container instances under the metrics that these have", async () => {
    const nodes = { instances: { "app-1": known("c") }, balancer: { loadBalancer: known("lb") } };
    const { queries } = await resolve({
      alarms: { memory: { above: 85 }, clientErrors: { above: 5 } },
      compute: computeOf("containers", nodes),
    });
    expect(queries["memory"]).toMatch(/^oci_computecontainerinstance MemoryUtilization/);
    expect(queries["clientErrors"]).toMatch(/^oci_lbaas \(HttpResponses4xx/);
  });

  it("say that compute of another provider is not theirs to watch", async () => {
    const { unwatched } = await resolve({ alarms: { cpu: { above: 80 } }, compute: computeOf("vm", {}, "aws") });
    expect(unwatched).toEqual({ cpu: "compute stands on another provider, whose metrics Oracle Cloud does not have" });
  });

  it.each(["serverless", "managed"] as const)(
    "watch the sessions of a %s database where they are in percent",
    async (shape) => {
      const engine = shape === "serverless" ? "oracle" : "postgres";
      const { value } = await resolveBacking((connections: Connections, network: Network) => {
        const database = new Database(
          "database",
          { stack: testStack, engine, databaseName: "shop", size: "small", network },
          connections.place("database", "oci", shape),
        );
        const { watched, unwatched } = build({ alarms: { databaseConnections: { above: 80 } }, database })(connections);
        return pulumi.output({ watched, unwatched });
      });
      expect(value.watched).toEqual(shape === "serverless" ? ["databaseConnections"] : []);
      expect(Object.keys(value.unwatched)).toEqual(shape === "serverless" ? [] : ["databaseConnections"]);
    },
  );
});

describe("uptime checks of Oracle Cloud", () => {
  it("take the address apart, and tell when half of the places get no answer", async () => {
    const url = pulumi.output("https://api.example.com:8443/health?deep=1");
    const { resources, watched } = await resolve({ uptime: { api: { url } } });
    expect(resolved(resources, MONITOR).inputs).toMatchObject({
      protocol: "HTTPS",
      targets: ["api.example.com"],
      port: 8443,
      path: "/health?deep=1",
      method: "GET",
      intervalInSeconds: 60,
      timeoutInSeconds: 10,
    });
    expect(resolved(resources, ALARM).inputs).toMatchObject({
      namespace: "oci_healthchecks",
      query: 'HTTP.isHealthy[5m]{resourceId = "monitoring-uptime-api-id"}.grouping().mean() < 0.5',
    });
    expect(watched).toEqual(["api"]);
  });

  it.each([
    [5, 10],
    [10, 10],
    [45, 30],
    [300, 60],
  ])("every %s seconds become every %s", (asked, intervalInSeconds) => {
    expect(checkInterval(asked)).toEqual({ intervalInSeconds, timeoutInSeconds: 10 });
  });
});

describe("a budget of Oracle Cloud", () => {
  it("is the largest amount, at the root, with a rule for each", async () => {
    const recording = await recordBacking(build({ budgetUsd: [35, 75, 50] }));
    expect(onlyOf(recording, BUDGET).inputs).toMatchObject({
      compartmentId: TENANCY,
      amount: 75,
      resetPeriod: "MONTHLY",
      targetType: "COMPARTMENT",
      targets: [COMPARTMENT],
    });
    expect(ofType(recording, RULE).map(({ inputs }) => inputs)).toEqual(
      [35, 75, 50].map((threshold) =>
        expect.objectContaining({
          threshold,
          thresholdType: "ABSOLUTE",
          type: "ACTUAL",
          recipients: "ops@example.com",
        }),
      ),
    );
  });

  it("is made in the home region, and not at all where nobody asked", async () => {
    const recording = await recordBacking(build({ budgetUsd: [35] }), { settings: { homeRegion: "us-phoenix-1" } });
    const [, home] = ofType(recording, "pulumi:providers:oci").map(({ urn }) => urn);
    expect(onlyOf(recording, BUDGET).provider).toBe(home);
    expect(countByType(await recordBacking(build({})))).not.toHaveProperty(BUDGET);
  });
});
