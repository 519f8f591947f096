import type * as ec2 from "@pulumi/aws/ec2";
import * as vpcRules from "@pulumi/aws/vpc";
import type { DriverContext } from "../../components/core/driver";
import { namedTags } from "./cloud";

/** Who may send to a port. */
export interface Ingress {
  readonly role: string;
  readonly port: number;
  readonly from: Pick<
    vpcRules.SecurityGroupIngressRuleArgs,
    "cidrIpv4" | "cidrIpv6" | "referencedSecurityGroupId" | "prefixListId"
  >;
  readonly description: string;
}

/** Lets somebody in to a port, by a rule of its own. */
export function letIn(
  context: DriverContext,
  group: ec2.SecurityGroup,
  { role, port, from, description }: Ingress,
): vpcRules.SecurityGroupIngressRule {
  return new vpcRules.SecurityGroupIngressRule(
    context.child(role),
    {
      securityGroupId: group.id,
      description,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...from,
      tags: namedTags(context, role),
    },
    context.options(),
  );
}
