import type { Provider } from "@pulumi/aws/provider";
import type { DriverContext } from "../../components/core/driver";
import type { Tags } from "../../components/core/tags";
import type { AwsSettings } from "./config";

/** AWS as one stack is connected to it. */
export interface AwsCloud {
  readonly settings: AwsSettings;
  /** The region that everything is built in, e.g. `us-east-1`. */
  readonly region: string;
  readonly provider: Provider;
}

/** Days that logs are kept: a year, as CIS and the AWS security standards ask for. */
export const LOG_RETENTION_DAYS = 365;

/** The part of AWS that a region is in, the second field of an ARN. */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The ARN of a policy that AWS keeps, e.g. `service-role/AmazonECSTaskExecutionRolePolicy`. */
export const managedPolicy = (region: string, path: string): string =>
  `arn:${partitionOf(region)}:iam::aws:policy/${path}`;

/** The domain that a region's services answer under. */
export const serviceDomain = (region: string): string =>
  partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

/** The tags of a resource that the console lists under its `Name` tag. */
export const namedTags = (context: DriverContext, role: string): Tags => ({
  ...context.tags,
  Name: context.child(role),
});
