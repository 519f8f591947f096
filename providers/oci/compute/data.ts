import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { dataDiskGiB } from "../../../components/host/colocation";
import { shownAs, type OciCloud } from "../cloud";

/** What the attachment asks for, and Oracle's images call the volume whatever the kernel does; not read at Oracle. */
export const DATA_DEVICE = "/dev/oracleoci/oraclevdb";

/**
 * 50 to 32,768 GB:
 * https://docs.oracle.com/en/engineered-systems/private-cloud-appliance/3.0-latest/ceapi/op-20160918-volumes-post.html
 * (the same API; read 2026-11-21)
 */
const LEAST_GIB = 50;

/** Balanced performance, the one that the free storage has. */
const PERFORMANCE = "10";

const DAY_SECONDS = 24 * 60 * 60;

/** Of a volume that holds no database, which says itself how long its backups are kept. */
const CACHE_BACKUP_DAYS = 7;

/** Always Free is said to have five backups, and one more stands while the oldest goes; not read at Oracle. */
const FREE_BACKUP_DAYS = 4;

type DataArgs = Pick<ResolvedComputeArgs, "colocated" | "size" | "instanceType">;

function backupDays({ colocated: { database }, size, instanceType }: DataArgs): number {
  const days = database?.backupRetentionDays ?? CACHE_BACKUP_DAYS;
  return size === "free" && instanceType === undefined ? Math.min(days, FREE_BACKUP_DAYS) : days;
}

/** A copy of the whole volume every night, besides the dumps that the machine makes of its database. */
function backUp(cloud: OciCloud, context: DriverContext, volume: oci.core.Volume, days: number): void {
  const policy = new oci.core.VolumeBackupPolicy(
    context.child("data-backups"),
    {
      compartmentId: cloud.compartmentId,
      displayName: shownAs(context, "data-backups"),
      schedules: [
        {
          backupType: "INCREMENTAL",
          period: "ONE_DAY",
          offsetType: "STRUCTURED",
          hourOfDay: 3,
          timeZone: "UTC",
          retentionSeconds: days * DAY_SECONDS,
        },
      ],
      freeformTags: context.tags,
    },
    context.options(),
  );
  new oci.core.VolumeBackupPolicyAssignment(
    context.child("data-backup"),
    { assetId: volume.id, policyId: policy.id },
    context.options(),
  );
}

/**
 * The volume that a database or a cache beside the services stores on; it outlives the machine. Encrypted, as all of
 * Oracle's are.
 *
 * @param domain - The availability domain of the app machine.
 * @returns undefined where nothing is stored.
 */
export function dataVolume(
  cloud: OciCloud,
  context: DriverContext,
  args: DataArgs,
  domain: pulumi.Input<string>,
): oci.core.Volume | undefined {
  const sizeGiB = dataDiskGiB(args);
  if (sizeGiB === undefined) return undefined;
  const volume = new oci.core.Volume(
    context.child("data"),
    {
      compartmentId: cloud.compartmentId,
      availabilityDomain: domain,
      displayName: shownAs(context, "data"),
      sizeInGbs: String(Math.max(LEAST_GIB, sizeGiB)),
      vpusPerGb: PERFORMANCE,
      freeformTags: context.tags,
    },
    // Another domain would be another volume, an empty one.
    context.dataOptions({ ignoreChanges: ["availabilityDomain"] }),
  );
  backUp(cloud, context, volume, backupDays(args));
  return volume;
}

/** Puts the volume into the machine; the machine waits for it when it starts. */
export function attachData(context: DriverContext, volume: oci.core.Volume, instance: oci.core.Instance): void {
  new oci.core.VolumeAttachment(
    context.child("data-attachment"),
    {
      attachmentType: "paravirtualized",
      instanceId: instance.id,
      volumeId: volume.id,
      device: DATA_DEVICE,
      displayName: shownAs(context, "data-attachment"),
      isPvEncryptionInTransitEnabled: true,
    },
    // The volume can be in one machine at a time.
    context.options({ deleteBeforeReplace: true }),
  );
}
