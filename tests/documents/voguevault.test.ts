import type { PlanObject } from "../../src/plan/schema";
import { landing, type Landed } from "../support/figures";

const PAGES = "cloudflare:index/pagesProject:PagesProject";
const APP = "digitalocean:index/app:App";
const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const BUCKET = "aws:s3/bucket:Bucket";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const BUCKETS = ["storage-documents", "storage-images", "storage-models"];

const specOf = ({ inputs }: Landed) => inputs(APP)["spec"] as { services: PlanObject[]; workers?: PlanObject[] };

/** Environment of a service that is kept secret, by name. */
const secretsOf = (service: PlanObject | undefined): string[] =>
  (service?.["envs"] as { key: string; type: string }[]).filter(({ type }) => type === "SECRET").map(({ key }) => key);

function expectKnownCost({ plan }: Landed, least: number, most: number): void {
  const { monthlyUsd } = plan().cost;
  expect(monthlyUsd).toBeGreaterThanOrEqual(least);
  expect(monthlyUsd).toBeLessThanOrEqual(most);
}

// Figures of seeds/001: "Recommended Stack", lines 77 to 108.
describe("VogueVault on platform-recommended", () => {
  const landed = landing("voguevault", "platform-recommended");

  it("001:24 the site is at app. and the API at api.", () => {
    expect(landed.inputs("cloudflare:index/pagesDomain:PagesDomain")).toMatchObject({ name: "app.example.com" });
    expect(landed.inputs(DISTRIBUTION, "edge-distribution")).toMatchObject({ aliases: ["api.example.com"] });
  });

  it("001:81 Cloudflare Pages stands for Vercel, and 001:85 every push to git deploys", () => {
    expect(landed.inputs(PAGES)).toMatchObject({
      source: { type: "github", config: { productionDeploymentsEnabled: true, productionBranch: "main" } },
    });
  });

  it("001:88 App Platform stands for Heroku", () => {
    expect(specOf(landed).services).toMatchObject([
      { name: "api", instanceCount: 1, instanceSizeSlug: "apps-s-1vcpu-1gb" },
    ]);
  });

  it("001:95 Aurora Serverless v2 stands for Neon: it scales to nothing, and lets in by address over TLS", () => {
    expect(landed.inputs("aws:rds/cluster:Cluster")).toMatchObject({
      engine: "aurora-postgresql",
      serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 1, secondsUntilAutoPause: 300 },
    });
    expect(specOf(landed)).toMatchObject({ egresses: [{ type: "DEDICATED_IP" }] });
    expect(landed.inputs("aws:rds/clusterParameterGroup:ClusterParameterGroup")).toMatchObject({
      parameters: expect.arrayContaining([{ name: "rds.force_ssl", value: "1" }]) as unknown,
    });
  });

  it("001:96 files stand on S3", () => {
    expect(landed.names(BUCKET)).toEqual(BUCKETS);
  });

  it("001:97 CloudFront serves models and images", () => {
    expect(landed.names(DISTRIBUTION)).toEqual(["edge-cdn-images", "edge-cdn-models", "edge-distribution"]);
    expect(landed.inputs(DISTRIBUTION, "edge-cdn-models")).toMatchObject({ aliases: ["models-cdn.example.com"] });
  });

  it("001:98 and 485 backups are automatic and kept 30 days", () => {
    expect(landed.inputs("aws:rds/cluster:Cluster")).toMatchObject({ backupRetentionPeriod: 30 });
  });

  it("001:486 backups are encrypted, which is AES-256 on AWS", () => {
    expect(landed.inputs("aws:rds/cluster:Cluster")).toMatchObject({ storageEncrypted: true });
  });

  it("001:101 SendGrid, Stripe and Sentry are known to the API as secrets", () => {
    expect(secretsOf(specOf(landed).services[0])).toEqual(
      expect.arrayContaining([
        "JWT_SECRET",
        "SENDGRID_API_KEY",
        "SENTRY_DSN",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
      ]),
    );
  });

  it("001:106 what is known of the cost is between 30 and 50 USD a month", () => {
    expectKnownCost(landed, 30, 50);
  });
});

