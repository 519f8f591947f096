import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { labelTags, type DigitaloceanCloud } from "../cloud";
import type { MachineText } from "./user-data";
import type { DigitaloceanNetworkNodes } from "../network";

export const IMAGE = "ubuntu-24-04-x64";

/** The hour of UTC from which on the daily copy is made; one of 0, 4, 8, 12, 16 and 20. */
const BACKUP_HOUR = 4;

/** What Droplets of one component have in common. */
export interface DropletStage {
  readonly cloud: DigitaloceanCloud;
  readonly context: DriverContext;
  readonly network: DigitaloceanNetworkNodes;
  readonly slug: string;
  readonly sshKeys: readonly pulumi.Input<string>[];
}

export interface DropletArgs {
  readonly role: string;
  readonly text: MachineText;
  /** Whether it has a public address; without one it sends through the network's gateway. */
  readonly isPublic: boolean;
  /** Whether DigitalOcean copies its disk every day and keeps the copies for a week. */
  readonly backups: boolean;
  /** Tags besides the labels and the network's own. */
  readonly tags?: readonly pulumi.Input<string>[];
  /** The disk that outlives it. */
  readonly volume?: digitalocean.Volume;
}

/** Tags of every machine: its labels, and the one that the network's rules go by. */
export const machineTags = (
  { context, network }: Pick<DropletStage, "context" | "network">,
  more: readonly pulumi.Input<string>[] = [],
): pulumi.Input<string>[] => [...labelTags(context), network.workload.name, ...more];

/**
 * A Droplet. Whatever it is told is told at its making: another image of a service makes another Droplet, with another
 * address of its own. One that holds a disk lets it go first: it is shut down, so that what is written is on the disk.
 */
export function droplet(stage: DropletStage, args: DropletArgs): digitalocean.Droplet {
  const { cloud, context, network, slug, sshKeys } = stage;
  const { role, text, isPublic, backups, tags, volume } = args;
  return new digitalocean.Droplet(
    context.child(role),
    {
      image: IMAGE,
      region: cloud.datacenter,
      size: slug,
      vpcUuid: network.vpc.id,
      ...(isPublic ? {} : { publicNetworking: false }),
      ipv6: false,
      monitoring: true,
      ...(backups ? { backups: true, backupPolicy: { plan: "daily", hour: BACKUP_HOUR } } : { backups: false }),
      gracefulShutdown: true,
      sshKeys: [...sshKeys],
      userData: text.userData,
      ...(volume === undefined ? {} : { volumeIds: [volume.id] }),
      tags: machineTags(stage, tags),
    },
    context.options({
      ...(volume === undefined ? {} : { deleteBeforeReplace: true }),
      ...(text.isSecret ? { additionalSecretOutputs: ["userData"] } : {}),
    }),
  );
}
