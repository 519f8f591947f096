import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { accountOf, type CloudflareCloud } from "../cloud";
import type { CloudflareObjectStorageNodes } from "../object-storage";

/** Serves buckets near the browser, each under a hostname of its own, over TLS 1.2 and up. */
export function serveBuckets(
  cloud: CloudflareCloud,
  context: DriverContext,
  zoneId: pulumi.Output<string>,
  { cdn, objectStorage }: ResolvedEdgeArgs,
): Readonly<Record<string, pulumi.Output<string>>> {
  const served = Object.entries(cdn);
  if (served.length === 0 || objectStorage === undefined) return {};
  const { buckets } = nodesOn<CloudflareObjectStorageNodes>("cloudflare", objectStorage);
  return Object.fromEntries(
    served.map(([key, domain]) => {
      const bucketName = buckets[key]!.name;
      new cloudflare.R2CustomDomain(
        context.child(`cdn-${key}`),
        { accountId: accountOf(cloud), bucketName, domain, enabled: true, minTls: "1.2", zoneId },
        context.options(),
      );
      return [key, pulumi.output(`https://${domain}`)];
    }),
  );
}
