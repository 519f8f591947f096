import * as iam from "@pulumi/aws/iam";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { AccessKeys, BucketAccess, BucketArgs } from "../../../components/object-storage";
import { policyDocument, type Statement } from "../policy";

const OBJECT_ACTIONS: Readonly<Record<BucketAccess, readonly string[]>> = {
  read: ["s3:GetObject"],
  // An upload in parts that fails is taken back by the client; without the right to, its parts stay and cost.
  "read-write": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
};

/** A bucket's name in a statement id, which holds letters and digits only. */
const sidOf = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/** The rights that one kind of access to one bucket stands for, on that bucket alone. */
export function bucketStatements(
  name: string,
  bucketArn: pulumi.Input<string>,
  access: BucketAccess,
): readonly Statement[] {
  return [
    { Sid: `List${sidOf(name)}`, Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucketArn] },
    {
      Sid: `Objects${sidOf(name)}`,
      Effect: "Allow",
      Action: OBJECT_ACTIONS[access],
      Resource: [pulumi.interpolate`${bucketArn}/*`],
    },
  ];
}

/** The rights of everybody who was granted something, in the order of the buckets' names. */
export function grantStatements(
  buckets: Readonly<Record<string, s3.Bucket>>,
  granted: Readonly<Record<string, BucketAccess | undefined>>,
): readonly Statement[] {
  return Object.entries(granted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, access]) => {
      if (access === undefined) return [];
      const bucket = buckets[name];
      if (bucket === undefined) throw new Error(`access was granted to a bucket that was not built: ${name}`);
      return bucketStatements(name, bucket.arn, access);
    });
}

/**
 * A user of its own with a pair of keys, for services that run on another provider and cannot take a role. The keys do
 * not run out; whoever takes over the services should replace them from time to time.
 */
export function accessKeys(
  context: DriverContext,
  buckets: Readonly<Record<string, s3.Bucket>>,
  args: Readonly<Record<string, BucketArgs>>,
): AccessKeys {
  const user = new iam.User(context.child("access"), { tags: context.tags }, context.options());
  const statements = grantStatements(
    buckets,
    Object.fromEntries(Object.entries(args).map(([name, { access }]) => [name, access])),
  );
  if (statements.length > 0) {
    new iam.UserPolicy(
      context.child("access"),
      { user: user.name, policy: policyDocument(statements) },
      context.options(),
    );
  }
  const key = new iam.AccessKey(context.child("access"), { user: user.name }, context.options());
  return { accessKeyId: secret(key.id), secretAccessKey: secret(key.secret) };
}
