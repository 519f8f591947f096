import type { Kind } from "../../components/catalog";
import { resolveCacheArgs } from "../../components/cache";
import { resolveAmounts, resolveServices, type ServiceArgs } from "../../components/compute";
import { resolveDatabaseArgs } from "../../components/database";
import { resolveRateLimits } from "../../components/edge";
import { resolveNetworkArgs } from "../../components/network";
import { resolveObjectStorageArgs } from "../../components/object-storage";
import { resolveQueueArgs } from "../../components/queue";
import type { Wanted } from "../../providers/wanted";
import type { LandfallConfig } from "../config/load";
import {
  bucketArgs,
  cacheArgs,
  cdnHostnames,
  databaseArgs,
  hostnames,
  identityOf,
  isReachedByAddress,
  networkArgs,
  queueArgs,
} from "../parts";
import { chosenCacheEngine, chosenEngine } from "./requirements";

function computeWanted(config: LandfallConfig): NonNullable<Wanted["compute"]> {
  const { size, instanceType, shape } = config.topology.compute;
  const services = Object.entries(config.app.services).map(([name, service]): [string, ServiceArgs] => [
    name,
    { ...service, environment: {} },
  ]);
  return {
    ...resolveAmounts(config.topology.compute),
    size,
    instanceType,
    hostname: hostnames(config).services,
    fixedEgress: isReachedByAddress(config),
    adminCidrs: config.adminCidrs,
    shape,
    provable: config.used.dns !== undefined,
    services: resolveServices(Object.fromEntries(services)),
  };
}

function edgeWanted(config: LandfallConfig): NonNullable<Wanted["edge"]> {
  const { app, topology } = config;
  if (app.edge === undefined) throw new Error(`the app ${app.name} has no edge`);
  return {
    ...app.edge,
    rateLimits: resolveRateLimits(app.edge.rateLimits),
    hostname: hostnames(config).services!,
    cdn: cdnHostnames(config),
    adminCidrs: config.adminCidrs,
    plan: topology.edge?.plan,
    approximate: topology.edge?.approximate === true,
    ...(topology.edge?.provider === topology.compute.provider ? { computeShape: topology.compute.shape } : {}),
  };
}

/** A site answers under the name that its provider gives it: no address could stand at the top of the zone in its place. */
function apexNames(config: LandfallConfig): NonNullable<Wanted["dns"]>["apexNames"] {
  const { used, providers } = config;
  const zone = providers[used.dns!.provider]?.settings["zone"];
  const { site } = hostnames(config);
  return site === undefined || site !== zone ? [] : [{ hostname: site, provider: used["static-site"]!.provider }];
}

/** What each kind of a stack asks of its provider; a kind that nothing can be said of is left out. */
const WANTED: { readonly [K in Kind & keyof Wanted]: (config: LandfallConfig) => Wanted[K] } = {
  network: (config) => resolveNetworkArgs(networkArgs(config)),
  compute: computeWanted,
  database: (config) => {
    const engine = chosenEngine(config);
    if (engine === undefined) return undefined;
    return { ...resolveDatabaseArgs(databaseArgs(config, engine)), shape: config.topology.database!.shape };
  },
  cache: (config) => {
    const engine = chosenCacheEngine(config);
    if (engine === undefined) return undefined;
    return { ...resolveCacheArgs(cacheArgs(config, engine)), shape: config.topology.cache!.shape };
  },
  queue: (config) => ({ ...resolveQueueArgs(queueArgs(config)), shape: config.topology.queue!.shape }),
  "object-storage": (config) => ({
    buckets: resolveObjectStorageArgs({ stack: identityOf(config), buckets: bucketArgs(config), access: "keys" })
      .buckets,
  }),
  dns: (config) => ({ apexNames: apexNames(config) }),
  edge: edgeWanted,
  "static-site": (config) => ({
    fallbackDocument: config.app.site?.fallback,
    hostname: hostnames(config).site,
    provable: config.used.dns !== undefined,
  }),
};

/** The kinds that something can be said of before anything exists. */
export type WantedKind = keyof typeof WANTED;

export const wantedKinds = Object.keys(WANTED) as readonly WantedKind[];

/** What a stack asks of a kind that it uses, in plain values; undefined where nothing can be said. */
export const wantedOf = <K extends WantedKind>(config: LandfallConfig, kind: K): Wanted[K] =>
  config.used[kind] === undefined ? undefined : WANTED[kind](config);
