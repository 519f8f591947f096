import type * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./core/binding";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { AllowCidrs, Exposure } from "./core/exposure";
import type { Network } from "./network";

export type QueueFeature =
  /** Topics are made with their own partitions; otherwise they appear when first written, with the cluster's default. */
  | "topics"
  /** A choice of how long messages are kept. */
  | "retention"
  /** Messages that fail again and again are put aside. */
  | "deadLetters"
  /** Compute on the same provider is let in by its own role, without a password. */
  | "accessByRole"
  /** No address on the internet. */
  | "privateNetwork"
  /** An address on the internet, over TLS and with a password or key. */
  | "publicEndpoint";

/** `kafka` speaks the Kafka protocol; `queue` is a plain queue with the provider's own API. */
export type QueueShape = "kafka" | "queue";

/** What a service may do with a topic. */
export type TopicAccess = "read" | "write" | "read-write";

export interface TopicArgs {
  /** Parts that are read side by side; a plain queue has none. @default 1 */
  readonly partitions?: number;
  /** Hours that messages are kept. @default 168 */
  readonly retentionHours?: number;
  /** Failed deliveries after which a message is put aside. @default - none is */
  readonly deadLetterAfter?: number;
}

export interface QueueArgs extends ComponentArgs {
  /** The topics, or plain queues, by the app's own names. */
  readonly topics: Readonly<Record<string, TopicArgs>>;
  /** A neutral size of the provider's size table: of each broker. A plain queue has none. @default - the provider's smallest */
  readonly size?: string;
  /** The provider's own instance type, in place of the size's. */
  readonly instanceType?: string;
  /** Brokers of a Kafka cluster, one in each zone where there are more. @default 3 */
  readonly brokers?: number;
  /** GiB of each broker's disk. @default 20 */
  readonly storageGiB?: number;
  /** @default "private" */
  readonly exposure?: Exposure;
  /** The private network to stand in; left out where the provider has none. */
  readonly network?: Network;
}

type Optional = "size" | "instanceType" | "network";
export type ResolvedTopicArgs = Required<Omit<TopicArgs, "deadLetterAfter">> & Pick<TopicArgs, "deadLetterAfter">;
export type ResolvedQueueArgs = Required<Omit<QueueArgs, Optional | "topics">> &
  Pick<QueueArgs, Optional> & { readonly topics: Readonly<Record<string, ResolvedTopicArgs>> };

/** How clients of a Kafka cluster sign in. */
export interface QueueCredentials {
  /** `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`, over TLS. */
  readonly mechanism: string;
  readonly username: pulumi.Output<string>;
  readonly password: Binding;
}

export interface QueueOutputs {
  /** Bootstrap servers of a Kafka cluster, `host:port,host:port`, or the endpoint of the queue service. */
  readonly endpoint: pulumi.Output<string>;
  /** By the app's own names: the topic's name, or the queue's URL or identifier. */
  readonly topics: Readonly<Record<string, pulumi.Output<string>>>;
  /** Undefined where compute is let in by its role. */
  readonly credentials: QueueCredentials | undefined;
  /** The certificate authority to trust, in PEM, where the system's own store does not have it. */
  readonly caCertificate?: pulumi.Output<string>;
  /** Lets networks in; only where there is an address on the internet and a list. */
  readonly allow?: AllowCidrs;
}

export type QueueDriver = Driver<ResolvedQueueArgs, QueueOutputs>;

export function resolveQueueArgs(args: QueueArgs): ResolvedQueueArgs {
  const topics = Object.entries(args.topics).map(([name, topic]): [string, ResolvedTopicArgs] => [
    name,
    { ...topic, partitions: topic.partitions ?? 1, retentionHours: topic.retentionHours ?? 168 },
  ]);
  return {
    ...args,
    topics: Object.fromEntries(topics),
    brokers: args.brokers ?? 3,
    storageGiB: args.storageGiB ?? 20,
    exposure: args.exposure ?? "private",
  };
}

export function requiredQueueFeatures(args: Pick<QueueArgs, "topics" | "exposure">): QueueFeature[] {
  const topics = Object.values(args.topics);
  const required: QueueFeature[] = [];
  if (topics.some(({ retentionHours }) => retentionHours !== undefined)) required.push("retention");
  if (topics.some(({ deadLetterAfter }) => deadLetterAfter !== undefined)) required.push("deadLetters");
  if (args.exposure === "public") required.push("publicEndpoint");
  return required;
}

/** A Kafka cluster with its topics, or plain queues. Holds data. */
export class Queue extends Component<QueueOutputs> {
  readonly endpoint: pulumi.Output<string>;
  readonly topics: Readonly<Record<string, pulumi.Output<string>>>;
  readonly credentials: QueueCredentials | undefined;
  readonly caCertificate: pulumi.Output<string> | undefined;

  constructor(name: string, args: QueueArgs, placement: Placement<QueueDriver>) {
    const resolved = resolveQueueArgs(args);
    super("Queue", name, args.stack, placement, buildWith(placement, resolved), ({ endpoint, topics }) => ({
      endpoint,
      topics,
    }));
    this.endpoint = this.outputs.endpoint;
    this.topics = this.outputs.topics;
    this.credentials = this.outputs.credentials;
    this.caCertificate = this.outputs.caCertificate;
  }

  /** Lets networks in to a cluster that has an address on the internet. Call it once, with all of them. */
  allow(cidrs: pulumi.Output<string[]>): void {
    this.outputs.allow?.(this.context, cidrs);
  }
}
