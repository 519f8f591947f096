import type { Catalog, Kind } from "../../components/catalog";
import { requiredCacheFeatures, type CacheEngine } from "../../components/cache";
import { requiredComputeFeatures } from "../../components/compute";
import { requiredDatabaseFeatures, type DatabaseEngine } from "../../components/database";
import { requiredEdgeFeatures } from "../../components/edge";
import { requiredNetworkFeatures } from "../../components/network";
import { requiredObjectStorageFeatures } from "../../components/object-storage";
import { requiredQueueFeatures } from "../../components/queue";
import { requiredStaticSiteFeatures } from "../../components/static-site";
import { shapeOn } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import {
  bucketArgs,
  cacheArgs,
  cdnHostnames,
  exposureOf,
  hostnames,
  isColocated,
  isReachedByAddress,
  queueArgs,
} from "../parts";

/** The engines that an app works with, the preferred one first. */
export const appEngines = (config: LandfallConfig): DatabaseEngine[] =>
  Object.keys(config.app.database?.engines ?? {}) as DatabaseEngine[];

/**
 * The engine that the database is built with: the topology's, else the first that both the app and the provider know.
 *
 * @returns undefined when the two have none in common.
 */
export function chosenEngine(config: LandfallConfig): DatabaseEngine | undefined {
  const part = config.topology.database;
  if (part === undefined) return undefined;
  const wanted =
    part.engine === undefined ? appEngines(config) : [part.engine].filter((it) => appEngines(config).includes(it));
  const features = shapeOn(part.provider, "database", part.shape)?.features;
  return wanted.find((engine) => features?.[engine] === true);
}

/** The engine that the cache is built with: the topology's, else the first that both the app and the provider know. */
export function chosenCacheEngine({ app, topology, used }: LandfallConfig): CacheEngine | undefined {
  const part = used.cache;
  const features = part === undefined ? undefined : shapeOn(part.provider, "cache", part.shape)?.features;
  const wanted = (app.cache?.engines ?? []).filter((it) => (topology.cache?.engine ?? it) === it);
  return wanted.find((engine) => features?.[engine] === true);
}

function databaseFeatures(config: LandfallConfig): readonly Catalog["database"]["feature"][] {
  const { topology } = config;
  const engine = chosenEngine(config);
  if (topology.database === undefined || engine === undefined) return [];
  const exposure = exposureOf(config, "database");
  const features = requiredDatabaseFeatures({ ...topology.database, engine, exposure });
  return topology.standby === undefined ? features : [...features, "crossRegionReplica"];
}

function storageFeatures(config: LandfallConfig): readonly Catalog["object-storage"]["feature"][] {
  const { used, topology } = config;
  const apart = used["object-storage"]?.provider !== topology.compute.provider;
  const features = requiredObjectStorageFeatures(bucketArgs(config));
  return apart ? [...features, "accessByKeys"] : features;
}

/** The features of each kind that the app and the topology ask for together. */
export function requiredFeatures(config: LandfallConfig): { readonly [K in Kind]?: readonly Catalog[K]["feature"][] } {
  const { app, topology } = config;
  const names = hostnames(config);
  const cacheEngine = chosenCacheEngine(config);
  return {
    network: requiredNetworkFeatures({ nat: topology.network?.nat }),
    compute: requiredComputeFeatures({
      ...topology.compute,
      hostname: names.services,
      services: app.services,
      fixedEgress: isReachedByAddress(config),
      colocates: isColocated(config, "database") || isColocated(config, "cache"),
      hasNetwork: topology.network !== undefined,
      mutualTls: config.used.edge !== undefined && topology.edge?.originProtection === "mutual-tls",
    }),
    database: databaseFeatures(config),
    cache: cacheEngine === undefined ? [] : requiredCacheFeatures(cacheArgs(config, cacheEngine)),
    queue: config.used.queue === undefined ? [] : requiredQueueFeatures(queueArgs(config)),
    "object-storage": storageFeatures(config),
    dns: topology.standby === undefined ? [] : ["failover"],
    "static-site":
      app.site === undefined
        ? []
        : requiredStaticSiteFeatures({ hostname: names.site, fallbackDocument: app.site.fallback }),
    edge:
      app.edge === undefined
        ? []
        : requiredEdgeFeatures({
            ...app.edge,
            cdn: cdnHostnames(config),
            approximate: topology.edge?.approximate,
            originProtection: topology.edge?.originProtection,
            foreignOrigin: topology.edge?.provider !== topology.compute.provider,
          }),
  };
}
