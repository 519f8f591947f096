import type * as ec2 from "@pulumi/aws/ec2";
import type * as ecs from "@pulumi/aws/ecs";
import type * as servicediscovery from "@pulumi/aws/servicediscovery";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { ServiceGroups } from "./security";
import type { AwsNetworkNodes } from "../network";

/** What the services of one component share. */
export interface ServiceStage {
  readonly args: ResolvedComputeArgs;
  readonly network: AwsNetworkNodes;
  readonly cluster: ecs.Cluster;
  readonly groups: ServiceGroups;
  /** Where services find each other; undefined when none calls another. */
  readonly namespace: servicediscovery.HttpNamespace | undefined;
  /** Names in DNS of the services that scheduled ones call. */
  readonly privateNames: Readonly<Record<string, servicediscovery.Service>>;
}

/** Where copies stand: out of reach where there is a way out, else with public addresses behind closed groups. */
export function placeOf(network: AwsNetworkNodes, group: ec2.SecurityGroup) {
  // Without a gateway, a private subnet has no way to the image or the secrets; a public address is one.
  const subnets = network.hasNat ? network.privateSubnets : network.publicSubnets;
  return {
    subnets: subnets.map(({ id }) => id),
    securityGroups: [network.workloadSecurityGroup.id, group.id],
    assignPublicIp: !network.hasNat,
  };
}
