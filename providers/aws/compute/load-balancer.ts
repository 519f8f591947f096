import type * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { openingGroups } from "./machine-security";
import { webOpenings, type WebSource } from "./web-sources";
import { ACCESS_LOG_PREFIX, accessLogs } from "./access-logs";
import type { AwsNetworkNodes } from "../network";

/** TLS 1.2 and 1.3 with forward secrecy: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** What lets requests in, and the listener that routes to the services are added to. */
export interface LoadBalancer {
  readonly loadBalancer: lb.LoadBalancer;
  readonly securityGroup: ec2.SecurityGroup;
  readonly https: lb.Listener;
}

/**
 * Lets in whoever may send to the two ports of the web. What goes out is added with each service. CloudFront, whose list
 * fills a group, speaks HTTPS only to an origin that has a certificate.
 */
function frontGroups(context: DriverContext, network: AwsNetworkNodes, sources: readonly WebSource[]) {
  const openings = webOpenings(
    "alb",
    sources.map((source) => (source.fillsGroup ? { ...source, plain: false } : source)),
  );
  return openingGroups(context, network, "alb", openings, "Load balancer in front of the services");
}

/** An Application Load Balancer that answers HTTPS only; a request that no service wants is not found. */
export function loadBalancer(
  context: DriverContext,
  network: AwsNetworkNodes,
  certificateArn: pulumi.Input<string>,
  sources: readonly WebSource[],
): LoadBalancer {
  const groups = frontGroups(context, network, sources);
  const [securityGroup] = groups;
  const logs = accessLogs(context, network);
  const balancer = new lb.LoadBalancer(
    context.child("alb"),
    {
      loadBalancerType: "application",
      subnets: network.publicSubnets.map(({ id }) => id),
      securityGroups: groups.map(({ id }) => id),
      accessLogs: { bucket: logs.bucket.bucket, prefix: ACCESS_LOG_PREFIX, enabled: true },
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: true,
      // It holds no data, and AWS would refuse to let it go when the stack moves on.
      enableDeletionProtection: false,
      tags: context.tags,
    },
    // AWS tries the bucket, and looks for a way to the internet, when it makes the load balancer.
    context.options({ dependsOn: [logs.policy, ...network.routes] }),
  );
  new lb.Listener(
    context.child("http"),
    {
      loadBalancerArn: balancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
      tags: context.tags,
    },
    context.options(),
  );
  const https = new lb.Listener(
    context.child("https"),
    {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn,
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
        },
      ],
      tags: context.tags,
    },
    context.options(),
  );
  return { loadBalancer: balancer, securityGroup, https };
}
