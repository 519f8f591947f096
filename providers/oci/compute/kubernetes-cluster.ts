import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { SizeEntry } from "../../provider";
import type { OciCloud } from "../cloud";
import type { ClusterType } from "./kubernetes-limits";
import { nodeImage } from "./kubernetes-lookups";
import { podRanges } from "./kubernetes-ranges";
import type { ClusterGroups } from "./kubernetes-security";
import { KUBERNETES_VERSION } from "./kubernetes-version";
import { availabilityDomains } from "../lookups";
import type { OciNetworkNodes } from "../network";
import { ociSizes } from "../sizes";

/** How long a machine that goes waits for its pods to end, in ISO 8601. */
const EVICTION = "PT15M";

const TYPES: Readonly<Record<ClusterType, string>> = { basic: "BASIC_CLUSTER", enhanced: "ENHANCED_CLUSTER" };

/** What a cluster is made from. */
export interface ClusterOf {
  readonly args: Pick<ResolvedComputeArgs, "size" | "instanceType" | "count" | "maxCount" | "diskGiB">;
  readonly type: ClusterType;
  readonly network: OciNetworkNodes;
  readonly groups: ClusterGroups;
}

const versionOf = ({ settings }: OciCloud): string => settings.kubernetesVersion ?? KUBERNETES_VERSION;

/**
 * The cluster, whose API has a public address that lets in the named networks alone.
 *
 * Pods have addresses of their own beside the network (flannel): it fits every shape and the smallest network, where pods
 * with addresses of the network take 31 at once for each machine. What is stored in the cluster is encrypted by a key of
 * Oracle's.
 */
export function cluster(
  cloud: OciCloud,
  context: DriverContext,
  { type, network, groups }: Pick<ClusterOf, "type" | "network" | "groups">,
): oci.containerengine.Cluster {
  const { tags: freeformTags } = context;
  return new oci.containerengine.Cluster(
    context.child("cluster"),
    {
      compartmentId: cloud.compartmentId,
      vcnId: network.vcn.id,
      kubernetesVersion: versionOf(cloud),
      type: TYPES[type],
      clusterPodNetworkOptions: [{ cniType: "FLANNEL_OVERLAY" }],
      endpointConfig: { subnetId: network.publicSubnet.id, isPublicIpEnabled: true, nsgIds: [groups.api.id] },
      options: {
        addOns: { isKubernetesDashboardEnabled: false, isTillerEnabled: false },
        kubernetesNetworkConfig: podRanges(network.cidr),
        serviceLbSubnetIds: [network.privateSubnet.id],
        serviceLbConfig: { freeformTags },
        persistentVolumeConfig: { freeformTags },
      },
      freeformTags,
    },
    context.options(),
  );
}

/** Cores and memory of a flexible shape; a fixed one must not be told any. */
function shapeInputs({ size, instanceType }: ClusterOf["args"]) {
  const sizes: Readonly<Record<string, Required<SizeEntry>>> = ociSizes.compute.kubernetes;
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  const nodeShape = instanceType ?? entry.instanceType;
  return {
    nodeShape,
    ...(nodeShape.endsWith(".Flex")
      ? { nodeShapeConfig: { ocpus: Math.max(1, entry.vcpus / 2), memoryInGbs: entry.memoryMiB / 1024 } }
      : {}),
  };
}

/**
 * The machines, spread over the availability domains. With a NAT gateway they have no public address; without one they
 * would have no way out to fetch images, and nobody is let in either way. A newer image, or another shape, is for
 * machines to come.
 */
export function nodePool(
  cloud: OciCloud,
  context: DriverContext,
  made: oci.containerengine.Cluster,
  { args, network, groups }: ClusterOf,
): oci.containerengine.NodePool {
  const { compartmentId, settings, tenancyOcid } = cloud;
  const { tags: freeformTags } = context;
  const shape = shapeInputs(args);
  const version = versionOf(cloud);
  const pinned = settings.availabilityDomains;
  const domains =
    pinned === undefined
      ? availabilityDomains(network.publicSubnet, tenancyOcid, context.component)
      : pulumi.output([...pinned]);
  const subnetId = (network.natGateway === undefined ? network.publicSubnet : network.privateSubnet).id;
  return new oci.containerengine.NodePool(
    context.child("nodes"),
    {
      compartmentId,
      clusterId: made.id,
      kubernetesVersion: version,
      ...shape,
      nodeSourceDetails: {
        sourceType: "IMAGE",
        imageId: settings.nodeImageId ?? nodeImage(made, version, shape.nodeShape, compartmentId),
        bootVolumeSizeInGbs: String(args.diskGiB),
      },
      nodeConfigDetails: {
        size: args.count,
        placementConfigs: pulumi
          .all([domains, subnetId])
          .apply(([names, known]) => names.map((availabilityDomain) => ({ availabilityDomain, subnetId: known }))),
        nsgIds: [network.workload.id, groups.nodes.id],
        isPvEncryptionInTransitEnabled: true,
        nodePoolPodNetworkOptionDetails: { cniType: "FLANNEL_OVERLAY" },
        freeformTags,
      },
      nodeMetadata: { areLegacyImdsEndpointsDisabled: "true" },
      nodeEvictionNodePoolSettings: { evictionGraceDuration: EVICTION, isForceDeleteAfterGraceDuration: true },
      freeformTags,
    },
    context.options({
      ignoreChanges: [
        // The autoscaler sets the size from then on.
        ...(args.maxCount > args.count ? ["nodeConfigDetails.size"] : []),
        ...(pinned === undefined ? ["nodeConfigDetails.placementConfigs"] : []),
      ],
    }),
  );
}
