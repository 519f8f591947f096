import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { UptimeArgs } from "../../../components/monitoring";
import { GLOBAL_REGION } from "../cloud";

/** Seconds between two checks; Route 53 knows these two, and takes more for the shorter one. */
const INTERVALS = { slow: 30, fast: 10 } as const;

const FAILURES = 3;

const isPlain = (url: URL) => url.protocol === "http:";

/**
 * Asks for an address from around the world, every 30 seconds, or every 10 where less is wanted, and tells when it does not
 * answer. The figures of health checks are in us-east-1 alone.
 */
export function uptime(
  context: DriverContext,
  name: string,
  args: Required<UptimeArgs>,
  topic: pulumi.Input<string>,
): route53.HealthCheck {
  const role = `uptime-${name}`;
  const url = args.url.apply((text) => new URL(text));
  const check = new route53.HealthCheck(
    context.child(role),
    {
      type: url.apply((it) => (isPlain(it) ? "HTTP" : "HTTPS")),
      fqdn: url.apply(({ hostname }) => hostname),
      port: url.apply((it) => (it.port === "" ? (isPlain(it) ? 80 : 443) : Number(it.port))),
      resourcePath: url.apply(({ pathname, search }) => `${pathname}${search}`),
      requestInterval: args.intervalSeconds < INTERVALS.slow ? INTERVALS.fast : INTERVALS.slow,
      failureThreshold: FAILURES,
      tags: { ...context.tags, Name: context.child(role) },
    },
    context.options(),
  );
  new cloudwatch.MetricAlarm(
    context.child(role),
    {
      region: GLOBAL_REGION,
      alarmDescription: `${name} ${args.failure}`,
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: check.id },
      statistic: "Minimum",
      period: 60,
      evaluationPeriods: 1,
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
      alarmActions: [topic],
      okActions: [topic],
      tags: context.tags,
    },
    context.options(),
  );
  return check;
}
