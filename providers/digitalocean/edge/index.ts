import * as pulumi from "@pulumi/pulumi";
import type { EdgeDriver } from "../../../components/edge";
import { bucketCdn, type BucketCdn } from "./cdn";

/** DigitalOcean's own resources behind an edge. */
export interface DigitaloceanEdgeNodes {
  readonly [key: string]: unknown;
  /** None where compute has made it. */
  readonly record: pulumi.Resource | undefined;
  /** By the app's names of the buckets. */
  readonly cdn: Readonly<Record<string, BucketCdn>>;
}

/**
 * The record of the hostname, and the CDN of Spaces before the buckets. Nothing of DigitalOcean's stands between browsers
 * and the origin: HTTPS and TLS 1.2 are the origin's own, which App Platform, a load balancer and the nginx of a machine all
 * have; the nginx also says the headers and holds the rate limits.
 */
export const edge = (): EdgeDriver => (context, args) => {
  const { hostname, origin, dns } = args;
  const { type, value, isNamed } = origin;
  const wanted = { name: hostname, type, value };
  if (isNamed === true) dns.answerThere(context.name, wanted);
  const record = isNamed === true ? undefined : dns.record(context.name, wanted);
  const cdn = bucketCdn(context, args);
  const nodes: DigitaloceanEdgeNodes = { record, cdn };
  return {
    outputs: {
      url: pulumi.output(`https://${hostname}`),
      cdnUrls: Object.fromEntries(
        Object.entries(args.cdn).map(([key, name]) => [key, pulumi.output(`https://${name}`)]),
      ),
    },
    nodes,
  };
};
