import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import { GLOBAL_REGION } from "../cloud";

/**
 * What is kept of a request; queries and cookies are not, since they may hold what signs somebody in:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
const FIELDS = [
  ...["date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status"],
  ...["cs(Referer)", "cs(User-Agent)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol"],
  ...["cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher", "x-edge-response-result-type"],
  "cs-protocol-version",
];

/**
 * Keeps a record of who asked distributions for what, in one log group.
 *
 * @param distributions - By role.
 */
export function distributionLogs(
  context: DriverContext,
  distributions: Readonly<Record<string, cloudfront.Distribution>>,
): void {
  const global = { region: GLOBAL_REGION, tags: context.tags };
  const group = new cloudwatch.LogGroup(
    context.child("access-log"),
    { retentionInDays: LOG_RETENTION_DAYS, ...global },
    context.options(),
  );
  const destination = new cloudwatch.LogDeliveryDestination(
    context.child("access-log"),
    {
      deliveryDestinationConfiguration: { destinationResourceArn: group.arn },
      outputFormat: "json",
      ...global,
    },
    context.options(),
  );
  for (const [role, { arn }] of Object.entries(distributions)) {
    const name = context.child(`log-${role}`);
    const source = new cloudwatch.LogDeliverySource(
      name,
      { resourceArn: arn, logType: "ACCESS_LOGS", ...global },
      context.options(),
    );
    new cloudwatch.LogDelivery(
      name,
      {
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        recordFields: FIELDS,
        ...global,
      },
      context.options(),
    );
  }
}
