import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../components/core/driver";
import type { QueueDriver } from "../../components/queue";
import { accountOf, type CloudflareCloud } from "./cloud";
import { nameOf } from "./names";

/** A queue, and where what fails in it goes. */
export interface CloudflareQueue {
  readonly queue: cloudflare.Queue;
  readonly deadLetters: { readonly queue: cloudflare.Queue; readonly after: number } | undefined;
}

/** Cloudflare's own resources behind the topics, by the app's own names. */
export interface CloudflareQueueNodes extends Nodes {
  readonly queues: Readonly<Record<string, CloudflareQueue>>;
}

const HOUR_SECONDS = 3600;

/** Queues: Workers write through bindings called `TOPIC_<NAME>`, and are called with what they read. */
export const queue =
  (cloud: CloudflareCloud): QueueDriver =>
  (context, args) => {
    const accountId = accountOf(cloud);
    const make = (name: string, retentionHours: number) =>
      new cloudflare.Queue(
        context.child(name),
        {
          accountId,
          queueName: nameOf(context, name),
          // The free plan has no choice; another time than its own is refused beforehand.
          ...(cloud.workersPlan === "free"
            ? {}
            : { settings: { messageRetentionPeriod: retentionHours * HOUR_SECONDS } }),
        },
        context.dataOptions({ ignoreChanges: ["queueName"] }),
      );
    const built = Object.entries(args.topics).map(([name, topic]): [string, CloudflareQueue] => {
      const { retentionHours, deadLetterAfter: after } = topic;
      const deadLetters = after === undefined ? undefined : { queue: make(`${name}-failed`, retentionHours), after };
      return [name, { queue: make(name, retentionHours), deadLetters }];
    });
    const nodes: CloudflareQueueNodes = { queues: Object.fromEntries(built) };
    return {
      outputs: {
        endpoint: pulumi.output(`https://api.cloudflare.com/client/v4/accounts/${accountId}/queues`),
        topics: Object.fromEntries(built.map(([name, { queue: made }]) => [name, made.queueName])),
        credentials: undefined,
      },
      nodes,
    };
  };
