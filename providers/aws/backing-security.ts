import * as ec2 from "@pulumi/aws/ec2";
import type * as vpcRules from "@pulumi/aws/vpc";
import type { DriverContext } from "../../components/core/driver";
import type { AllowCidrs } from "../../components/core/exposure";
import { namedTags } from "./cloud";
import { letIn } from "./ingress";
import type { AwsNetworkNodes } from "./network";

/** What stands behind a port, as its rules call it, e.g. `PostgreSQL`. */
export interface Served {
  readonly title: string;
  readonly port: number;
}

/**
 * The most networks that are let in: each one counts against the 60 rules of a security group
 * (https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html).
 */
const MOST_NETWORKS = 40;

/** The group's only role, the same for whatever stands behind it. */
const ROLE = "server";

const groupOf = (context: DriverContext, network: AwsNetworkNodes, description: string): ec2.SecurityGroup =>
  new ec2.SecurityGroup(
    context.child(ROLE),
    { vpcId: network.vpc.id, description, tags: namedTags(context, ROLE) },
    context.options(),
  );

function admit(
  context: DriverContext,
  group: ec2.SecurityGroup,
  { title, port }: Served,
  who: string,
  from: Pick<vpcRules.SecurityGroupIngressRuleArgs, "referencedSecurityGroupId" | "prefixListId">,
): void {
  letIn(context, group, { role: `${ROLE}-in`, port, from, description: `${title} from ${who}` });
}

/** Lets the app's services in, and nobody else. */
export function privateGroup(context: DriverContext, network: AwsNetworkNodes, served: Served): ec2.SecurityGroup {
  const group = groupOf(context, network, `${served.title}, for the services of the app`);
  admit(context, group, served, "the services of the app", {
    referencedSecurityGroupId: network.workloadSecurityGroup.id,
  });
  return group;
}

/**
 * Lets nobody in until it is told whom.
 *
 * The networks stand in a prefix list: they are known only after compute is built, which waits for what stands behind the
 * group, and a list changes in place, so that those who stay are never locked out. Addresses of IPv6 are left out, since
 * nothing behind the group has one.
 */
export function publicGroup(
  context: DriverContext,
  network: AwsNetworkNodes,
  served: Served,
): { readonly group: ec2.SecurityGroup; readonly allow: AllowCidrs } {
  const group = groupOf(context, network, `${served.title}, for networks that are let in`);
  const allow: AllowCidrs = (later, cidrs) => {
    const role = `${ROLE}-allowed`;
    const networks = new ec2.ManagedPrefixList(
      later.child(role),
      {
        addressFamily: "IPv4",
        maxEntries: MOST_NETWORKS,
        entries: cidrs.apply((known) =>
          [...new Set(known)]
            .filter((cidr) => !cidr.includes(":"))
            .sort()
            .map((cidr) => ({ cidr, description: "Services of the app" })),
        ),
        tags: namedTags(later, role),
      },
      later.options(),
    );
    admit(later, group, served, "networks that are let in", { prefixListId: networks.id });
  };
  return { group, allow };
}
