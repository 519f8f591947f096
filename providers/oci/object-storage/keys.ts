import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { plain, secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { AccessKeys, BucketAccess, BucketArgs } from "../../../components/object-storage";
import type { OciCloud } from "../cloud";

/** Permissions of the Object Storage service, by what the services may do with a bucket. */
const OBJECT_PERMISSIONS: Readonly<Record<BucketAccess, readonly string[]>> = {
  read: ["OBJECT_INSPECT", "OBJECT_READ"],
  "read-write": ["OBJECT_INSPECT", "OBJECT_READ", "OBJECT_CREATE", "OBJECT_OVERWRITE", "OBJECT_DELETE"],
};

/** What the group may do with one bucket: see it, and exactly what was asked for with its objects. */
function statements(
  group: oci.identity.Group,
  scope: string,
  bucket: oci.objectstorage.Bucket,
  access: BucketAccess,
): pulumi.Output<string>[] {
  const permissions = OBJECT_PERMISSIONS[access].map((name) => `request.permission = '${name}'`).join(", ");
  const only = pulumi.interpolate`target.bucket.name = '${bucket.name}'`;
  return [
    pulumi.interpolate`Allow group id ${group.id} to read buckets in ${scope} where ${only}`,
    pulumi.interpolate`Allow group id ${group.id} to manage objects in ${scope} where all {${only}, any {${permissions}}}`,
  ];
}

/**
 * A user that is in no other group, with one key pair.
 *
 * Users of identity domains need an address of e-mail (https://github.com/oracle/terraform-provider-oci/issues/2388,
 * read 2026-11-21); `.invalid` leads nowhere, by RFC 2606, and the user never signs in.
 *
 * @returns undefined when the services may do nothing with any bucket.
 */
export function accessKeys(
  cloud: OciCloud,
  context: DriverContext,
  args: Readonly<Record<string, BucketArgs>>,
  buckets: Readonly<Record<string, oci.objectstorage.Bucket>>,
): AccessKeys | undefined {
  const granted = Object.entries(args).flatMap(([key, { access }]) =>
    access === undefined ? [] : [{ bucket: buckets[key]!, access }],
  );
  if (granted.length === 0) return undefined;

  const { tenancyOcid, compartmentId, scope, home, settings } = cloud;
  const { stack, tags: freeformTags } = context;
  const options = context.options({ provider: home });
  const description = `Buckets of ${stack.app} in stack ${stack.stack}`;
  const user = new oci.identity.User(
    context.child("user"),
    {
      compartmentId: tenancyOcid,
      description,
      email: settings.bucketUserEmail ?? `${stack.app}-${stack.stack}-buckets@landfall.invalid`,
      freeformTags,
    },
    options,
  );
  const group = new oci.identity.Group(
    context.child("group"),
    { compartmentId: tenancyOcid, description, freeformTags },
    options,
  );
  const membership = new oci.identity.UserGroupMembership(
    context.child("membership"),
    { userId: user.id, groupId: group.id },
    options,
  );
  new oci.identity.Policy(
    context.child("access"),
    {
      compartmentId,
      description,
      statements: granted.flatMap(({ bucket, access }) => statements(group, scope, bucket, access)),
      freeformTags,
    },
    options,
  );
  const key = new oci.identity.CustomerSecretKey(
    context.child("key"),
    { userId: user.id, displayName: description },
    context.options({ provider: home, dependsOn: [membership], additionalSecretOutputs: ["key"] }),
  );
  return { accessKeyId: plain(key.id), secretAccessKey: secret(key.key) };
}
