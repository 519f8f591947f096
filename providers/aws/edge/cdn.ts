import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { bucketOrigin, bucketSigner, letRead } from "./bucket";
import { cachePolicy } from "./caching";
import { distributionCertificate } from "./certificate";
import { behavior, distribution, leadTo, READING } from "./distribution";
import type { AwsObjectStorageNodes } from "../object-storage";

const DAY_SECONDS = 86_400;

/** What a bucket's answer to another origin depends on. */
const CORS_HEADERS = ["Access-Control-Request-Headers", "Access-Control-Request-Method", "Origin"];

/**
 * Buckets near the browser, each under a name of its own. They have no firewall: what stands behind is files that can
 * only be read.
 *
 * @returns The distributions by the app's names of the buckets.
 */
export function bucketCdn(
  context: DriverContext,
  args: Pick<ResolvedEdgeArgs, "cdn" | "objectStorage" | "dns">,
  headersPolicyId: pulumi.Output<string>,
): Readonly<Record<string, cloudfront.Distribution>> {
  const names = Object.keys(args.cdn).sort();
  if (names.length === 0) return {};
  if (args.objectStorage === undefined) throw new Error("CloudFront was asked for buckets without their storage");
  const { buckets, readers } = nodesOn<AwsObjectStorageNodes>("aws", args.objectStorage);
  const signer = bucketSigner(context);
  const policy = cachePolicy(context, "buckets", CORS_HEADERS, DAY_SECONDS);
  const entries = names.map((name) => {
    const [bucket, hostname] = [buckets[name], args.cdn[name]!];
    if (bucket === undefined) throw new Error(`a bucket was to be served that was not built: ${name}`);
    const role = `cdn-${name}`;
    const certificateArn = distributionCertificate(context, role, hostname, args.dns);
    const served = distribution(
      context,
      role,
      { hostname, certificateArn },
      {
        origins: [bucketOrigin(name, bucket, signer)],
        defaultCacheBehavior: {
          ...behavior(name, READING),
          cachePolicyId: policy.id,
          responseHeadersPolicyId: headersPolicyId,
        },
      },
    );
    letRead(readers[name]!, bucket, served);
    leadTo(context, context.child(`${role}-name`), args.dns, hostname, served);
    return [name, served] as const;
  });
  return Object.fromEntries(entries);
}

/** Where each bucket is served. */
export const cdnUrls = ({ cdn }: Pick<ResolvedEdgeArgs, "cdn">): Record<string, pulumi.Output<string>> =>
  Object.fromEntries(Object.entries(cdn).map(([name, hostname]) => [name, pulumi.output(`https://${hostname}`)]));
