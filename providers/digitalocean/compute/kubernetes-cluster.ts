import * as digitalocean from "@pulumi/digitalocean";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { labelTags, type DigitaloceanCloud } from "../cloud";
import { sizeOf } from "./size";
import { KUBERNETES_VERSION } from "./kubernetes-version";
import type { DigitaloceanNetworkNodes } from "../network";

/** Patches come in this hour of UTC. */
const MAINTENANCE = { day: "sunday", startTime: "04:00" } as const;

/** A cluster cannot be without a first pool, whose size cannot be changed without making another cluster. */
const FIRST_POOL = { name: "system", size: "s-1vcpu-2gb", nodeCount: 1, autoScale: false } as const;

/**
 * The cluster, whose API lets in the named networks alone. Patches are installed by DigitalOcean, each machine after
 * another one has taken its place; a further minor version is chosen by hand, since a lower one than there is would make
 * another cluster.
 *
 * Load balancers and volumes that the cluster made stay when it goes: what runs in it is taken away before.
 */
export function cluster(
  cloud: DigitaloceanCloud,
  context: DriverContext,
  { vpc, workload }: DigitaloceanNetworkNodes,
  { adminCidrs }: Pick<ResolvedComputeArgs, "adminCidrs">,
): digitalocean.KubernetesCluster {
  const { settings, datacenter } = cloud;
  const tags = labelTags(context);
  return new digitalocean.KubernetesCluster(
    context.child("cluster"),
    {
      region: datacenter,
      vpcUuid: vpc.id,
      version: settings.kubernetesVersion ?? KUBERNETES_VERSION,
      ha: settings.kubernetesHighAvailability ?? false,
      autoUpgrade: true,
      surgeUpgrade: true,
      maintenancePolicy: MAINTENANCE,
      controlPlaneFirewall: { enabled: true, allowedAddresses: [...new Set(adminCidrs)].sort() },
      registryIntegration: false,
      destroyAllAssociatedResources: false,
      nodePool: { ...FIRST_POOL, tags: [...tags, workload.name] },
      tags,
    },
    context.options({ ignoreChanges: ["version"] }),
  );
}

/** The machines of the asked size; another size makes another pool before the old one goes. */
export function nodePool(
  context: DriverContext,
  { id: clusterId }: digitalocean.KubernetesCluster,
  { workload }: DigitaloceanNetworkNodes,
  args: Pick<ResolvedComputeArgs, "size" | "instanceType" | "count" | "maxCount">,
): digitalocean.KubernetesNodePool {
  const { count, maxCount } = args;
  return new digitalocean.KubernetesNodePool(
    context.child("nodes"),
    {
      clusterId,
      size: sizeOf("kubernetes", args).slug,
      ...(maxCount > count ? { autoScale: true, minNodes: count, maxNodes: maxCount } : { nodeCount: count }),
      tags: [...labelTags(context), workload.name],
    },
    context.options(),
  );
}
