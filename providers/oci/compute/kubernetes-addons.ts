import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { OciCloud } from "../cloud";

/**
 * What the autoscaler of a cluster may do, and no other program:
 * https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contengusingclusterautoscaler_topic-Working_with_Cluster_Autoscaler_as_Cluster_Add-on.htm
 * (read 2026-11-21).
 */
const RIGHTS = [
  "manage cluster-node-pools",
  "manage instance-family",
  "use subnets",
  "read virtual-network-family",
  "use vnics",
  "inspect compartments",
] as const;

function autoscalerRights(cloud: OciCloud, context: DriverContext, clusterId: pulumi.Input<string>) {
  const { stack, tags: freeformTags } = context;
  const who = pulumi.interpolate`where ALL {request.principal.type = 'workload', request.principal.namespace = 'kube-system', request.principal.service_account = 'cluster-autoscaler', request.principal.cluster_id = '${clusterId}'}`;
  return new oci.identity.Policy(
    context.child("autoscaling"),
    {
      compartmentId: cloud.compartmentId,
      description: `Autoscaling of ${stack.app} in stack ${stack.stack}`,
      statements: RIGHTS.map((right) => pulumi.interpolate`Allow any-user to ${right} in ${cloud.scope} ${who}`),
      freeformTags,
    },
    context.options({ provider: cloud.home }),
  );
}

/**
 * What Oracle runs in an enhanced cluster so that copies and machines follow the load: a measure of what pods use, with
 * the certificates that it needs, and the autoscaler. Oracle keeps them up to date.
 */
export function scalingAddons(
  cloud: OciCloud,
  context: DriverContext,
  cluster: oci.containerengine.Cluster,
  nodePool: oci.containerengine.NodePool,
  { count, maxCount }: Pick<ResolvedComputeArgs, "count" | "maxCount">,
): readonly pulumi.Resource[] {
  const addon = (
    role: string,
    addonName: string,
    dependsOn: readonly pulumi.Resource[],
    configurations: readonly { readonly key: string; readonly value: pulumi.Input<string> }[] = [],
  ) =>
    new oci.containerengine.Addon(
      context.child(role),
      {
        clusterId: cluster.id,
        addonName,
        removeAddonResourcesOnDelete: true,
        ...(configurations.length === 0 ? {} : { configurations: [...configurations] }),
      },
      // Whatever has no machine to run on never becomes ready.
      context.options({ dependsOn: [nodePool, ...dependsOn] }),
    );
  const certificates = addon("certificates", "CertManager", []);
  const metrics = addon("metrics", "KubernetesMetricsServer", [certificates]);
  const autoscaler = addon(
    "autoscaler",
    "ClusterAutoscaler",
    [autoscalerRights(cloud, context, cluster.id)],
    [
      { key: "authType", value: "workload" },
      { key: "nodes", value: pulumi.interpolate`${count}:${maxCount}:${nodePool.id}` },
    ],
  );
  return [metrics, autoscaler];
}
