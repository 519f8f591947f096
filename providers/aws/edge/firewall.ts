import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as wafv2 from "@pulumi/aws/wafv2";
import type { DriverContext } from "../../../components/core/driver";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import type { ResolvedEdgeArgs } from "../../../components/edge";
import { GLOBAL_REGION } from "../cloud";
import {
  accessRules,
  botRules,
  challengeRule,
  closedPaths,
  groupRule,
  managedRules,
  placed,
  rateLimitRules,
  UNITS_OF_A_CLOSED_PATH,
  type NetworkSets,
} from "./rules";

const SCOPE = "CLOUDFRONT";

/** WAF writes to log groups of this prefix only: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
const LOG_GROUP_PREFIX = "aws-waf-logs-";

const LOG_GROUP: NameRule = {
  maxLength: 512 - LOG_GROUP_PREFIX.length,
  allowed: /[A-Za-z0-9]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
};

/** What is known of a request and nobody should read in a log. */
const KEPT_OUT_OF_LOGS = ["authorization", "cookie"];

/** The networks that administrators come from, in a set of each kind of address; no set at all lets nobody in. */
function networkSets(context: DriverContext, cidrs: readonly string[]): NetworkSets {
  const six = cidrs.filter((cidr) => cidr.includes(":"));
  const four = cidrs.filter((cidr) => !cidr.includes(":"));
  const set = (role: string, ipAddressVersion: string, addresses: readonly string[]) =>
    new wafv2.IpSet(
      context.child(role),
      {
        scope: SCOPE,
        region: GLOBAL_REGION,
        description: "Networks that administrators come from",
        ipAddressVersion,
        addresses: [...addresses],
        tags: context.tags,
      },
      context.options(),
    ).arn;
  return [set("networks", "IPV4", four), ...(six.length === 0 ? [] : [set("networks-ipv6", "IPV6", six)])];
}

/** Whether any path is closed. One for people who sign in stays open where there are no networks to open it to. */
function closesPaths(args: ResolvedEdgeArgs): boolean {
  const paths = closedPaths(args);
  return paths.some(([, { allow }]) => allow === "networks") || (paths.length > 0 && args.adminCidrs.length > 0);
}

/** The rules of paths that some networks only may open. */
function accessGroup(context: DriverContext, args: ResolvedEdgeArgs): wafv2.RuleGroup {
  const rules = accessRules(args, networkSets(context, args.adminCidrs));
  return new wafv2.RuleGroup(
    context.child("access"),
    {
      scope: SCOPE,
      region: GLOBAL_REGION,
      description: "Paths that only some networks may open",
      capacity: rules.length * UNITS_OF_A_CLOSED_PATH,
      rules,
      visibilityConfig: {
        cloudwatchMetricsEnabled: true,
        metricName: context.child("access"),
        sampledRequestsEnabled: true,
      },
      tags: context.tags,
    },
    context.options(),
  );
}

/** Keeps a record of what the firewall did with each request. */
function logRequests(context: DriverContext, acl: wafv2.WebAcl): void {
  const { app, stack } = context.stack;
  const group = new cloudwatch.LogGroup(
    context.child("firewall-log"),
    {
      name: `${LOG_GROUP_PREFIX}${physicalName([app, stack, context.name], LOG_GROUP)}`,
      region: GLOBAL_REGION,
      retentionInDays: LOG_RETENTION_DAYS,
      tags: context.tags,
    },
    context.options(),
  );
  new wafv2.WebAclLoggingConfiguration(
    context.child("firewall"),
    {
      resourceArn: acl.arn,
      region: GLOBAL_REGION,
      logDestinationConfigs: [group.arn],
      redactedFields: KEPT_OUT_OF_LOGS.map((name) => ({ singleHeader: { name } })),
    },
    context.options(),
  );
}

/**
 * The firewall of an edge: closed paths, rate limits, the vendor's rules, bots.
 *
 * @returns undefined where nothing is asked of it; an empty one would cost as well.
 */
export function firewall(context: DriverContext, args: ResolvedEdgeArgs): wafv2.WebAcl | undefined {
  const refusing = [
    ...(closesPaths(args) ? [groupRule("access", accessGroup(context, args).arn)] : []),
    ...rateLimitRules(args),
    ...(args.managedRules ? managedRules() : []),
    ...(args.bots ? botRules() : []),
  ];
  const rules = placed(args.origin.publicCertificate ? refusing : [challengeRule(), ...refusing]);
  if (refusing.length === 0) return undefined;
  const acl = new wafv2.WebAcl(
    context.child("firewall"),
    {
      scope: SCOPE,
      region: GLOBAL_REGION,
      description: `${context.stack.app}, stack ${context.stack.stack}`,
      defaultAction: { allow: {} },
      rules,
      visibilityConfig: {
        cloudwatchMetricsEnabled: true,
        metricName: context.child("firewall"),
        sampledRequestsEnabled: true,
      },
      tags: context.tags,
    },
    context.options(),
  );
  logRequests(context, acl);
  return acl;
}
