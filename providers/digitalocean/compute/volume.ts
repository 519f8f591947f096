import * as digitalocean from "@pulumi/digitalocean";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { labelTags, type DigitaloceanCloud } from "../cloud";

/** Lower-case letters, digits and hyphens, beginning with a letter; unique in a data centre. */
const VOLUME_NAME: NameRule = {
  maxLength: 64,
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.digitalocean.com/reference/api/digitalocean/#tag/Block-Storage (2026-11-21)",
};

/** A disk that outlives its machine, and the path that the machine finds it under. */
export interface DataVolume {
  readonly volume: digitalocean.Volume;
  readonly device: string;
}

/**
 * The disk of what is stored beside the services. Its name is fixed, since the machine finds it by that. The machine makes
 * the file system itself, on a disk that is empty.
 */
export function dataVolume({ datacenter }: DigitaloceanCloud, context: DriverContext, sizeGiB: number): DataVolume {
  const { app, stack } = context.stack;
  const name = physicalName(["data", app, stack, context.name], VOLUME_NAME);
  const volume = new digitalocean.Volume(
    context.child("data"),
    {
      name,
      region: datacenter,
      size: sizeGiB,
      description: `Data of ${app}, stack ${stack}`,
      tags: labelTags(context),
    },
    context.dataOptions(),
  );
  return { volume, device: `/dev/disk/by-id/scsi-0DO_Volume_${name}` };
}
