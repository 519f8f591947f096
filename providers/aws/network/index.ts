import * as ec2 from "@pulumi/aws/ec2";
import * as vpcRules from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { NetworkDriver } from "../../../components/network";
import { splitCidr } from "../cidr";
import { namedTags, type AwsCloud } from "../cloud";
import { flowLog } from "./flow-log";
import { natGateways, privateSubnets, publicSubnets } from "./subnets";
import { chooseZones } from "../zones";

/** What other drivers of AWS read of a network. */
export type AwsNetworkNodes = {
  readonly vpc: ec2.Vpc;
  /** In the order of the zones. */
  readonly publicSubnets: readonly ec2.Subnet[];
  /** In the order of the zones. */
  readonly privateSubnets: readonly ec2.Subnet[];
  /** Whether private subnets can send to the internet. */
  readonly hasNat: boolean;
  /** Worn by every copy of every service, so that a database can tell them from everything else. */
  readonly workloadSecurityGroup: ec2.SecurityGroup;
  /** What has to stand before anything in the subnets reaches the internet or is reached from it. */
  readonly routes: readonly pulumi.Resource[];
};

/** The identity of the services in the network: what they may send is not limited, and nothing may reach them by it. */
function workloadGroup(context: DriverContext, vpc: ec2.Vpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    context.child("workload"),
    { vpcId: vpc.id, description: "Worn by the services of the app", tags: namedTags(context, "workload") },
    context.options(),
  );
  new vpcRules.SecurityGroupEgressRule(
    context.child("workload-out"),
    {
      securityGroupId: group.id,
      description: "Services call whom they need to",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
      tags: namedTags(context, "workload-out"),
    },
    context.options(),
  );
  return group;
}

/**
 * A VPC with public and private subnets over a few zones. Objects in S3 are reached without leaving it; gateways for
 * what private subnets send are built only when asked for.
 */
export const network =
  (cloud: AwsCloud): NetworkDriver =>
  (context, args) => {
    const zones = chooseZones(cloud.region, cloud.settings.zones, args.zones);
    const cidrs = splitCidr(args.cidr, zones.length);
    const vpc = new ec2.Vpc(
      context.child("vpc"),
      {
        cidrBlock: args.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: namedTags(context, "vpc"),
      },
      context.options(),
    );
    // Taken over to be emptied: whatever forgets to name a group gets this one, and it must let nothing through.
    new ec2.DefaultSecurityGroup(
      context.child("default"),
      { vpcId: vpc.id, tags: namedTags(context, "default") },
      context.options(),
    );
    const internet = new ec2.InternetGateway(
      context.child("internet"),
      { vpcId: vpc.id, tags: namedTags(context, "internet") },
      context.options(),
    );
    const outside = publicSubnets(context, vpc, internet, zones, cidrs.public);
    const inside = privateSubnets(context, vpc, zones, cidrs.private);
    const nat = natGateways(context, args.nat, inside, outside.subnets, internet);
    const all = [...outside.subnets, ...inside];
    new ec2.VpcEndpoint(
      context.child("s3"),
      {
        vpcId: vpc.id,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${cloud.region}.s3`,
        routeTableIds: [...new Set(all.map(({ routeTable }) => routeTable))].map(({ id }) => id),
        tags: namedTags(context, "s3"),
      },
      context.options(),
    );
    flowLog(cloud, context, vpc);

    const egress = nat.addresses.map(({ publicIp }) => pulumi.interpolate`${publicIp}/32`);
    const nodes: AwsNetworkNodes = {
      vpc,
      publicSubnets: outside.subnets.map(({ subnet }) => subnet),
      privateSubnets: inside.map(({ subnet }) => subnet),
      hasNat: nat.addresses.length > 0,
      workloadSecurityGroup: workloadGroup(context, vpc),
      routes: [outside.route, ...nat.routes, ...all.map(({ association }) => association)],
    };
    return { outputs: { id: vpc.id, egressCidrs: pulumi.all(egress) }, nodes };
  };
