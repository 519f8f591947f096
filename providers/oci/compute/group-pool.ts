import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";
import type { Shape } from "./shape";
import { availabilityDomains, newestUbuntu } from "../lookups";
import type { OciNetworkNodes } from "../network";

/** The port of nginx on each member: TLS ends at the load balancer. */
export const MEMBER_PORT = 80;

/** Per cent of the CPUs, on the average of all members, above which one is added and below which one is taken away. */
const BUSY_PERCENT = 70;
const IDLE_PERCENT = 30;

/** Seconds between two changes; Oracle takes no less. */
const PAUSE_SECONDS = 300;

/** What a pool is made from. */
export interface PoolOf {
  readonly args: Pick<ResolvedComputeArgs, "count" | "maxCount" | "diskGiB">;
  readonly shape: Shape;
  readonly network: OciNetworkNodes;
  readonly groups: readonly oci.core.NetworkSecurityGroup[];
  readonly userData: pulumi.Output<string>;
  readonly backendSet: oci.loadbalancer.BackendSet;
}

/** What every member is like; anything that changes makes another one, which takes its place in the pool. */
function configuration(cloud: OciCloud, context: DriverContext, of: PoolOf): oci.core.InstanceConfiguration {
  const { compartmentId, settings } = cloud;
  const { tags: freeformTags } = context;
  const { args, shape, network, groups, userData } = of;
  const isPublic = network.natGateway === undefined;
  const pinned = settings.imageId;
  return new oci.core.InstanceConfiguration(
    context.child("member"),
    {
      compartmentId,
      displayName: shownAs(context, "member"),
      instanceDetails: {
        instanceType: "compute",
        launchDetails: {
          compartmentId,
          displayName: shownAs(context, "member"),
          shape: shape.shape,
          ...(shape.shapeConfig === undefined ? {} : { shapeConfig: shape.shapeConfig }),
          sourceDetails: {
            sourceType: "image",
            imageId: pinned ?? newestUbuntu(network.publicSubnet, compartmentId, shape.shape, context.component),
            bootVolumeSizeInGbs: String(args.diskGiB),
          },
          createVnicDetails: {
            // Without a NAT gateway it would have no way out to install anything.
            assignPublicIp: isPublic,
            nsgIds: groups.map(({ id }) => id),
            freeformTags,
          },
          metadata: { user_data: userData },
          instanceOptions: { areLegacyImdsEndpointsDisabled: true },
          isPvEncryptionInTransitEnabled: true,
          // Metrics, which scaling goes by, but no commands from outside.
          agentConfig: { isMonitoringDisabled: false, isManagementDisabled: true },
          freeformTags,
        },
      },
      freeformTags,
    },
    // A newer image would swap all members for nothing but itself.
    context.options(
      pinned === undefined ? { ignoreChanges: ["instanceDetails.launchDetails.sourceDetails.imageId"] } : {},
    ),
  );
}

/**
 * The pool, spread over the availability domains and joined to the load balancer.
 *
 * Oracle gives a changed configuration to new members only, so another configuration makes another pool: its members are
 * there before the old ones go.
 */
function instancePool(
  { compartmentId, tenancyOcid, settings }: OciCloud,
  context: DriverContext,
  { args, shape, network, backendSet }: PoolOf,
  instanceConfigurationId: pulumi.Input<string>,
): oci.core.InstancePool {
  const pinned = settings.availabilityDomains;
  const domains =
    pinned === undefined
      ? availabilityDomains(network.publicSubnet, tenancyOcid, context.component)
      : pulumi.output([...pinned]);
  const subnet = network.natGateway === undefined ? network.publicSubnet : network.privateSubnet;
  return new oci.core.InstancePool(
    context.child("pool"),
    {
      compartmentId,
      displayName: shownAs(context, "pool"),
      instanceConfigurationId,
      placementConfigurations: pulumi
        .all([domains, subnet.id])
        .apply(([names, primarySubnetId]) =>
          names.map((availabilityDomain) => ({ availabilityDomain, primarySubnetId })),
        ),
      loadBalancers: [
        {
          loadBalancerId: backendSet.loadBalancerId,
          backendSetName: backendSet.name,
          port: MEMBER_PORT,
          vnicSelection: "PrimaryVnic",
        },
      ],
      size: args.count,
      // A bill and a list of pools tell the shape as well, which stands in the configuration alone.
      freeformTags: { ...context.tags, "landfall-shape": shape.shape },
    },
    context.options({
      replaceOnChanges: ["instanceConfigurationId"],
      ignoreChanges: [
        // Scaling sets the size from then on.
        ...(args.maxCount > args.count ? ["size"] : []),
        ...(pinned === undefined ? ["placementConfigurations"] : []),
      ],
    }),
  );
}

/** Adds and takes away a member at a time, by how busy all are; other limits make another configuration of scaling. */
function scaling(
  { compartmentId }: OciCloud,
  context: DriverContext,
  { count, maxCount }: PoolOf["args"],
  pool: oci.core.InstancePool,
): void {
  const rule = (displayName: string, operator: string, threshold: number, value: number) => ({
    displayName,
    action: { type: "CHANGE_COUNT_BY", value },
    metric: { metricType: "CPU_UTILIZATION", threshold: { operator, value: threshold } },
  });
  new oci.autoscaling.AutoScalingConfiguration(
    context.child("scaling"),
    {
      compartmentId,
      displayName: shownAs(context, "scaling"),
      autoScalingResources: { id: pool.id, type: "instancePool" },
      coolDownInSeconds: PAUSE_SECONDS,
      isEnabled: true,
      policies: [
        {
          displayName: "cpu",
          policyType: "threshold",
          capacity: { initial: count, min: count, max: maxCount },
          rules: [rule("busy", "GT", BUSY_PERCENT, 1), rule("idle", "LT", IDLE_PERCENT, -1)],
        },
      ],
      freeformTags: context.tags,
    },
    // A pool takes one, and this holds no data.
    context.options({ deleteBeforeReplace: true }),
  );
}

/** A pool of alike machines behind a load balancer, which grows with the load where it may. */
export function memberPool(cloud: OciCloud, context: DriverContext, of: PoolOf): oci.core.InstancePool {
  const pool = instancePool(cloud, context, of, configuration(cloud, context, of).id);
  if (of.args.maxCount > of.args.count) scaling(cloud, context, of.args, pool);
  return pool;
}
