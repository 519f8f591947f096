import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext, Nodes } from "../../../components/core/driver";
import type { BucketOutputs, ObjectStorageDriver, ResolvedBucketArgs } from "../../../components/object-storage";
import { accountOf, type CloudflareCloud } from "../cloud";
import { nameOf } from "../names";
import { bucketKeys } from "./keys";

/** Cloudflare's own resources behind the buckets. */
export interface CloudflareObjectStorageNodes extends Nodes {
  /** By the app's own names. */
  readonly buckets: Readonly<Record<string, cloudflare.R2Bucket>>;
}

const DAY_SECONDS = 86_400;
const CORS_SECONDS = 3600;

function buildBucket(cloud: CloudflareCloud, context: DriverContext, key: string, args: ResolvedBucketArgs) {
  const accountId = accountOf(cloud);
  const bucket = new cloudflare.R2Bucket(
    context.child(key),
    { accountId, name: nameOf(context, key), storageClass: "Standard" },
    // Another name would be another bucket, empty.
    context.dataOptions({ ignoreChanges: ["name"] }),
  );
  const target = { accountId, bucketName: bucket.name };
  // Else everybody may read it under a name of Cloudflare's.
  new cloudflare.R2ManagedDomain(context.child(`${key}-public`), { ...target, enabled: false }, context.options());
  const unfinished = {
    id: "abort-unfinished-uploads",
    enabled: true,
    conditions: { prefix: "" },
    abortMultipartUploadsTransition: { condition: { type: "Age", maxAge: DAY_SECONDS } },
  };
  const expiry = (days: number) => ({
    id: "expire",
    enabled: true,
    conditions: { prefix: "" },
    deleteObjectsTransition: { condition: { type: "Age", maxAge: days * DAY_SECONDS } },
  });
  new cloudflare.R2BucketLifecycle(
    context.child(`${key}-lifecycle`),
    { ...target, rules: [unfinished, ...(args.expireDays === undefined ? [] : [expiry(args.expireDays)])] },
    context.options(),
  );
  if (args.corsOrigins.length > 0) {
    const allowed = {
      origins: [...args.corsOrigins],
      methods: ["GET", "PUT", "POST", "DELETE", "HEAD"],
      headers: ["*"],
    };
    new cloudflare.R2BucketCors(
      context.child(`${key}-cors`),
      { ...target, rules: [{ allowed, exposeHeaders: ["ETag"], maxAgeSeconds: CORS_SECONDS }] },
      context.options(),
    );
  }
  if (args.retainDays !== undefined) {
    const condition = { type: "Age", maxAgeSeconds: args.retainDays * DAY_SECONDS };
    new cloudflare.R2BucketLock(
      context.child(`${key}-lock`),
      { ...target, rules: [{ id: "retain", enabled: true, prefix: "", condition }] },
      context.options(),
    );
  }
  return bucket;
}

/** R2: private buckets, reached by Workers through bindings called `BUCKET_<NAME>`, and by anybody else with keys. */
export const objectStorage =
  (cloud: CloudflareCloud): ObjectStorageDriver =>
  (context, args) => {
    const endpoint = `https://${accountOf(cloud)}.r2.cloudflarestorage.com`;
    const entries = Object.entries(args.buckets).sort(([a], [b]) => (a < b ? -1 : 1));
    const buckets = Object.fromEntries(entries.map(([key, it]) => [key, buildBucket(cloud, context, key, it)]));
    const outputs = Object.entries(buckets).map(([key, bucket]): [string, BucketOutputs] => [
      key,
      {
        name: bucket.name,
        endpoint: pulumi.output(endpoint),
        region: pulumi.output("auto"),
        url: pulumi.interpolate`${endpoint}/${bucket.name}`,
      },
    ]);
    return {
      outputs: {
        buckets: Object.fromEntries(outputs),
        keys: args.access === "keys" ? bucketKeys(cloud, context, args.buckets, buckets) : undefined,
      },
      nodes: { buckets } satisfies CloudflareObjectStorageNodes,
    };
  };
