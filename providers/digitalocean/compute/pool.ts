import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { IMAGE, machineTags, type DropletStage } from "./droplet";
import type { MachineText } from "./user-data";

/** Members are added when they use more of their CPU than this on average, and taken away below it. */
const CPU_SHARE = 0.6;
/** Between two changes; the least that DigitalOcean takes. */
const COOLDOWN_MINUTES = 5;

export interface PoolArgs {
  readonly least: number;
  readonly most: number;
  readonly text: MachineText;
  readonly isPublic: boolean;
  readonly tags: readonly pulumi.Input<string>[];
}

/**
 * Droplets that are added and taken away with the load. A pool does not say whether a changed template reaches the
 * Droplets that are there, so another text makes another pool beside the old one, which goes when the new one stands.
 */
export function pool(
  stage: DropletStage,
  { least, most, text, isPublic, tags }: PoolArgs,
): digitalocean.DropletAutoscale {
  const { cloud, context, network, slug, sshKeys } = stage;
  return new digitalocean.DropletAutoscale(
    context.child("pool"),
    {
      config: {
        minInstances: least,
        maxInstances: most,
        targetCpuUtilization: CPU_SHARE,
        cooldownMinutes: COOLDOWN_MINUTES,
      },
      dropletTemplate: {
        image: IMAGE,
        region: cloud.datacenter,
        size: slug,
        vpcUuid: network.vpc.id,
        ...(isPublic ? {} : { publicNetworking: false }),
        ipv6: false,
        // Without the agent nothing tells the pool how busy a Droplet is.
        withDropletAgent: true,
        sshKeys: [...sshKeys],
        userData: text.userData,
        tags: machineTags(stage, tags),
      },
    },
    context.options({
      replaceOnChanges: ["dropletTemplate.userData", "dropletTemplate.size", "dropletTemplate.image"],
      ...(text.isSecret ? { additionalSecretOutputs: ["dropletTemplate"] } : {}),
    }),
  );
}
