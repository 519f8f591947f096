import * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../../components/cache";
import { Database } from "../../../components/database";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import type { Compute } from "../../../components/compute";
import { watchedOf } from "../../../providers/digitalocean/monitoring/watch";
import { ofType, testStack } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordParts, resolveParts } from "./database-stack";
import { buildShop, type Shop } from "./shop";

const ALERT = "digitalocean:index/monitorAlert:MonitorAlert";
const CHECK = "digitalocean:index/uptimeCheck:UptimeCheck";
const CHECK_ALERT = "digitalocean:index/uptimeAlert:UptimeAlert";

const stack = testStack;
const email = "ops@example.com";
const alarms = { cpu: { above: 80 }, memory: { above: 85, minutes: 10 }, disk: { above: 90, minutes: 90 } };

const build =
  (args: Partial<MonitoringArgs>, parts: (connections: Connections, network: Network) => Partial<MonitoringArgs>) =>
  (connections: Connections, network: Network) =>
    new Monitoring(
      "monitoring",
      { stack, alarms: {}, email, ...args, ...parts(connections, network) },
      connections.place("monitoring", "digitalocean", "managed"),
    );

const backing = (connections: Connections, network: Network) => ({
  database: new Database(
    "database",
    { stack, engine: "postgres", databaseName: "shop", size: "small", network },
    connections.place("database", "digitalocean", "managed"),
  ),
  cache: new Cache(
    "cache",
    { stack, engine: "valkey", size: "small", network },
    connections.place("cache", "digitalocean", "managed"),
  ),
});

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

const nothing = () => ({});

/** Compute of the shop; its network is its own, beside the frame's. */
const shop =
  (wanted: Shop) =>
  (connections: Connections): { compute: Compute } => ({
    compute: buildShop(connections, wanted),
  });

const alertsOf = (resources: readonly ResolvedResource[]) =>
  Object.fromEntries(
    resources
      .filter(({ type }) => type === ALERT)
      .map(({ name, inputs }) => [name, [inputs.type, inputs.entities ?? inputs.tags, inputs.value, inputs.window]]),
  );

const toldOf = (made: Monitoring) => pulumi.output({ watched: made.watched, unwatched: made.unwatched });

