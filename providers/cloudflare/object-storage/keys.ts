import { createHash } from "node:crypto";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { AccessKeys, BucketAccess, BucketArgs } from "../../../components/object-storage";
import { accountOf, type CloudflareCloud } from "../cloud";
import { nameOf } from "../names";

/** Rights on the objects of a bucket: https://developers.cloudflare.com/r2/api/tokens/ (read 2026-11-21). */
const PERMISSIONS: Readonly<Record<BucketAccess, string>> = {
  read: "6a018a9f2fc74eb6b293b0c548f38b39",
  "read-write": "2efd5506f9c8494dacb1fa10a3e7d5b6",
};

/**
 * One token with exactly the rights that the services were granted, and none where nothing was granted. The S3 protocol
 * takes the token's id as the key and the SHA-256 of its value as the secret;
 * https://developers.cloudflare.com/r2/api/tokens/.
 */
export function bucketKeys(
  cloud: CloudflareCloud,
  context: DriverContext,
  granted: Readonly<Record<string, BucketArgs>>,
  buckets: Readonly<Record<string, cloudflare.R2Bucket>>,
): AccessKeys | undefined {
  const accountId = accountOf(cloud);
  const policies = (Object.keys(PERMISSIONS) as BucketAccess[]).flatMap((access) => {
    const named = Object.keys(buckets).filter((key) => granted[key]!.access === access);
    if (named.length === 0) return [];
    const resources = pulumi
      .all(named.map((key) => buckets[key]!.name))
      .apply((names) =>
        JSON.stringify(
          Object.fromEntries(names.map((name) => [`com.cloudflare.edge.r2.bucket.${accountId}_default_${name}`, "*"])),
        ),
      );
    return [{ effect: "allow", permissionGroups: [{ id: PERMISSIONS[access] }], resources }];
  });
  if (policies.length === 0) return undefined;
  const token = new cloudflare.AccountToken(
    context.child("keys"),
    { accountId, name: nameOf(context, "objects"), policies },
    context.options(),
  );
  const hashed = token.value.apply((value) => createHash("sha256").update(value).digest("hex"));
  return { accessKeyId: secret(token.id), secretAccessKey: secret(hashed) };
}
