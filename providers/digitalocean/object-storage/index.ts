import * as digitalocean from "@pulumi/digitalocean";
import type { types } from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { BucketOutputs, ObjectStorageDriver, ResolvedBucketArgs } from "../../../components/object-storage";
import type { DigitaloceanCloud } from "../cloud";
import { accessKeys } from "./keys";
import type { Datacenter } from "../regions";
import { storeName } from "../../../components/core/store-name";
import { SPACE_NAME } from "../store-names";

/** DigitalOcean's own resources behind the buckets. */
export interface DigitaloceanObjectStorageNodes {
  readonly [key: string]: unknown;
  /** By the app's own names. */
  readonly buckets: Readonly<Record<string, digitalocean.SpacesBucket>>;
  readonly region: string;
}

/** Days that an upload may stay unfinished, and that an earlier version of an object is kept. */
const ABORT_UPLOAD_DAYS = 7;
const EARLIER_VERSION_DAYS = 30;

const CORS_SECONDS = 3600;

type Rule = types.input.SpacesBucketLifecycleRule;

/** Every data centre has Spaces but the older ones of New York, which share that of the newest (provider of 2026-08-06). */
export const spacesRegionOf = (datacenter: Datacenter): Exclude<Datacenter, "nyc1"> =>
  datacenter === "nyc1" ? "nyc3" : datacenter;

/** What the service tidies up by itself: unfinished uploads, earlier versions, and what the app lets expire. */
function lifecycleRules({ versioned, expireDays }: ResolvedBucketArgs): Rule[] {
  const tidy: Rule = {
    id: "tidy",
    enabled: true,
    abortIncompleteMultipartUploadDays: ABORT_UPLOAD_DAYS,
    ...(versioned ? { noncurrentVersionExpiration: { days: EARLIER_VERSION_DAYS } } : {}),
  };
  const expire = (days: number): Rule => ({ id: "expire", enabled: true, expiration: { days } });
  return expireDays === undefined ? [tidy] : [tidy, expire(expireDays)];
}

function buildBucket(
  context: DriverContext,
  region: string,
  key: string,
  args: ResolvedBucketArgs,
): digitalocean.SpacesBucket {
  const bucket = new digitalocean.SpacesBucket(
    context.child(key),
    {
      name: storeName(context, key, SPACE_NAME),
      region,
      acl: "private",
      versioning: { enabled: args.versioned },
      lifecycleRules: lifecycleRules(args),
      forceDestroy: false,
    },
    context.dataOptions({ ignoreChanges: ["name"] }),
  );
  if (args.corsOrigins.length > 0) {
    new digitalocean.SpacesBucketCorsConfiguration(
      context.child(`${key}-cors`),
      {
        bucket: bucket.name,
        region,
        corsRules: [
          {
            allowedOrigins: [...args.corsOrigins],
            allowedMethods: ["GET", "PUT", "POST", "DELETE", "HEAD"],
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag"],
            maxAgeSeconds: CORS_SECONDS,
          },
        ],
      },
      context.options(),
    );
  }
  return bucket;
}

/**
 * Private buckets of Spaces, encrypted by DigitalOcean's own keys, with versions and lifecycle rules, and one pair of keys
 * that opens exactly these buckets. Names of buckets are shared by all customers of a region, so that each gets digits of
 * its own; buckets carry no tags.
 *
 * No policy refuses requests without TLS: Spaces takes no policy on a bucket that is opened by keys of limited rights, and
 * these are worth more (https://docs.digitalocean.com/products/spaces/how-to/configure-bucket-policies, read 2026-11-21).
 * Clients are given an address with https.
 */
export const objectStorage =
  (cloud: DigitaloceanCloud): ObjectStorageDriver =>
  (context, args) => {
    if (args.access !== "keys") throw new Error("access by role is refused by the capabilities");
    const region = spacesRegionOf(cloud.datacenter);
    const endpoint = `https://${region}.digitaloceanspaces.com`;
    const entries = Object.entries(args.buckets).sort(([a], [b]) => (a < b ? -1 : 1));
    const buckets = Object.fromEntries(entries.map(([key, it]) => [key, buildBucket(context, region, key, it)]));
    const outputs = Object.entries(buckets).map(([key, { name, bucketDomainName }]): [string, BucketOutputs] => [
      key,
      {
        name,
        endpoint: pulumi.output(endpoint),
        region: pulumi.output<string>(region),
        url: pulumi.interpolate`https://${bucketDomainName}`,
      },
    ]);
    const nodes: DigitaloceanObjectStorageNodes = { buckets, region };
    return {
      outputs: {
        buckets: Object.fromEntries(outputs),
        keys: accessKeys(context, args.buckets, buckets),
        put: (context, { name, bucket, key, content }) =>
          new digitalocean.SpacesBucketObject(
            context.child(name),
            { region, bucket: buckets[bucket]!.name, key, content, acl: "private" },
            context.options(),
          ),
      },
      nodes,
    };
  };
