import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as ecs from "@pulumi/aws/ecs";
import type * as servicediscovery from "@pulumi/aws/servicediscovery";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../components/compute";
import type { DriverContext } from "../../components/core/driver";
import type { AwsCloud } from "./cloud";
import type { ServiceGroups } from "./compute-security";
import type { Target } from "./compute-target";
import { logOptions, type Task } from "./compute-task";
import type { AwsNetworkNodes } from "./network";

/** Copies are added when they use more of their CPU than this on average, in percent, and taken away below it. */
const CPU_PERCENT = 60;
const SCALE_OUT_SECONDS = 60;
const SCALE_IN_SECONDS = 300;

/** What the services of one component share. */
export interface ServiceStage {
  readonly args: ResolvedComputeArgs;
  readonly network: AwsNetworkNodes;
  readonly cluster: ecs.Cluster;
  readonly groups: ServiceGroups;
  /** Where services find each other; undefined when none calls another. */
  readonly namespace: servicediscovery.HttpNamespace | undefined;
}

/**
 * How services find each other: each under its own name and port, through the proxy that ECS puts beside it.
 *
 * By plain TCP: as HTTP the proxy would put a time limit on each answer, too short for a service that computes; see
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TimeoutConfiguration.html
 */
function serviceConnect(cloud: AwsCloud, { args, namespace }: ServiceStage, name: string, { logGroup }: Task) {
  if (namespace === undefined) return {};
  const called = Object.values(args.services).some(({ calls }) => calls.includes(name));
  const { port } = args.services[name]!;
  const services = [{ portName: name, discoveryName: name, clientAlias: [{ dnsName: name, port }] }];
  return {
    serviceConnectConfiguration: {
      enabled: true,
      namespace: namespace.arn,
      logConfiguration: logOptions(cloud, logGroup, `${name}-connect`),
      ...(called ? { services } : {}),
    },
  };
}

/** Adds copies while they are busy and takes them away again. */
function autoscaling(
  context: DriverContext,
  { args, cluster }: ServiceStage,
  name: string,
  service: ecs.Service,
): void {
  const resource = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
  };
  const scaled = new appautoscaling.Target(
    context.child(name),
    { ...resource, minCapacity: args.count, maxCapacity: args.maxCount, tags: context.tags },
    context.options(),
  );
  new appautoscaling.Policy(
    context.child(name),
    {
      ...resource,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: CPU_PERCENT,
        scaleInCooldown: SCALE_IN_SECONDS,
        scaleOutCooldown: SCALE_OUT_SECONDS,
      },
    },
    context.options({ dependsOn: [scaled] }),
  );
}

/**
 * Keeps copies of a task running. A new version comes up beside the old one and takes its place once it is healthy; one
 * that does not become healthy is rolled back.
 *
 * @param after - What has to stand before the first copy starts.
 */
export function service(
  cloud: AwsCloud,
  context: DriverContext,
  stage: ServiceStage,
  name: string,
  task: Task,
  target: Target | undefined,
  after: readonly pulumi.Resource[],
): ecs.Service {
  const { args, network, cluster, groups } = stage;
  const { port, health } = args.services[name]!;
  const scales = args.maxCount > args.count;
  // Without a gateway, a private subnet has no way to the image or the secrets; a public address is one.
  const subnets = network.hasNat ? network.privateSubnets : network.publicSubnets;
  const balanced =
    target === undefined
      ? {}
      : {
          loadBalancers: [{ targetGroupArn: target.group.arn, containerName: name, containerPort: port }],
          healthCheckGracePeriodSeconds: health.graceSeconds,
        };
  const built = new ecs.Service(
    context.child(name),
    {
      cluster: cluster.arn,
      taskDefinition: task.definition.arn,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      desiredCount: args.count,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableEcsManagedTags: true,
      enableExecuteCommand: false,
      propagateTags: "SERVICE",
      networkConfiguration: {
        subnets: subnets.map(({ id }) => id),
        securityGroups: [network.workloadSecurityGroup.id, groups[name]!.id],
        assignPublicIp: !network.hasNat,
      },
      // An update ends when the copies run, not when AWS has taken note of it. One that was rolled back ends as well: the
      // provider does not tell the two apart (https://github.com/hashicorp/terraform-provider-aws/issues/20858).
      waitForSteadyState: true,
      ...balanced,
      ...serviceConnect(cloud, stage, name, task),
      tags: context.tags,
    },
    context.options({
      dependsOn: [...network.routes, ...task.ready, ...(target?.rules ?? []), ...after],
      // The number of copies is the autoscaler's once it is there.
      ...(scales ? { ignoreChanges: ["desiredCount"] } : {}),
    }),
  );
  if (scales) autoscaling(context, stage, name, built);
  return built;
}
