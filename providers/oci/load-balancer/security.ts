import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { frontNetworks, type ResolvedComputeArgs } from "../../../components/compute";
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

const PORTS = { http: 80, https: 443 } as const;

/** A group takes 120 rules: https://docs.oracle.com/iaas/Content/Network/Concepts/networksecuritygroups.htm (read 2026-11-28) */
function visitors(networks: readonly string[] | undefined): Opening[] {
  const port = (name: keyof typeof PORTS, cidr: string, description: string, role = `balancer-${name}`): Opening => ({
    role,
    direction: "INGRESS",
    port: PORTS[name],
    peer: { cidr },
    description,
  });
  if (networks === undefined) {
    return [
      port("http", "0.0.0.0/0", "Browsers, sent on to HTTPS where there is a hostname"),
      port("https", "0.0.0.0/0", "Browsers"),
    ];
  }
  return (["http", "https"] as const).flatMap((name) =>
    networks.map((cidr) => port(name, cidr, "The edge", `balancer-${name}-${cidr.replace("/", "-")}`)),
  );
}

/**
 * The edge in front, where its networks are known, else everybody comes in on the two ports of the web; requests go on to
 * what the app runs on, and nowhere else.
 */
export const balancerGroup = (
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  args: Pick<ResolvedComputeArgs, "front">,
): oci.core.NetworkSecurityGroup =>
  securityGroup(cloud, context, network, "balancer-group", [
    ...visitors(frontNetworks(args)),
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
