import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpcRules from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { isWeb } from "../../../components/compute";
import { physicalName } from "../../../components/core/naming";
import type { HostMachine } from "../../../components/host/addresses";
import { machineEnvironment } from "../../../components/host/environment";
import { HEALTH_PATH } from "../../../components/host/host";
import { namedTags } from "../cloud";
import type { LoadBalancer } from "./load-balancer";
import { METADATA, type MachineStage } from "./machine";
import { machineIdentity } from "./machine-identity";
import { administrators, openingGroup } from "./machine-security";
import { creditInputs } from "./machine-type";
import type { RouteRule } from "./routes";
import { healthCheckTimes, leadTo, stickiness, TARGET_NAME } from "./target";
import { userData } from "./user-data";

/** The port that nginx of each machine answers the load balancer on; TLS ends in front, and both stand in the VPC. */
const PORT = 80;

/** Machines are added when they use more of their CPU than this on average, in percent, and taken away below it. */
const CPU_PERCENT = 60;

/** What a machine takes to install itself and to fetch its images. */
const START_SECONDS = 600;

const DRAIN_SECONDS = 30;
const CHECK_SECONDS = 15;

/** The disk that Ubuntu's images start from. */
const ROOT_DEVICE = "/dev/sda1";

/** Machines that are alike, and how the load balancer sees them. */
export interface MachineGroup {
  readonly group: autoscaling.Group;
  readonly targetGroup: lb.TargetGroup;
}

/** Who reaches the machines of the group: the load balancer, and administrators. */
function groupSecurity({ context, network, args }: MachineStage, role: string, front: LoadBalancer) {
  const group = openingGroup(context, network, role, [
    {
      role: `${role}-from-alb`,
      port: PORT,
      from: { referencedSecurityGroupId: front.securityGroup.id },
      description: "The load balancer",
    },
    ...administrators(role, args),
  ]);
  const send = `alb-to-${role}`;
  new vpcRules.SecurityGroupEgressRule(
    context.child(send),
    {
      securityGroupId: front.securityGroup.id,
      description: "Machines of the group",
      ipProtocol: "tcp",
      fromPort: PORT,
      toPort: PORT,
      referencedSecurityGroupId: group.id,
      tags: namedTags(context, send),
    },
    context.options(),
  );
  return group;
}

/** The machines as the load balancer sees them: well when nginx reaches a service that is. */
function targets({ context, network, args }: MachineStage, role: string): lb.TargetGroup {
  const sticky = Object.values(args.services).some((service) => isWeb(service) && service.stickySessions);
  return new lb.TargetGroup(
    physicalName([context.name, role], TARGET_NAME),
    {
      vpcId: network.vpc.id,
      targetType: "instance",
      port: PORT,
      protocol: "HTTP",
      deregistrationDelay: DRAIN_SECONDS,
      healthCheck: {
        path: HEALTH_PATH,
        matcher: "200",
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        ...healthCheckTimes(CHECK_SECONDS),
      },
      ...stickiness(sticky),
      tags: context.tags,
    },
    context.options(),
  );
}

/** What each machine of the group is made of. */
function launchTemplate(
  stage: MachineStage,
  machine: HostMachine,
  machines: readonly HostMachine[],
  security: ec2.SecurityGroup,
) {
  const { cloud, context, args, network, type, image, agent, keeper } = stage;
  const { role } = machine;
  const told = machineEnvironment(args, machines, machine, keeper);
  const { profile, rights } = machineIdentity(cloud, context, args, machine, told.secrets, agent);
  const { memoryMiB, instanceType } = type;
  const balancerCidrs = pulumi.all(network.publicSubnets.map(({ cidrBlock }) => cidrBlock.apply((cidr) => cidr!)));
  const tags = namedTags(context, role);
  const template = new ec2.LaunchTemplate(
    context.child(role),
    {
      description: `Machines of ${context.stack.app}, stack ${context.stack.stack}`,
      imageId: image.id,
      instanceType,
      iamInstanceProfile: { arn: profile.arn },
      metadataOptions: METADATA,
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: { encrypted: "true", volumeType: "gp3", volumeSize: args.diskGiB, deleteOnTermination: "true" },
        },
      ],
      networkInterfaces: [
        {
          // Without a gateway, a private subnet has no way to images and secrets; a public address is one.
          associatePublicIpAddress: String(!network.hasNat),
          deleteOnTermination: "true",
          securityGroups: [network.workloadSecurityGroup.id, security.id],
        },
      ],
      ...creditInputs(instanceType),
      tagSpecifications: ["volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
      userData: userData({ cloud, args, memoryMiB, network, machines, machine, told, balancerCidrs }),
      updateDefaultVersion: true,
      tags,
    },
    context.options({
      // A newer image comes with the next change of what a machine is told.
      ...(image.isPinned ? {} : { ignoreChanges: ["imageId"] }),
      ...(told.values.length === 0 ? {} : { additionalSecretOutputs: ["userData"] }),
    }),
  );
  return { template, rights };
}

/** Adds machines while they are busy and takes them away again. */
function scaleOnLoad({ context }: MachineStage, role: string, group: autoscaling.Group): void {
  new autoscaling.Policy(
    context.child(role),
    {
      autoscalingGroupName: group.name,
      policyType: "TargetTrackingScaling",
      estimatedInstanceWarmup: START_SECONDS,
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: CPU_PERCENT,
      },
    },
    context.options(),
  );
}

/**
 * Machines that are alike behind the load balancer, as many as the load asks for. What they are told decides what they
 * are: another text takes the place of all, new machines first, and back when those do not become well.
 *
 * @param machines - All machines as those of the group see them.
 */
export function machineGroup(
  stage: MachineStage,
  front: LoadBalancer,
  routes: readonly RouteRule[],
  machine: HostMachine,
  machines: readonly HostMachine[],
): MachineGroup {
  const { context, args, network, agent, type } = stage;
  const { role } = machine;
  const security = groupSecurity(stage, role, front);
  const targetGroup = targets(stage, role);
  const rules = leadTo(context, front, targetGroup, routes);
  const { template, rights } = launchTemplate(stage, machine, machines, security);
  const subnets = network.hasNat ? network.privateSubnets : network.publicSubnets;
  const grace = Object.values(args.services).flatMap((service) =>
    isWeb(service) ? [service.health.graceSeconds] : [],
  );
  const tags = { ...namedTags(context, role), ...agent.tags };
  const scales = args.maxCount > args.count;
  const group = new autoscaling.Group(
    context.child(role),
    {
      minSize: args.count,
      maxSize: args.maxCount,
      vpcZoneIdentifiers: subnets.map(({ id }) => id),
      mixedInstancesPolicy: {
        instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 100 },
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.id,
            // By number: a refresh cannot go back to a version that is called the latest.
            version: template.latestVersion.apply(String),
          },
          overrides: [{ instanceType: type.instanceType }],
        },
      },
      targetGroupArns: [targetGroup.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: START_SECONDS + Math.max(0, ...grace),
      defaultInstanceWarmup: START_SECONDS,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200, autoRollback: true, skipMatching: true },
      },
      // The first update ends when the machines are well, not when AWS has taken note of them.
      minElbCapacity: args.count,
      waitForCapacityTimeout: "30m",
      tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    },
    context.options({ dependsOn: [...network.routes, ...rules, ...rights] }),
  );
  if (scales) scaleOnLoad(stage, role, group);
  return { group, targetGroup };
}
