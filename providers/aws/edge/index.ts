import type * as cloudfront from "@pulumi/aws/cloudfront";
import type * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../../components/core/driver";
import type { EdgeDriver, ResolvedEdgeArgs } from "../../../components/edge";
import type { AwsCloud } from "../cloud";
import { orderedBehaviors, passedOn } from "./caching";
import { bucketCdn, cdnUrls } from "./cdn";
import { distributionCertificate } from "./certificate";
import { distribution, leadTo } from "./distribution";
import { firewall } from "./firewall";
import { headersPolicy } from "./headers";
import { distributionLogs } from "./logs";
import { originsOf } from "./origin";

/** CloudFront's and WAF's own resources behind an edge. */
export interface AwsEdgeNodes extends Nodes {
  readonly distribution: cloudfront.Distribution;
  /** Undefined where no rule is asked for. */
  readonly firewall: wafv2.WebAcl | undefined;
  /** Distributions before buckets, by the app's names of those. */
  readonly cdn: Readonly<Record<string, cloudfront.Distribution>>;
}

/** Compute whose load balancer has a certificate of the hostname has published the proof of it already. */
const provenBy = (cloud: AwsCloud, { compute }: ResolvedEdgeArgs): pulumi.Resource | undefined =>
  compute !== undefined && "loadBalancer" in compute.nodes && cloud.settings.certificateArn === undefined
    ? compute
    : undefined;

/**
 * CloudFront with WAF before any origin. Requests are passed on unless the app names paths that are cached. Compute on AWS
 * lets in nobody else; an origin elsewhere stays reachable under its own address, since CloudFront's networks are known
 * within AWS only.
 */
export const edge =
  (cloud: AwsCloud): EdgeDriver =>
  (context, args) => {
    const { hostname, dns } = args;
    const acl = firewall(context, args);
    const headers = headersPolicy(context, args.headers);
    const certificateArn = distributionCertificate(context, "certificate", hostname, dns, provenBy(cloud, args));
    const built = distribution(
      context,
      "distribution",
      { hostname, certificateArn },
      {
        origins: originsOf(context, args),
        defaultCacheBehavior: passedOn(headers.id),
        orderedCacheBehaviors: orderedBehaviors(context, args, headers.id),
        ...(acl === undefined ? {} : { webAclId: acl.arn }),
      },
    );
    leadTo(context, context.name, dns, hostname, built);
    const cdn = bucketCdn(context, args, headers.id);
    const ofBuckets = Object.entries(cdn).map(([name, one]) => [`cdn-${name}`, one] as const);
    distributionLogs(context, { distribution: built, ...Object.fromEntries(ofBuckets) });
    const nodes: AwsEdgeNodes = { distribution: built, firewall: acl, cdn };
    return { outputs: { url: pulumi.output(`https://${hostname}`), cdnUrls: cdnUrls(args) }, nodes };
  };
