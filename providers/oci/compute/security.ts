import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { frontNetworks, type ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { APP_ROLE, type Machine } from "../../../components/host/machines";
import { shownAs, type OciCloud } from "../cloud";
import type { OciNetworkNodes } from "../network";

/** Who may send to a port: a network in CIDR notation, or every machine of a group. */
type Source = { readonly cidr: string } | { readonly group: oci.core.NetworkSecurityGroup };

interface Opening {
  readonly role: string;
  readonly port: number;
  readonly from: Source;
  readonly description: string;
}

/** A security group with its openings, one rule each. */
function group(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  role: string,
  openings: readonly Opening[],
): oci.core.NetworkSecurityGroup {
  const made = new oci.core.NetworkSecurityGroup(
    context.child(role),
    {
      compartmentId: cloud.compartmentId,
      vcnId: network.vcn.id,
      displayName: shownAs(context, role),
      freeformTags: context.tags,
    },
    context.options(),
  );
  for (const { role: ruleRole, port, from, description } of openings) {
    const source: { source: pulumi.Input<string>; sourceType: string } =
      "cidr" in from
        ? { source: from.cidr, sourceType: "CIDR_BLOCK" }
        : { source: from.group.id, sourceType: "NETWORK_SECURITY_GROUP" };
    new oci.core.NetworkSecurityGroupSecurityRule(
      context.child(ruleRole),
      {
        networkSecurityGroupId: made.id,
        direction: "INGRESS",
        protocol: "6",
        ...source,
        tcpOptions: { destinationPortRange: { min: port, max: port } },
        description,
      },
      context.options(),
    );
  }
  return made;
}

const browsers = (port: number): Opening => ({
  role: `web-${port}`,
  port,
  from: { cidr: "0.0.0.0/0" },
  description: port === 80 ? "Browsers, sent on to HTTPS where there is a hostname" : "Browsers",
});

const edge = (port: number, cidr: string): Opening => ({
  role: `web-${port}-${cidr.replace("/", "-")}`,
  port,
  from: { cidr },
  description: "The edge",
});

/** A group takes 120 rules: https://docs.oracle.com/iaas/Content/Network/Concepts/networksecuritygroups.htm (read 2026-11-28) */
const web = (networks: readonly string[] | undefined): readonly Opening[] =>
  [80, 443].flatMap((port) => networks?.map((cidr) => edge(port, cidr)) ?? [browsers(port)]);

const admin = (cidr: string): Opening => ({
  role: `admin-${cidr.replace("/", "-")}`,
  port: 22,
  from: { cidr },
  description: "Administrators",
});

/**
 * The groups of each machine: who it is, and what may reach it. 80 and 443 of the app machine are open to the edge in front
 * where its networks are known, else to all, 22 to administrators' networks, and a service's port to the machines of the app
 * where another machine calls it.
 */
export function securityGroups(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  machines: readonly Machine[],
  args: Pick<ResolvedComputeArgs, "adminCidrs" | "front">,
): ReadonlyMap<string, readonly oci.core.NetworkSecurityGroup[]> {
  const make = (role: string, openings: readonly Opening[]) =>
    openings.length === 0 ? [] : [group(cloud, context, network, role, openings)];
  const admins = make("admin", [...new Set(args.adminCidrs)].map(admin));
  const visitors = make("web", web(frontNetworks(args)));

  const calls = ({ role, services }: Machine) =>
    make(
      `${role}-calls`,
      services
        .filter(({ calledFromOutside }) => calledFromOutside)
        .flatMap(({ name, hostPorts }) =>
          hostPorts.map((port) => ({
            role: `${role}-port-${port}`,
            port,
            from: { group: network.workload },
            description: `Machines of the app, calling ${name}`,
          })),
        ),
    );
  return new Map(
    machines.map((machine) => [
      machine.role,
      [network.workload, ...admins, ...(machine.role === APP_ROLE ? visitors : []), ...calls(machine)],
    ]),
  );
}
