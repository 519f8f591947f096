import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { namedTags, partitionOf, type AwsCloud } from "../cloud";
import { allow, serviceRole, type Statement } from "../policy";

/** What the flow log's role may do: write to one log group. */
export const flowLogStatements = (logGroupArn: pulumi.Input<string>): readonly Statement[] => [
  {
    Sid: "WriteFlowLog",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: [logGroupArn, pulumi.interpolate`${logGroupArn}:*`],
  },
];

/**
 * Keeps a record of who talked to whom in the network.
 *
 * The role follows https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, without the right to make
 * log groups.
 */
export function flowLog(cloud: AwsCloud, context: DriverContext, vpc: ec2.Vpc): ec2.FlowLog {
  const logGroup = new cloudwatch.LogGroup(
    context.child("flow-log"),
    { retentionInDays: LOG_RETENTION_DAYS, tags: context.tags },
    context.options(),
  );
  const partition = partitionOf(cloud.region);
  const role = serviceRole(context, "flow-log", "Writes the network's flow log", "vpc-flow-logs.amazonaws.com", {
    account: vpc.ownerId,
    source: pulumi.interpolate`arn:${partition}:ec2:${cloud.region}:${vpc.ownerId}:vpc-flow-log/*`,
  });
  const rights = allow(context, "flow-log", role, flowLogStatements(logGroup.arn));
  return new ec2.FlowLog(
    context.child("flow-log"),
    {
      vpcId: vpc.id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags: namedTags(context, "flow-log"),
    },
    context.options({ dependsOn: [rights] }),
  );
}
