import type * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import { refuse } from "../../../components/core/errors";
import { colocationIssues, dataDiskGiB } from "../../../components/host/colocation";
import { SecretKeeper } from "../../../components/host/environment";
import { layoutMachines } from "../../../components/host/machines";
import type { AwsCloud } from "../cloud";
import { machineImage } from "./image";
import { buildMachine, egressOf, placeMachine, type MachineStage } from "./machine";
import { agent, type Agent } from "./machine-agent";
import { attachDisk, dataDisk, snapshots } from "./machine-data";
import { machineType } from "./machine-type";
import { networkNodes, requireNetwork } from "./network";
import { awsSizes } from "../sizes";

/** What other drivers of AWS read of machines. */
export type AwsVmNodes = {
  /** `app`, and `own-<service>` for each service on a machine of its own. */
  readonly instances: Readonly<Record<string, ec2.Instance>>;
  /** The public address of the app machine. */
  readonly address: ec2.Eip;
  readonly logGroup: Agent["logGroup"];
  /** Where the data of a database or a cache on the app machine stands in it; undefined where there is none. */
  readonly hasDataDisk: boolean;
};

/** The number of a machine in its subnet is not asked for: its network card has the address that AWS gives it. */
export const ANY_HOST_NUMBER = 65_000;

/**
 * Machines of Ubuntu 24.04 on EC2 that run the services as containers: one that answers browsers through nginx and holds
 * all services that share, and one for each service that wants its own.
 *
 * The machine has an Elastic IP, which outlives it: another image of a service makes another machine, and neither DNS nor
 * a database's list of addresses changes with it. What is stored on it stands on a disk of its own.
 */
export const computeVm =
  (cloud: AwsCloud): ComputeDriver =>
  (context, args) => {
    refuse(colocationIssues(args));
    const network = networkNodes(args);
    const hasDataDisk = dataDiskGiB(args) !== undefined;
    const stage: MachineStage = {
      cloud,
      context,
      args,
      network,
      type: machineType(awsSizes.compute.vm, args),
      image: machineImage(cloud, network.publicSubnets[0]!, context.component),
      agent: agent(context, "machines", "InstanceId", { withDataDisk: hasDataDisk }),
      keeper: new SecretKeeper(args.secrets, "aws"),
    };
    const placed = layoutMachines(args.services, { lastHostNumber: ANY_HOST_NUMBER }).map((machine) =>
      placeMachine(stage, machine),
    );
    const [app, ...own] = placed;
    const address = app?.address;
    if (app === undefined || address === undefined) throw new Error("no machine answers browsers");
    const machines = placed.map(({ machine }) => machine);

    const disk = dataDisk(context, args, app.subnet.availabilityZone);
    const front = buildMachine(stage, app, machines, disk);
    if (disk !== undefined) {
      attachDisk(context, disk, front);
      snapshots(cloud, context, args);
    }
    const others = own.map((one): [string, ec2.Instance] => [one.machine.role, buildMachine(stage, one, machines)]);
    const nodes: AwsVmNodes = {
      instances: { [app.machine.role]: front, ...Object.fromEntries(others) },
      address,
      logGroup: stage.agent.logGroup,
      hasDataDisk,
    };
    const url =
      args.hostname === undefined ? pulumi.interpolate`http://${address.publicIp}` : `https://${args.hostname}`;
    return {
      outputs: {
        url: pulumi.output(url),
        origin: { type: "A", value: address.publicIp, publicCertificate: false },
        egressCidrs: egressOf(placed, requireNetwork(args).egressCidrs),
      },
      nodes,
    };
  };
