import * as oci from "@pulumi/oci";
import type { types } from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { BucketOutputs, ObjectStorageDriver, ResolvedBucketArgs } from "../../../components/object-storage";
import type { OciCloud } from "../cloud";
import { accessKeys } from "./keys";

/** What other drivers of Oracle Cloud find behind object storage. */
export interface OciObjectStorageNodes {
  readonly [key: string]: unknown;
  readonly buckets: Readonly<Record<string, oci.objectstorage.Bucket>>;
}

/** Names of buckets are unique in the namespace, which is the tenancy's; lower case keeps them valid in S3 clients. */
export const BUCKET_NAME: NameRule = {
  maxLength: 63,
  allowed: /[a-z0-9-]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.oracle.com/iaas/Content/Object/Tasks/managingbuckets.htm",
};

/** Days that an upload may stay unfinished, and that an earlier version of an object is kept. */
const ABORT_UPLOAD_DAYS = 7;
const EARLIER_VERSION_DAYS = 30;

type Rule = types.input.ObjectStorage.ObjectLifecyclePolicyRule;

const rule = (name: string, target: string, action: string, days: number): Rule => ({
  name,
  target,
  action,
  isEnabled: true,
  timeAmount: String(days),
  timeUnit: "DAYS",
});

/**
 * Whether earlier versions are kept. Not where objects cannot be replaced or deleted for some days: Oracle's retention
 * rules and versioning exclude each other, and there is no earlier version to keep.
 */
const keepsVersions = ({ versioned, retainDays }: ResolvedBucketArgs): boolean => versioned && retainDays === undefined;

/** Days during which nobody can replace or delete an object; the rule itself is not locked and can be taken away. */
const retention = ({ retainDays }: ResolvedBucketArgs): Pick<oci.objectstorage.BucketArgs, "retentionRules"> =>
  retainDays === undefined
    ? {}
    : { retentionRules: [{ displayName: "retain", duration: { timeAmount: String(retainDays), timeUnit: "DAYS" } }] };

/** What the service tidies up by itself: unfinished uploads, earlier versions, and what the app lets expire. */
function lifecycleRules(bucket: ResolvedBucketArgs): Rule[] {
  const rules = [rule("unfinished-uploads", "multipart-uploads", "ABORT", ABORT_UPLOAD_DAYS)];
  if (keepsVersions(bucket)) {
    rules.push(rule("earlier-versions", "previous-object-versions", "DELETE", EARLIER_VERSION_DAYS));
  }
  if (bucket.expireDays !== undefined) rules.push(rule("expire", "objects", "DELETE", bucket.expireDays));
  return rules;
}

/** Lifecycle rules are carried out by the region's Object Storage service, which may not touch a bucket unasked. */
function serviceMayDelete(cloud: OciCloud, context: DriverContext): oci.identity.Policy {
  return new oci.identity.Policy(
    context.child("lifecycle-service"),
    {
      compartmentId: cloud.compartmentId,
      description: `Object Storage carries out the lifecycle rules of ${context.stack.app} in stack ${context.stack.stack}`,
      statements: [
        pulumi.interpolate`Allow service objectstorage-${cloud.region} to manage object-family in ${cloud.scope}`,
      ],
      freeformTags: context.tags,
    },
    context.options({ provider: cloud.home }),
  );
}

/**
 * Private buckets of Object Storage, encrypted by Oracle's own keys, with versions and lifecycle rules, and a user of
 * its own whose key pair speaks the S3 protocol to exactly these buckets.
 */
export const objectStorage =
  (cloud: OciCloud): ObjectStorageDriver =>
  (context, args) => {
    const { compartmentId, region, settings } = cloud;
    const { namespace } = settings;
    if (namespace === undefined) throw new Error("the namespace is a required setting, and preflight asks for it");
    if (args.access !== "keys") throw new Error("access by role is refused by the capabilities");
    const { stack } = context;
    const mayDelete = serviceMayDelete(cloud, context);
    const endpoint = pulumi.interpolate`https://${namespace}.compat.objectstorage.${region}.oraclecloud.com`;

    const build = (key: string, bucketArgs: ResolvedBucketArgs): oci.objectstorage.Bucket => {
      const bucket = new oci.objectstorage.Bucket(
        context.child(key),
        {
          compartmentId,
          namespace,
          name: physicalName([stack.app, stack.stack, key], BUCKET_NAME),
          accessType: "NoPublicAccess",
          storageTier: "Standard",
          versioning: keepsVersions(bucketArgs) ? "Enabled" : "Disabled",
          ...retention(bucketArgs),
          objectEventsEnabled: true,
          freeformTags: context.tags,
        },
        context.dataOptions(),
      );
      new oci.objectstorage.ObjectLifecyclePolicy(
        context.child(`${key}-lifecycle`),
        { namespace, bucket: bucket.name, rules: lifecycleRules(bucketArgs) },
        context.options({ dependsOn: [mayDelete] }),
      );
      return bucket;
    };

    const buckets = Object.fromEntries(
      Object.entries(args.buckets).map(([key, bucketArgs]) => [key, build(key, bucketArgs)]),
    );
    const outputs = Object.entries(buckets).map(([key, { name }]): [string, BucketOutputs] => [
      key,
      { name, endpoint, region: pulumi.output(region), url: pulumi.interpolate`${endpoint}/${name}` },
    ]);
    const nodes: OciObjectStorageNodes = { buckets };
    return {
      outputs: {
        buckets: Object.fromEntries(outputs),
        keys: accessKeys(cloud, context, args.buckets, buckets),
        put: (context, { name, bucket, key, content }) =>
          new oci.objectstorage.StorageObject(
            context.child(name),
            { namespace, bucket: buckets[bucket]!.name, object: key, content },
            // Other content replaces the object, and deleting the old one last would take the new one away.
            context.options({ deleteBeforeReplace: true }),
          ),
      },
      nodes,
    };
  };
