import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { after } from "../../../components/core/after";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { QueueDriver, ResolvedTopicArgs } from "../../../components/queue";
import type { DigitaloceanCloud } from "../cloud";
import { AccessList, firewall, type DigitaloceanClusterNodes } from "../database/access";
import { clusterPlace, hostOf, MAINTENANCE } from "../database/cluster";
import { brokerSlug, partitionsOf, queueIssues } from "./limits";
import { storeName } from "../../../components/core/store-name";
import { CLUSTER_NAME } from "../store-names";

/** DigitalOcean's own resources behind a Kafka cluster. */
export interface DigitaloceanQueueNodes extends DigitaloceanClusterNodes {
  /** By the app's own names. */
  readonly topics: Readonly<Record<string, digitalocean.DatabaseKafkaTopic>>;
}

/** https://github.com/digitalocean/openapi, databases/responses/options.yml (2026-08-07) */
const VERSION = "3.8";

/** Copies of each message, and how many must be written before a producer that waits is answered: one broker may fail. */
const COPIES = 3;
const WRITTEN_COPIES = 2;

const HOUR_MS = 3_600_000;

function topic(
  context: DriverContext,
  cluster: digitalocean.DatabaseCluster,
  name: string,
  args: ResolvedTopicArgs,
): digitalocean.DatabaseKafkaTopic {
  return new digitalocean.DatabaseKafkaTopic(
    context.child(name),
    {
      clusterId: cluster.id,
      name,
      partitionCount: partitionsOf(args),
      replicationFactor: COPIES,
      configs: [
        {
          cleanupPolicy: "delete",
          retentionMs: String(args.retentionHours * HOUR_MS),
          minInsyncReplicas: WRITTEN_COPIES,
        },
      ],
    },
    context.dataOptions(),
  );
}

/** The user that the services sign in as; it reads and writes the app's topics and makes none. */
function userOf(
  context: DriverContext,
  cluster: digitalocean.DatabaseCluster,
  topics: readonly digitalocean.DatabaseKafkaTopic[],
): digitalocean.DatabaseUser {
  return new digitalocean.DatabaseUser(
    context.child("user"),
    {
      clusterId: cluster.id,
      name: context.stack.app,
      settings: [{ acls: topics.map(({ name }) => ({ topic: name, permission: "produceconsume" })) }],
    },
    context.dataOptions(),
  );
}

/**
 * The authority of the cluster's certificate, which no system trusts by itself: from the settings, else looked up once the
 * cluster is there, so that a first preview makes no call.
 */
const authorityOf = (
  { settings }: DigitaloceanCloud,
  context: DriverContext,
  cluster: digitalocean.DatabaseCluster,
): pulumi.Output<string> =>
  settings.kafkaCaCertificate === undefined
    ? after(
        cluster,
        digitalocean.getDatabaseCaOutput({ clusterId: cluster.id }, { parent: context.component }).certificate,
      )
    : pulumi.output(settings.kafkaCaCertificate);

/**
 * A cluster of Kafka over TLS, with a topic for each of the app's and one user, by password. Nobody is let in but the app's
 * compute, or the networks that are named. A broker's disk is that of its plan, and a topic has three partitions at least.
 */
export const kafka =
  (cloud: DigitaloceanCloud): QueueDriver =>
  (context, args) => {
    refuse(queueIssues(args));
    const cluster = new digitalocean.DatabaseCluster(
      context.child("cluster"),
      {
        name: storeName(context, "cluster", CLUSTER_NAME),
        engine: "kafka",
        version: VERSION,
        size: brokerSlug(args),
        nodeCount: args.brokers,
        maintenanceWindows: [MAINTENANCE],
        ...clusterPlace(cloud, context, args),
      },
      context.dataOptions({ ignoreChanges: ["name"] }),
    );
    const access = new AccessList();
    firewall(context, "firewall", cluster.id, access);
    const entries = Object.entries(args.topics)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, topicArgs]) => [name, topic(context, cluster, name, topicArgs)] as const);
    const topics = Object.fromEntries(entries);
    const user = userOf(context, cluster, Object.values(topics));
    const nodes: DigitaloceanQueueNodes = { cluster, access, topics };
    return {
      outputs: {
        endpoint: pulumi.interpolate`${hostOf(cluster, args)}:${cluster.port}`,
        topics: Object.fromEntries(entries.map(([name, { name: known }]) => [name, known])),
        credentials: { mechanism: "SCRAM-SHA-256", username: user.name, password: secret(user.password) },
        caCertificate: authorityOf(cloud, context, cluster),
        ...(args.exposure === "public" ? { allow: (_context, cidrs) => access.allow(cidrs) } : {}),
      },
      nodes,
    };
  };
