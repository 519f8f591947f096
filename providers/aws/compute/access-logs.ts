import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import type { AwsNetworkNodes } from "../network";
import type { Statement } from "../policy";
import { privateBucket, type PrivateBucket } from "../private-bucket";

/** Where in the bucket the load balancer writes. */
export const ACCESS_LOG_PREFIX = "alb";

/**
 * Lets Elastic Load Balancing write the logs of this account's load balancers, and nothing else. On whose behalf it writes
 * is not asked: it does not always say, and AWS then refuses to make the load balancer. See
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export const logDeliveryStatements = (
  bucketArn: pulumi.Input<string>,
  account: pulumi.Input<string>,
): readonly Statement[] => [
  {
    Sid: "WriteAccessLogs",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: ["s3:PutObject"],
    Resource: [pulumi.interpolate`${bucketArn}/${ACCESS_LOG_PREFIX}/AWSLogs/${account}/*`],
  },
];

/** A bucket for the load balancer's own records of who asked for what; it outlives the load balancer. */
export function accessLogs(context: DriverContext, network: AwsNetworkNodes): PrivateBucket {
  const guarded = context.stack.dataProtection;
  return privateBucket(context, "access-logs", {
    versioned: true,
    expireDays: LOG_RETENTION_DAYS,
    // The only encryption that load balancers write with.
    encryption: "AES256",
    options: context.options({ retainOnDelete: guarded }),
    forceDestroy: !guarded,
    statements: (bucketArn) => logDeliveryStatements(bucketArn, network.vpc.ownerId),
  });
}
