import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { machineEnvironment, SecretKeeper, type MachineSecret } from "../../../components/host/environment";
import type { HostMachine } from "../../../components/host/addresses";
import { HEALTH_PATH } from "../../../components/host/host";
import type { OciCloud } from "../cloud";
import { grantGroupReading } from "./group-identity";
import { layoutGroup } from "./group-layout";
import { MEMBER_PORT, memberPool } from "./group-pool";
import { onceReady } from "./group-ready";
import { adminGroups, memberGroups, singleGroups } from "./group-security";
import { machineMetadata, userData, usesWallet } from "./host";
import { instanceMaker, placeMachines } from "./instance";
import { domainOf, shapeOf } from "./shape";
import { computeIssues } from "../limits";
import { listeners, loadBalancer, type Balancer, type OciBalancedNodes } from "../load-balancer";
import { backendSet } from "../load-balancer/backends";
import type { OciNetworkNodes } from "../network";
import { lastHostNumber } from "../network/ranges";

/** What other drivers of Oracle Cloud find behind a group of machines. */
export interface OciGroupNodes extends OciBalancedNodes {
  readonly pool: oci.core.InstancePool;
  /** The machines beside the group: `background`, and `own-<service>` for each service on a machine of its own. */
  readonly instances: Readonly<Record<string, oci.core.Instance>>;
}

const HEALTH_SECONDS = 15;

/** The set of all members; a browser stays with one member where any service wants it. */
function members(context: DriverContext, balancer: Balancer, { services, hostname }: ResolvedComputeArgs) {
  return backendSet(context, balancer.loadBalancer.id, {
    name: "members",
    health: { path: HEALTH_PATH, port: MEMBER_PORT, intervalSeconds: HEALTH_SECONDS },
    sticky: Object.values(services).some(({ stickySessions }) => stickySessions),
    overHttps: hostname !== undefined,
  });
}

/** What a machine is told, and the secrets that it reads for that. */
function teller(cloud: OciCloud, args: ResolvedComputeArgs, network: OciNetworkNodes) {
  const keeper = new SecretKeeper(args.secrets, "oci");
  const { memoryMiB } = shapeOf(args);
  return (machine: HostMachine, others: readonly HostMachine[], balancerCidrs?: readonly string[]) => {
    // The machine itself first: it calls its own copy of a service where it has one.
    const machines = [machine, ...others.filter(({ role }) => role !== machine.role)];
    const told = machineEnvironment(args, machines, machine, keeper);
    const front = balancerCidrs === undefined ? {} : { balancerCidrs };
    const of = { cloud, args, memoryMiB, networkCidr: network.cidr, machines, machine, told, ...front };
    return { of, secrets: told.secrets, signsIn: machine.services.some(usesWallet) };
  };
}

/**
 * A pool of machines behind a load balancer, each of which holds all services that share and answer requests.
 *
 * What shares and runs in the background or at set times stands on one further machine, since each member would run it
 * otherwise; so does each service that wants a machine of its own. TLS ends at the load balancer, and members answer
 * nobody else.
 */
export const computeGroup =
  (cloud: OciCloud): ComputeDriver =>
  (context, args) => {
    refuse(computeIssues(args));
    const network = nodesOn<OciNetworkNodes>("oci", args.network!);
    const shape = shapeOf(args);
    const layout = layoutGroup(args, lastHostNumber(network.privateCidr));
    const singles = placeMachines(layout.singles, network);
    const all: readonly HostMachine[] = [layout.member, ...singles];
    const tell = teller(cloud, args, network);

    const balancer = loadBalancer(cloud, context, network, args);
    const set = members(context, balancer, args);
    listeners(cloud, context, balancer, args, { backendSet: set, routingPolicy: undefined });

    const admins = adminGroups(cloud, context, network, args.adminCidrs);
    const told = tell(layout.member, all, [network.publicCidr]);
    const pool = memberPool(cloud, context, {
      args,
      shape,
      network,
      groups: memberGroups(cloud, context, network, balancer.group, admins),
      userData: userData(told.of),
      backendSet: set,
    });

    const groupsOf = singleGroups(cloud, context, network, admins);
    const makeInstance = instanceMaker(cloud, context, network, args, shape, domainOf(cloud, context, network, shape));
    const built = singles.map((machine, index) => {
      const { of, secrets, signsIn } = tell(machine, all);
      const instance = makeInstance(machine, index, groupsOf(machine), machineMetadata(of));
      return { machine, instance, secrets, signsIn };
    });

    const everything = [told, ...built];
    const secrets: MachineSecret[] = everything.flatMap((it) => it.secrets);
    const signsIn = everything.some((it) => it.signsIn);
    if (secrets.length > 0) grantGroupReading(cloud, context, secrets, signsIn);
    if (signsIn && network.natGateway !== undefined) network.machineAddresses.add(network.natGateway.natIp);

    const instances = Object.fromEntries(built.map(({ machine, instance }) => [machine.role, instance]));
    const nodes: OciGroupNodes = { balancer, pool, instances };
    const ipAddress = onceReady(pool, set, balancer.address.ipAddress);
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
