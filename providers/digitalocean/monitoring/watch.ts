import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { AlarmMetric, ResolvedMonitoringArgs } from "../../../components/monitoring";
import type { DigitaloceanClusterNodes } from "../database/access";

/** What an alert is about: so many things by their ids, or every Droplet of a tag. Neither would mean the whole account. */
export type Target =
  { readonly entities: readonly pulumi.Output<string>[] } | { readonly tags: readonly pulumi.Output<string>[] };

/** One alert policy of DigitalOcean's. */
export interface Watch {
  /** Tells it apart from others of the same metric; part of its logical name. */
  readonly part: string;
  /** https://docs.digitalocean.com/reference/api/reference/monitoring (read 2026-11-21) */
  readonly type: string;
  readonly target: Target;
}

type Parts = Pick<ResolvedMonitoringArgs, "compute" | "database" | "cache">;
type Share = "cpu" | "memory" | "disk";

const DROPLET: Readonly<Record<Share, string>> = {
  cpu: "v1/insights/droplet/cpu",
  memory: "v1/insights/droplet/memory_utilization_percent",
  disk: "v1/insights/droplet/disk_utilization_percent",
};
const CLUSTER: Readonly<Record<Share, string>> = {
  cpu: "v1/dbaas/alerts/cpu_alerts",
  memory: "v1/dbaas/alerts/memory_utilization_alerts",
  disk: "v1/dbaas/alerts/disk_utilization_alerts",
};

/** Nodes of compute as far as they are watched; every shape of it has some of them. */
interface ComputeParts {
  readonly droplets?: Readonly<Record<string, pulumi.CustomResource>>;
  /** The tag of machines that are alike. */
  readonly members?: { readonly name: pulumi.Output<string> };
  /** A Kubernetes cluster, whose id is in a tag of its machines. */
  readonly cluster?: pulumi.CustomResource;
}

/** Machines one by one where they are known, and by their tag where they come and go. */
function machinesOf({ droplets = {}, members, cluster }: ComputeParts): Record<string, Target> {
  const names = Object.keys(droplets).sort();
  const alone = names.filter((name) => members === undefined || !name.startsWith("member-"));
  const entities = alone.map((name) => droplets[name]!.id);
  return {
    ...(entities.length === 0 ? {} : { machines: { entities } }),
    ...(members === undefined ? {} : { members: { tags: [members.name] } }),
    ...(cluster === undefined ? {} : { nodes: { tags: [pulumi.interpolate`k8s:${cluster.id}`] } }),
  };
}

/** A managed cluster; what runs beside the services is watched with its machine. */
function clusterOf(part: Parts["database"] | Parts["cache"]): Target | undefined {
  if (part?.provider !== "digitalocean") return undefined;
  const { cluster } = nodesOn<Partial<DigitaloceanClusterNodes>>("digitalocean", part);
  return cluster === undefined ? undefined : { entities: [cluster.id] };
}

/** Valkey holds its data in memory, and whether its disk fills is DigitalOcean's own matter. */
function sharesOf(metric: Share, { compute, database, cache }: Parts): Watch[] {
  const machines = compute?.provider === "digitalocean" ? machinesOf(compute.nodes) : {};
  const clusters = { database: clusterOf(database), cache: metric === "disk" ? undefined : clusterOf(cache) };
  return [
    ...Object.entries(machines).map(([part, target]): Watch => ({ part, type: DROPLET[metric], target })),
    ...Object.entries(clusters).flatMap(([part, target]): Watch[] =>
      target === undefined ? [] : [{ part, type: CLUSTER[metric], target }],
    ),
  ];
}

const APP_PLATFORM =
  "alerts of App Platform are part of an app's own specification and are told to the account, to no address";
const NOTHING = "nothing that has it stands on DigitalOcean";
const CONNECTIONS = "alerts of managed databases are on CPU, memory, disk and load, not on connections";
const ERRORS =
  "load balancers tell by how much errors have grown in five minutes, not which share of the requests they are";

/** The alerts of a metric, and the fact that explains what is left out. */
export interface Watched {
  readonly watches: readonly Watch[];
  readonly gap?: string;
}

/** What is watched of a metric. */
export function watchedOf(metric: AlarmMetric, parts: Parts): Watched {
  switch (metric) {
    case "cpu":
    case "memory":
    case "disk": {
      const watches = sharesOf(metric, parts);
      const { compute } = parts;
      if (compute?.provider === "digitalocean" && compute.shape === "containers") return { watches, gap: APP_PLATFORM };
      return watches.length > 0 ? { watches } : { watches, gap: NOTHING };
    }
    case "databaseConnections":
      return { watches: [], gap: CONNECTIONS };
    case "clientErrors":
    case "serverErrors":
      return { watches: [], gap: ERRORS };
  }
}
