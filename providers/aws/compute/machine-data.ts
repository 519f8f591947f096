import * as dlm from "@pulumi/aws/dlm";
import * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { dataDiskGiB } from "../../../components/host/colocation";
import { managedPolicy, namedTags, roleOf, type AwsCloud } from "../cloud";
import { attach, serviceRole } from "../policy";

/** What a disk is asked to be attached as; on Nitro the machine sees it as an NVMe disk of the volume's id. */
const ATTACHED_AS = "/dev/sdf";

/** Days that snapshots are kept where nothing says how long. */
const KEPT_DAYS = 7;

const BACKUP_TAG = "landfall-backup";

/** The disk that a database or a cache on the machine stores on; undefined where nothing is stored. */
export function dataDisk(
  context: DriverContext,
  args: ResolvedComputeArgs,
  availabilityZone: pulumi.Input<string>,
): ebs.Volume | undefined {
  const size = dataDiskGiB(args);
  if (size === undefined) return undefined;
  return new ebs.Volume(
    context.child("data"),
    {
      availabilityZone,
      size,
      type: "gp3",
      encrypted: true,
      finalSnapshot: context.stack.dataProtection,
      tags: { ...namedTags(context, "data"), [BACKUP_TAG]: roleOf(context, "data") },
    },
    context.dataOptions(),
  );
}

/** What the machine sees the disk as: https://docs.aws.amazon.com/ebs/latest/userguide/nvme-ebs-volumes.html */
export const deviceOf = (volumeId: string): string =>
  `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;

/** Puts the disk into the machine. */
export const attachDisk = (context: DriverContext, volume: ebs.Volume, instance: ec2.Instance): ec2.VolumeAttachment =>
  new ec2.VolumeAttachment(
    context.child("data"),
    // A machine that is replaced lets go of a disk that is still in use.
    { deviceName: ATTACHED_AS, volumeId: volume.id, instanceId: instance.id, stopInstanceBeforeDetaching: true },
    context.options({ deleteBeforeReplace: true }),
  );

/** A snapshot of the disk every night, kept as long as the database's backups. */
export function snapshots({ region }: AwsCloud, context: DriverContext, { colocated }: ResolvedComputeArgs): void {
  const count = colocated.database?.backupRetentionDays ?? KEPT_DAYS;
  if (count === 0) return;
  const role = serviceRole(context, "snapshots", "Makes snapshots of the data disk", "dlm.amazonaws.com");
  const rights = attach(
    context,
    "snapshots",
    role,
    managedPolicy(region, "service-role/AWSDataLifecycleManagerServiceRole"),
  );
  new dlm.LifecyclePolicy(
    context.child("snapshots"),
    {
      description: `Nightly snapshots of ${context.child("data")}`,
      executionRoleArn: role.arn,
      state: "ENABLED",
      policyDetails: {
        policyType: "EBS_SNAPSHOT_MANAGEMENT",
        resourceTypes: ["VOLUME"],
        targetTags: { [BACKUP_TAG]: roleOf(context, "data") },
        schedules: [
          {
            name: "nightly",
            createRule: { interval: 24, intervalUnit: "HOURS", times: "03:00" },
            retainRule: { count },
            copyTags: true,
          },
        ],
      },
      tags: context.tags,
    },
    context.options({ dependsOn: [rights] }),
  );
}