describe("monitoring on DigitalOcean", () => {
  it("watches managed clusters", async () => {
    const { resources, value } = await resolveParts((...on) => toldOf(build({ alarms }, backing)(...on)));
    expect(alertsOf(resources)).toEqual({
      "monitoring-cpu-database": ["v1/dbaas/alerts/cpu_alerts", ["database-cluster-id"], 80, "5m"],
      "monitoring-cpu-cache": ["v1/dbaas/alerts/cpu_alerts", ["cache-cluster-id"], 80, "5m"],
      "monitoring-memory-database": ["v1/dbaas/alerts/memory_utilization_alerts", ["database-cluster-id"], 85, "10m"],
      "monitoring-memory-cache": ["v1/dbaas/alerts/memory_utilization_alerts", ["cache-cluster-id"], 85, "10m"],
      "monitoring-disk-database": ["v1/dbaas/alerts/disk_utilization_alerts", ["database-cluster-id"], 90, "1h"],
    });
    expect(value).toEqual({ watched: ["cpu", "disk", "memory"], unwatched: {} });
  });

  it("tells the address by e-mail", async () => {
    const { resources } = await resolveParts((...on) => void build({ alarms: { cpu: { above: 80 } } }, backing)(...on));
    expect(resolved(resources, ALERT, "monitoring-cpu-database").inputs).toEqual({
      type: "v1/dbaas/alerts/cpu_alerts",
      description: "shop, stack test: cpu of database above 80 percent",
      compare: "GreaterThan",
      value: 80,
      window: "5m",
      entities: ["database-cluster-id"],
      alerts: { emails: [email] },
      enabled: true,
    });
  });

  it("watches single machines by their ids, and members of a group by their tag", async () => {
    const of = async (wanted: Shop) => {
      const watch = build({ alarms: { cpu: { above: 80 } } }, shop(wanted));
      return alertsOf((await resolveParts((...on) => void watch(...on), { certificateName: "shop" })).resources);
    };
    expect(await of({ shape: "vm" })).toEqual({
      "monitoring-cpu-machines": ["v1/insights/droplet/cpu", ["compute-app-id"], 80, "5m"],
    });
    expect(await of({ shape: "vm-group" })).toEqual({
      "monitoring-cpu-members": ["v1/insights/droplet/cpu", ["shop-test-compute-members"], 80, "5m"],
    });
  });

  it("watches the machines of a Kubernetes cluster by the cluster's tag", () => {
    const compute = { provider: "digitalocean", shape: "kubernetes", nodes: { cluster: { id: pulumi.output("c1") } } };
    const { watches } = watchedOf("disk", { compute: compute as unknown as Compute });
    expect(watches).toEqual([
      expect.objectContaining({ part: "nodes", type: "v1/insights/droplet/disk_utilization_percent" }),
    ]);
  });

  it("never makes an alert for the whole account", async () => {
    const recording = await recordParts(build({ alarms }, nothing));
    expect(ofType(recording, ALERT)).toEqual([]);
  });

  it("asks for an address from outside, whatever its scheme", async () => {
    const uptime = {
      services: { url: pulumi.output("https://api.example.com/health") },
      site: { url: pulumi.output("http://203.0.113.5/") },
    };
    const { resources, value } = await resolveParts((...on) => toldOf(build({ uptime }, nothing)(...on)));
    expect(resolved(resources, CHECK, "monitoring-uptime-services").inputs).toMatchObject({
      target: "https://api.example.com/health",
      type: "https",
      regions: ["us_east", "eu_west"],
    });
    expect(resolved(resources, CHECK, "monitoring-uptime-site").inputs).toMatchObject({ type: "http" });
    expect(resolved(resources, CHECK_ALERT, "monitoring-uptime-services-alert").inputs).toMatchObject({
      checkId: "monitoring-uptime-services-id",
      type: "down_global",
      period: "2m",
      notifications: [{ emails: [email] }],
    });
    expect(value).toEqual({ watched: ["services", "site"], unwatched: {} });
  });

  it("says what nothing can watch, and why", async () => {
    const asked = {
      alarms: { ...alarms, databaseConnections: { above: 80 }, clientErrors: { above: 1 }, serverErrors: { above: 1 } },
      budgetUsd: [50],
    };
    const { value } = await resolveParts((...on) => toldOf(build(asked, nothing)(...on)));
    expect(value).toEqual({
      watched: [],
      unwatched: {
        cpu: "nothing that has it stands on DigitalOcean",
        memory: "nothing that has it stands on DigitalOcean",
        disk: "nothing that has it stands on DigitalOcean",
        databaseConnections: expect.stringContaining("not on connections"),
        clientErrors: expect.stringContaining("not which share"),
        serverErrors: expect.stringContaining("not which share"),
        budget: expect.stringContaining("control panel"),
      },
    });
  });

  it("says that alerts of App Platform are its own, beside what is watched", async () => {
    const compute = { provider: "digitalocean", shape: "containers", nodes: {} } as unknown as Compute;
    const parts = (...on: [Connections, Network]) => ({ ...backing(...on), compute });
    const beside = await resolveParts((...on) => toldOf(build({ alarms: { cpu: { above: 80 } } }, parts)(...on)));
    expect(beside.value).toEqual({
      watched: ["cpu"],
      unwatched: { "cpu of compute": expect.stringContaining("App Platform") },
    });
    const watch = build({ alarms: { cpu: { above: 80 } } }, shop({ shape: "containers", network: null }));
    const { value } = await resolveParts((...on) => toldOf(watch(...on)));
    expect(value).toEqual({ watched: [], unwatched: { cpu: expect.stringContaining("App Platform") } });
  });
});
