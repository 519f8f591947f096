import * as cloudfront from "@pulumi/aws/cloudfront";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { after } from "../../../components/core/after";
import type { DriverContext } from "../../../components/core/driver";
import type { Dns } from "../../../components/dns";

/** Policies that AWS keeps: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
export const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";

/** Everything that the browser sent goes on to the origin, the Host header among it. */
export const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

/** The zone of all distributions, for records that stand for one: https://docs.aws.amazon.com/general/latest/gr/cf_region.html */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

export const READING = ["GET", "HEAD", "OPTIONS"];
export const READING_AND_WRITING = [...READING, "DELETE", "PATCH", "POST", "PUT"];

/** What a behaviour of ours has in common with the others. */
export const behavior = (targetOriginId: string, methods: readonly string[]) => ({
  targetOriginId,
  allowedMethods: [...methods],
  cachedMethods: ["GET", "HEAD"],
  compress: true,
  viewerProtocolPolicy: "redirect-to-https",
});

/**
 * The hostname that a distribution answers under, with its certificate; without one, the distribution's own name, whose
 * certificate is CloudFront's.
 */
export interface DistributionName {
  readonly hostname: string;
  readonly certificateArn: pulumi.Input<string>;
}

type Own = "enabled" | "viewerCertificate" | "restrictions" | "aliases" | "comment" | "tags";

/** A distribution: over HTTPS, TLS 1.2 and up where the name is ours, HTTP/3 and IPv6. */
export const distribution = (
  context: DriverContext,
  role: string,
  name: DistributionName | undefined,
  args: Omit<cloudfront.DistributionArgs, Own>,
): cloudfront.Distribution =>
  new cloudfront.Distribution(
    context.child(role),
    {
      enabled: true,
      comment: `${context.stack.app}, stack ${context.stack.stack}, ${context.child(role)}`.slice(0, 128),
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      restrictions: { geoRestriction: { restrictionType: "none" } },
      ...(name === undefined
        ? { viewerCertificate: { cloudfrontDefaultCertificate: true } }
        : {
            aliases: [name.hostname],
            viewerCertificate: {
              acmCertificateArn: name.certificateArn,
              minimumProtocolVersion: "TLSv1.2_2021",
              sslSupportMethod: "sni-only",
            },
          }),
      ...args,
      tags: context.tags,
    },
    context.options(),
  );

/**
 * Leads a hostname to a distribution. The zone's own name takes no CNAME, so that Route 53 stands for the distribution
 * there.
 *
 * @param key - Tells the record apart from the zone's others.
 * @param ready - What has to be there before anybody is led here.
 */
export function leadTo(
  context: DriverContext,
  key: string,
  dns: Dns,
  hostname: string,
  to: cloudfront.Distribution,
  ready: readonly pulumi.CustomResource[] = [],
): pulumi.Resource {
  const target = after(ready, to.domainName);
  if (hostname !== dns.zone || dns.provider !== "aws") {
    return dns.record(key, { name: hostname, type: "CNAME", value: target });
  }
  dns.answerThere(key, { name: hostname, type: "CNAME", value: target });
  const [first] = (["A", "AAAA"] as const).map(
    (type) =>
      new route53.Record(
        `${key}-${type.toLowerCase()}`,
        {
          zoneId: dns.zoneId,
          name: hostname,
          type,
          aliases: [{ name: target, zoneId: CLOUDFRONT_ZONE, evaluateTargetHealth: false }],
        },
        context.options(),
      ),
  );
  return first!;
}
