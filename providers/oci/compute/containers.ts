import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { isWeb, type ComputeDriver } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { OciCloud } from "../cloud";
import { containerInstance, type Stage } from "./containers-instance";
import { calledPorts, containerGroups, slotsOf, type ContainerGroup, type Slot } from "./containers-layout";
import { containerIssues } from "./containers-limits";
import { listeners, loadBalancer, type Balancer, type OciBalancedNodes } from "../load-balancer";
import { backendSet, routingPolicy } from "../load-balancer/backends";
import { orderedRoutes } from "../load-balancer/routes";
import { behindBalancer, securityGroup } from "../load-balancer/security";
import type { OciNetworkNodes } from "../network";
import { hostAddress, lastHostNumber } from "../network/ranges";

/** What other drivers of Oracle Cloud find behind container instances. */
export interface OciContainersNodes extends OciBalancedNodes {
  /** `app-1`, `background-1`, `own-<service>-1` and so on. */
  readonly instances: Readonly<Record<string, oci.containerengine.ContainerInstance>>;
}

/** The groups of each instance: who it is, and which ports others call. */
function groupsOf(context: DriverContext, { cloud, args, network }: Stage, balancer: Balancer) {
  const routed = Object.values(args.services).filter((service) => service.routes.length > 0);
  const front = behindBalancer(
    cloud,
    context,
    network,
    balancer.group,
    routed.flatMap(({ port }) => port ?? []),
  );
  const called = new Map<string, oci.core.NetworkSecurityGroup[]>();
  return (group: ContainerGroup): oci.core.NetworkSecurityGroup[] => {
    const ports = calledPorts(group, args.services);
    const known = called.get(group.role);
    const calls =
      known ??
      (ports.length === 0
        ? []
        : [
            securityGroup(
              cloud,
              context,
              network,
              `${group.role}-calls`,
              ports.map((port) => ({
                role: `${group.role}-port-${port}`,
                direction: "INGRESS",
                port,
                peer: { group: network.workload },
                description: "Containers of the app",
              })),
            ),
          ]);
    called.set(group.role, calls);
    const answers = group.services.some(({ name }) => args.services[name]!.routes.length > 0);
    return [network.workload, ...(answers ? [front] : []), ...calls];
  };
}

/** A set of copies for each service with routes, with one backend an instance. */
function backends(context: DriverContext, { args, slots, addressOf }: Stage, balancer: Balancer) {
  const loadBalancerId = balancer.loadBalancer.id;
  const routed = Object.entries(args.services)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, { routes }]) => routes.length > 0);
  const sets = routed.map(([name, service]): [string, oci.loadbalancer.BackendSet] => {
    if (!isWeb(service)) throw new Error(`${name} has routes and answers no requests`);
    const { port, health, stickySessions } = service;
    const set = backendSet(context, loadBalancerId, {
      name,
      health: { path: health.path, port, intervalSeconds: health.intervalSeconds },
      sticky: stickySessions,
      overHttps: args.hostname !== undefined,
    });
    const copies = slots.filter(({ group }) => group.services.some((it) => it.name === name));
    for (const slot of copies) {
      new oci.loadbalancer.Backend(
        context.child(`${name}-backend-${slot.index + 1}`),
        { loadBalancerId, backendsetName: set.name, ipAddress: addressOf(slot), port },
        context.options(),
      );
    }
    return [name, set];
  });
  return Object.fromEntries(sets);
}

/** Every instance; those of one group are made, and replaced, one after the other. */
function instancesOf(context: DriverContext, stage: Stage, balancer: Balancer) {
  const groups = groupsOf(context, stage, balancer);
  const built = new Map<Slot, oci.containerengine.ContainerInstance>();
  for (const slot of stage.slots) {
    const before = stage.slots.filter(({ group, index }) => group === slot.group && index === slot.index - 1);
    const after = before.flatMap((it) => built.get(it) ?? []);
    built.set(slot, containerInstance(context, stage, slot, groups(slot.group), after));
  }
  return Object.fromEntries([...built].map(([{ group, index }, it]) => [`${group.role}-${index + 1}`, it]));
}

/**
 * Container Instances behind a load balancer: as many as asked for, each holding all services that share and answer
 * requests; one more for those that run in the background; and instances of its own for each service that wants them.
 *
 * Containers of one instance reach each other on localhost, so that two services may not listen on the same port. Nothing
 * of Oracle's starts further instances under load, or joins them to a load balancer: each has a fixed private address.
 */
export const computeContainers =
  (cloud: OciCloud): ComputeDriver =>
  (context, args) => {
    refuse(containerIssues({ ...args, shape: "containers" }));
    const network = nodesOn<OciNetworkNodes>("oci", args.network!);
    const cidr = network.natGateway === undefined ? network.publicCidr : network.privateCidr;
    const stage: Stage = {
      cloud,
      args,
      network,
      slots: slotsOf(containerGroups(args), lastHostNumber(cidr)),
      addressOf: ({ hostNumber }) => hostAddress(cidr, hostNumber),
    };
    const balancer = loadBalancer(cloud, context, network, args);
    const sets = backends(context, stage, balancer);
    const catchAll = Object.entries(args.services).find(([, { routes }]) => routes.includes("/"));
    listeners(cloud, context, balancer, args, {
      backendSet: catchAll === undefined ? undefined : sets[catchAll[0]],
      routingPolicy: routingPolicy(context, balancer.loadBalancer.id, orderedRoutes(args.services), sets),
    });
    const nodes: OciContainersNodes = { balancer, instances: instancesOf(context, stage, balancer) };
    const { ipAddress } = balancer.address;
    const url = args.hostname === undefined ? pulumi.interpolate`http://${ipAddress}` : `https://${args.hostname}`;
    return {
      outputs: {
        url: pulumi.output(url),
        origin: { type: "A", value: ipAddress, publicCertificate: args.hostname !== undefined },
        egressCidrs: args.network!.egressCidrs,
      },
      nodes,
    };
  };
