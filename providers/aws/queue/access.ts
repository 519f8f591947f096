import * as iam from "@pulumi/aws/iam";
import type * as sqs from "@pulumi/aws/sqs";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { QueueCredentials, TopicAccess } from "../../../components/queue";
import { policyDocument, type Statement } from "../policy";

/** What other drivers of AWS read of a queue; `queues` is undefined for Kafka, whose clients sign in with a password. */
export type AwsQueueNodes = { readonly queues?: Readonly<Record<string, sqs.Queue>> };

/** What every client asks of a queue before it uses it. */
const LOOK = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"];
const READ = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"];
const WRITE = ["sqs:SendMessage"];

const ACTIONS: Readonly<Record<TopicAccess, readonly string[]>> = {
  read: [...READ, ...LOOK],
  write: [...WRITE, ...LOOK],
  "read-write": [...READ, ...WRITE, ...LOOK],
};

/** The signature that requests to AWS are signed with. */
const SIGNATURE = "AWS4-HMAC-SHA256";

/** A topic's name in a statement id, which holds letters and digits only. */
const sidOf = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/**
 * The rights of a service on the queues that it was granted, in the order of their names; none where the queue is Kafka.
 *
 * @throws Error when a queue was granted that was not built: it is refused before.
 */
export function queueStatements(
  { queues }: AwsQueueNodes,
  granted: Readonly<Record<string, TopicAccess>>,
): readonly Statement[] {
  if (queues === undefined) return [];
  return Object.entries(granted)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, access]) => {
      const queue = queues[name];
      if (queue === undefined) throw new Error(`access was granted to a queue that was not built: ${name}`);
      return { Sid: `Queue${sidOf(name)}`, Effect: "Allow", Action: ACTIONS[access], Resource: [queue.arn] };
    });
}

/**
 * A user of its own with a pair of keys, for services that run on another provider and cannot take a role. The keys do
 * not run out; whoever takes over the services should replace them from time to time.
 */
export function queueKeys(context: DriverContext, queues: Readonly<Record<string, sqs.Queue>>): QueueCredentials {
  const user = new iam.User(context.child("access"), { tags: context.tags }, context.options());
  // Which service may do what is not known here: one pair of keys serves them all.
  const granted = Object.fromEntries(Object.keys(queues).map((name) => [name, "read-write" as const]));
  if (Object.keys(queues).length > 0) {
    new iam.UserPolicy(
      context.child("access"),
      { user: user.name, policy: policyDocument(queueStatements({ queues }, granted)) },
      context.options(),
    );
  }
  const key = new iam.AccessKey(context.child("access"), { user: user.name }, context.options());
  return { mechanism: SIGNATURE, username: key.id, password: secret(key.secret) };
}
