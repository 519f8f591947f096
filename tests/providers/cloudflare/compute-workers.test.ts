import { readFileSync } from "node:fs";
import { plain, secret } from "../../../components/core/binding";
import type { Recording, WireObject } from "../../../src/plan/recorder";
import { known } from "../../conformance/wire";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { MODULE, recordWorkers, silent, STORE_ID, web } from "./workers";
import { ACCOUNT_ID, ZONE_ID } from "./zone";

const type = (name: string) => `cloudflare:index/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`;
const SCRIPT = type("WorkersScript");
const ROUTE = type("WorkersRoute");
const CRON = type("WorkersCronTrigger");
const CONSUMER = type("QueueConsumer");

const scriptOf = (recording: Recording, service: string) =>
  ofType(recording, SCRIPT).find(({ name }) => name === `compute-${service}`)!;
const bindingsOf = (recording: Recording, service: string) =>
  scriptOf(recording, service).inputs["bindings"] as WireObject[];
const bindingOf = (recording: Recording, service: string, name: string) =>
  bindingsOf(recording, service).find((binding) => binding["name"] === name);

describe("Workers", () => {
  it("are one script a service, of the module that it ships", async () => {
    const { recording } = await recordWorkers({ services: { api: web({ routes: ["/"] }) } });
    const script = onlyOf(recording, SCRIPT);
    expect(script).toMatchObject({ name: "compute-api", protect: false, retainOnDelete: false });
    expect(script.additionalSecretOutputs).toEqual(["bindings"]);
    expect(script.inputs).toEqual({
      accountId: ACCOUNT_ID,
      scriptName: "shop-test-api",
      content: readFileSync(MODULE, "utf8"),
      mainModule: "worker.mjs",
      compatibilityDate: "2026-06-01",
      compatibilityFlags: ["nodejs_compat"],
      observability: { enabled: true },
      bindings: [],
    });
  });

  it("say nothing of where the module stands on this machine", async () => {
    const { recording } = await recordWorkers({ services: { api: web() } });
    expect(JSON.stringify(recording)).not.toContain(MODULE);
  });

  it("answer under a name that Cloudflare itself answers for, over HTTPS", async () => {
    const { compute } = await recordWorkers({ services: { api: web({ routes: ["/"] }) } });
    expect(compute.origin).toMatchObject({ type: "A", publicCertificate: true, proxied: true });
    expect(await known(compute.origin.value)).toBe("192.0.2.1");
    expect(await known(compute.url)).toBe("https://api.example.com");
    expect(await known(compute.egressCidrs)).toEqual([]);
  });

  it("answer in a configured zone whose records another provider keeps", async () => {
    const { recording, compute } = await recordWorkers({ services: { api: web({ routes: ["/"] }) }, dns: false });
    expect(onlyOf(recording, ROUTE).inputs["zoneId"]).toBe(ZONE_ID);
    expect(compute.origin).toMatchObject({ type: "CNAME", publicCertificate: true });
    expect(compute.origin.proxied).toBeUndefined();
    expect(await known(compute.origin.value)).toBe("api.example.com.cdn.cloudflare.net");
  });

  it("are a bug without a zone, since it was asked for", async () => {
    await expect(
      recordWorkers({ services: { api: web() }, dns: false, settings: { zoneId: undefined } }),
    ).rejects.toThrow("Workers answer in a zone");
  });

  it("are a bug without a module, since preflight refuses that", async () => {
    await expect(recordWorkers({ services: { api: web({ worker: undefined }) } })).rejects.toThrow(
      "the service api has no worker",
    );
  });
});

