import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../../../components/network";
import { Queue, type QueueArgs, type QueueShape } from "../../../components/queue";
import type { Connections } from "../../../providers/connections";
import { ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking, valueOf } from "./backing";
import { COMPARTMENT, TENANCY } from "./shop";

const POOL = "oci:Streaming/streamPool:StreamPool";
const STREAM = "oci:Streaming/stream:Stream";
const QUEUE = "oci:Queue/queue:Queue";
const TOKEN = "oci:Identity/authToken:AuthToken";

const build =
  (shape: QueueShape, args: Partial<QueueArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Queue(
      "queue",
      { stack: testStack, topics: { prices: { partitions: 3, retentionHours: 48 } }, network, ...args },
      connections.place("queue", "oci", shape),
    );

const told = (shape: QueueShape, args: Partial<QueueArgs> = {}) =>
  resolveBacking((connections, network) => {
    const { endpoint, topics, credentials } = build(shape, args)(connections, network);
    const { mechanism, username, password } = credentials!;
    return pulumi.output({ endpoint, topics, mechanism, username, password: valueOf(password) });
  });

const permissions = (...names: string[]) => names.map((name) => `request.permission = '${name}'`).join(", ");

describe("streams on Oracle Cloud", () => {
  it("are a private pool that makes no topic by itself, and a stream for each topic", async () => {
    const { resources } = await told("kafka");
    expect(resolved(resources, POOL).inputs).toMatchObject({
      compartmentId: COMPARTMENT,
      kafkaSettings: { autoCreateTopicsEnable: false },
      privateEndpointSettings: { subnetId: "network-private-id", nsgIds: ["queue-group-id"] },
    });
    expect(resolved(resources, STREAM).inputs).toMatchObject({
      name: "prices",
      streamPoolId: "queue-pool-id",
      partitions: 3,
      retentionInHours: 48,
    });
    const rule = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
    expect(resolved(resources, rule, "queue-ingress").inputs).toMatchObject({
      source: "network-workload-id",
      tcpOptions: { destinationPortRange: { min: 9092, max: 9092 } },
    });
  });

  it("hold data: protected and kept", async () => {
    const { resources } = await recordBacking(build("kafka"));
    const kept = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete).map(({ name }) => name);
    expect(kept.sort()).toEqual(["queue-pool", "queue-prices"]);
  });

  it("are on the internet only where that is asked for, and need no network then", async () => {
    const recording = await recordBacking((connections) =>
      build("kafka", { exposure: "public" })(connections, undefined),
    );
    expect(onlyOf(recording, POOL).inputs).not.toHaveProperty("privateEndpointSettings");
    await expect(recordBacking((connections) => build("kafka")(connections, undefined))).rejects.toThrow("needs the");
  });

  it("are signed in to as a user of the pool, with a token that is hidden", async () => {
    const { value } = await told("kafka");
    expect(value).toEqual({
      endpoint: "pool.example.oci:9092",
      topics: { prices: "prices" },
      mechanism: "PLAIN",
      username: "acme/queue-user-name/queue-pool-id",
      password: "canary-token",
    });
    const token = onlyOf(await recordBacking(build("kafka")), TOKEN);
    expect(token.additionalSecretOutputs).toContain("token");
  });

  it("let the user list them, and read and write exactly these", async () => {
    const { resources } = await told("kafka");
    const allow = "Allow group id queue-user-group-id to";
    const scope = `in compartment id ${COMPARTMENT}`;
    const rights = permissions("STREAM_READ", "STREAM_PRODUCE", "STREAM_CONSUME");
    expect(resolved(resources, "oci:Identity/policy:Policy").inputs.statements).toEqual([
      `${allow} inspect streams ${scope}`,
      `${allow} use streams ${scope} where all {target.stream.id = 'queue-prices-id', any {${rights}}}`,
    ]);
    expect(resolved(resources, "oci:Identity/user:User").inputs).toMatchObject({
      compartmentId: TENANCY,
      email: "shop-test-topics@landfall.invalid",
    });
  });

  it("make users in the home region, and streams in the stack's", async () => {
    const recording = await recordBacking(build("kafka"), { settings: { homeRegion: "us-phoenix-1" } });
    const [here, home] = ofType(recording, "pulumi:providers:oci").map(({ urn }) => urn);
    for (const { type, provider } of recording.resources.filter(({ type }) => type.startsWith("oci:"))) {
      expect([type, provider]).toEqual([type, type.startsWith("oci:Identity/") ? home : here]);
    }
  });

  it("need the tenancy's name", async () => {
    const nameless = recordBacking(build("kafka"), { settings: { tenancyName: undefined } });
    await expect(nameless).rejects.toThrow("name is a required setting");
  });
});

describe("plain queues on Oracle Cloud", () => {
  const topics = { jobs: { deadLetterAfter: 5, retentionHours: 24 }, mails: {} };

  it("keep messages as long as asked, and put aside what fails only where asked", async () => {
    const queues = ofType(await recordBacking(build("queue", { topics })), QUEUE);
    expect(queues.map(({ inputs }) => [inputs["retentionInSeconds"], inputs["deadLetterQueueDeliveryCount"]])).toEqual([
      [86400, 5],
      [604800, 0],
    ]);
    for (const queue of queues) expect(queue).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("are told by OCID, with the token as STOMP wants it", async () => {
    const { value, resources } = await told("queue", { topics });
    expect(value).toEqual({
      endpoint: "https://cell-1.queue.example.oci",
      topics: { jobs: "queue-jobs-id", mails: "queue-mails-id" },
      mechanism: "PLAIN",
      username: "acme/queue-user-name",
      password: Buffer.from("canary-token").toString("base64"),
    });
    const rights = permissions("QUEUE_READ", "QUEUE_PRODUCE", "QUEUE_CONSUME");
    expect(resolved(resources, "oci:Identity/policy:Policy").inputs.statements).toContain(
      `Allow group id queue-user-group-id to use queues in compartment id ${COMPARTMENT} where ` +
        `all {target.queue.id = 'queue-jobs-id', any {${rights}}}`,
    );
  });

  it("need no network", async () => {
    const recording = await recordBacking((connections) => build("queue")(connections, undefined));
    expect(ofType(recording, QUEUE)).toHaveLength(1);
  });
});

describe("what a queue on Oracle Cloud cannot have", () => {
  it.each<[string, QueueShape, QueueArgs["topics"], string]>([
    ["a stream of less than a day", "kafka", { prices: { retentionHours: 1 } }, "queue.topics.prices.retentionHours"],
    ["a queue of more than a week", "queue", { jobs: { retentionHours: 200 } }, "queue.topics.jobs.retentionHours"],
    ["a stream with a space", "kafka", { "a b": {} }, "queue.topics.a b"],
    ["thirty deliveries", "queue", { jobs: { deadLetterAfter: 30 } }, "queue.topics.jobs.deadLetterAfter"],
  ])("is %s", async (_what, shape, topics, at) => {
    await expect(recordBacking(build(shape, { topics }))).rejects.toThrow(at);
  });
});
