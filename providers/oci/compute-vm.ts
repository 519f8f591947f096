import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../components/compute";
import { nodesOn } from "../../components/core/component";
import type { DriverContext } from "../../components/core/driver";
import { shownAs, type OciCloud } from "./cloud";
import { callUrls, userData, usesWallet } from "./compute-host";
import { grantReading } from "./compute-identity";
import { instanceMaker, placeMachines, type PlacedMachine } from "./compute-instance";
import { layoutMachines } from "./compute-machines";
import { machineEnvironment, SecretKeeper } from "./compute-secrets";
import { securityGroups } from "./compute-security";
import { shapeOf } from "./compute-shape";
import type { OciDatabaseNodes } from "./database";
import { computeIssues, refuse } from "./limits";
import { privateIpId } from "./lookups";
import type { OciNetworkNodes } from "./network";
import { lastHostNumber } from "./network-ranges";

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
    refuse(computeIssues(args));
    const network = nodesOn<OciNetworkNodes>("oci", args.network);
    const shape = shapeOf(args);
    const machines = placeMachines(layoutMachines(args.services, lastHostNumber(network.publicCidr)), network);
    const groups = securityGroups(cloud, context, network, machines, args.adminCidrs);
    const makeInstance = instanceMaker(cloud, context, network, args, shape);
    const keeper = new SecretKeeper(args.secrets);

    const built = machines.map((machine, index) => {
      const told = machineEnvironment(machine.services, (service) => callUrls(machines, machine, service), keeper);
      const text = userData({ cloud, args, memoryMiB: shape.memoryMiB, network, machines, machine, told });
      const instance = makeInstance(machine, index, groups.get(machine.role)!, text);
      return { machine, instance, secrets: told.secrets, signsIn: machine.services.some(usesWallet) };
    });

    const [app] = built;
    const address = reserveAddress(cloud, context, app!.machine, app!.instance);
    const egressOf = ({ machine, instance }: (typeof built)[number]): pulumi.Output<string> => {
      if (machine.role === "app") return address.ipAddress;
      return machine.isPublic ? instance.publicIp : network.natGateway!.natIp;
    };
    for (const it of built) {
      if (it.signsIn && it.machine.isPublic) network.machineAddresses.add(egressOf(it));
    }

    const readers = built.filter(({ secrets }) => secrets.length > 0);
    if (readers.length > 0) {
      const database = built.some(({ signsIn }) => signsIn)
        ? nodesOn<OciDatabaseNodes>("oci", args.database!).autonomousDatabase
        : undefined;
      grantReading(
        cloud,
        context,
        readers.map(({ instance }) => instance),
        readers.flatMap(({ secrets }) => secrets),
        database,
      );
    }

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
