import * as pulumi from "@pulumi/pulumi";
import { Queue, type QueueArgs } from "../../../components/queue";
import type * as sqs from "@pulumi/aws/sqs";
import { queueStatements } from "../../../providers/aws/queue/access";
import { messagingIssues } from "../../../providers/aws/queue/limits";
import type { Connections } from "../../../providers/connections";
import type { Wanted } from "../../../providers/wanted";
import { countByType, ofType } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { stackOf, type Shop } from "./shop";

const QUEUE = "aws:sqs/queue:Queue";

const buildQueue = (connections: Connections, shop: Shop, changes: Partial<QueueArgs> = {}): Queue =>
  new Queue(
    "queue",
    { stack: stackOf(shop), topics: { jobs: { retentionHours: 24, deadLetterAfter: 5 }, mails: {} }, ...changes },
    connections.place("queue", "aws", "queue"),
  );
const record = (changes: Partial<QueueArgs> = {}, shop: Shop = {}) =>
  recordShop(shop, (connections) => void buildQueue(connections, shop, changes));
const resolve = (changes: Partial<QueueArgs> = {}) =>
  resolveShop({}, (connections, shop) => void buildQueue(connections, shop, changes));

const arn = (name: string) => `arn:aws:test:us-east-1:123456789012:Queue/queue-${name}`;

describe("queue on AWS", () => {
  it("builds a queue for each topic, and one for what fails again and again", async () => {
    expect(countByType(await record())).toEqual({
      [QUEUE]: 3,
      "random:index/randomId:RandomId": 3,
      "aws:sqs/queuePolicy:QueuePolicy": 3,
      "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": 1,
    });
  });

  it("encrypts, keeps messages as long as asked and puts aside what fails", async () => {
    const resources = await resolve();
    const { tags, redrivePolicy, ...inputs } = resolved(resources, QUEUE, "queue-jobs").inputs;
    expect(tags).toMatchObject({ "landfall-component": "queue" });
    expect(inputs).toEqual({
      name: "shop-test-queue-jobs-0a1b2c3d",
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 86_400,
      receiveWaitTimeSeconds: 20,
      visibilityTimeoutSeconds: 60,
    });
    expect(JSON.parse(redrivePolicy as string)).toEqual({ deadLetterTargetArn: arn("jobs-dead"), maxReceiveCount: 5 });
    expect(resolved(resources, QUEUE, "queue-jobs-dead").inputs).toMatchObject({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
    expect(resolved(resources, QUEUE, "queue-mails").inputs).not.toHaveProperty("redrivePolicy");
  });

  it("lets dead letters come from their own queue alone", async () => {
    const policy = resolved(await resolve(), "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy").inputs;
    expect(JSON.parse(policy["redriveAllowPolicy"] as string)).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [arn("jobs")],
    });
  });

  it("refuses requests without TLS", async () => {
    const policy = resolved(await resolve(), "aws:sqs/queuePolicy:QueuePolicy", "queue-mails").inputs["policy"];
    expect(statementsOf(policy)).toEqual([
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: ["sqs:*"],
        Resource: [arn("mails")],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("protects every queue", async () => {
    const queues = ofType(await record(), QUEUE);
    expect(queues.map(({ protect, retainOnDelete }) => [protect, retainOnDelete])).toEqual(
      queues.map(() => [true, true]),
    );
  });

  it("lets go of everything when data protection is off", async () => {
    const { resources } = await record({}, { stack: { dataProtection: false } });
    expect(resources.some(({ protect, retainOnDelete }) => protect || retainOnDelete)).toBe(false);
  });

  it("tells the queues' addresses by the app's own names", async () => {
    const seen = await valueOf({ region: "eu-west-1" }, (connections, shop) => {
      const { endpoint, topics, credentials } = buildQueue(connections, shop);
      return pulumi.output({ endpoint, topics, credentials: credentials === undefined });
    });
    expect(seen).toEqual({
      endpoint: "https://sqs.eu-west-1.amazonaws.com",
      topics: {
        jobs: "https://sqs.example/123456789012/queue-jobs",
        mails: "https://sqs.example/123456789012/queue-mails",
      },
      credentials: true,
    });
  });
});

describe("access to queues on AWS", () => {
  const nodes = {
    queues: { jobs: { arn: "arn:jobs" }, mails: { arn: "arn:mails" } } as unknown as Record<string, sqs.Queue>,
  };

  it("lets a reader take messages away and a writer put them in, on their own queues", () => {
    expect(queueStatements(nodes, { mails: "write", jobs: "read" })).toEqual([
      {
        Sid: "QueueJobs",
        Effect: "Allow",
        Action: [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:ReceiveMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
        ],
        Resource: ["arn:jobs"],
      },
      {
        Sid: "QueueMails",
        Effect: "Allow",
        Action: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
        Resource: ["arn:mails"],
      },
    ]);
  });

  it("gives no rights on Kafka, whose clients have a password", () => {
    expect(queueStatements({}, { jobs: "read" })).toEqual([]);
  });

  it("takes a grant on a queue that was not built for a bug", () => {
    expect(() => queueStatements(nodes, { prices: "read" })).toThrow("prices");
  });

  it("makes keys for compute elsewhere alone, for exactly these queues", async () => {
    const types = (await record()).resources.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("aws:iam/"))).toEqual([]);
    const resources = await resolve({ exposure: "public" });
    const statements = statementsOf(resolved(resources, "aws:iam/userPolicy:UserPolicy").inputs["policy"]);
    expect(statements.flatMap(({ Resource }) => Resource)).toEqual([arn("jobs"), arn("mails")]);
    const seen = await valueOf({}, (connections, shop) => {
      const { mechanism, username, password } = buildQueue(connections, shop, { exposure: "public" }).credentials!;
      return pulumi.output({ mechanism, username, kind: password.kind });
    });
    expect(seen).toEqual({ mechanism: "AWS4-HMAC-SHA256", username: "queue-access-id", kind: "secret" });
  });
});

describe("what SQS does not allow", () => {
  const wanted = (topics: NonNullable<Wanted["queue"]>["topics"]): NonNullable<Wanted["queue"]> => ({
    shape: "queue",
    topics,
    brokers: 3,
    storageGiB: 20,
    exposure: "private",
  });
  const at = (topics: NonNullable<Wanted["queue"]>["topics"]) =>
    messagingIssues(wanted(topics), 2).map((issue) => issue.at);

  it("is to keep messages longer than two weeks", () => {
    expect(at({ jobs: { partitions: 1, retentionHours: 336 } })).toEqual([]);
    expect(at({ jobs: { partitions: 1, retentionHours: 337 } })).toEqual(["queue.topics.jobs.retentionHours"]);
  });

  it("is to count more deliveries than a thousand", () => {
    expect(at({ jobs: { partitions: 1, retentionHours: 1, deadLetterAfter: 1001 } })).toEqual([
      "queue.topics.jobs.deadLetterAfter",
    ]);
  });

  it("has nothing to do with brokers", () => {
    expect(messagingIssues({ ...wanted({}), brokers: 5, storageGiB: 99_999 }, 2)).toEqual([]);
  });
});
