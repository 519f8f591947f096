import type { PlanObject } from "../../src/plan/schema";
import { landing, type Landed } from "../support/figures";

const APP = "digitalocean:index/app:App";
const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const RULESET = "cloudflare:index/ruleset:Ruleset";
const TOPIC = "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic";

const clusterOf = ({ all }: Landed, engine: string) => all(CLUSTER).filter((it) => it["engine"] === engine);

/** What every topology behind Cloudflare has: lines 12 to 15 and 328 to 333. */
function expectCloudflare(landed: Landed): void {
  const settings = Object.fromEntries(
    landed.all("cloudflare:index/zoneSetting:ZoneSetting").map(({ settingId, value }) => [settingId, value]),
  );
  expect(settings).toMatchObject({ always_use_https: "on", min_tls_version: "1.2" });
  expect(landed.inputs(RULESET, "edge-rate-limits")).toMatchObject({
    rules: [{ action: "block", ratelimit: { characteristics: ["cf.colo.id", "ip.src"], requestsPerPeriod: 100 } }],
  });
}

/** The static files of the frontend, cached by Cloudflare: lines 229 to 242. */
function expectCachedAssets(landed: Landed): void {
  const expression = expect.stringContaining('starts_with(http.request.uri.path, "/assets/")') as unknown;
  expect(landed.inputs(RULESET, "edge-cache-rules")["rules"]).toContainEqual(
    expect.objectContaining({ expression, actionParameters: expect.objectContaining({ cache: true }) as unknown }),
  );
}

// Figures of seeds/003: "Option A: Single Container", lines 162 to 177, and "Level 1", lines 366 to 376.
describe("BELLY on single-container", () => {
  const landed = landing("belly", "single-container");
  const services = () => (landed.inputs(APP)["spec"] as PlanObject)["services"] as PlanObject[];
  const serviceOf = (name: string) => services().find((it) => it["name"] === name);

  it("003:13 and 332 Cloudflare stands in front: HTTPS, and a limit of requests for each address", () => {
    expectCloudflare(landed);
  });

  it("003:26 the frontend listens on 3000, and 003:173 the backend on 8000", () => {
    expect(serviceOf("frontend")).toMatchObject({ httpPort: 3000 });
    expect(serviceOf("backend")).toMatchObject({ httpPort: 8000 });
  });

  it("003:165 App Platform stands for Railway: the smallest instance for each service, no background workers", () => {
    expect(services().map(({ name, instanceCount }) => [name, instanceCount])).toEqual([
      ["backend", 1],
      ["frontend", 1],
    ]);
    expect(landed.inputs(APP)["spec"]).not.toHaveProperty("workers");
  });

  it("003:169 and 511 health checks ask the backend for /health", () => {
    expect(serviceOf("backend")).toMatchObject({
      healthCheck: { httpPath: "/health", port: 8000 },
      livenessHealthCheck: { httpPath: "/health", port: 8000, failureThreshold: 3 },
    });
  });

  it("003:176 managed PostgreSQL and Valkey stand for Supabase and Redis", () => {
    expect(clusterOf(landed, "pg")).toMatchObject([{ size: "db-s-1vcpu-1gb", nodeCount: 1 }]);
    expect(clusterOf(landed, "valkey")).toMatchObject([{ size: "db-s-1vcpu-1gb", nodeCount: 1 }]);
    expect(clusterOf(landed, "kafka")).toEqual([]);
  });

  it("003:258 what is known of the cost is between 20 and 105 USD a month", () => {
    const { monthlyUsd } = landed.plan().cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(20);
    expect(monthlyUsd).toBeLessThanOrEqual(105);
  });

  it("003:339 secrets of the environment are encrypted by the platform", () => {
    const envs = serviceOf("backend")!["envs"] as { key: string; type: string }[];
    const secrets = envs.filter(({ type }) => type === "SECRET").map(({ key }) => key);
    expect(secrets).toEqual(
      expect.arrayContaining(["CACHE_PASSWORD", "COINGECKO_API_KEY", "DATABASE_PASSWORD", "SECRET_KEY"]),
    );
  });

  it("003:372 a container has 512 MB", () => {
    for (const { instanceSizeSlug } of services()) expect(instanceSizeSlug).toBe("apps-s-1vcpu-0.5gb");
  });

  it("003:517 the API's documentation is at /docs", () => {
    const { rules } = (landed.inputs(APP)["spec"] as PlanObject)["ingress"] as { rules: PlanObject[] };
    expect(rules).toContainEqual({
      component: { name: "backend", preservePathPrefix: true },
      match: { path: { prefix: "/docs" } },
    });
  });
});

