import type * as pulumi from "@pulumi/pulumi";
import type { Compute } from "../../components/compute";
import { ALERTS_PATH } from "../../components/host/alerts";
import { Monitoring, type MonitoringArgs, type UptimeArgs } from "../../components/monitoring";
import type { LandfallConfig } from "../config/load";
import type { Backing } from "./backing";
import type { Site } from "./site";

/** The name of the check that asks the machine of the services for its alerts. */
const MACHINE = "machine";

const isBelow = (path: string, prefix: string): boolean => `${path}/`.startsWith(`${prefix.replace(/\/+$/, "")}/`);

/** Why nobody can ask the machine of the services for its alerts from outside; undefined where somebody can. */
function unaskable({ app, topology, used }: LandfallConfig): string | undefined {
  const { shape, count = 1, maxCount = count } = topology.compute;
  if (shape === "vm-group" && maxCount > 1) return "which of the machines answers is the load balancer's choice";
  if (topology.monitoring?.machineAlerts === false) return "the topology sets monitoring.machineAlerts to false";
  const closed = Object.entries(app.edge?.access ?? {}).find(([, { path }]) => isBelow(ALERTS_PATH, path));
  if (used.edge === undefined || closed === undefined) return undefined;
  return `the access rule ${closed[0]} lets nobody ask ${ALERTS_PATH}`;
}

type Watching = Required<Pick<MonitoringArgs, "uptime" | "unwatchable">>;

/** Failed backups and restarts of services, told where services run on machines; each cloud's own services tell theirs. */
function machineAlerts({ config }: Site, servicesUrl: pulumi.Output<string>): Watching {
  const { app, topology } = config;
  if (topology.compute.shape !== "vm" && topology.compute.shape !== "vm-group") return { uptime: {}, unwatchable: {} };
  const alone = Object.entries(app.services).filter(([, { machine, health }]) => machine === "own" && health);
  const unwatchable = Object.fromEntries(
    alone.map(([name]) => [`restarts of ${name}`, "it stands on a machine of its own, which nobody asks from outside"]),
  );
  const reason = unaskable(config);
  if (reason !== undefined) return { uptime: {}, unwatchable: { [MACHINE]: reason, ...unwatchable } };
  const check: UptimeArgs = {
    url: servicesUrl.apply((url) => `${url}${ALERTS_PATH}`),
    intervalSeconds: app.monitoring?.uptime?.intervalSeconds,
    failure: "has a backup that failed or has restarted a service, or does not answer",
  };
  return { uptime: { [MACHINE]: check }, unwatchable };
}

/** Whether the services answer, asked from outside. */
function servicesUptime({ config: { app } }: Site, servicesUrl: pulumi.Output<string>): Watching["uptime"] {
  const uptime = app.monitoring?.uptime;
  if (uptime === undefined) return {};
  const url = servicesUrl.apply((known) => `${known}${uptime.path}`);
  return { services: { url, intervalSeconds: uptime.intervalSeconds } };
}

/** Alarms on what stands on the provider that watches, uptime checks of what is reached from outside, and the bill. */
export function buildMonitoring(
  site: Site,
  compute: Compute,
  { database, cache }: Backing,
  servicesUrl: pulumi.Output<string>,
): Monitoring | undefined {
  const placement = site.place("monitoring");
  const { app, topology, email } = site.config;
  if (placement === undefined || email === undefined) return undefined;
  const here = <C extends { readonly provider: string }>(part: C | undefined) =>
    part?.provider === placement.provider ? part : undefined;
  const machine = machineAlerts(site, servicesUrl);
  return new Monitoring(
    "monitoring",
    {
      stack: site.stack,
      alarms: app.monitoring?.alarms ?? {},
      uptime: { ...servicesUptime(site, servicesUrl), ...machine.uptime },
      unwatchable: machine.unwatchable,
      budgetUsd: topology.monitoring?.budgetUsd,
      email,
      compute: here(compute),
      database: here(database),
      cache: here(cache),
    },
    placement,
  );
}
