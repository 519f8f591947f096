import * as pulumi from "@pulumi/pulumi";
import { Queue, type QueueArgs } from "../../../components/queue";
import { brokerZones, messagingIssues } from "../../../providers/aws/queue/limits";
import type { Connections } from "../../../providers/connections";
import type { Wanted } from "../../../providers/wanted";
import { isSecret, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildNetwork, stackOf, type Shop } from "./shop";

const CLUSTER = "aws:msk/cluster:Cluster";
const TOPIC = "aws:msk/topic:Topic";
const threeZones: Shop = { network: { zones: 3 } };

const buildKafka = (connections: Connections, shop: Shop, changes: Partial<QueueArgs> = {}): Queue =>
  new Queue(
    "queue",
    {
      stack: stackOf(shop),
      topics: { prices: { partitions: 6, retentionHours: 24 } },
      network: buildNetwork(connections, shop),
      ...changes,
    },
    connections.place("queue", "aws", "kafka"),
  );
const record = (changes: Partial<QueueArgs> = {}, shop = threeZones) =>
  recordShop(shop, (connections) => void buildKafka(connections, shop, changes));
const resolve = (changes: Partial<QueueArgs> = {}, shop = threeZones) =>
  resolveShop(shop, (connections) => void buildKafka(connections, shop, changes));

