import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpcRules from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { namedTags } from "../cloud";
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

/** Lets everybody in on the two ports of the web. What goes out is added with each service. */
function frontGroup(context: DriverContext, network: AwsNetworkNodes): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    context.child("alb"),
    {
      vpcId: network.vpc.id,
      description: "Load balancer in front of the services",
      tags: namedTags(context, "alb"),
    },
    context.options(),
  );
  const ports = { http: [80, "Everybody, to be sent on to HTTPS"], https: [443, "Everybody"] } as const;
  for (const [name, [port, description]] of Object.entries(ports)) {
    const role = `alb-${name}`;
    new vpcRules.SecurityGroupIngressRule(
      context.child(role),
      {
        securityGroupId: group.id,
        description,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrIpv4: "0.0.0.0/0",
        tags: namedTags(context, role),
      },
      context.options(),
    );
  }
  return group;
}

/** An Application Load Balancer that answers HTTPS only; a request that no service wants is not found. */
export function loadBalancer(
  context: DriverContext,
  network: AwsNetworkNodes,
  certificateArn: pulumi.Input<string>,
): LoadBalancer {
  const securityGroup = frontGroup(context, network);
  const logs = accessLogs(context, network);
  const balancer = new lb.LoadBalancer(
    context.child("alb"),
    {
      loadBalancerType: "application",
      subnets: network.publicSubnets.map(({ id }) => id),
      securityGroups: [securityGroup.id],
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
