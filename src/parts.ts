import type { StackIdentity } from "../components/core/component";
import type { DatabaseArgs, DatabaseEngine } from "../components/database";
import type { NetworkArgs } from "../components/network";
import type { BucketAccess, BucketArgs } from "../components/object-storage";
import type { LandfallConfig } from "./config/load";

/** What every component is told of the stack. */
export const identityOf = ({ app, topology, stack, dataProtection }: LandfallConfig): StackIdentity => ({
  app: app.name,
  topology: topology.name,
  stack,
  dataProtection,
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
    stack: identityOf(config),
    engine,
    version: part.version ?? app.database?.engines[engine]?.version,
    databaseName: app.database?.name ?? app.name.replaceAll("-", "_"),
  };
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

/** The app's buckets as the component takes them. */
export function bucketArgs(config: LandfallConfig): Record<string, BucketArgs> {
  const { site } = hostnames(config);
  const buckets = Object.entries(config.app.buckets).map(([name, bucket]) => {
    const { versioned, expireDays, retainDays, corsFromSite } = bucket;
    const corsOrigins = corsFromSite && site !== undefined ? [`https://${site}`] : [];
    return [name, { versioned, expireDays, retainDays, corsOrigins, access: widestAccess(config, name) }] as const;
  });
  return Object.fromEntries(buckets);
}