// Figures of seeds/003: "Option B: Multi-Container (Production)", lines 179 to 198.
describe("BELLY on multi-container", () => {
  const landed = landing("belly", "multi-container");
  const told = () => landed.machine("compute-app");
  const timerOf = async (job: string) => (await told()).files[`/etc/systemd/system/landfall-job-${job}.timer`];

  it("003:63 the producer runs every 10 minutes", async () => {
    expect(await timerOf("producer")).toMatch(/^OnCalendar=\*-\*-\* \*:00\/10:00 UTC$/m);
  });

  it("003:74 the consumer takes prices from Kafka to Redis and PostgreSQL, all the time", async () => {
    const { environment, restart } = (await told()).containers["consumer"] as {
      environment: Record<string, string>;
      restart: string;
    };
    expect(restart).toBe("unless-stopped");
    expect(Object.keys(environment)).toEqual(
      expect.arrayContaining(["CACHE_URL", "DATABASE_URL", "KAFKA_BROKERS", "TOPIC_PRICES"]),
    );
  });

  it("003:82 and 83 timers stand for Airflow: statistics of 24 hours once a day, the prediction every night", async () => {
    expect(await timerOf("statistics")).toMatch(/^OnCalendar=\*-\*-\* 00:00:00 UTC$/m);
    expect(await timerOf("prediction")).toMatch(/^OnCalendar=\*-\*-\* 02:00:00 UTC$/m);
  });

  it("003:182 frontend, backend, producer, consumer and Airflow's two jobs run under Docker Compose on one machine", async () => {
    expect(landed.names("digitalocean:index/droplet:Droplet")).toEqual(["compute-app"]);
    expect(Object.keys((await told()).containers).sort()).toEqual([
      "backend",
      "consumer",
      "frontend",
      "prediction",
      "producer",
      "statistics",
    ]);
  });

  it("003:190 a managed Valkey stands for the local Redis", () => {
    expect(clusterOf(landed, "valkey")).toHaveLength(1);
  });

  it("003:194 containers speak over Docker's own network: no port is open beyond the machine", async () => {
    const { containers } = await told();
    const ports = Object.values(containers).flatMap((it) => (it as { ports?: string[] }).ports ?? []);
    expect(ports.sort()).toEqual(["127.0.0.1:3000:3000", "127.0.0.1:8000:8000"]);
    expect(containers["frontend"]).toMatchObject({ environment: { BACKEND_URL: "http://backend:8000" } });
  });

  it("003:196 machine, database and cache are watched", () => {
    const watched = landed.names("digitalocean:index/monitorAlert:MonitorAlert");
    expect(watched).toEqual(
      ["cpu-cache", "cpu-database", "cpu-machines", "memory-cache", "memory-database", "memory-machines"].map(
        (it) => `monitoring-${it}`,
      ),
    );
  });

  it("003:68 a managed Kafka with the topic of prices stands for Redpanda Cloud", () => {
    expect(clusterOf(landed, "kafka")).toMatchObject([{ nodeCount: 3 }]);
    expect(landed.inputs(TOPIC)).toMatchObject({ name: "prices", partitionCount: 3 });
  });

  it("003:273 what is known of the cost is between 175 and 225 USD a month", () => {
    const { monthlyUsd } = landed.plan().cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(175);
    expect(monthlyUsd).toBeLessThanOrEqual(225);
  });
});

// Figures of seeds/003: "Level 3: Full Kubernetes", lines 398 to 410.
describe("BELLY on kubernetes", () => {
  const landed = landing("belly", "kubernetes");

  it("003:403 pods scale by themselves, and so do the machines under them", () => {
    const scalers = landed.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler");
    expect(scalers).toHaveLength(2);
    for (const { spec } of scalers) expect(spec).toMatchObject({ minReplicas: 2, maxReplicas: 6 });
    expect(landed.inputs("digitalocean:index/kubernetesNodePool:KubernetesNodePool")).toMatchObject({
      autoScale: true,
      minNodes: 2,
      maxNodes: 6,
    });
  });

  it("003:405 Cloudflare caches static files", () => {
    expectCachedAssets(landed);
  });

  it("003:406 the database is managed and has a standby", () => {
    expect(clusterOf(landed, "pg")).toMatchObject([{ nodeCount: 2, size: "db-s-2vcpu-4gb" }]);
  });

  it("003:407 the cache is a cluster of two nodes, of Valkey in place of Redis", () => {
    expect(clusterOf(landed, "valkey")).toMatchObject([{ nodeCount: 2 }]);
  });

  it("003:408 Kafka is a cluster of three brokers, with three copies of every price", () => {
    expect(clusterOf(landed, "kafka")).toMatchObject([{ nodeCount: 3 }]);
    expect(landed.inputs(TOPIC)).toMatchObject({ name: "prices", partitionCount: 3, replicationFactor: 3 });
  });

  it("003:63, 82 and 83 jobs keep their times", () => {
    const schedules = landed
      .all("kubernetes:batch/v1:CronJob")
      .map(({ metadata, spec }) => [
        (metadata as PlanObject)["name"],
        (spec as PlanObject)["schedule"],
        (spec as PlanObject)["timeZone"],
      ]);
    expect(schedules).toEqual([
      ["prediction", "0 2 * * *", "Etc/UTC"],
      ["producer", "*/10 * * * *", "Etc/UTC"],
      ["statistics", "0 0 * * *", "Etc/UTC"],
    ]);
  });

  it("003:371 pods ask for half a CPU and 512 MB to start with", () => {
    const deployment = landed.inputs("kubernetes:apps/v1:Deployment", "compute-service-backend");
    expect(deployment).toMatchObject({
      spec: { template: { spec: { containers: [{ resources: { requests: { cpu: "500m", memory: "512Mi" } } }] } } },
    });
  });
});
