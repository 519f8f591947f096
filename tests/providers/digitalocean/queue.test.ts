import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../../../components/network";
import { Queue, resolveQueueArgs, type QueueArgs } from "../../../components/queue";
import type { Connections } from "../../../providers/connections";
import { unreachableIssues } from "../../../providers/digitalocean/queue/limits";
import type { Wanted } from "../../../providers/wanted";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { labelsOf, recordParts, resolveParts, valueOf } from "./database-stack";

const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const TOPIC = "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic";
const USER = "digitalocean:index/databaseUser:DatabaseUser";
const FIREWALL = "digitalocean:index/databaseFirewall:DatabaseFirewall";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const build =
  (args: Partial<QueueArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Queue(
      "queue",
      { stack: testStack, topics: { prices: { partitions: 6, retentionHours: 24 }, orders: {} }, network, ...args },
      connections.place("queue", "digitalocean", "kafka"),
    );

describe("managed Kafka on DigitalOcean", () => {
  it("is a cluster with its topics, one user and a list of who is let in", async () => {
    expect(countByType(await recordParts(build()))).toMatchObject({
      [CLUSTER]: 1,
      [TOPIC]: 2,
      [USER]: 1,
      [FIREWALL]: 1,
    });
  });

  it("has three brokers of the smallest plan in the app's network", async () => {
    const { resources } = await resolveParts((...on) => void build()(...on));
    expect(resolved(resources, CLUSTER).inputs).toEqual({
      name: expect.stringMatching(/^shop-test-queue-cluster-/) as string,
      engine: "kafka",
      version: "3.8",
      region: "nyc3",
      size: "db-s-2vcpu-2gb",
      nodeCount: 3,
      maintenanceWindows: [{ day: "sunday", hour: "04:00" }],
      privateNetworkUuid: "network-vpc-id",
      tags: labelsOf("queue"),
    });
  });

  it("keeps each message three times for as long as asked, in three partitions at least", async () => {
    const { resources } = await resolveParts((...on) => void build()(...on));
    expect(resolved(resources, TOPIC, "queue-prices").inputs).toEqual({
      clusterId: "queue-cluster-id",
      name: "prices",
      partitionCount: 6,
      replicationFactor: 3,
      configs: [{ cleanupPolicy: "delete", retentionMs: "86400000", minInsyncReplicas: 2 }],
    });
    expect(resolved(resources, TOPIC, "queue-orders").inputs).toMatchObject({
      partitionCount: 3,
      configs: [{ retentionMs: "604800000" }],
    });
  });

  it("lets its user read and write the app's topics, and nothing else", async () => {
    const { resources } = await resolveParts((...on) => void build()(...on));
    expect(resolved(resources, USER).inputs).toEqual({
      clusterId: "queue-cluster-id",
      name: "shop",
      settings: [
        {
          acls: [
            { topic: "orders", permission: "produceconsume" },
            { topic: "prices", permission: "produceconsume" },
          ],
        },
      ],
    });
  });

  it("is protected and kept, with its topics and its user", async () => {
    const recording = await recordParts(build());
    const kept = [CLUSTER, TOPIC, USER].flatMap((type) => ofType(recording, type));
    expect(kept).toHaveLength(4);
    for (const it of kept) expect(it).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("tells clients how to sign in and whom to trust", async () => {
    const { value, lookUps } = await resolveParts((...on) => {
      const { endpoint, topics, credentials, caCertificate } = build()(...on);
      const { mechanism, username, password } = credentials!;
      return pulumi.output({ endpoint, topics, mechanism, username, password: valueOf(password), caCertificate });
    });
    expect(value).toEqual({
      endpoint: "private-queue-cluster.example.do:25060",
      topics: { orders: "orders", prices: "prices" },
      mechanism: "SCRAM-SHA-256",
      username: "shop",
      password: "canary-queue-user",
      caCertificate: "-----BEGIN CERTIFICATE-----",
    });
    expect(lookUps).toEqual([
      { token: "digitalocean:index/getDatabaseCa:getDatabaseCa", inputs: { clusterId: "queue-cluster-id" } },
    ]);
  });

  it("looks nothing up where the settings name the authority", async () => {
    const { value, lookUps } = await resolveParts((...on) => build()(...on).caCertificate!, {
      kafkaCaCertificate: CERTIFICATE,
    });
    expect(value).toBe(CERTIFICATE);
    expect(lookUps).toEqual([]);
  });

  it("takes more brokers of a plan with CPUs of its own only", async () => {
    const { inputs } = onlyOf(await recordParts(build({ size: "large", brokers: 6 })), CLUSTER);
    expect(inputs).toMatchObject({ nodeCount: 6, size: "gd-2vcpu-8gb" });
    await expect(recordParts(build({ brokers: 6 }))).rejects.toThrow(
      "queue.brokers: is no number of brokers of this plan; got 6; allowed 3",
    );
  });

  it("is refused before any of it is registered where it cannot be", async () => {
    await expect(recordParts(build({ instanceType: "kafka.t3.small" }))).rejects.toThrow("queue.instanceType");
    await expect(recordParts(build({ topics: { prices: { partitions: 5000 } } }))).rejects.toThrow(
      "queue.topics.prices.partitions",
    );
  });
});

describe("Kafka beside App Platform", () => {
  const queue = { ...resolveQueueArgs({ stack: testStack, topics: {} }), shape: "kafka" };
  const compute = { shape: "containers" } as NonNullable<Wanted["compute"]>;

  it("needs a network that both stand in", () => {
    expect(unreachableIssues({ queue, compute }).map(({ at }) => at)).toEqual(["network"]);
    const network = { cidr: "10.20.0.0/16", zones: 1, nat: "none" } as const;
    expect(unreachableIssues({ queue, compute, network })).toEqual([]);
    expect(unreachableIssues({ queue, compute: { ...compute, shape: "vm" } })).toEqual([]);
  });
});
