import * as ec2 from "@pulumi/aws/ec2";
import * as vpcRules from "@pulumi/aws/vpc";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { Machine } from "../../../components/host/machines";
import { namedTags } from "../cloud";
import type { AwsNetworkNodes } from "../network";

type Source = Pick<vpcRules.SecurityGroupIngressRuleArgs, "cidrIpv4" | "cidrIpv6" | "referencedSecurityGroupId">;

/** Who may send to a port. */
export interface Opening {
  readonly role: string;
  readonly port: number;
  readonly from: Source;
  readonly description: string;
}

const SSH = 22;

/** Both ports of the web, from everybody. */
export const browsers = (role: string): readonly Opening[] => [
  { role: `${role}-http`, port: 80, from: { cidrIpv4: "0.0.0.0/0" }, description: "Browsers, sent on to HTTPS" },
  { role: `${role}-https`, port: 443, from: { cidrIpv4: "0.0.0.0/0" }, description: "Browsers" },
];

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
): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(
    context.child(role),
    { vpcId: network.vpc.id, description: `Who reaches the machine ${role}`, tags: namedTags(context, role) },
    context.options(),
  );
  for (const { role: rule, port, from, description } of openings) {
    new vpcRules.SecurityGroupIngressRule(
      context.child(rule),
      {
        securityGroupId: group.id,
        description,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        ...from,
        tags: namedTags(context, rule),
      },
      context.options(),
    );
  }
  return group;
}
