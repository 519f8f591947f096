import { text } from "../properties";
import { BIRTHDAY, type Blueprint, type Blueprints } from "./blueprint";

/** What is set on a bucket is known by the bucket. */
const ofBucket: Blueprint = { id: (it) => text(it.inputs.bucketName), outputs: () => ({ jurisdiction: "default" }) };

/** Buckets, and the keys to them. */
export const cloudflareStorage: Blueprints = {
  "cloudflare:index/r2Bucket:R2Bucket": {
    id: (it) => text(it.inputs.name),
    outputs: (it) => ({
      creationDate: BIRTHDAY,
      jurisdiction: "default",
      location: text(it.inputs.location, "ENAM"),
      storageClass: text(it.inputs.storageClass, "Standard"),
    }),
  },
  "cloudflare:index/r2BucketCors:R2BucketCors": ofBucket,
  "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle": ofBucket,
  "cloudflare:index/r2BucketLock:R2BucketLock": ofBucket,
  "cloudflare:index/r2CustomDomain:R2CustomDomain": {
    id: (it) => text(it.inputs.domain),
    outputs: () => ({ jurisdiction: "default", status: { ownership: "pending", ssl: "initializing" } }),
  },
  "cloudflare:index/r2ManagedDomain:R2ManagedDomain": {
    id: (it) => text(it.inputs.bucketName),
    outputs: (it) => ({
      bucketId: it.identity.hex(32),
      domain: `pub-${it.identity.hex(32)}.r2.dev`,
      jurisdiction: "default",
    }),
  },
  "cloudflare:index/accountToken:AccountToken": {
    id: (it) => it.identity.hex(32),
    outputs: (it) => ({
      issuedOn: BIRTHDAY,
      modifiedOn: BIRTHDAY,
      status: "active",
      value: it.identity.token(40, "value"),
    }),
  },
};
