import * as oci from "@pulumi/oci";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";
import type { Peer } from "../load-balancer/security";
import type { OciNetworkNodes } from "../network";

type Group = oci.core.NetworkSecurityGroup;

/** What a rule lets pass: TCP to a port, to some ports or to all, what tells the size of packets, or everything. */
type Traffic = { readonly tcp: number | readonly [number, number] | "all" } | "path-discovery" | "everything";

interface Rule {
  readonly role: string;
  readonly direction: "INGRESS" | "EGRESS";
  readonly peer: Peer;
  readonly traffic: Traffic;
  readonly description: string;
}

/** The groups of a cluster. */
export interface ClusterGroups {
  /** Of the API. */
  readonly api: Group;
  /** Of the machines, together with the app's own. */
  readonly nodes: Group;
  /** Of the balancer in front of the pods. */
  readonly front: Group;
}

/** Ports that Kubernetes gives to what is reached from outside of the cluster. */
const NODE_PORTS: readonly [number, number] = [30_000, 32_767];
/** Where each machine says whether it takes requests. */
const HEALTH_PORT = 10_256;
/** Where the API answers, and where machines report to it. */
const API_PORT = 6443;
const REPORT_PORT = 12_250;

const ANYWHERE: Peer = { cidr: "0.0.0.0/0" };

function passes(
  traffic: Traffic,
): Pick<oci.core.NetworkSecurityGroupSecurityRuleArgs, "protocol" | "tcpOptions" | "icmpOptions"> {
  if (traffic === "everything") return { protocol: "all" };
  if (traffic === "path-discovery") return { protocol: "1", icmpOptions: { type: 3, code: 4 } };
  const { tcp } = traffic;
  if (tcp === "all") return { protocol: "6" };
  const [min, max] = typeof tcp === "number" ? [tcp, tcp] : tcp;
  return { protocol: "6", tcpOptions: { destinationPortRange: { min, max } } };
}

function rule(context: DriverContext, group: Group, { role, direction, peer, traffic, description }: Rule): void {
  const [end, endType] = "cidr" in peer ? [peer.cidr, "CIDR_BLOCK"] : [peer.group.id, "NETWORK_SECURITY_GROUP"];
  new oci.core.NetworkSecurityGroupSecurityRule(
    context.child(role),
    {
      networkSecurityGroupId: group.id,
      direction,
      ...passes(traffic),
      ...(direction === "INGRESS"
        ? { source: end, sourceType: endType }
        : { destination: end, destinationType: endType }),
      description,
    },
    context.options(),
  );
}

/** Administrators and machines call the API; it calls machines, and Oracle's own services over the internet gateway. */
function apiRules(context: DriverContext, { api, nodes }: ClusterGroups, adminCidrs: readonly string[]): void {
  for (const cidr of [...new Set(adminCidrs)].sort()) {
    rule(context, api, {
      role: `api-admin-${cidr.replace("/", "-")}`,
      direction: "INGRESS",
      peer: { cidr },
      traffic: { tcp: API_PORT },
      description: "Administrators, and whoever runs Pulumi",
    });
  }
  const peer: Peer = { group: nodes };
  const rules: readonly Rule[] = [
    {
      role: "api-calls",
      direction: "INGRESS",
      peer,
      traffic: { tcp: API_PORT },
      description: "Machines, and their pods",
    },
    { role: "api-reports", direction: "INGRESS", peer, traffic: { tcp: REPORT_PORT }, description: "Machines" },
    { role: "api-path", direction: "INGRESS", peer, traffic: "path-discovery", description: "Path discovery" },
    { role: "api-nodes", direction: "EGRESS", peer, traffic: { tcp: "all" }, description: "Machines" },
    { role: "api-nodes-path", direction: "EGRESS", peer, traffic: "path-discovery", description: "Path discovery" },
    {
      role: "api-oracle",
      direction: "EGRESS",
      peer: ANYWHERE,
      traffic: { tcp: 443 },
      description: "Oracle's services",
    },
  ];
  for (const each of rules) rule(context, api, each);
}

/** Machines talk among themselves, the API calls them, and so does the balancer in front of the pods. */
function nodeRules(context: DriverContext, { api, nodes, front }: ClusterGroups): void {
  const from = { direction: "INGRESS" } as const;
  const rules: readonly Rule[] = [
    { ...from, role: "nodes-nodes", peer: { group: nodes }, traffic: "everything", description: "Machines and pods" },
    { ...from, role: "nodes-api", peer: { group: api }, traffic: { tcp: "all" }, description: "The API" },
    { ...from, role: "nodes-path", peer: ANYWHERE, traffic: "path-discovery", description: "Path discovery" },
    { ...from, role: "nodes-front", peer: { group: front }, traffic: { tcp: NODE_PORTS }, description: "Requests" },
    {
      ...from,
      role: "nodes-health",
      peer: { group: front },
      traffic: { tcp: HEALTH_PORT },
      description: "Health checks",
    },
  ];
  for (const each of rules) rule(context, nodes, each);
}

/** What comes in at the load balancer goes on to the balancer in front of the pods, and from there to machines. */
function frontRules(context: DriverContext, { nodes, front }: ClusterGroups, balancer: Group, port: number): void {
  const to = { direction: "EGRESS", peer: { group: nodes } } as const;
  rule(context, balancer, {
    role: "balancer-front",
    direction: "EGRESS",
    peer: { group: front },
    traffic: { tcp: port },
    description: "Requests and health checks to the balancer of the cluster",
  });
  const rules: readonly Rule[] = [
    {
      role: "front-balancer",
      direction: "INGRESS",
      peer: { group: balancer },
      traffic: { tcp: port },
      description: "The load balancer",
    },
    { ...to, role: "front-nodes", traffic: { tcp: NODE_PORTS }, description: "Requests" },
    { ...to, role: "front-health", traffic: { tcp: HEALTH_PORT }, description: "Health checks" },
  ];
  for (const each of rules) rule(context, front, each);
}

/**
 * The groups of a cluster with the rules that Oracle asks for with flannel, and no others:
 * https://docs.oracle.com/en-us/iaas/Content/ContEng/Concepts/contengnetworkconfig.htm (read 2026-11-21). What machines
 * and pods send is let out by the group that everything of the app is in.
 *
 * @param port - Where the balancer in front of the pods takes requests.
 */
export function clusterGroups(
  { compartmentId }: OciCloud,
  context: DriverContext,
  { vcn }: OciNetworkNodes,
  balancer: Group,
  { adminCidrs, port }: { readonly adminCidrs: readonly string[]; readonly port: number },
): ClusterGroups {
  const group = (role: string): Group =>
    new oci.core.NetworkSecurityGroup(
      context.child(role),
      { compartmentId, vcnId: vcn.id, displayName: shownAs(context, role), freeformTags: context.tags },
      context.options(),
    );
  const groups: ClusterGroups = { api: group("api-group"), nodes: group("nodes-group"), front: group("front-group") };
  apiRules(context, groups, adminCidrs);
  nodeRules(context, groups);
  frontRules(context, groups, balancer, port);
  return groups;
}