describe("Kafka on AWS", () => {
  it("asks MSK for encrypted brokers, one in each zone, that let nobody in without a password", async () => {
    const { tags, ...inputs } = resolved(await resolve(), CLUSTER).inputs;
    expect(tags).toMatchObject({ "landfall-component": "queue" });
    expect(inputs).toEqual({
      clusterName: "shop-test-queue-brokers-0a1b2c3d",
      kafkaVersion: "3.9.x.kraft",
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: {
        instanceType: "kafka.m7g.large",
        clientSubnets: [1, 2, 3].map((zone) => `network-private-${zone}-id`),
        securityGroups: ["queue-server-id"],
        storageInfo: { ebsStorageInfo: { volumeSize: 20 } },
      },
      clientAuthentication: { sasl: { scram: true }, unauthenticated: false },
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: "arn:aws:test:us-east-1:123456789012:Key/queue-brokers",
        encryptionInTransit: { clientBroker: "TLS", inCluster: true },
      },
      configurationInfo: {
        arn: "arn:aws:test:us-east-1:123456789012:Configuration/queue-brokers",
        revision: 1,
      },
      loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: "queue-brokers-0a1b2c3" } } },
    });
  });

  it("spreads two brokers over two zones, each message on both", async () => {
    const resources = await resolve({ brokers: 2 });
    expect(resolved(resources, CLUSTER).inputs["brokerNodeGroupInfo"]).toMatchObject({
      clientSubnets: ["network-private-1-id", "network-private-2-id"],
    });
    expect(resolved(resources, TOPIC).inputs).toMatchObject({ replicationFactor: 2 });
  });

  it("makes each topic with its partitions, and none by mistake", async () => {
    const resources = await resolve();
    expect(resolved(resources, TOPIC).inputs).toEqual({
      name: "prices",
      clusterArn: "arn:aws:test:us-east-1:123456789012:Cluster/queue-brokers",
      partitionCount: 6,
      replicationFactor: 3,
      configs: '{"retention.ms":"86400000"}',
    });
    expect(resolved(resources, "aws:msk/configuration:Configuration").inputs["serverProperties"]).toBe(
      [
        "auto.create.topics.enable=false",
        "default.replication.factor=3",
        "log.retention.hours=168",
        "min.insync.replicas=2",
        "num.partitions=1",
        "unclean.leader.election.enable=false",
        "",
      ].join("\n"),
    );
  });

  it("protects cluster, topics and key", async () => {
    const recording = await record();
    for (const type of [CLUSTER, TOPIC, "aws:kms/key:Key", "aws:secretsmanager/secret:Secret"]) {
      expect(onlyOf(recording, type)).toMatchObject({ protect: true, retainOnDelete: true });
    }
  });

  it("hands its user's password to the brokers in a secret that MSK takes", async () => {
    const resources = await resolve();
    expect(resolved(resources, "aws:secretsmanager/secret:Secret").inputs).toMatchObject({
      name: "AmazonMSK_shop-test-queue-user-0a1b2c3d",
      kmsKeyId: "arn:aws:test:us-east-1:123456789012:Key/queue-brokers",
    });
    expect(isSecret(resolved(resources, "aws:secretsmanager/secretVersion:SecretVersion").inputs["secretString"])).toBe(
      true,
    );
    expect(statementsOf(resolved(resources, "aws:secretsmanager/secretPolicy:SecretPolicy").inputs["policy"])).toEqual([
      expect.objectContaining({
        Principal: { Service: "kafka.amazonaws.com" },
        Action: ["secretsmanager:getSecretValue"],
      }),
    ]);
    expect(resolved(resources, "aws:msk/scramSecretAssociation:ScramSecretAssociation").inputs).toEqual({
      clusterArn: "arn:aws:test:us-east-1:123456789012:Cluster/queue-brokers",
      secretArnLists: ["arn:aws:test:us-east-1:123456789012:Secret/queue-user"],
    });
  });

  it("hands the secret over when there is something to read in it", async () => {
    const { resources } = await record();
    const association = resources.find(({ type }) => type.endsWith(":ScramSecretAssociation"))!;
    expect(association.dependsOn.join()).toContain("aws:secretsmanager/secretVersion:SecretVersion");
    expect(association.dependsOn.join()).toContain("aws:secretsmanager/secretPolicy:SecretPolicy");
  });

  it("is reached by the services alone, where they sign in", async () => {
    const { tags: _tags, ...rule } = resolved(
      await resolve(),
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ).inputs;
    expect(rule).toEqual({
      securityGroupId: "queue-server-id",
      description: "Kafka from the services of the app",
      ipProtocol: "tcp",
      fromPort: 9096,
      toPort: 9096,
      referencedSecurityGroupId: "network-workload-id",
    });
  });

  it("tells how to sign in, with the password hidden", async () => {
    const seen = await valueOf(threeZones, (connections, shop) => {
      const { endpoint, topics, credentials } = buildKafka(connections, shop);
      const { mechanism, username, password } = credentials!;
      return pulumi.output({ endpoint, topics, mechanism, username, kind: password.kind });
    });
    expect(seen).toEqual({
      endpoint: "b-1.queue-brokers.example:9096,b-2.queue-brokers.example:9096",
      topics: { prices: "prices" },
      mechanism: "SCRAM-SHA-512",
      username: "landfall",
      kind: "secret",
    });
  });

  it("keeps logs for a year", async () => {
    const group = ofType(await record(), "aws:cloudwatch/logGroup:LogGroup").find(
      ({ name }) => name === "queue-brokers",
    );
    expect(group!.inputs).toMatchObject({ retentionInDays: 365 });
  });

  it.each<[string, Partial<QueueArgs>, string]>([
    ["a missing network", { network: undefined }, "without a network"],
    ["an address on the internet", { exposure: "public" }, "internet"],
    ["brokers that go into no number of zones", { brokers: 5 }, "5 brokers"],
  ])("takes %s for a bug", async (_what, changes, message) => {
    await expect(record(changes)).rejects.toThrow(message);
  });
});

describe("what MSK does not allow", () => {
  const at = (changes: Partial<NonNullable<Wanted["queue"]>>, zones: number) =>
    messagingIssues(
      { shape: "kafka", topics: {}, brokers: 3, storageGiB: 20, exposure: "private", ...changes },
      zones,
    ).map((issue) => issue.at);

  it.each([
    [3, 3, 3],
    [6, 3, 3],
    [2, 3, 2],
    [4, 2, 2],
    [3, 2, undefined],
    [5, 3, undefined],
    [1, 3, undefined],
  ])("spreads %d brokers in a network of %d zones over %p", (brokers, zones, spread) => {
    expect(brokerZones(brokers, zones)).toBe(spread);
    expect(at({ brokers }, zones)).toEqual(spread === undefined ? ["queue.brokers"] : []);
  });

  it("is a disk beyond 16 TiB", () => {
    expect(at({ storageGiB: 16_385 }, 3)).toEqual(["queue.storageGiB"]);
  });

  it.each(["kafka.t3.small", "express.m7g.large", "m7g.large"])("is %s as a broker", (instanceType) => {
    expect(at({ instanceType }, 3)).toEqual(["queue.instanceType"]);
  });
});
