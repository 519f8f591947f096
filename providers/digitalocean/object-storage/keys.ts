import * as digitalocean from "@pulumi/digitalocean";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { AccessKeys, BucketAccess, BucketArgs } from "../../../components/object-storage";

/** https://github.com/digitalocean/terraform-provider-digitalocean, spaces_key (provider of 2026-08-06) */
const PERMISSION: Readonly<Record<BucketAccess, string>> = { read: "read", "read-write": "readwrite" };

/**
 * One pair of keys that may do with each bucket exactly what was asked for.
 *
 * @returns undefined when the services may do nothing with any bucket: keys without grants would open none.
 */
export function accessKeys(
  context: DriverContext,
  args: Readonly<Record<string, BucketArgs>>,
  buckets: Readonly<Record<string, digitalocean.SpacesBucket>>,
): AccessKeys | undefined {
  const grants = Object.entries(buckets).flatMap(([key, { name }]) => {
    const access = args[key]?.access;
    return access === undefined ? [] : [{ bucket: name, permission: PERMISSION[access] }];
  });
  if (grants.length === 0) return undefined;
  const key = new digitalocean.SpacesKey(
    context.child("key"),
    { grants },
    context.options({ additionalSecretOutputs: ["accessKey"] }),
  );
  return { accessKeyId: secret(key.accessKey), secretAccessKey: secret(key.secretKey) };
}
