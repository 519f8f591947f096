import type { BucketAccess, BucketArgs } from "../components/object-storage";
import type { LandfallConfig } from "./config/load";

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
