import { plan } from "../src/plan/evaluate";
import type { Plan } from "../src/plan/schema";
import { attempt, refusals } from "./support/config";
import { workerShopOn, workerShopRoot } from "./support/worker-shop";

const options = { root: workerShopRoot, environment: {}, examples: "fill" } as const;

/** On the containers of AWS the plain queue stands in for the topology's Kafka, which the app does not speak. */
const onContainers = workerShopOn("aws-fargate", { "landfall:override": { queue: { shape: "queue" } } });
const onWorkers = workerShopOn("cloudflare");

const componentsOf = ({ components }: Plan) =>
  Object.fromEntries(components.map(({ kind, provider, service }) => [kind, `${provider} ${service}`]));

const namesOf = ({ resources }: Plan, type: string) =>
  resources.filter((it) => it.type === type).map(({ name }) => name);

describe("an app whose services ship a worker, on the topology cloudflare", () => {
  let landed: Plan;
  beforeAll(async () => {
    landed = await plan(onWorkers, options);
  });

  it("stands on Cloudflare alone", () => {
    expect(componentsOf(landed)).toEqual({
      compute: "cloudflare Workers",
      database: "cloudflare D1",
      dns: "cloudflare Cloudflare DNS",
      edge: "cloudflare Cloudflare CDN and WAF",
      monitoring: "cloudflare Health Checks and Notifications",
      "object-storage": "cloudflare R2",
      queue: "cloudflare Queues",
      secrets: "cloudflare Secrets Store",
      "static-site": "cloudflare Pages",
    });
    expect(landed.providers).toEqual(["cloudflare"]);
  });

  it("has a script a service, and whatever runs each", () => {
    expect(namesOf(landed, "cloudflare:index/workersScript:WorkersScript")).toEqual([
      "compute-api",
      "compute-cleanup",
      "compute-mailer",
      "compute-web",
    ]);
    expect(namesOf(landed, "cloudflare:index/workersRoute:WorkersRoute")).toEqual([
      "compute-api-route-0",
      "compute-web-route-0",
    ]);
    expect(namesOf(landed, "cloudflare:index/workersCronTrigger:WorkersCronTrigger")).toEqual([
      "compute-cleanup-schedule",
    ]);
    expect(namesOf(landed, "cloudflare:index/queueConsumer:QueueConsumer")).toEqual(["compute-mailer-reads-orders"]);
  });

  it("keeps its data: database, bucket, queues and secrets are protected", () => {
    const kept = landed.resources.filter(({ protect, type }) => protect && type.startsWith("cloudflare:"));
    expect(kept.map(({ name }) => name).sort()).toEqual([
      "database-d1",
      "dns-zone",
      "queue-orders",
      "queue-orders-failed",
      "secrets-MAIL_KEY",
      "secrets-SESSION_KEY",
      "storage-uploads",
    ]);
  });

  it("is the same plan from any folder, with no path of this machine in it", async () => {
    const text = JSON.stringify(landed);
    expect(text).not.toContain(workerShopRoot);
    const before = process.cwd();
    try {
      process.chdir("/");
      expect(JSON.stringify(await plan(onWorkers, options))).toBe(text);
    } finally {
      process.chdir(before);
    }
  });

  it("has a price, or the reason why there is none, for everything", () => {
    expect(landed.cost.unknown.filter(({ why }) => why === "no price in the data")).toEqual([]);
  });

  it("is refused where the free plan of Workers would not keep messages as long", () => {
    const longer = (settings: object) =>
      workerShopOn("cloudflare", {
        "landfall:cloudflare": settings,
        "landfall:app": appWithRetention(168),
      });
    expect(refusals(longer({}), options)).toEqual([
      expect.stringContaining("queue.topics.orders.retentionHours") as string,
    ]);
    expect(Array.isArray(attempt(longer({ workersPlan: "paid" }), options))).toBe(false);
  });
});

/** The app of the fixture, with messages kept for another time. */
function appWithRetention(retentionHours: number): object {
  const config = attempt(onContainers, options);
  if (Array.isArray(config)) throw new Error(config.join("\n"));
  const { app } = config;
  return { ...app, queue: { ...app.queue!, topics: { orders: { ...app.queue!.topics["orders"], retentionHours } } } };
}

describe("the same app on the topology aws-fargate", () => {
  it("runs its images in containers, with PostgreSQL, S3 and SQS", async () => {
    const landed = await plan(onContainers, options);
    expect(componentsOf(landed)).toMatchObject({
      compute: "aws ECS Fargate",
      database: "aws RDS",
      "object-storage": "aws S3",
      queue: "aws SQS",
      secrets: "aws Secrets Manager",
    });
    expect(namesOf(landed, "aws:ecs/taskDefinition:TaskDefinition")).toEqual([
      "compute-api",
      "compute-cleanup",
      "compute-mailer",
      "compute-web",
    ]);
    expect(landed.resources.filter(({ type }) => type.includes("workers"))).toEqual([]);
  });
});
