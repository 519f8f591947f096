import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import { BucketReaders } from "./bucket-readers";
import { policyDocument, type Statement } from "./policy";
import { storeName } from "../../components/core/store-name";
import { BUCKET_NAME } from "./store-names";

/** Days after which the parts of an upload that was never finished are thrown away. */
const ABANDONED_UPLOAD_DAYS = 7;

/** Days that an earlier version of an object is kept once there is a newer one. */
const EARLIER_VERSION_DAYS = 30;

/** The oldest TLS that a bucket answers to. */
const OLDEST_TLS = "1.2";

export interface PrivateBucketArgs {
  readonly versioned: boolean;
  /** Days after which an object is deleted. @default - never */
  readonly expireDays?: number;
  /** Days during which an object cannot be deleted. @default - none */
  readonly retainDays?: number;
  /** The account's own S3 key, or S3's, which is the only one that some services of AWS can write with. */
  readonly encryption: "aws:kms" | "AES256";
  /** @default - the provider's */
  readonly region?: string;
  /**
   * Whether it holds data, and so keeps the name that it is asked for with: a second create is refused.
   *
   * @default false
   */
  readonly holdsData?: boolean;
  /** Options of the bucket itself. */
  readonly options: pulumi.CustomResourceOptions;
  /** Whether the bucket may be deleted with objects in it. @default false */
  readonly forceDestroy?: boolean;
  /** Who besides this account's roles is let in. @default - nobody */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly Statement[];
}

/** A bucket with everything that keeps it private. */
export interface PrivateBucket {
  readonly bucket: s3.Bucket;
  /** Services of AWS that are let in after the bucket was made. */
  readonly readers: BucketReaders;
  readonly policy: s3.BucketPolicy;
  readonly versioning: s3.BucketVersioning;
}

/** Refuses requests that are not encrypted, or by a TLS that is too old. */
export function encryptedOnly(bucketArn: pulumi.Input<string>): readonly Statement[] {
  const everything = { Action: ["s3:*"], Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`] };
  const refuse = { Effect: "Deny", Principal: "*", ...everything } as const;
  return [
    { Sid: "RefusePlainHttp", ...refuse, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "RefuseOldTls", ...refuse, Condition: { NumericLessThan: { "s3:TlsVersion": OLDEST_TLS } } },
  ];
}

/**
 * How objects are encrypted. CloudFront cannot use the account's own S3 key, whose policy nobody can change
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html), so
 * that what it reads is encrypted with S3's; objects that were written before keep the key that they have.
 */
const encryptionRules = (encryption: PrivateBucketArgs["encryption"], isRead: boolean) => [
  {
    applyServerSideEncryptionByDefault: { sseAlgorithm: isRead ? "AES256" : encryption },
    // One key a bucket for some time, in place of one call to KMS an object.
    ...(encryption === "aws:kms" && !isRead ? { bucketKeyEnabled: true } : {}),
  },
];

/** What becomes of objects, their earlier versions and unfinished uploads over time. */
export function lifecycleRules(args: Pick<PrivateBucketArgs, "versioned" | "expireDays">) {
  const always = { status: "Enabled", filter: { prefix: "" } };
  return [
    {
      id: "abandoned-uploads",
      ...always,
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABANDONED_UPLOAD_DAYS },
    },
    ...(args.expireDays === undefined ? [] : [{ id: "expire", ...always, expiration: { days: args.expireDays } }]),
    ...(args.versioned
      ? [
          {
            id: "earlier-versions",
            ...always,
            noncurrentVersionExpiration: { noncurrentDays: EARLIER_VERSION_DAYS },
            // A deleted object leaves a marker behind; without versions under it, it is litter.
            ...(args.expireDays === undefined ? { expiration: { expiredObjectDeleteMarker: true } } : {}),
          },
        ]
      : []),
  ];
}

/**
 * A bucket that nobody outside the account can reach: encrypted, owned whole, closed to the public, by TLS only.
 *
 * What guards a bucket is kept whenever the bucket is: it stays in the cloud, and must not stay there without its guards.
 */
export function privateBucket(context: DriverContext, role: string, args: PrivateBucketArgs): PrivateBucket {
  const name = context.child(role);
  const guard = (dependsOn: pulumi.Resource[] = []) =>
    context.options({ retainOnDelete: args.options.retainOnDelete, dependsOn });
  // Retention works on versions, so it turns them on.
  const versioned = args.versioned || args.retainDays !== undefined;
  const readers = new BucketReaders();
  const region = args.region === undefined ? {} : { region: args.region };
  const bucket = new s3.Bucket(
    name,
    {
      ...region,
      ...(args.holdsData === true ? { bucket: storeName(context, role, BUCKET_NAME) } : {}),
      forceDestroy: args.forceDestroy ?? false,
      ...(args.retainDays === undefined ? {} : { objectLockEnabled: true }),
      tags: context.tags,
    },
    args.holdsData === true ? { ...args.options, ignoreChanges: ["bucket"] } : args.options,
  );
  const closed = new s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      ...region,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    guard(),
  );
  new s3.BucketOwnershipControls(
    name,
    { bucket: bucket.id, ...region, rule: { objectOwnership: "BucketOwnerEnforced" } },
    guard(),
  );
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.id,
      ...region,
      rules: readers.any.apply((isRead) => encryptionRules(args.encryption, isRead)),
    },
    guard(),
  );
  // Suspended rather than left out, so that turning versions off later is an update and not a deletion.
  const versioning = new s3.BucketVersioning(
    name,
    { bucket: bucket.id, ...region, versioningConfiguration: { status: versioned ? "Enabled" : "Suspended" } },
    guard(),
  );
  const policy = new s3.BucketPolicy(
    name,
    {
      bucket: bucket.id,
      ...region,
      policy: readers.all.apply((more) =>
        policyDocument([...encryptedOnly(bucket.arn), ...(args.statements?.(bucket.arn) ?? []), ...more]),
      ),
    },
    // S3 refuses two changes of a bucket's access at the same time.
    guard([closed]),
  );
  new s3.BucketLifecycleConfiguration(
    name,
    { bucket: bucket.id, ...region, rules: lifecycleRules({ versioned, expireDays: args.expireDays }) },
    guard([versioning]),
  );
  if (args.retainDays !== undefined) {
    new s3.BucketObjectLockConfiguration(
      name,
      // Governance: whoever is given s3:BypassGovernanceRetention may still delete; no role made here is.
      { bucket: bucket.id, ...region, rule: { defaultRetention: { mode: "GOVERNANCE", days: args.retainDays } } },
      guard([versioning]),
    );
  }
  return { bucket, policy, readers, versioning };
}
