import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import type { ComputeDriver, ResolvedComputeArgs } from "../../../components/compute";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName } from "../../../components/core/naming";
import type { HostMachine } from "../../../components/host/addresses";
import { SecretKeeper } from "../../../components/host/environment";
import type { Machine } from "../../../components/host/machines";
import { TAG_NAME, type DigitaloceanCloud } from "../cloud";
import { balancer } from "./balancer";
import { droplet, type DropletStage } from "./droplet";
import { firewall, fromBalancer, fromMachines } from "./firewall";
import { layoutGroup } from "./group-layout";
import { groupIssues } from "./limits";
import { calledFirst } from "./order";
import { pool } from "./pool";
import { sizeOf } from "./size";
import { sshKeys } from "./ssh-keys";
import { machineText, type MachineText, type MachineTextArgs } from "./user-data";
import { numberOf } from "./vm";
import { admit } from "../database/access";
import type { DigitaloceanNetworkNodes } from "../network";

/** What other drivers of DigitalOcean find behind a group of machines. */
export interface DigitaloceanGroupNodes {
  readonly [key: string]: unknown;
  readonly loadBalancer: digitalocean.LoadBalancer;
  /** The tag of the members. */
  readonly members: digitalocean.Tag;
  /** Members of a fixed number as `member-1` and so on, and what stands apart by its role. */
  readonly droplets: Readonly<Record<string, digitalocean.Droplet>>;
}

/** What the machines of one component are made with. */
interface Stage {
  readonly args: ResolvedComputeArgs;
  readonly context: DriverContext;
  readonly droplets: DropletStage;
  /** Whether machines have public addresses: without a gateway they would have no way out to install anything. */
  readonly isPublic: boolean;
  readonly text: (of: Pick<MachineTextArgs, "machines" | "machine" | "balanced">) => MachineText;
}

/** The machines that stand apart, each after those that it calls. */
function buildApart(
  { args, context, droplets: stage, isPublic, text }: Stage,
  layout: readonly Machine[],
): { readonly made: Record<string, digitalocean.Droplet>; readonly machines: readonly HostMachine[] } {
  const made: Record<string, digitalocean.Droplet> = {};
  const machines = (): HostMachine[] =>
    layout.map((machine) => ({
      ...machine,
      listensOn: ["0.0.0.0"],
      ...(made[machine.role] === undefined ? {} : { address: made[machine.role]!.ipv4AddressPrivate }),
    }));
  for (const { role } of calledFirst(layout)) {
    const all = machines();
    const machine = all.find((it) => it.role === role)!;
    // A service that has a copy beside its caller is called there.
    const ownFirst = [machine, ...all.filter((it) => it !== machine)];
    const one = droplet(stage, { role, text: text({ machines: ownFirst, machine }), isPublic, backups: false });
    firewall(context, stage.network, args, role, { dropletIds: [numberOf(one)] }, fromMachines(stage.network, machine));
    made[role] = one;
  }
  return { made, machines: machines() };
}

/** Machines that stand apart without their copies of what the members run, which no member sends anything to. */
function withoutCopies(member: Machine, apart: readonly HostMachine[]): HostMachine[] {
  const names = new Set(member.services.map(({ name }) => name));
  return apart.map((machine) => ({ ...machine, services: machine.services.filter(({ name }) => !names.has(name)) }));
}

/** The members: so many Droplets, or a pool of them where their number follows the load. */
function buildMembers(
  { args, droplets: stage, isPublic }: Stage,
  text: MachineText,
  tag: digitalocean.Tag,
): Record<string, digitalocean.Droplet> {
  const { count, maxCount } = args;
  if (maxCount > count) {
    pool(stage, { least: count, most: maxCount, text, isPublic, tags: [tag.name] });
    return {};
  }
  const roles = Array.from({ length: count }, (_, index) => `member-${index + 1}`);
  return Object.fromEntries(
    roles.map((role) => [role, droplet(stage, { role, text, isPublic, backups: false, tags: [tag.name] })]),
  );
}

/**
 * Machines of Ubuntu 24.04, all alike, behind a load balancer that ends TLS and knows them by their tag; nobody but the
 * balancer reaches their port 80. A fixed number of them are Droplets, which keep their addresses; where the load decides,
 * DigitalOcean's autoscale pool makes them.
 *
 * Where the network has a gateway, no machine has a public address, and all send from the gateway's.
 */
export const computeVmGroup =
  (cloud: DigitaloceanCloud): ComputeDriver =>
  (context, args) => {
    const network = nodesOn<DigitaloceanNetworkNodes>("digitalocean", args.network!);
    refuse(groupIssues({ ...args, nat: network.natGateway === undefined ? "none" : "single" }));
    const { slug, memoryMiB } = sizeOf("vm-group", args);
    const { app, stack } = context.stack;
    const members = new digitalocean.Tag(
      context.child("members"),
      { name: physicalName([app, stack, context.name, "members"], TAG_NAME) },
      context.options(),
    );
    const keeper = new SecretKeeper(args.secrets, "digitalocean");
    const stage: Stage = {
      args,
      context,
      droplets: { cloud, context, network, slug, sshKeys: sshKeys(cloud, context, args.sshPublicKeys) },
      isPublic: network.natGateway === undefined,
      text: (of) => machineText({ args, memoryMiB, network, keeper, ...of }),
    };

    const layout = layoutGroup(args);
    const apart = buildApart(stage, layout.apart);
    const { member } = layout;
    const text = stage.text({
      machines: [member, ...withoutCopies(member, apart.machines)],
      machine: member,
      balanced: true,
    });
    const loadBalancer = balancer(cloud, context, network, args, members);
    const built = buildMembers(stage, text, members);
    firewall(context, network, args, "members", { tags: [members.name] }, fromBalancer(loadBalancer));

    admit(args, { type: "tag", value: network.workload.name });
    const droplets = { ...built, ...apart.made };
    const own = Object.values(droplets).map(({ ipv4Address }) => pulumi.interpolate`${ipv4Address}/32`);
    const nodes: DigitaloceanGroupNodes = { loadBalancer, members, droplets };
    return {
      outputs: {
        url: pulumi.output(`https://${args.hostname}`),
        origin: { type: "A", value: loadBalancer.ip, publicCertificate: true },
        // Addresses of a pool's Droplets are never known.
        egressCidrs: stage.isPublic
          ? args.maxCount > args.count
            ? pulumi.output<string[]>([])
            : pulumi.all(own)
          : args.network!.egressCidrs,
      },
      nodes,
    };
  };
