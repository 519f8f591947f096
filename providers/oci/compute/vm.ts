import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { colocationIssues } from "../../../components/host/colocation";
import { machineEnvironment, SecretKeeper, type MachineSecret } from "../../../components/host/environment";
import { APP_ROLE, layoutMachines } from "../../../components/host/machines";
import { shownAs, type OciCloud } from "../cloud";
import { attachData, DATA_DEVICE, dataVolume } from "./data";
import { machineMetadata, usesWallet } from "./host";
import { grantReading } from "./identity";
import { instanceMaker, placeMachines, type PlacedMachine } from "./instance";
import { securityGroups } from "./security";
import { domainOf, shapeOf } from "./shape";
import type { OciDatabaseNodes } from "../database";
import { computeIssues } from "../limits";
import { privateIpId } from "../lookups";
import type { OciNetworkNodes } from "../network";
import { lastHostNumber } from "../network/ranges";

/** What other drivers of Oracle Cloud find behind the machines. */
export interface OciComputeNodes {
  readonly [key: string]: unknown;
  /** `app`, and `own-<service>` for each service on a machine of its own. */
  readonly instances: Readonly<Record<string, oci.core.Instance>>;
  /** The reserved public address of the app machine. */
  readonly address: oci.core.PublicIp;
}

/** The public address of the app machine, assigned once the machine is there. */
function reserveAddress(
  { compartmentId }: OciCloud,
  context: DriverContext,
  machine: PlacedMachine,
  instance: oci.core.Instance,
): oci.core.PublicIp {
  return new oci.core.PublicIp(
    context.child("address"),
    {
      compartmentId,
      displayName: shownAs(context, "address"),
      lifetime: "RESERVED",
      privateIpId: privateIpId(instance, machine.subnet.id),
      freeformTags: context.tags,
    },
    context.options(),
  );
}

/** A machine that is made, and what of it its rights depend on. */
interface BuiltMachine {
  readonly machine: PlacedMachine;
  readonly instance: oci.core.Instance;
  readonly secrets: readonly MachineSecret[];
  /** Whether a service signs in to the database with its wallet. */
  readonly signsIn: boolean;
}

/** Lets each machine read its secrets, and make its wallet where it uses one. */
function letRead(
  cloud: OciCloud,
  context: DriverContext,
  { database }: Pick<ResolvedComputeArgs, "database">,
  built: readonly BuiltMachine[],
): void {
  const readers = built.filter(({ secrets }) => secrets.length > 0);
  if (readers.length === 0) return;
  const signsIn = built.some((it) => it.signsIn);
  grantReading(
    cloud,
    context,
    readers.map(({ instance }) => instance),
    readers.flatMap(({ secrets }) => secrets),
    signsIn ? nodesOn<OciDatabaseNodes>("oci", database!).autonomousDatabase : undefined,
  );
}

/**
 * Machines of Ubuntu 22.04 that run the services as containers: one that answers browsers through nginx and holds all
 * services that share, and one for each service that wants its own.
 *
 * The app machine has a reserved public address, which outlives it: another image of a service makes another machine,
 * and neither DNS nor the database's list of addresses may change with it. A reserved address can only be assigned to a
 * machine that is there, so the machine waits for the internet when it starts. One such machine is all there is:
 * `count` above 1 needs a load balancer, which the capabilities leave to another shape.
 */
export const computeVm =
  (cloud: OciCloud): ComputeDriver =>
  (context, args) => {
    refuse([...computeIssues(args), ...colocationIssues(args)]);
    if (args.network === undefined) throw new Error("a machine of Oracle Cloud needs a network to stand in");
    const network = nodesOn<OciNetworkNodes>("oci", args.network);
    const shape = shapeOf(args);
    const layout = layoutMachines(args.services, { lastHostNumber: lastHostNumber(network.publicCidr) });
    const machines = placeMachines(layout, network);
    const groups = securityGroups(cloud, context, network, machines, args);
    const domain = domainOf(cloud, context, network, shape);
    const makeInstance = instanceMaker(cloud, context, network, args, shape, domain);
    const volume = dataVolume(cloud, context, args, domain(0));
    const data = volume === undefined ? {} : { data: { device: DATA_DEVICE } };
    const keeper = new SecretKeeper(args.secrets, "oci");
    const { memoryMiB } = shape;

    const built = machines.map((machine, index): BuiltMachine => {
      const told = machineEnvironment(args, machines, machine, keeper);
      const of = { cloud, args, memoryMiB, networkCidr: network.cidr, machines, machine, told, ...data };
      const instance = makeInstance(machine, index, groups.get(machine.role)!, machineMetadata(of));
      return { machine, instance, secrets: told.secrets, signsIn: machine.services.some(usesWallet) };
    });

    const [app] = built;
    if (volume !== undefined) attachData(context, volume, app!.instance);
    const address = reserveAddress(cloud, context, app!.machine, app!.instance);
    const egressOf = ({ machine, instance }: BuiltMachine): pulumi.Output<string> => {
      if (machine.role === APP_ROLE) return address.ipAddress;
      return machine.isPublic ? instance.publicIp : network.natGateway!.natIp;
    };
    for (const it of built) {
      if (it.signsIn && it.machine.isPublic) network.machineAddresses.add(egressOf(it));
    }

    letRead(cloud, context, args, built);

    const instances = Object.fromEntries(built.map(({ machine, instance }) => [machine.role, instance]));
    const nodes: OciComputeNodes = { instances, address };
    const url =
      args.hostname === undefined ? pulumi.interpolate`http://${address.ipAddress}` : `https://${args.hostname}`;
    return {
      outputs: {
        url: pulumi.output(url),
        origin: { type: "A", value: address.ipAddress, publicCertificate: false },
        egressCidrs: pulumi.all(built.map(egressOf)).apply((ips) => [...new Set(ips)].map((ip) => `${ip}/32`)),
      },
      nodes,
    };
  };
