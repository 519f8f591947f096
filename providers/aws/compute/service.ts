import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { copiesOf, isWeb, type ResolvedServiceArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { AwsCloud } from "../cloud";
import { placeOf, type ServiceStage } from "./stage";
import type { Target } from "./target";
import { logOptions, type Task } from "./task";

/** Copies are added when they use more of their CPU than this on average, in percent, and taken away below it. */
const CPU_PERCENT = 60;
const SCALE_OUT_SECONDS = 60;
const SCALE_IN_SECONDS = 300;

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
  return {
    serviceConnectConfiguration: {
      enabled: true,
      namespace: namespace.arn,
      logConfiguration: logOptions(cloud, logGroup, `${name}-connect`),
      ...(called && port !== undefined
        ? { services: [{ portName: name, discoveryName: name, clientAlias: [{ dnsName: name, port }] }] }
        : {}),
    },
  };
}

/** Adds copies while they are busy and takes them away again. */
function autoscaling(
  context: DriverContext,
  { cluster }: ServiceStage,
  name: string,
  service: ecs.Service,
  { least, most }: ReturnType<typeof copiesOf>,
): void {
  const resource = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
  };
  const scaled = new appautoscaling.Target(
    context.child(name),
    { ...resource, minCapacity: least, maxCapacity: most, tags: context.tags },
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

/** How the load balancer leads to a service's copies; a service without routes has none. */
function balancing(name: string, service: ResolvedServiceArgs, target: Target | undefined) {
  if (target === undefined || !isWeb(service)) return {};
  return {
    loadBalancers: [{ targetGroupArn: target.group.arn, containerName: name, containerPort: service.port }],
    healthCheckGracePeriodSeconds: service.health.graceSeconds,
  };
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
  const { args, network, cluster, groups, privateNames } = stage;
  const description = args.services[name]!;
  const copies = copiesOf(args, description);
  const scales = copies.most > copies.least;
  const registry = privateNames[name];
  const built = new ecs.Service(
    context.child(name),
    {
      cluster: cluster.arn,
      taskDefinition: task.definition.arn,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      desiredCount: copies.least,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableEcsManagedTags: true,
      enableExecuteCommand: false,
      propagateTags: "SERVICE",
      networkConfiguration: placeOf(network, groups[name]!),
      // An update ends when the copies run, not when AWS has taken note of it. One that was rolled back ends as well: the
      // provider does not tell the two apart (https://github.com/hashicorp/terraform-provider-aws/issues/20858).
      waitForSteadyState: true,
      ...balancing(name, description, target),
      ...serviceConnect(cloud, stage, name, task),
      ...(registry === undefined ? {} : { serviceRegistries: { registryArn: registry.arn } }),
      tags: context.tags,
    },
    context.options({
      dependsOn: [...network.routes, ...task.ready, ...(target?.rules ?? []), ...after],
      // The number of copies is the autoscaler's once it is there.
      ...(scales ? { ignoreChanges: ["desiredCount"] } : {}),
    }),
  );
  if (scales) autoscaling(context, stage, name, built, copies);
  return built;
}
