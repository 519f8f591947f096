import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { QueueDriver, ResolvedTopicArgs } from "../../../components/queue";
import { serviceDomain, type AwsCloud } from "../cloud";
import { policyDocument } from "../policy";
import { queueKeys, type AwsQueueNodes } from "./access";
import { storeName } from "../../../components/core/store-name";
import { QUEUE_NAME } from "../store-names";

const SECONDS_PER_HOUR = 3600;

/** The longest that SQS keeps a message, so that there is time to look at one that was put aside. */
const DEAD_LETTER_SECONDS = 14 * 24 * SECONDS_PER_HOUR;

/** The longest that a reader waits for a message, which saves requests that find none. */
const WAIT_SECONDS = 20;

/** How long a message that was read is hidden from other readers; a reader that needs longer asks for it. */
const HIDDEN_SECONDS = 60;

/** Refuses requests that are not encrypted. */
function encryptedOnly(context: DriverContext, role: string, queue: sqs.Queue): void {
  new sqs.QueuePolicy(
    context.child(role),
    {
      queueUrl: queue.url,
      policy: policyDocument([
        {
          Sid: "RefusePlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: ["sqs:*"],
          Resource: [queue.arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    context.options({ retainOnDelete: context.stack.dataProtection }),
  );
}

function queueOf(context: DriverContext, role: string, inputs: sqs.QueueArgs): sqs.Queue {
  const queue = new sqs.Queue(
    context.child(role),
    // SQS's own key: one of the account's costs by the month and by the request.
    { name: storeName(context, role, QUEUE_NAME), sqsManagedSseEnabled: true, ...inputs, tags: context.tags },
    context.dataOptions({ ignoreChanges: ["name"] }),
  );
  encryptedOnly(context, role, queue);
  return queue;
}

/** Where messages go that fail again and again. */
function deadLetters(context: DriverContext, name: string): sqs.Queue {
  return queueOf(context, `${name}-dead`, { messageRetentionSeconds: DEAD_LETTER_SECONDS });
}

function topicQueue(context: DriverContext, name: string, args: ResolvedTopicArgs): sqs.Queue {
  const { retentionHours, deadLetterAfter } = args;
  const dead = deadLetterAfter === undefined ? undefined : deadLetters(context, name);
  const queue = queueOf(context, name, {
    messageRetentionSeconds: retentionHours * SECONDS_PER_HOUR,
    receiveWaitTimeSeconds: WAIT_SECONDS,
    visibilityTimeoutSeconds: HIDDEN_SECONDS,
    ...(dead === undefined
      ? {}
      : { redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: deadLetterAfter }) }),
  });
  if (dead !== undefined) {
    new sqs.RedriveAllowPolicy(
      context.child(`${name}-dead`),
      {
        queueUrl: dead.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
      },
      context.options({ retainOnDelete: context.stack.dataProtection }),
    );
  }
  return queue;
}

/**
 * A queue of SQS for each topic, encrypted, by TLS only. SQS answers on the internet to requests that are signed; compute on
 * AWS signs them by its role, compute elsewhere by a pair of keys.
 */
export const queue =
  (cloud: AwsCloud): QueueDriver =>
  (context, args) => {
    const entries = Object.entries(args.topics).map(([name, topic]): [string, sqs.Queue] => [
      name,
      topicQueue(context, name, topic),
    ]);
    const queues = Object.fromEntries(entries);
    const nodes: AwsQueueNodes = { queues };
    return {
      outputs: {
        endpoint: pulumi.output(`https://sqs.${cloud.region}.${serviceDomain(cloud.region)}`),
        topics: Object.fromEntries(entries.map(([name, { url }]) => [name, url])),
        credentials: args.exposure === "public" ? queueKeys(context, queues) : undefined,
      },
      nodes,
    };
  };
