import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type {
  BucketOutputs,
  ObjectStorageDriver,
  PutObject,
  ResolvedBucketArgs,
} from "../../../components/object-storage";
import type { BucketReaders } from "../bucket-readers";
import { serviceDomain, type AwsCloud } from "../cloud";
import { accessKeys } from "./access";
import { copyBuckets } from "./copy";
import { privateBucket, type PrivateBucket } from "../private-bucket";

/** What other drivers of AWS read of the object storage, by the app's own names of the buckets. */
export type AwsObjectStorageNodes = {
  readonly buckets: Readonly<Record<string, s3.Bucket>>;
  /** Where services of AWS that read a bucket say so. */
  readonly readers: Readonly<Record<string, BucketReaders>>;
};

const CORS_MAX_AGE_SECONDS = 3600;

function buildBucket(context: DriverContext, name: string, args: ResolvedBucketArgs, copied: boolean): PrivateBucket {
  const built = privateBucket(context, name, {
    // S3 copies versions, so a bucket that is copied has them.
    versioned: args.versioned || copied,
    expireDays: args.expireDays,
    retainDays: args.retainDays,
    // The account's own S3 key, whose use is in its logs and which costs nothing by the month; see `copyBuckets`.
    encryption: copied ? "AES256" : "aws:kms",
    holdsData: true,
    options: context.dataOptions(),
  });
  if (args.corsOrigins.length > 0) {
    new s3.BucketCorsConfiguration(
      context.child(name),
      {
        bucket: built.bucket.id,
        corsRules: [
          {
            allowedOrigins: [...args.corsOrigins],
            allowedMethods: ["GET", "HEAD", "PUT", "POST"],
            allowedHeaders: ["*"],
            exposeHeaders: ["ETag"],
            maxAgeSeconds: CORS_MAX_AGE_SECONDS,
          },
        ],
      },
      context.options(),
    );
  }
  return built;
}

/**
 * Private S3 buckets. Who reads and writes objects is not logged: server access logs would need a bucket of their own
 * beside every app's. Where the stack names a region that stands by, what is written is copied there.
 */
export const objectStorage =
  (cloud: AwsCloud): ObjectStorageDriver =>
  (context, args) => {
    const copyRegion = cloud.settings.standbyRegion;
    const entries = Object.entries(args.buckets).map(
      ([name, bucket]) => [name, buildBucket(context, name, bucket, copyRegion !== undefined)] as const,
    );
    if (copyRegion !== undefined) copyBuckets(context, Object.fromEntries(entries), args.buckets, copyRegion);
    const host = `s3.${cloud.region}.${serviceDomain(cloud.region)}`;
    const outputs = entries.map(([name, { bucket }]): [string, BucketOutputs] => [
      name,
      {
        name: bucket.bucket,
        endpoint: pulumi.output(`https://${host}`),
        region: pulumi.output(cloud.region),
        url: pulumi.interpolate`https://${bucket.bucket}.${host}`,
      },
    ]);
    const buckets = Object.fromEntries(entries.map(([name, { bucket }]) => [name, bucket]));
    const readers = Object.fromEntries(entries.map(([name, built]) => [name, built.readers]));
    const nodes: AwsObjectStorageNodes = { buckets, readers };
    const keys = args.access === "keys" ? accessKeys(context, buckets, args.buckets) : undefined;
    const put: PutObject = (context, { name, bucket, key, content }) =>
      new s3.BucketObjectv2(context.child(name), { bucket: buckets[bucket]!.bucket, key, content }, context.options());
    return { outputs: { buckets: Object.fromEntries(outputs), keys, put }, nodes };
  };
