import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { HostMachine } from "../../../components/host/addresses";
import { APP_ROLE, type Machine } from "../../../components/host/machines";
import { shownAs, type OciCloud } from "../cloud";
import type { Shape } from "./shape";
import { newestUbuntu } from "../lookups";
import type { OciNetworkNodes } from "../network";
import { hostAddress } from "../network/ranges";

/** A machine with its place in the network. */
export interface PlacedMachine extends HostMachine {
  /** The address in the private network. */
  readonly address: string;
  readonly subnet: oci.core.Subnet;
  /** Whether it has a public address: without a NAT gateway it would have no way out to install anything. */
  readonly isPublic: boolean;
}

/** The subnet and the fixed address of each machine. */
export function placeMachines(machines: readonly Machine[], network: OciNetworkNodes): PlacedMachine[] {
  return machines.map((machine) => {
    const isPublic = machine.role === APP_ROLE || network.natGateway === undefined;
    const cidr = isPublic ? network.publicCidr : network.privateCidr;
    const subnet = isPublic ? network.publicSubnet : network.privateSubnet;
    return { ...machine, address: hostAddress(cidr, machine.hostNumber), subnet, isPublic };
  });
}

/** Makes machines of one shape, all alike but for their place, their groups and what they are told. */
export function instanceMaker(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  { diskGiB }: Pick<ResolvedComputeArgs, "diskGiB">,
  shape: Shape,
  domain: (index: number) => pulumi.Output<string>,
) {
  const { compartmentId, settings } = cloud;
  const { tags: freeformTags } = context;
  const pinned = settings.imageId;
  const sourceId = pinned ?? newestUbuntu(network.publicSubnet, compartmentId, shape.shape, context.component);

  return (
    { role, subnet, address, isPublic }: PlacedMachine,
    index: number,
    groups: readonly oci.core.NetworkSecurityGroup[],
    metadata: Readonly<Record<string, pulumi.Input<string>>>,
  ): oci.core.Instance =>
    new oci.core.Instance(
      context.child(role),
      {
        compartmentId,
        availabilityDomain: domain(index),
        displayName: shownAs(context, role),
        shape: shape.shape,
        ...(shape.shapeConfig === undefined ? {} : { shapeConfig: shape.shapeConfig }),
        sourceDetails: { sourceType: "image", sourceId, bootVolumeSizeInGbs: String(diskGiB) },
        createVnicDetails: {
          subnetId: subnet.id,
          privateIp: address,
          // The app machine gets a reserved address once it is there; no machine may have both.
          assignPublicIp: String(isPublic && role !== APP_ROLE),
          nsgIds: groups.map(({ id }) => id),
          freeformTags,
        },
        metadata,
        instanceOptions: { areLegacyImdsEndpointsDisabled: true },
        isPvEncryptionInTransitEnabled: true,
        // Metrics, but no commands from outside.
        agentConfig: { isMonitoringDisabled: false, isManagementDisabled: true },
        // Data stands elsewhere, and the disk left behind would fill the free 200 GB.
        preserveBootVolume: false,
        freeformTags,
      },
      context.options({
        // Its private address is taken, and only two free machines may be there at a time.
        deleteBeforeReplace: true,
        // A newer image would swap the boot disk of a running machine, another domain the machine itself.
        ignoreChanges: [
          ...(pinned === undefined ? ["sourceDetails.sourceId"] : []),
          ...(settings.availabilityDomains === undefined ? ["availabilityDomain"] : []),
        ],
      }),
    );
}
