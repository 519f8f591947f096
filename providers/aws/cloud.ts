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
  /** How the `aws` CLI signs in as this program does. @default - as the environment says */
  readonly signIn?: { readonly profile?: string; readonly roleArn?: string };
}

/** Where AWS keeps what stands in no region: certificates and firewalls of CloudFront, metrics and keys of Route 53. */
export const GLOBAL_REGION = "us-east-1";

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

/** A tag's value that finds resources of one role of one stack, also where an account holds several stacks. */
export const roleOf = (context: DriverContext, role: string): string =>
  [context.stack.app, context.stack.stack, context.child(role)].join("-");

/** The tags of a resource that the console lists under its `Name` tag. */
export const namedTags = (context: DriverContext, role: string): Tags => ({
  ...context.tags,
  Name: context.child(role),
});
