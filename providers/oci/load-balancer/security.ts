import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";
import type { OciNetworkNodes } from "../network";

/** The other end of what a rule allows: a network in CIDR notation, or everything in a group. */
export type Peer = { readonly cidr: string } | { readonly group: oci.core.NetworkSecurityGroup };

/** One TCP rule of a security group. */
export interface Opening {
  /** Part of the rule's logical name. */
  readonly role: string;
  readonly direction: "INGRESS" | "EGRESS";
  readonly peer: Peer;
  /** @default - every port */
  readonly port?: number;
  readonly description: string;
}

const ends = ({ direction, peer }: Opening): Partial<oci.core.NetworkSecurityGroupSecurityRuleArgs> => {
  const [end, endType]: [pulumi.Input<string>, string] =
    "cidr" in peer ? [peer.cidr, "CIDR_BLOCK"] : [peer.group.id, "NETWORK_SECURITY_GROUP"];
  return direction === "INGRESS"
    ? { source: end, sourceType: endType }
    : { destination: end, destinationType: endType };
};

/** A security group with its rules. */
export function securityGroup(
  { compartmentId }: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  role: string,
  openings: readonly Opening[],
): oci.core.NetworkSecurityGroup {
  const group = new oci.core.NetworkSecurityGroup(
    context.child(role),
    { compartmentId, vcnId: network.vcn.id, displayName: shownAs(context, role), freeformTags: context.tags },
    context.options(),
  );
  for (const opening of openings) {
    const { role: rule, direction, port, description } = opening;
    new oci.core.NetworkSecurityGroupSecurityRule(
      context.child(rule),
      {
        networkSecurityGroupId: group.id,
        direction,
        protocol: "6",
        ...ends(opening),
        ...(port === undefined ? {} : { tcpOptions: { destinationPortRange: { min: port, max: port } } }),
        description,
      },
      context.options(),
    );
  }
  return group;
}

/** Everybody comes in on the two ports of the web; requests go on to what the app runs on, and nowhere else. */
export const balancerGroup = (
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
): oci.core.NetworkSecurityGroup =>
  securityGroup(cloud, context, network, "balancer-group", [
    {
      role: "balancer-http",
      direction: "INGRESS",
      port: 80,
      peer: { cidr: "0.0.0.0/0" },
      description: "Browsers, sent on to HTTPS where there is a hostname",
    },
    {
      role: "balancer-https",
      direction: "INGRESS",
      port: 443,
      peer: { cidr: "0.0.0.0/0" },
      description: "Browsers",
    },
    {
      role: "balancer-out",
      direction: "EGRESS",
      peer: { group: network.workload },
      description: "Requests and health checks to what the app runs on",
    },
  ]);

/** Lets the balancer, and nothing else, in on the given ports. */
export const behindBalancer = (
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  balancer: oci.core.NetworkSecurityGroup,
  ports: readonly number[],
): oci.core.NetworkSecurityGroup =>
  securityGroup(
    cloud,
    context,
    network,
    "behind-balancer",
    [...new Set(ports)].map((port) => ({
      role: `behind-balancer-${port}`,
      direction: "INGRESS",
      port,
      peer: { group: balancer },
      description: "The load balancer",
    })),
  );
