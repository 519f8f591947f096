import type * as oci from "@pulumi/oci";
import type { DriverContext } from "../../../components/core/driver";
import type { Machine } from "../../../components/host/machines";
import type { OciCloud } from "../cloud";
import { MEMBER_PORT } from "./group-pool";
import { behindBalancer, securityGroup, type Opening } from "../load-balancer/security";
import type { OciNetworkNodes } from "../network";

/** Lets administrators' networks in; none where there are no such networks. */
export function adminGroups(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  cidrs: readonly string[],
): readonly oci.core.NetworkSecurityGroup[] {
  if (cidrs.length === 0) return [];
  const openings = [...new Set(cidrs)].map((cidr): Opening => ({
    role: `admin-${cidr.replace("/", "-")}`,
    direction: "INGRESS",
    port: 22,
    peer: { cidr },
    description: "Administrators",
  }));
  return [securityGroup(cloud, context, network, "admin", openings)];
}

/** The groups of each member: the load balancer's requests come in, and whom the given groups let in. */
export const memberGroups = (
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  balancer: oci.core.NetworkSecurityGroup,
  admins: readonly oci.core.NetworkSecurityGroup[],
): readonly oci.core.NetworkSecurityGroup[] => [
  network.workload,
  behindBalancer(cloud, context, network, balancer, [MEMBER_PORT]),
  ...admins,
];

/** The groups of a machine beside the group: other machines' calls come in, and whom the given groups let in. */
export function singleGroups(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  admins: readonly oci.core.NetworkSecurityGroup[],
): (machine: Machine) => readonly oci.core.NetworkSecurityGroup[] {
  return ({ role, services }) => {
    const called = services.filter(({ calledFromOutside }) => calledFromOutside);
    const openings = called.flatMap(({ name, hostPorts }) =>
      hostPorts.map((port): Opening => ({
        role: `${role}-port-${port}`,
        direction: "INGRESS",
        port,
        peer: { group: network.workload },
        description: `Machines of the app, calling ${name}`,
      })),
    );
    return [
      network.workload,
      ...(openings.length === 0 ? [] : [securityGroup(cloud, context, network, `${role}-calls`, openings)]),
      ...admins,
    ];
  };
}
