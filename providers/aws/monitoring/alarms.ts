import type { types } from "@pulumi/aws";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { AlarmArgs } from "../../../components/monitoring";
import type { Figure, Watch } from "./watch";

type Query = types.input.cloudwatch.MetricAlarmMetricQuery;

/** An alarm's metric as a part of a logical name: `server-errors`. */
const words = (metric: string) => metric.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const read = (id: string, { namespace, name, dimensions, statistic, period }: Figure): Query => ({
  id,
  metric: { namespace, metricName: name, dimensions: { ...dimensions }, stat: statistic, period },
});

/**
 * How many of all requests went wrong, in percent. What the load balancer answered itself, the second of the two, is not
 * among its requests; a minute without requests is a good one.
 */
const shareQueries = (value: Figure, [byService, byBalancer]: readonly Figure[]): Query[] => [
  { id: "share", expression: "IF(all > 0, 100 * wrong / all, 0)", label: "percent", returnData: true },
  { id: "all", expression: "FILL(requests, 0) + FILL(balancer, 0)" },
  { id: "wrong", expression: "FILL(service, 0) + FILL(balancer, 0)" },
  read("requests", value),
  read("service", byService!),
  read("balancer", byBalancer!),
];

const compared = ({ figures: { value, wrong } }: Watch): Partial<cloudwatch.MetricAlarmArgs> =>
  wrong === undefined
    ? {
        namespace: value.namespace,
        metricName: value.name,
        dimensions: { ...value.dimensions },
        statistic: value.statistic,
        period: value.period,
      }
    : { metricQueries: shareQueries(value, wrong), treatMissingData: "notBreaching" };

/** Tells when something has been too high, or too low, for the alarm's minutes, and when it is well again. */
export function alarm(
  context: DriverContext,
  watch: Watch,
  { above, minutes }: Required<AlarmArgs>,
  topic: pulumi.Input<string>,
): cloudwatch.MetricAlarm {
  const seconds = watch.figures.value.period;
  return new cloudwatch.MetricAlarm(
    context.child(`${words(watch.metric)}-${watch.role}`),
    {
      alarmDescription: `${watch.title}: above ${above} percent for ${minutes} minutes`,
      ...compared(watch),
      comparisonOperator: watch.below ? "LessThanThreshold" : "GreaterThanThreshold",
      threshold: watch.threshold?.(above) ?? above,
      evaluationPeriods: Math.max(1, Math.ceil((minutes * 60) / seconds)),
      alarmActions: [topic],
      okActions: [topic],
      tags: context.tags,
    },
    context.options(),
  );
}
