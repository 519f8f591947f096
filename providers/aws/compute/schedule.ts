import type * as ecs from "@pulumi/aws/ecs";
import * as scheduler from "@pulumi/aws/scheduler";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { partitionOf, type AwsCloud } from "../cloud";
import { awsCron } from "./cron";
import { placeOf, type ServiceStage } from "./stage";
import type { Task } from "./task";
import { allow, serviceRole, type Statement } from "../policy";

const STATES = "states.amazonaws.com";
const SCHEDULER = "scheduler.amazonaws.com";
const TASKS = "ecs-tasks.amazonaws.com";

/** What has to be asked again when ECS is short of something for a moment. */
const RETRY = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 2 }];

/** The right to look whether the task runs, and to start it in this cluster alone. */
function runnerStatements(cluster: ecs.Cluster, { definition, roles }: Task): readonly Statement[] {
  const inCluster = { ArnEquals: { "ecs:cluster": cluster.arn } };
  const tasks = cluster.arn.apply((arn) => `${arn.replace(":cluster/", ":task/")}/*`);
  return [
    { Sid: "SeeRuns", Effect: "Allow", Action: ["ecs:ListTasks"], Resource: ["*"], Condition: inCluster },
    {
      Sid: "RunTask",
      Effect: "Allow",
      Action: ["ecs:RunTask"],
      Resource: [pulumi.interpolate`${definition.arnWithoutRevision}:*`],
      Condition: inCluster,
    },
    {
      Sid: "TagRuns",
      Effect: "Allow",
      Action: ["ecs:TagResource"],
      Resource: [tasks],
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "HandOverRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: roles.map(({ arn }) => arn),
      Condition: { StringEquals: { "iam:PassedToService": TASKS } },
    },
  ];
}

/** Looks whether a run is going on, and starts one where there is none. */
function stateMachine(cloud: AwsCloud, { cluster, network, groups }: ServiceStage, name: string, task: Task) {
  const { definition } = task;
  const states = `arn:${partitionOf(cloud.region)}:states:::`;
  const { subnets, securityGroups, assignPublicIp } = placeOf(network, groups[name]!);
  return pulumi.jsonStringify({
    Comment: `Runs ${name}, unless it still runs`,
    StartAt: "Look",
    States: {
      Look: {
        Type: "Task",
        Resource: `${states}aws-sdk:ecs:listTasks`,
        Parameters: { Cluster: cluster.arn, Family: definition.family, MaxResults: 1 },
        Retry: RETRY,
        Next: "Runs",
      },
      Runs: {
        Type: "Choice",
        Choices: [{ Variable: "$.TaskArns[0]", IsPresent: true, Next: "LetItRun" }],
        Default: "Run",
      },
      LetItRun: { Type: "Succeed" },
      Run: {
        Type: "Task",
        Resource: `${states}ecs:runTask`,
        Parameters: {
          Cluster: cluster.arn,
          TaskDefinition: definition.arn,
          LaunchType: "FARGATE",
          PlatformVersion: "LATEST",
          EnableECSManagedTags: true,
          PropagateTags: "TASK_DEFINITION",
          NetworkConfiguration: {
            AwsvpcConfiguration: {
              Subnets: subnets,
              SecurityGroups: securityGroups,
              AssignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED",
            },
          },
        },
        Retry: RETRY,
        End: true,
      },
    },
  });
}

/**
 * Runs a task at set times, in UTC. A run that still goes on when the next one is due is let be and the next one left out:
 * EventBridge Scheduler by itself would start both, so a state machine looks first.
 */
export function scheduledService(
  cloud: AwsCloud,
  context: DriverContext,
  stage: ServiceStage,
  name: string,
  schedule: string,
  task: Task,
): scheduler.Schedule {
  const { network, cluster } = stage;
  const account = { account: network.vpc.ownerId };
  const runner = serviceRole(context, `${name}-runner`, `Runs the service ${name}`, STATES, account);
  const mayRun = allow(context, `${name}-runner`, runner, runnerStatements(cluster, task));
  const machine = new sfn.StateMachine(
    context.child(name),
    { roleArn: runner.arn, definition: stateMachine(cloud, stage, name, task), tags: context.tags },
    // Step Functions tries the role when it makes the machine.
    context.options({ dependsOn: [mayRun, ...task.ready, ...network.routes] }),
  );
  const clock = serviceRole(context, `${name}-schedule`, `Starts the service ${name} at its times`, SCHEDULER, account);
  const mayStart = allow(context, `${name}-schedule`, clock, [
    { Sid: "StartRun", Effect: "Allow", Action: ["states:StartExecution"], Resource: [machine.arn] },
  ]);
  return new scheduler.Schedule(
    context.child(name),
    {
      description: `Runs ${name} of ${context.stack.app}, stack ${context.stack.stack}`,
      scheduleExpression: awsCron(schedule),
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: machine.arn,
        roleArn: clock.arn,
        // A run that could not be started in time is left out: the next one is due by then.
        retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 3 },
      },
    },
    context.options({ dependsOn: [mayStart] }),
  );
}
