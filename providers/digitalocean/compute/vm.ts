import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { HostMachine } from "../../../components/host/addresses";
import { colocationIssues, dataDiskGiB } from "../../../components/host/colocation";
import { SecretKeeper } from "../../../components/host/environment";
import { APP_ROLE, layoutMachines } from "../../../components/host/machines";
import type { DigitaloceanCloud } from "../cloud";
import { droplet, type DropletStage } from "./droplet";
import { firewall, fromBrowsers, fromMachines } from "./firewall";
import { HOST_NUMBERS } from "./group-layout";
import { calledFirst } from "./order";
import { sizeOf } from "./size";
import { sshKeys } from "./ssh-keys";
import { followingText } from "./user-data";
import { dataVolume } from "./volume";
import { admit } from "../database/access";
import type { DigitaloceanNetworkNodes } from "../network";

/** What other drivers of DigitalOcean find behind machines. */
export interface DigitaloceanMachinesNodes {
  readonly [key: string]: unknown;
  /** By role: `app`, and `own-<service>` for each service on a machine of its own. */
  readonly droplets: Readonly<Record<string, digitalocean.Droplet>>;
}

/** The number that DigitalOcean knows a Droplet by. */
export const numberOf = ({ id }: digitalocean.Droplet): pulumi.Output<number> => id.apply(Number);

/** The public address of the app machine, which outlives it. */
function reserveAddress({ cloud, context }: DropletStage, app: digitalocean.Droplet): digitalocean.ReservedIp {
  const address = new digitalocean.ReservedIp(
    context.child("address"),
    { region: cloud.datacenter },
    context.options(),
  );
  new digitalocean.ReservedIpAssignment(
    context.child("address-assignment"),
    { ipAddress: address.ipAddress, dropletId: numberOf(app) },
    context.options(),
  );
  return address;
}

/**
 * Machines of Ubuntu 24.04 that run the services as containers: one that answers browsers through nginx and holds all
 * services that share, and one for each service that wants its own.
 *
 * Browsers come to a reserved address, which outlives the app machine. What a machine sends comes from an address of its
 * own all the same (https://docs.digitalocean.com/products/networking/reserved-ips/how-to/outbound-traffic/, read
 * 2026-11-21): it is known, stays while the Droplet is there, and whatever lets in by address is told the next one in the
 * update that replaces the Droplet. A machine of a service's own sends through the network's gateway where there is one.
 */
export const computeVm =
  (cloud: DigitaloceanCloud): ComputeDriver =>
  (context, args) => {
    refuse(colocationIssues(args));
    const network = nodesOn<DigitaloceanNetworkNodes>("digitalocean", args.network!);
    const { slug, memoryMiB } = sizeOf("vm", args);
    const keys = sshKeys(cloud, context, args.sshPublicKeys);
    const stage: DropletStage = { cloud, context, network, slug, sshKeys: keys };
    const keeper = new SecretKeeper(args.secrets, "digitalocean");
    const diskGiB = dataDiskGiB(args);
    const data = diskGiB === undefined ? undefined : dataVolume(cloud, context, diskGiB);

    const layout = layoutMachines(args.services, HOST_NUMBERS);
    const droplets: Record<string, digitalocean.Droplet> = {};
    const machines = (): HostMachine[] =>
      layout.map((machine) => ({
        ...machine,
        listensOn: ["0.0.0.0"],
        ...(droplets[machine.role] === undefined ? {} : { address: droplets[machine.role]!.ipv4AddressPrivate }),
      }));
    const egress: pulumi.Output<string>[] = [];
    for (const { role } of calledFirst(layout)) {
      const isApp = role === APP_ROLE;
      const isPublic = isApp || network.natGateway === undefined;
      const all = machines();
      const machine = all.find((it) => it.role === role)!;
      const disk = isApp ? data : undefined;
      const text = followingText(context, {
        args,
        memoryMiB,
        network,
        keeper,
        machines: all,
        machine,
        ...(disk === undefined ? {} : { device: disk.device }),
      });
      const made = droplet(stage, {
        role,
        text,
        isPublic,
        backups: isApp,
        ...(disk === undefined ? {} : { volume: disk.volume }),
      });
      const inbound = [...(isApp ? fromBrowsers(args) : []), ...fromMachines(network, machine)];
      firewall(context, network, args, role, { dropletIds: [numberOf(made)] }, inbound);
      if (isPublic) egress.push(made.ipv4Address);
      droplets[role] = made;
    }

    admit(args, { type: "tag", value: network.workload.name });
    const address = reserveAddress(stage, droplets[APP_ROLE]!);
    const { hostname } = args;
    const url = hostname === undefined ? pulumi.interpolate`http://${address.ipAddress}` : `https://${hostname}`;
    const nodes: DigitaloceanMachinesNodes = { droplets };
    return {
      outputs: {
        url: pulumi.output(url),
        origin: { type: "A", value: address.ipAddress, publicCertificate: false },
        egressCidrs: pulumi
          .all([pulumi.all(egress), args.network!.egressCidrs])
          .apply(([own, gateways]) => [...own.map((ip) => `${ip}/32`), ...gateways]),
      },
      nodes,
    };
  };
