import * as ec2 from "@pulumi/aws/ec2";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { Machine } from "../../../components/host/machines";
import { namedTags } from "../cloud";
import { letIn, type Ingress } from "../ingress";
import type { AwsNetworkNodes } from "../network";

/** Who may send to a port of a machine, or of what stands before it. */
export interface Opening extends Ingress {
  /** Whether a group has room for nothing else. @default false */
  readonly fillsGroup?: boolean;
}

const SSH = 22;

/** SSH, only where administrators have both a key and a network; Systems Manager needs no open port. */
export const administrators = (
  role: string,
  { adminCidrs, sshPublicKeys }: Pick<ResolvedComputeArgs, "adminCidrs" | "sshPublicKeys">,
): readonly Opening[] =>
  sshPublicKeys.length === 0
    ? []
    : [...new Set(adminCidrs)].map((cidr) => ({
        role: `${role}-admin-${cidr.replace("/", "-")}`,
        port: SSH,
        from: cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr },
        description: "Administrators",
      }));

/** The ports of services that other machines of the app call. */
export const calls = ({ role, services }: Machine, network: AwsNetworkNodes): readonly Opening[] =>
  services
    .filter(({ calledFromOutside }) => calledFromOutside)
    .flatMap(({ name, hostPorts }) =>
      hostPorts.map((port) => ({
        role: `${role}-port-${port}`,
        port,
        from: { referencedSecurityGroupId: network.workloadSecurityGroup.id },
        description: `Machines of the app, calling ${name}`,
      })),
    );

/** A group that lets in what it is told, one rule each, and nothing else. What goes out is the workload group's matter. */
export function openingGroup(
  context: DriverContext,
  network: AwsNetworkNodes,
  role: string,
  openings: readonly Opening[],
  description = `Who reaches the machine ${role}`,
): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    context.child(role),
    { vpcId: network.vpc.id, description, tags: namedTags(context, role) },
    context.options(),
  );
  for (const opening of openings) letIn(context, group, opening);
  return group;
}

/**
 * Groups that together let in what they are told: a first one, and one more for each opening that fills a group. A network
 * card wears five at most: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html (read 2026-11-28)
 */
export function openingGroups(
  context: DriverContext,
  network: AwsNetworkNodes,
  role: string,
  openings: readonly Opening[],
  description?: string,
): readonly [ec2.SecurityGroup, ...ec2.SecurityGroup[]] {
  const filling = openings.filter(({ fillsGroup }) => fillsGroup === true);
  const others = openings.filter(({ fillsGroup }) => fillsGroup !== true);
  return [
    openingGroup(context, network, role, others, description),
    ...filling.map((opening) => openingGroup(context, network, opening.role, [opening], description)),
  ];
}
