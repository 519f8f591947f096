import { Queue, type TopicArgs } from "../../../components/queue";
import type { WorkersPlan } from "../../../providers/cloudflare/config";
import { known } from "../../conformance/wire";
import { ofType, testStack } from "../../support/harness";
import { ACCOUNT_ID, onCloudflare } from "./zone";

const QUEUE = "cloudflare:index/queue:Queue";

async function build(topics: Record<string, TopicArgs>, workersPlan?: WorkersPlan) {
  let queue: Queue | undefined;
  const recording = await onCloudflare({ workersPlan }, (connections) => {
    queue = new Queue("queue", { stack: testStack, topics }, connections.place("queue", "cloudflare", "queue"));
  });
  return { queues: ofType(recording, QUEUE), queue: queue! };
}

describe("queues on Cloudflare", () => {
  it("are one for each topic, protected, and kept when their name would change", async () => {
    const { queues, queue } = await build({ jobs: { retentionHours: 24 } });
    expect(queues).toHaveLength(1);
    expect(queues[0]).toMatchObject({ name: "queue-jobs", protect: true, retainOnDelete: true });
    expect(queues[0]!.ignoreChanges).toEqual(["queueName"]);
    expect(queues[0]!.inputs).toEqual({ accountId: ACCOUNT_ID, queueName: "shop-test-jobs" });
    expect(await known(queue.topics["jobs"]!)).toBe("shop-test-jobs");
    expect(queue.credentials).toBeUndefined();
  });

  it("keep messages for as long as is asked on the paid plan of Workers", async () => {
    const { queues } = await build({ jobs: { retentionHours: 48 } }, "paid");
    expect(queues[0]!.inputs["settings"]).toEqual({ messageRetentionPeriod: 172_800 });
  });

  it("have another queue for what fails, which keeps messages as long", async () => {
    const { queues } = await build({ jobs: { retentionHours: 48, deadLetterAfter: 5 } }, "paid");
    expect(queues.map(({ name, inputs }) => [name, inputs["queueName"], inputs["settings"]])).toEqual([
      ["queue-jobs-failed", "shop-test-jobs-failed", { messageRetentionPeriod: 172_800 }],
      ["queue-jobs", "shop-test-jobs", { messageRetentionPeriod: 172_800 }],
    ]);
  });
});
