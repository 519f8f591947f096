import type { StackIdentity } from "../components/core/component";
import type { DatabaseArgs, DatabaseEngine } from "../components/database";
import type { CacheArgs, CacheEngine } from "../components/cache";
import type { Exposure } from "../components/core/exposure";
import type { NetworkArgs } from "../components/network";
import type { BucketAccess, BucketArgs } from "../components/object-storage";
import type { QueueArgs } from "../components/queue";
import { shapeOn } from "../providers/registry";
import type { App } from "./config/app";
import type { LandfallConfig } from "./config/load";

/** Kinds that services reach over the network. */
export type Backing = "database" | "cache" | "queue";

/** Where a backing part is reached from: what stands on another provider than compute can only be on the internet. */
export function exposureOf({ used, topology }: LandfallConfig, kind: Backing): Exposure {
  const provider = used[kind]?.provider;
  return provider === undefined || provider === topology.compute.provider ? "private" : "public";
}

/** Whether anything lets the services in by their addresses. */
export const isReachedByAddress = (config: LandfallConfig): boolean =>
  (["database", "cache", "queue"] as const).some((kind) => exposureOf(config, kind) === "public");

/** Whether a part stands on the machine of the services. */
export const isColocated = ({ used }: LandfallConfig, kind: "database" | "cache"): boolean =>
  used[kind]?.shape === "colocated";

/** What every component is told of the stack. */
export const identityOf = ({ app, topology, stack, dataProtection, released }: LandfallConfig): StackIdentity => ({
  app: app.name,
  topology: topology.name,
  stack,
  dataProtection,
  released,
});

/** The network as the component takes it. */
export function networkArgs(config: LandfallConfig): NetworkArgs {
  const { cidr, zones, nat } = config.topology.network ?? {};
  return { stack: identityOf(config), cidr, zones, nat };
}

/** The database as the component takes it, its place in the network and its password aside. */
export function databaseArgs(config: LandfallConfig, engine: DatabaseEngine): DatabaseArgs {
  const { app, topology } = config;
  if (topology.database === undefined) throw new Error(`the topology ${topology.name} has no database`);
  const { provider: _provider, shape: _shape, ...part } = topology.database;
  return {
    ...part,
    exposure: exposureOf(config, "database"),
    stack: identityOf(config),
    engine,
    version: part.version ?? app.database?.engines[engine]?.version,
    databaseName: app.database?.name ?? app.name.replaceAll("-", "_"),
  };
}

/** The cache as the component takes it, its place in the network aside. */
export function cacheArgs(config: LandfallConfig, engine: CacheEngine): CacheArgs {
  const { app, topology } = config;
  if (topology.cache === undefined) throw new Error(`the topology ${topology.name} has no cache`);
  const { version, size, instanceType, highAvailability } = topology.cache;
  return {
    stack: identityOf(config),
    engine,
    version,
    size,
    instanceType,
    highAvailability,
    persistent: app.cache?.persistent,
    evictionPolicy: app.cache?.evictionPolicy,
    exposure: exposureOf(config, "cache"),
  };
}

/** The queue as the component takes it, its place in the network aside. */
export function queueArgs(config: LandfallConfig): QueueArgs {
  const { app, topology } = config;
  if (topology.queue === undefined) throw new Error(`the topology ${topology.name} has no queue`);
  const { size, instanceType, brokers, storageGiB } = topology.queue;
  const zones = topology.network?.provider === topology.queue.provider ? topology.network.zones : undefined;
  return {
    stack: identityOf(config),
    topics: app.queue?.topics ?? {},
    size,
    instanceType,
    // A cluster stands evenly in the zones that its network has.
    brokers: brokers ?? zones,
    storageGiB,
    exposure: exposureOf(config, "queue"),
  };
}

/** Names of buckets that are served near the browser: below the domain, one label deep, as certificates cover it. */
export function cdnHostnames({ app, domain, used }: LandfallConfig): Record<string, string> {
  if (domain === undefined || used.edge?.provider !== used["object-storage"]?.provider || used.edge === undefined)
    return {};
  if (shapeOn(used.edge.provider, "edge", used.edge.shape)?.features.bucketCdn !== true) return {};
  const buckets = Object.entries(app.buckets).filter(([, { cdn }]) => cdn);
  return Object.fromEntries(buckets.map(([name]) => [name, `${name}-cdn.${domain}`]));
}

/** The names that the site and the services answer under; undefined without a domain. */
export function hostnames({ app, domain }: LandfallConfig): { site: string | undefined; services: string | undefined } {
  const below = (label: string) => (domain === undefined ? undefined : label === "@" ? domain : `${label}.${domain}`);
  return {
    site: app.site === undefined ? undefined : below(app.subdomains.site),
    services: below(app.subdomains.services),
  };
}

/** The most that any service may do with a bucket. */
function widestAccess({ app }: LandfallConfig, bucket: string): BucketAccess | undefined {
  const granted = Object.values(app.services).flatMap((service) => service.buckets[bucket] ?? []);
  return granted.includes("read-write") ? "read-write" : granted[0];
}

type Bucket = App["buckets"][string];

/** Whether what is written stays there, for nobody but the app. */
const isLasting = ({ cdn, expireDays, retainDays }: Bucket): boolean =>
  !cdn && expireDays === undefined && retainDays === undefined;

/** The first bucket of a kind, where the services run on a machine that stands alone. */
function machineBucket({ app, topology, used }: LandfallConfig, fits: (bucket: Bucket) => boolean): string | undefined {
  if (topology.compute.shape !== "vm" || used["object-storage"] === undefined) return undefined;
  return Object.entries(app.buckets).find(([, bucket]) => fits(bucket))?.[0];
}

/**
 * The bucket that a machine with the database on it keeps backups in: the one that the app says is for that, else the first
 * that is private and from which nothing expires. Undefined where the app has none, or no machine has anything to keep.
 */
export function archiveBucket(config: LandfallConfig): string | undefined {
  const hasDatabase = isColocated(config, "database") && Object.values(config.app.services).some((it) => it.database);
  if (!hasDatabase) return undefined;
  return machineBucket(config, ({ backups }) => backups) ?? machineBucket(config, isLasting);
}

/** The bucket that a machine may find its release in; from others it could expire, or could not be replaced there. */
export const releaseBucket = (config: LandfallConfig): string | undefined => machineBucket(config, isLasting);

/** The app's buckets as the component takes them. */
export function bucketArgs(config: LandfallConfig): Record<string, BucketArgs> {
  const { site } = hostnames(config);
  const archive = archiveBucket(config);
  const releases = releaseBucket(config);
  const accessTo = (name: string): BucketAccess | undefined =>
    name === archive ? "read-write" : (widestAccess(config, name) ?? (name === releases ? "read" : undefined));
  const buckets = Object.entries(config.app.buckets).map(([name, bucket]) => {
    const { versioned, expireDays, retainDays, corsFromSite } = bucket;
    const corsOrigins = corsFromSite && site !== undefined ? [`https://${site}`] : [];
    return [name, { versioned, expireDays, retainDays, corsOrigins, access: accessTo(name) }] as const;
  });
  return Object.fromEntries(buckets);
}
