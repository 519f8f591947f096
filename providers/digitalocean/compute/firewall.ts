import * as digitalocean from "@pulumi/digitalocean";
import type { types } from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { frontNetworks, type ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { Machine } from "../../../components/host/machines";
import type { DigitaloceanNetworkNodes } from "../network";

type Inbound = types.input.FirewallInboundRule;
type Outbound = types.input.FirewallOutboundRule;

const ANYWHERE = ["0.0.0.0/0"];

/** Names, packages, images and certificates, mail that is handed in, and whatever has a port of its own, such as databases. */
const TCP_OUT = ["53", "80", "443", "465", "587", "1024-65535"];
/** Names and time. */
const UDP_OUT = ["53", "123"];

const tcp = (port: number, from: Omit<Inbound, "protocol" | "portRange">): Inbound => ({
  protocol: "tcp",
  portRange: String(port),
  ...from,
});

/** 80 and 443 from the edge in front, where its networks are known, else from everybody. */
export const fromBrowsers = (args: Pick<ResolvedComputeArgs, "front">): readonly Inbound[] =>
  [80, 443].map((port) => tcp(port, { sourceAddresses: [...(frontNetworks(args) ?? ANYWHERE)] }));

/** 80 from a load balancer alone. */
export const fromBalancer = (balancer: digitalocean.LoadBalancer): Inbound[] => [
  tcp(80, { sourceLoadBalancerUids: [balancer.id] }),
];

/** Ports that other machines of the app call, open to those alone. */
export const fromMachines = ({ workload }: DigitaloceanNetworkNodes, { services }: Machine): Inbound[] =>
  services
    .filter(({ calledFromOutside }) => calledFromOutside)
    .flatMap(({ hostPorts }) => hostPorts)
    .map((port) => tcp(port, { sourceTags: [workload.name] }));

const fromAdministrators = ({ adminCidrs }: Pick<ResolvedComputeArgs, "adminCidrs">): Inbound[] =>
  adminCidrs.length === 0 ? [] : [tcp(22, { sourceAddresses: [...new Set(adminCidrs)].sort() })];

/** What machines may send to: anything inside the private network, and named ports of the internet. */
const outbound = (cidr: string): Outbound[] => [
  ...TCP_OUT.map((portRange) => ({ protocol: "tcp", portRange, destinationAddresses: ANYWHERE })),
  ...UDP_OUT.map((portRange) => ({ protocol: "udp", portRange, destinationAddresses: ANYWHERE })),
  { protocol: "tcp", portRange: "1-65535", destinationAddresses: [cidr] },
];

/** Whom a firewall is for: Droplets by their ids, ten at most, or every Droplet of a tag. */
export type Guarded =
  { readonly dropletIds: readonly pulumi.Input<number>[] } | { readonly tags: readonly pulumi.Input<string>[] };

/**
 * A firewall of some machines: what it does not let through does not come in or out. SSH comes in from the administrators'
 * networks only. A firewall has no labels of its own: its tags say which Droplets it is for.
 */
export function firewall(
  context: DriverContext,
  network: DigitaloceanNetworkNodes,
  args: Pick<ResolvedComputeArgs, "adminCidrs">,
  role: string,
  guarded: Guarded,
  inbound: readonly Inbound[],
): digitalocean.Firewall {
  return new digitalocean.Firewall(
    context.child(`${role}-firewall`),
    {
      ...("tags" in guarded ? { tags: [...guarded.tags] } : { dropletIds: [...guarded.dropletIds] }),
      inboundRules: [...inbound, ...fromAdministrators(args)],
      outboundRules: outbound(network.cidr),
    },
    context.options(),
  );
}