describe("what a Worker is bound to", () => {
  it("is its environment: plain texts, secrets, and secrets of the store by name", async () => {
    const { recording } = await recordWorkers({
      services: ({ secrets }) => ({
        api: web({
          environment: {
            LOG_LEVEL: plain("info"),
            TOKEN: secret("hunter2"),
            JWT_SECRET: secrets.bindings["JWT_SECRET"]!,
          },
        }),
      }),
    });
    const [jwt, level, token, ...more] = bindingsOf(recording, "api");
    expect(more).toEqual([]);
    expect(jwt).toEqual({
      type: "secrets_store_secret",
      name: "JWT_SECRET",
      storeId: STORE_ID,
      secretName: "shop_test_JWT_SECRET",
    });
    expect(level).toEqual({ type: "plain_text", name: "LOG_LEVEL", text: "info" });
    expect(token).toMatchObject({ type: "secret_text", name: "TOKEN" });
    expect(isSecret(token!["text"])).toBe(true);
    const script = scriptOf(recording, "api");
    expect(script.dependsOn).toContain(onlyOf(recording, type("SecretsStoreSecret")).urn);
  });

  it.each([
    ["managed", "d1"],
    ["external", "hyperdrive"],
  ] as const)("is the %s database as DATABASE, only where it asks for it", async (database, wanted) => {
    const { recording } = await recordWorkers({ services: { api: web({ database: true }), ai: web() }, database });
    expect(bindingsOf(recording, "api")).toEqual([{ type: wanted, name: "DATABASE", id: UNKNOWN }]);
    expect(bindingsOf(recording, "ai")).toEqual([]);
  });

  it("is each bucket that it was granted", async () => {
    const { recording } = await recordWorkers({ services: { api: web({ buckets: { uploads: "read-write" } }) } });
    expect(bindingsOf(recording, "api")).toEqual([
      { type: "r2_bucket", name: "BUCKET_UPLOADS", bucketName: "shop-test-uploads" },
    ]);
  });

  it("is each topic that it writes to, in place of the topic's name, which a reader is told", async () => {
    const environment = { TOPIC_JOBS: plain("shop-test-jobs") };
    const { recording } = await recordWorkers({
      topics: { jobs: { retentionHours: 24 } },
      services: {
        writer: web({ topics: { jobs: "write" }, environment }),
        reader: silent({ topics: { jobs: "read" }, environment }),
      },
    });
    expect(bindingsOf(recording, "writer")).toEqual([
      { type: "queue", name: "TOPIC_JOBS", queueName: "shop-test-jobs" },
    ]);
    expect(bindingsOf(recording, "reader")).toEqual([
      { type: "plain_text", name: "TOPIC_JOBS", text: "shop-test-jobs" },
    ]);
  });

  it("is each service that it calls, made before it, with the URL to call it by", async () => {
    const { recording } = await recordWorkers({ services: { web: web({ calls: ["ai-model"] }), "ai-model": web() } });
    expect(bindingOf(recording, "web", "SERVICE_AI_MODEL")).toEqual({
      type: "service",
      name: "SERVICE_AI_MODEL",
      service: "shop-test-ai-model",
    });
    expect(bindingOf(recording, "web", "AI_MODEL_URL")).toEqual({
      type: "plain_text",
      name: "AI_MODEL_URL",
      text: "http://ai-model",
    });
    expect(scriptOf(recording, "web").dependsOn).toContain(scriptOf(recording, "ai-model").urn);
  });

  it("is listed by name, and no name twice", async () => {
    const { recording } = await recordWorkers({
      database: "managed",
      services: {
        api: web({
          database: true,
          buckets: { uploads: "read", assets: "read" },
          environment: { ZED: plain("z"), A: plain("a"), DATABASE: plain("hidden by the binding") },
        }),
      },
    });
    expect(bindingsOf(recording, "api").map(({ name, type: kind }) => [name, kind])).toEqual([
      ["A", "plain_text"],
      ["BUCKET_ASSETS", "r2_bucket"],
      ["BUCKET_UPLOADS", "r2_bucket"],
      ["DATABASE", "d1"],
      ["ZED", "plain_text"],
    ]);
  });

  it("is a bug where a service calls itself by way of another, since that is refused", async () => {
    const services = { a: web({ calls: ["b"] }), b: web({ calls: ["a"] }) };
    await expect(recordWorkers({ services })).rejects.toThrow("a, b call each other");
  });
});

describe("what runs a Worker", () => {
  it("are requests below its paths, with or without a query", async () => {
    const { recording } = await recordWorkers({
      services: { web: web({ routes: ["/"] }), api: web({ routes: ["/api", "/socket.io"] }) },
    });
    const routes = ofType(recording, ROUTE).map(({ name, inputs }) => [name, inputs]);
    expect(Object.fromEntries(routes) as unknown).toEqual({
      "compute-web-route-0": { zoneId: ZONE_ID, pattern: "api.example.com/*", script: "shop-test-web" },
      "compute-api-route-0": { zoneId: ZONE_ID, pattern: "api.example.com/api*", script: "shop-test-api" },
      "compute-api-route-1": { zoneId: ZONE_ID, pattern: "api.example.com/socket.io*", script: "shop-test-api" },
    });
  });

  it("are no requests where only other services call it", async () => {
    const { recording } = await recordWorkers({ services: { ai: web() } });
    expect(countByType(recording)).not.toHaveProperty([ROUTE]);
  });

  it("is its schedule, with the days as Cloudflare names them", async () => {
    const { recording } = await recordWorkers({ services: { nightly: silent({ schedule: "0 2 * * 1,5" }) } });
    expect(onlyOf(recording, CRON)).toMatchObject({ name: "compute-nightly-schedule" });
    expect(onlyOf(recording, CRON).inputs).toEqual({
      accountId: ACCOUNT_ID,
      scriptName: "shop-test-nightly",
      schedules: [{ cron: "0 2 * * MON,FRI" }],
    });
    expect(ofType(recording, ROUTE)).toEqual([]);
  });

  it("are messages of the topics that it reads, put aside after so many failures", async () => {
    const { recording } = await recordWorkers({
      topics: { jobs: { retentionHours: 24, deadLetterAfter: 5 } },
      services: { reader: silent({ topics: { jobs: "read" } }), writer: web({ topics: { jobs: "write" } }) },
    });
    const consumer = onlyOf(recording, CONSUMER);
    expect(consumer.name).toBe("compute-reader-reads-jobs");
    expect(consumer.inputs).toEqual({
      accountId: ACCOUNT_ID,
      queueId: UNKNOWN,
      type: "worker",
      scriptName: "shop-test-reader",
      deadLetterQueue: "shop-test-jobs-failed",
      // The first delivery and four more.
      settings: { maxRetries: 4 },
    });
    expect(consumer.dependsOn).toContain(scriptOf(recording, "reader").urn);
  });

  it("are messages that fail, again and again for as long as can be, where none are put aside", async () => {
    const { recording } = await recordWorkers({
      topics: { jobs: { retentionHours: 24 } },
      services: { both: silent({ topics: { jobs: "read-write" } }) },
    });
    const { inputs } = onlyOf(recording, CONSUMER);
    expect(inputs["settings"]).toEqual({ maxRetries: 100, retryDelay: 60 });
    expect(inputs).not.toHaveProperty("deadLetterQueue");
    expect(bindingOf(recording, "both", "TOPIC_JOBS")).toMatchObject({ type: "queue" });
  });
});
