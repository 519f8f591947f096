import type { Catalog, Kind } from "../../components/catalog";
import { requiredComputeFeatures } from "../../components/compute";
import { requiredDatabaseFeatures, type DatabaseEngine } from "../../components/database";
import { requiredEdgeFeatures } from "../../components/edge";
import { requiredNetworkFeatures } from "../../components/network";
import { requiredObjectStorageFeatures } from "../../components/object-storage";
import { requiredStaticSiteFeatures } from "../../components/static-site";
import { shapeOn } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { bucketArgs, hostnames } from "../parts";

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

/** The features of each kind that the app and the topology ask for together. */
export function requiredFeatures(config: LandfallConfig): { readonly [K in Kind]?: readonly Catalog[K]["feature"][] } {
  const { app, topology } = config;
  const names = hostnames(config);
  const engine = chosenEngine(config);
  return {
    network: requiredNetworkFeatures({ nat: topology.network?.nat }),
    compute: requiredComputeFeatures({ ...topology.compute, hostname: names.services, services: app.services }),
    ...(topology.database === undefined || engine === undefined
      ? {}
      : { database: requiredDatabaseFeatures({ ...topology.database, engine }) }),
    "object-storage": requiredObjectStorageFeatures(bucketArgs(config)),
    "static-site":
      app.site === undefined
        ? []
        : requiredStaticSiteFeatures({ hostname: names.site, fallbackDocument: app.site.fallback }),
    edge: app.edge === undefined ? [] : requiredEdgeFeatures(app.edge),
  };
}
