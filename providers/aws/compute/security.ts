import * as ec2 from "@pulumi/aws/ec2";
import * as vpcRules from "@pulumi/aws/vpc";
import type { ResolvedServiceArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { namedTags } from "../cloud";
import type { AwsNetworkNodes } from "../network";

type Services = Readonly<Record<string, ResolvedServiceArgs>>;

/** The security group of each service, by the service's name. */
export type ServiceGroups = Readonly<Record<string, ec2.SecurityGroup>>;

/** What a rule of a service's port says. */
interface PortRule {
  readonly role: string;
  readonly description: string;
  readonly port: number;
  /** The group that the rule belongs to. */
  readonly on: ec2.SecurityGroup;
  /** The group on the other side. */
  readonly other: ec2.SecurityGroup;
}

const ruleArgs = (context: DriverContext, { role, description, port, on, other }: PortRule) => ({
  securityGroupId: on.id,
  description,
  ipProtocol: "tcp",
  fromPort: port,
  toPort: port,
  referencedSecurityGroupId: other.id,
  tags: namedTags(context, role),
});

/**
 * Lets each service be reached by the load balancer, where it has routes, and by the services that call it; by nothing
 * else, also where its copies have public addresses.
 */
export function serviceGroups(
  context: DriverContext,
  network: AwsNetworkNodes,
  front: ec2.SecurityGroup,
  services: Services,
): ServiceGroups {
  const names = Object.keys(services).sort();
  const groups: ServiceGroups = Object.fromEntries(
    names.map((name) => [
      name,
      new ec2.SecurityGroup(
        context.child(name),
        {
          vpcId: network.vpc.id,
          description: `Who reaches the service ${name}`,
          tags: namedTags(context, name),
        },
        context.options(),
      ),
    ]),
  );
  const admit = (rule: PortRule) =>
    new vpcRules.SecurityGroupIngressRule(context.child(rule.role), ruleArgs(context, rule), context.options());

  for (const name of names) {
    const { port, routes, calls } = services[name]!;
    if (routes.length > 0 && port !== undefined) {
      const send = {
        role: `alb-to-${name}`,
        description: `The service ${name}`,
        port,
        on: front,
        other: groups[name]!,
      };
      new vpcRules.SecurityGroupEgressRule(context.child(send.role), ruleArgs(context, send), context.options());
      admit({ role: `${name}-from-alb`, description: "The load balancer", port, on: groups[name]!, other: front });
    }
    for (const callee of [...calls].sort()) {
      const called = services[callee]?.port;
      if (called === undefined) throw new Error(`${name} calls ${callee}, which listens on no port`);
      admit({
        role: `${callee}-from-${name}`,
        description: `The service ${name}`,
        port: called,
        on: groups[callee]!,
        other: groups[name]!,
      });
    }
  }
  return groups;
}