// Figures of seeds/001: phases 1 and 2, lines 349 to 366.
describe("VogueVault on platform-mvp", () => {
  const landed = landing("voguevault", "platform-mvp");

  it("001:351 Cloudflare Pages stands for Vercel", () => {
    expect(landed.inputs(PAGES)).toMatchObject({ buildConfig: { destinationDir: "out" } });
  });

  it("001:352 one smallest instance of App Platform stands for the dyno", () => {
    const { services, workers } = specOf(landed);
    expect(services).toMatchObject([{ instanceCount: 1, instanceSizeSlug: "apps-s-1vcpu-0.5gb" }]);
    expect(workers).toBeUndefined();
  });

  it("001:353 DigitalOcean's smallest PostgreSQL, of 10 GB, stands for Neon's 5 GB", () => {
    expect(landed.inputs(CLUSTER)).toMatchObject({
      engine: "pg",
      nodeCount: 1,
      size: "db-s-1vcpu-1gb",
      storageSizeMib: String(10 * 1024),
    });
  });

  it("001:354 files stand on S3", () => {
    expect(landed.names(BUCKET)).toEqual(BUCKETS);
  });

  it("001:55 there is no Redis yet, which is optional", () => {
    expect(landed.names(CLUSTER)).toEqual(["database-cluster"]);
    expect(secretsOf(specOf(landed).services[0])).not.toContain("CACHE_PASSWORD");
  });
});

describe("VogueVault on platform-growth", () => {
  const landed = landing("voguevault", "platform-growth");
  const clusterOf = (engine: string) => landed.all(CLUSTER).filter((it) => it["engine"] === engine);

  it("001:361 the dyno is scaled up: two instances of 2 GB", () => {
    expect(specOf(landed).services).toMatchObject([{ instanceCount: 2, instanceSizeSlug: "apps-s-1vcpu-2gb" }]);
  });

  it("001:362 the database is larger: 2 CPUs, 4 GB of memory, 60 GB of storage", () => {
    expect(clusterOf("pg")).toMatchObject([{ size: "db-s-2vcpu-4gb", storageSizeMib: String(60 * 1024) }]);
  });

  it("001:363 files stand on S3", () => {
    expect(landed.names(BUCKET)).toEqual(BUCKETS);
  });

  it("001:364 a managed Valkey stands for Redis", () => {
    expect(clusterOf("valkey")).toMatchObject([{ size: "db-s-1vcpu-2gb", nodeCount: 1 }]);
  });

  it("001:53 the queue's worker runs, and no job is thrown out of memory", () => {
    expect(specOf(landed).workers).toMatchObject([{ name: "worker", instanceCount: 1 }]);
    expect(clusterOf("valkey")).toMatchObject([{ evictionPolicy: "noeviction" }]);
    expect(landed.inputs("digitalocean:index/databaseValkeyConfig:DatabaseValkeyConfig")).toMatchObject({
      persistence: "rdb",
    });
  });

  it("001:365 what is known of the cost is between 150 and 300 USD a month", () => {
    expectKnownCost(landed, 150, 300);
  });
});

// Figures of seeds/001: "Option B: Hybrid", lines 141 to 159.
describe("VogueVault on hybrid", () => {
  const landed = landing("voguevault", "hybrid");

  it("001:145 Cloudflare Pages stands for Vercel", () => {
    expect(landed.names(PAGES)).toHaveLength(1);
  });

  it("001:147 App Platform stands for Railway", () => {
    expect(specOf(landed).services).toMatchObject([{ name: "api", instanceSizeSlug: "apps-s-1vcpu-1gb" }]);
  });

  it("001:149 the database is DigitalOcean's managed PostgreSQL, in the private network", () => {
    expect(landed.inputs(CLUSTER)).toMatchObject({ engine: "pg", privateNetworkUuid: { unknown: true } });
    expect(landed.inputs("digitalocean:index/databaseFirewall:DatabaseFirewall")).toMatchObject({
      rules: [{ type: "ip_addr", value: "10.20.0.0/16" }],
    });
  });

  it("001:151 files stand on S3", () => {
    expect(landed.names(BUCKET)).toEqual(BUCKETS);
  });

  it("001:153 DigitalOcean's alerts and uptime checks stand for DataDog", () => {
    expect(landed.names("digitalocean:index/monitorAlert:MonitorAlert")).toEqual([
      "monitoring-cpu-database",
      "monitoring-memory-database",
    ]);
    expect(landed.inputs("digitalocean:index/uptimeCheck:UptimeCheck")).toMatchObject({
      target: "https://api.example.com/health",
    });
    expect(specOf(landed).services[0]!["alerts"]).toMatchObject([
      { rule: "CPU_UTILIZATION", value: 80 },
      { rule: "MEM_UTILIZATION", value: 85 },
      { rule: "RESTART_COUNT" },
    ]);
  });

  it("001:156 what is known of the cost is between 40 and 80 USD a month", () => {
    expectKnownCost(landed, 40, 80);
  });
});
