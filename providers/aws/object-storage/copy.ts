import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedBucketArgs } from "../../../components/object-storage";
import { allow, serviceRole, type Statement } from "../policy";
import { privateBucket, type PrivateBucket } from "../private-bucket";

/** A bucket and the one in another region that its objects are copied to. */
interface CopiedBucket {
  readonly name: string;
  readonly source: PrivateBucket;
  readonly copy: PrivateBucket;
}

/** What S3 does to copy, on these buckets alone; https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function copyStatements(copied: readonly CopiedBucket[]): readonly Statement[] {
  const sources = copied.map(({ source }) => source.bucket.arn);
  const objects = (arns: readonly pulumi.Output<string>[]) => arns.map((arn) => pulumi.interpolate`${arn}/*`);
  return [
    {
      Sid: "SeeSources",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: sources,
    },
    {
      Sid: "ReadSources",
      Effect: "Allow",
      Action: [
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
      ],
      Resource: objects(sources),
    },
    {
      Sid: "WriteCopies",
      Effect: "Allow",
      Action: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: objects(copied.map(({ copy }) => copy.bucket.arn)),
    },
  ];
}

function copyOf(context: DriverContext, name: string, args: ResolvedBucketArgs, region: string): PrivateBucket {
  return privateBucket(context, `${name}-copy`, {
    versioned: true,
    expireDays: args.expireDays,
    retainDays: args.retainDays,
    encryption: "AES256",
    region,
    holdsData: true,
    options: context.dataOptions(),
  });
}

/**
 * Copies what is written to the buckets, and the marks of what is deleted, to buckets in another region. What was there
 * before is not copied: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
 *
 * Both sides are encrypted with S3's key: objects under a key of KMS are copied under a key of the other region only, which
 * has to be one's own and costs by the month.
 */
export function copyBuckets(
  context: DriverContext,
  sources: Readonly<Record<string, PrivateBucket>>,
  buckets: Readonly<Record<string, ResolvedBucketArgs>>,
  region: string,
): void {
  const copied = Object.entries(sources).map(([name, source]): CopiedBucket => {
    return { name, source, copy: copyOf(context, name, buckets[name]!, region) };
  });
  if (copied.length === 0) return;
  const role = serviceRole(context, "copies", `Copies the buckets to ${region}`, "s3.amazonaws.com");
  const rights = allow(context, "copies", role, copyStatements(copied));
  for (const { name, source, copy } of copied) {
    new s3.BucketReplicationConfig(
      context.child(name),
      {
        bucket: source.bucket.id,
        role: role.arn,
        rules: [
          {
            id: "everything",
            status: "Enabled",
            priority: 1,
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Enabled" },
            destination: { bucket: copy.bucket.arn },
          },
        ],
      },
      context.options({
        retainOnDelete: context.stack.dataProtection,
        dependsOn: [source.versioning, copy.versioning, rights],
      }),
    );
  }
}
