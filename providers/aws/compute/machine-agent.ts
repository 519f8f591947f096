import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { DATA_DIRECTORY } from "../../../components/host/host";
import { roleOf } from "../cloud";
import type { Statement } from "../policy";

/** Where the agent's metrics stand: `mem_used_percent`, and `disk_used_percent` by `path`. */
export const AGENT_NAMESPACE = "CWAgent";

/** Machines that carry it get the agent. */
const TAG = "landfall-agent";

const CONFIG = "/etc/landfall-agent.json";
const CONTROL = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl";

/** What tells metrics apart: each machine, or all of a group together. */
export type AgentDimension = "InstanceId" | "AutoScalingGroupName";

/** What gathers logs, and the fill of memory and disks, which EC2 cannot see from outside. */
export interface Agent {
  readonly logGroup: cloudwatch.LogGroup;
  readonly dimension: AgentDimension;
  /** Tags of the machines that it is put on. */
  readonly tags: Readonly<Record<string, string>>;
}

const agentConfig = (logGroup: cloudwatch.LogGroup, dimension: AgentDimension, disks: readonly string[]) => ({
  agent: { metrics_collection_interval: 60, run_as_user: "root" },
  metrics: {
    namespace: AGENT_NAMESPACE,
    append_dimensions: { [dimension]: `\${aws:${dimension}}` },
    // The disk's file system is no part of what an alarm looks for.
    aggregation_dimensions: [[dimension], [dimension, "path"]],
    metrics_collected: {
      mem: { measurement: ["mem_used_percent"] },
      disk: { measurement: ["disk_used_percent"], resources: disks, drop_device: true },
    },
  },
  logs: {
    logs_collected: {
      files: {
        collect_list: [
          {
            file_path: "/var/lib/docker/containers/*/*-json.log",
            log_group_name: logGroup.name,
            log_stream_name: "{instance_id}/services",
          },
          { file_path: "/var/log/syslog", log_group_name: logGroup.name, log_stream_name: "{instance_id}/system" },
        ],
      },
    },
  },
});

/** Installs the agent and tells it what to gather; run again, it comes to the same. */
const commandOf = (config: pulumi.Output<string>) =>
  pulumi.jsonStringify({
    schemaVersion: "2.2",
    description: "Gathers logs and the fill of memory and disks",
    mainSteps: [
      {
        action: "aws:configurePackage",
        name: "install",
        inputs: { name: "AmazonCloudWatchAgent", action: "Install" },
      },
      {
        action: "aws:runShellScript",
        name: "configure",
        inputs: {
          runCommand: [
            "set -eu",
            // In Base64, since Systems Manager would take doubled braces for a parameter of its own.
            config.apply((text) => `echo ${Buffer.from(text).toString("base64")} | base64 --decode > ${CONFIG}`),
            `${CONTROL} -a fetch-config -m ec2 -s -c file:${CONFIG}`,
          ],
        },
      },
    ],
  });

/** The CloudWatch agent of some machines, put there by Systems Manager; see `agentStatements` for what it may do. */
export function agent(
  context: DriverContext,
  role: string,
  dimension: AgentDimension,
  { withDataDisk }: { readonly withDataDisk: boolean },
): Agent {
  const logGroup = new cloudwatch.LogGroup(
    context.child(role),
    { retentionInDays: LOG_RETENTION_DAYS, tags: context.tags },
    context.options(),
  );
  const disks = ["/", ...(withDataDisk ? [DATA_DIRECTORY] : [])];
  const document = new ssm.Document(
    context.child(`${role}-agent`),
    {
      documentType: "Command",
      documentFormat: "JSON",
      content: commandOf(pulumi.jsonStringify(agentConfig(logGroup, dimension, disks))),
      tags: context.tags,
    },
    context.options(),
  );
  const value = roleOf(context, role);
  new ssm.Association(
    context.child(`${role}-agent`),
    {
      name: document.name,
      targets: [{ key: `tag:${TAG}`, values: [value] }],
      // At once where a machine is new, and daily for what has changed since.
      scheduleExpression: "rate(1 day)",
      tags: context.tags,
    },
    context.options(),
  );
  return { logGroup, dimension, tags: { [TAG]: value } };
}

/** The right to write to the machines' log, and metrics of the agent's own namespace. */
export const agentStatements = ({ logGroup, dimension }: Agent): readonly Statement[] => [
  {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: [logGroup.arn, pulumi.interpolate`${logGroup.arn}:*`],
  },
  {
    Sid: "WriteMetrics",
    Effect: "Allow",
    Action: ["cloudwatch:PutMetricData"],
    Resource: ["*"],
    Condition: { StringEquals: { "cloudwatch:namespace": AGENT_NAMESPACE } },
  },
  // How it finds out which group its machine is of; AWS takes no narrower right.
  ...(dimension === "InstanceId"
    ? []
    : [{ Sid: "SeeTags", Effect: "Allow" as const, Action: ["ec2:DescribeTags"], Resource: ["*"] }]),
];
