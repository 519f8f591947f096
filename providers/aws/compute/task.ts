import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type * as iam from "@pulumi/aws/iam";
import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { managedPolicy, partitionOf, type AwsCloud } from "../cloud";
import { containerEnvironment, readSecrets, secretVersions, type ContainerEnvironment } from "./environment";
import { serviceGrants } from "./grants";
import type { AwsNetworkNodes } from "../network";
import { allow, attach, serviceRole } from "../policy";
import { awsSizes, sizeIn } from "../sizes";

const TASKS = "ecs-tasks.amazonaws.com";

/** CPU units of one vCPU. */
const CPU_UNITS = 1024;

const FAMILY: NameRule = {
  maxLength: 255,
  allowed: /[A-Za-z0-9_-]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#family",
};

/** What a service runs as, and what has to stand before a copy can start. */
export interface Task {
  readonly definition: ecs.TaskDefinition;
  readonly logGroup: cloudwatch.LogGroup;
  readonly ready: readonly pulumi.Resource[];
  /** What ECS starts it under, and what it works under. */
  readonly roles: readonly iam.Role[];
}

/** How containers of a service write to its log group; a full buffer drops lines rather than hold the service up. */
export const logOptions = (cloud: AwsCloud, logGroup: cloudwatch.LogGroup, prefix: string) => ({
  logDriver: "awslogs",
  options: {
    "awslogs-group": logGroup.name,
    "awslogs-region": cloud.region,
    "awslogs-stream-prefix": prefix,
    mode: "non-blocking",
    "max-buffer-size": "25m",
  },
});

/** A service's container. Left as the image has it: its user and its file system, which not every image lets be narrowed. */
function container(
  cloud: AwsCloud,
  name: string,
  service: ResolvedServiceArgs,
  { environment, secrets, references }: ContainerEnvironment,
  logGroup: cloudwatch.LogGroup,
) {
  const versions = secretVersions(references);
  return {
    name,
    image: service.image,
    essential: true,
    ...(service.command === undefined ? {} : { command: service.command }),
    ...(service.port === undefined ? {} : { portMappings: [{ name, containerPort: service.port, protocol: "tcp" }] }),
    // An empty list would come back from AWS as none, and every run would find a change.
    ...(environment.length === 0 ? {} : { environment }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(versions === undefined ? {} : { dockerLabels: { "landfall.secret-versions": versions } }),
    // Reaps what a service leaves behind, and hands it the signal to stop.
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: logOptions(cloud, logGroup, name),
  };
}

/** The role that the container itself works under: exactly the buckets and topics that the service was granted. */
function taskRole(
  cloud: AwsCloud,
  context: DriverContext,
  args: ResolvedComputeArgs,
  network: AwsNetworkNodes,
  name: string,
) {
  const { region } = cloud;
  const role = serviceRole(context, `${name}-task`, `What the service ${name} may do`, TASKS, {
    account: network.vpc.ownerId,
    source: pulumi.interpolate`arn:${partitionOf(region)}:ecs:${region}:${network.vpc.ownerId}:*`,
  });
  const granted = serviceGrants(args, [name]);
  return { role, rights: granted.map(({ what, statements }) => allow(context, `${name}-${what}`, role, statements)) };
}

/** The role that ECS starts a container under: its image, its log, exactly the secrets that the service gets. */
function executionRole(cloud: AwsCloud, context: DriverContext, name: string, { references }: ContainerEnvironment) {
  const role = serviceRole(context, `${name}-execution`, `Starts the service ${name}`, TASKS);
  const start = attach(
    context,
    `${name}-execution`,
    role,
    managedPolicy(cloud.region, "service-role/AmazonECSTaskExecutionRolePolicy"),
  );
  if (references.length === 0) return { role, rights: [start] };
  return { role, rights: [start, allow(context, `${name}-secrets`, role, readSecrets(references))] };
}

/** A service as a Fargate task of the neutral size. */
export function task(
  cloud: AwsCloud,
  context: DriverContext,
  args: ResolvedComputeArgs,
  network: AwsNetworkNodes,
  name: string,
): Task {
  const service = args.services[name]!;
  const environment = containerEnvironment(args.services, service);
  const logGroup = new cloudwatch.LogGroup(
    context.child(name),
    { retentionInDays: LOG_RETENTION_DAYS, tags: context.tags },
    context.options(),
  );
  const execution = executionRole(cloud, context, name, environment);
  const own = taskRole(cloud, context, args, network, name);
  const size = sizeIn(awsSizes.compute.containers, args.size);
  const definition = new ecs.TaskDefinition(
    context.child(name),
    {
      family: physicalName([context.stack.app, context.stack.stack, name], FAMILY),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      cpu: String(size.vcpus * CPU_UNITS),
      memory: String(size.memoryMiB),
      executionRoleArn: execution.role.arn,
      taskRoleArn: own.role.arn,
      containerDefinitions: pulumi.jsonStringify([container(cloud, name, service, environment, logGroup)]),
      // Earlier revisions stay: a rollback cannot go to one that was deregistered, and they cost nothing.
      skipDestroy: true,
      tags: context.tags,
    },
    context.options({ additionalSecretOutputs: ["containerDefinitions"] }),
  );
  return { definition, logGroup, ready: [...execution.rights, ...own.rights], roles: [execution.role, own.role] };
}
