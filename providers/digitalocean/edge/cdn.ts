import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { Dns } from "../../../components/dns";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { zoneOf } from "../dns";
import type { DigitaloceanObjectStorageNodes } from "../object-storage";

/** What serves one bucket. */
export interface BucketCdn {
  readonly certificate: digitalocean.Certificate;
  readonly endpoint: digitalocean.Cdn;
}

const TTL_SECONDS = 3600;

function serve(
  context: DriverContext,
  dns: Dns,
  key: string,
  hostname: string,
  { buckets, region }: DigitaloceanObjectStorageNodes,
): BucketCdn {
  const bucket = buckets[key];
  if (bucket === undefined) throw new Error(`there is no bucket ${key} to serve`);
  const certificate = new digitalocean.Certificate(
    context.child(`cdn-${key}-certificate`),
    { type: "lets_encrypt", domains: [hostname] },
    context.options({ dependsOn: zoneOf(dns) }),
  );
  const record = dns.record(`cdn-${key}`, {
    name: hostname,
    type: "CNAME",
    value: pulumi.interpolate`${bucket.name}.${region}.cdn.digitaloceanspaces.com`,
  });
  const endpoint = new digitalocean.Cdn(
    context.child(`cdn-${key}`),
    {
      origin: bucket.bucketDomainName,
      customDomain: hostname,
      certificateName: certificate.name,
      ttl: TTL_SECONDS,
    },
    // DigitalOcean makes a record for the name by itself where there is none yet.
    context.options({ dependsOn: [record] }),
  );
  return { certificate, endpoint };
}

/**
 * The CDN of Spaces before each bucket that is to be served, under a name and a certificate of its own. The buckets stay
 * private: it answers for objects that a service has written with the ACL `public-read`, and for addresses that are signed
 * (https://docs.digitalocean.com/products/spaces/how-to/enable-cdn, read 2026-11-21).
 */
export function bucketCdn(
  context: DriverContext,
  { cdn, objectStorage, dns }: Pick<ResolvedEdgeArgs, "cdn" | "objectStorage" | "dns">,
): Record<string, BucketCdn> {
  const entries = Object.entries(cdn).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return {};
  if (objectStorage === undefined) throw new Error("buckets that are served must stand on DigitalOcean");
  const nodes = nodesOn<DigitaloceanObjectStorageNodes>("digitalocean", objectStorage);
  return Object.fromEntries(entries.map(([key, hostname]) => [key, serve(context, dns, key, hostname, nodes)]));
}
