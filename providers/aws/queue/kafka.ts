import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ec2 from "@pulumi/aws/ec2";
import * as msk from "@pulumi/aws/msk";
import * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { LOG_RETENTION_DAYS } from "../../../components/core/retention";
import type { QueueDriver, ResolvedQueueArgs } from "../../../components/queue";
import { privateGroup } from "../backing-security";
import type { AwsCloud } from "../cloud";
import type { AwsNetworkNodes } from "../network";
import type { AwsQueueNodes } from "./access";
import { kafkaKey, kafkaUser } from "./kafka-access";
import { brokerZones } from "./limits";
import { awsSizes, sizeIn } from "../sizes";
import { storeName } from "../../../components/core/store-name";
import { KAFKA_NAME } from "../store-names";

/** What other drivers of AWS read of a Kafka cluster. */
export type AwsKafkaNodes = AwsQueueNodes & {
  readonly cluster: msk.Cluster;
  readonly securityGroup: ec2.SecurityGroup;
  readonly port: number;
};

/**
 * Brokers that keep their own books in place of ZooKeeper, as every later version does: a cluster never changes over
 * (https://docs.aws.amazon.com/msk/latest/developerguide/metadata-management.html). MSK takes patch versions by itself.
 */
const KAFKA_VERSION = "3.9.x.kraft";

/** Where clients sign in with a password over TLS. */
const PORT = 9096;

const SMALLEST = "small";
const MILLISECONDS_PER_HOUR = 3_600_000;

/** What brokers do where a topic says nothing: every message on as many brokers as there are, three at most. */
function serverProperties(copies: number): string {
  const properties = {
    // Topics are made with their partitions; one that is misspelled must not come to be.
    "auto.create.topics.enable": false,
    "default.replication.factor": copies,
    "log.retention.hours": 168,
    "min.insync.replicas": copies - 1,
    "num.partitions": 1,
    "unclean.leader.election.enable": false,
  };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  return `${lines.join("\n")}\n`;
}

function configurationOf(context: DriverContext, copies: number): msk.Configuration {
  return new msk.Configuration(
    context.child("brokers"),
    { description: "What brokers do where a topic says nothing", serverProperties: serverProperties(copies) },
    context.options({ retainOnDelete: context.stack.dataProtection }),
  );
}

function logsOf(context: DriverContext): cloudwatch.LogGroup {
  return new cloudwatch.LogGroup(
    context.child("brokers"),
    { retentionInDays: LOG_RETENTION_DAYS, tags: context.tags },
    context.options(),
  );
}

/** The topics by the app's own names; a topic is data. */
function topicsOf(context: DriverContext, cluster: msk.Cluster, topics: ResolvedQueueArgs["topics"], copies: number) {
  return Object.entries(topics).map(([name, { partitions, retentionHours }]): [string, pulumi.Output<string>] => {
    const topic = new msk.Topic(
      context.child(`topic-${name}`),
      {
        name,
        clusterArn: cluster.arn,
        partitionCount: partitions,
        replicationFactor: copies,
        configs: JSON.stringify({ "retention.ms": String(retentionHours * MILLISECONDS_PER_HOUR) }),
      },
      context.dataOptions(),
    );
    return [name, topic.name];
  });
}

/**
 * Amazon MSK in the private subnets: brokers spread evenly over two or three zones, over TLS, with one user's name and
 * password. MSK opens no address on the internet while a cluster is made, only by a later change of a running one.
 */
export const kafka =
  (_cloud: AwsCloud): QueueDriver =>
  (context, args) => {
    if (args.network === undefined) throw new Error("MSK was asked for a cluster without a network");
    if (args.exposure === "public") throw new Error("MSK was asked for an address on the internet");
    const network = nodesOn<AwsNetworkNodes>("aws", args.network);
    const zones = brokerZones(args.brokers, network.privateSubnets.length);
    if (zones === undefined) throw new Error(`MSK was asked for ${args.brokers} brokers in the network's zones`);
    const copies = Math.min(args.brokers, 3);
    const securityGroup = privateGroup(context, network, { title: "Kafka", port: PORT });
    const key = kafkaKey(context);
    const configuration = configurationOf(context, copies);
    const cluster = new msk.Cluster(
      context.child("brokers"),
      {
        clusterName: storeName(context, "brokers", KAFKA_NAME),
        kafkaVersion: KAFKA_VERSION,
        numberOfBrokerNodes: args.brokers,
        brokerNodeGroupInfo: {
          instanceType: args.instanceType ?? sizeIn(awsSizes.queue.kafka, args.size ?? SMALLEST).instanceType,
          clientSubnets: network.privateSubnets.slice(0, zones).map(({ id }) => id),
          securityGroups: [securityGroup.id],
          storageInfo: { ebsStorageInfo: { volumeSize: args.storageGiB } },
        },
        clientAuthentication: { sasl: { scram: true }, unauthenticated: false },
        encryptionInfo: {
          encryptionAtRestKmsKeyArn: key.arn,
          encryptionInTransit: { clientBroker: "TLS", inCluster: true },
        },
        configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
        loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logsOf(context).name } } },
        tags: context.tags,
      },
      context.dataOptions({ ignoreChanges: ["clusterName"] }),
    );
    const credentials = kafkaUser(context, cluster, key);
    const nodes: AwsKafkaNodes = { cluster, securityGroup, port: PORT };
    return {
      outputs: {
        endpoint: cluster.bootstrapBrokersSaslScram,
        topics: Object.fromEntries(topicsOf(context, cluster, args.topics, copies)),
        credentials,
      },
      nodes,
    };
  };
