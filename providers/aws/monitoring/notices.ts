import * as sns from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import { serviceKey } from "../service-key";

/**
 * A topic whose notices go to an e-mail address, once its owner has followed the link that AWS sends there.
 *
 * Encrypted with a key of one's own, at a dollar a month: the one that AWS manages does not let CloudWatch in
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services).
 *
 * @param region - Where the alarms are that tell; a topic hears those of its own region only.
 */
export function notices(context: DriverContext, role: string, email: string, region?: string): pulumi.Output<string> {
  const there = region === undefined ? {} : { region };
  const { key, policy } = serviceKey(context, role, {
    description: `Encrypts notices of ${context.stack.app}, stack ${context.stack.stack}`,
    ...there,
    options: context.options(),
    statements: () => [
      {
        Sid: "WrittenByCloudWatch",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: ["*"],
      },
    ],
  });
  const topic = new sns.Topic(
    context.child(role),
    { kmsMasterKeyId: key.id, ...there, tags: context.tags },
    context.options({ dependsOn: [policy] }),
  );
  new sns.TopicSubscription(
    context.child(role),
    { topic: topic.arn, protocol: "email", endpoint: email, ...there },
    context.options(),
  );
  return topic.arn;
}
