import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import type { BucketOutputs, ObjectStorageDriver, ResolvedBucketArgs } from "../../components/object-storage";
import { serviceDomain, type AwsCloud } from "./cloud";
import { accessKeys } from "./object-storage-access";
import { privateBucket } from "./private-bucket";

/** What other drivers of AWS read of the object storage: the buckets by the app's own names. */
export type AwsObjectStorageNodes = { readonly buckets: Readonly<Record<string, s3.Bucket>> };

const CORS_MAX_AGE_SECONDS = 3600;

function buildBucket(context: DriverContext, name: string, args: ResolvedBucketArgs): s3.Bucket {
  const { bucket } = privateBucket(context, name, {
    versioned: args.versioned,
    expireDays: args.expireDays,
    retainDays: args.retainDays,
    encryption: "aws:kms",
    options: context.dataOptions(),
  });
  if (args.corsOrigins.length > 0) {
    new s3.BucketCorsConfiguration(
      context.child(name),
      {
        bucket: bucket.id,
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
  return bucket;
}

/**
 * Private S3 buckets. Who reads and writes objects is not logged: server access logs would need a bucket of their own
 * beside every app's.
 */
export const objectStorage =
  (cloud: AwsCloud): ObjectStorageDriver =>
  (context, args) => {
    const entries = Object.entries(args.buckets).map(
      ([name, bucket]) => [name, buildBucket(context, name, bucket)] as const,
    );
    const host = `s3.${cloud.region}.${serviceDomain(cloud.region)}`;
    const outputs = entries.map(([name, bucket]): [string, BucketOutputs] => [
      name,
      {
        name: bucket.bucket,
        endpoint: pulumi.output(`https://${host}`),
        region: pulumi.output(cloud.region),
        url: pulumi.interpolate`https://${bucket.bucket}.${host}`,
      },
    ]);
    const buckets: Record<string, s3.Bucket> = Object.fromEntries(entries);
    const nodes: AwsObjectStorageNodes = { buckets };
    const keys = args.access === "keys" ? accessKeys(context, buckets, args.buckets) : undefined;
    return { outputs: { buckets: Object.fromEntries(outputs), keys }, nodes };
  };
