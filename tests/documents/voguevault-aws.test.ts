import type { PlanObject } from "../../src/plan/schema";
import { landing, type Landed } from "../support/figures";

const DATABASE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";
const GROUP = "aws:autoscaling/group:Group";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const DISTRIBUTIONS = ["edge-cdn-images", "edge-cdn-models", "edge-distribution", "site-distribution"];

function expectKnownCost({ plan }: Landed, least: number, most: number): void {
  const { monthlyUsd } = plan().cost;
  expect(monthlyUsd).toBeGreaterThanOrEqual(least);
  expect(monthlyUsd).toBeLessThanOrEqual(most);
}

// Figures of seeds/001: "Option C: Google Cloud", lines 161 to 179.
describe("VogueVault on serverless-containers", () => {
  const landed = landing("voguevault", "serverless-containers");

  it("001:165 CloudFront and S3 stand for Cloud CDN and Cloud Storage", () => {
    expect(landed.names(DISTRIBUTION)).toEqual(DISTRIBUTIONS);
    expect(landed.names(BUCKET)).toContain("site-files");
  });

  it("001:167 Fargate stands for Cloud Run: it scales out to ten, and keeps one", () => {
    expect(landed.inputs("aws:ecs/service:Service")).toMatchObject({ launchType: "FARGATE", desiredCount: 1 });
    expect(landed.inputs("aws:appautoscaling/target:Target")).toMatchObject({ minCapacity: 1, maxCapacity: 10 });
  });

  it("001:169 RDS stands for Cloud SQL", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ engine: "postgres", instanceClass: "db.t4g.micro" });
  });

  it("001:171 models stand on S3", () => {
    expect(landed.names(BUCKET)).toEqual(expect.arrayContaining(["storage-images", "storage-models"]));
  });

  it("001:173 CloudWatch stands for Cloud Monitoring", () => {
    expect(landed.names("aws:cloudwatch/dashboard:Dashboard")).toHaveLength(1);
    expect(landed.names(ALARM)).toEqual(expect.arrayContaining(["monitoring-cpu-api", "monitoring-memory-api"]));
  });

  it("001:176 what is known of the cost is between 50 and 150 USD a month", () => {
    expectKnownCost(landed, 50, 150);
  });

  it("001:485 backups are kept 30 days", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ backupRetentionPeriod: 30 });
  });
});

// Figures of seeds/001: "Option A: AWS Only", lines 114 to 139, and phase 3, lines 368 to 376.
describe("VogueVault on aws-autoscale", () => {
  const landed = landing("voguevault", "aws-autoscale");

  it("001:118 CloudFront stands before the API, the models, the images and the site", () => {
    expect(landed.names(DISTRIBUTION)).toEqual(DISTRIBUTIONS);
  });

  it("001:120 the site's files stand on S3 and are read by CloudFront alone", () => {
    expect(landed.names(BUCKET)).toContain("site-files");
    expect(landed.inputs("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "site-files")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("001:122 an Application Load Balancer", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({ loadBalancerType: "application" });
  });

  it("001:124 an auto scaling group of EC2 instances, two to six", () => {
    expect(landed.inputs(GROUP)).toMatchObject({ minSize: 2, maxSize: 6, targetGroupArns: [{ unknown: true }] });
    expect(landed.inputs("aws:autoscaling/policy:Policy")).toMatchObject({ policyType: "TargetTrackingScaling" });
  });

  it("001:127 RDS for PostgreSQL in two zones", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ engine: "postgres", multiAz: true, allocatedStorage: 50 });
  });

  it("001:129 ElastiCache, with Valkey in place of Redis, in two zones", () => {
    expect(landed.inputs(CACHE)).toMatchObject({ engine: "valkey", numCacheClusters: 2, multiAzEnabled: true });
  });

  it("001:53 the queue's worker runs on a machine of its own, and no job is thrown out of memory", async () => {
    expect(Object.keys((await landed.machine("compute-jobs")).containers)).toEqual(["worker"]);
    expect(landed.inputs("aws:elasticache/parameterGroup:ParameterGroup")).toMatchObject({
      parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
    });
  });

  it("001:42 the API is served by a cluster of servers, each with Node.js in a container", async () => {
    const { containers } = await landed.machine("compute-app");
    expect(containers["api"]).toMatchObject({ image: "ghcr.io/voguevault/api:1.0.0" });
  });

  it("001:131 models stand on S3, and browsers read them from the site", () => {
    expect(landed.names(BUCKET)).toContain("storage-models");
    const cors = landed.inputs("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "storage-models");
    expect(cors).toMatchObject({ corsRules: [{ allowedOrigins: ["https://app.example.com"] }] });
  });

  it("001:133 CloudWatch watches machines, database, cache and failed requests", () => {
    expect(landed.names(ALARM)).toEqual(
      expect.arrayContaining(
        ["cpu-group", "cpu-database", "cpu-cache", "server-errors-requests"].map((it) => `monitoring-${it}`),
      ),
    );
  });

  it("001:328 requests are limited by address", () => {
    const { rules } = landed.inputs("aws:wafv2/webAcl:WebAcl");
    expect((rules as PlanObject[]).filter(({ name }) => name === "rate-api")).toMatchObject([
      { statement: { rateBasedStatement: { aggregateKeyType: "IP", limit: 600, evaluationWindowSec: 60 } } },
    ]);
  });

  it("001:335 the database takes connections over TLS only", () => {
    expect(landed.inputs("aws:rds/parameterGroup:ParameterGroup")).toMatchObject({
      parameters: expect.arrayContaining([{ name: "rds.force_ssl", value: "1" }]) as unknown,
    });
  });

  it("001:136 and 375 what is known of the cost is between 100 and 700 USD a month", () => {
    expectKnownCost(landed, 100, 700);
  });

  it("001:484 backups are daily, 001:485 kept 30 days and 001:486 encrypted", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ backupRetentionPeriod: 30, storageEncrypted: true });
  });
});

// Figures of seeds/001: phase 4, lines 378 to 387, and "Failover Strategy", lines 498 to 505.
describe("VogueVault on aws-enterprise", () => {
  const landed = landing("voguevault", "aws-enterprise");

  it("001:381 auto scaling groups, in both regions", () => {
    expect(landed.names(GROUP)).toEqual(["compute-app", "standby-compute-app"]);
    expect(landed.inputs(GROUP, "compute-app")).toMatchObject({ minSize: 4, maxSize: 12 });
    expect(landed.inputs(GROUP, "standby-compute-app")).toMatchObject({ minSize: 2 });
  });

  it("001:382 Application Load Balancers, in both regions", () => {
    expect(landed.names(BALANCER)).toEqual(["compute-alb", "standby-compute-alb"]);
  });

  it("001:383 two read replicas of the database", () => {
    for (const name of ["database-replica-1", "database-replica-2"]) {
      expect(landed.inputs(DATABASE, name)).toMatchObject({ replicateSourceDb: { unknown: true } });
      expect(landed.only(DATABASE, name).dependsOn).toContain(landed.only(DATABASE, "database-server").urn);
    }
  });

  it("001:384 a global CDN before the API, the models, the images and the site", () => {
    expect(landed.names(DISTRIBUTION)).toEqual(DISTRIBUTIONS);
    for (const distribution of landed.all(DISTRIBUTION)) expect(distribution["priceClass"] ?? "all").toBe("all");
  });

  it("001:484 backups are daily and 001:485 kept 30 days, in both regions", () => {
    expect(landed.inputs(DATABASE, "database-server")).toMatchObject({ backupRetentionPeriod: 30 });
    expect(landed.inputs(DATABASE, "standby-database-server")).toMatchObject({ backupRetentionPeriod: 30 });
  });

  it("001:486 what is stored is encrypted, in both regions", () => {
    for (const server of landed.all(DATABASE)) expect(server).toMatchObject({ storageEncrypted: true });
  });

  it("001:501 the name of the origin leads to the second region once the first does not answer", () => {
    expect(landed.inputs("aws:route53/record:Record", "edge-record-origin-primary")).toMatchObject({
      name: "origin-api.example.com",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: { unknown: true },
    });
    expect(landed.inputs("aws:route53/record:Record", "edge-record-origin-standby")).toMatchObject({
      name: "origin-api.example.com",
      failoverRoutingPolicies: [{ type: "SECONDARY" }],
    });
    expect(landed.inputs(DISTRIBUTION, "edge-distribution")).toMatchObject({
      origins: [{ domainName: "origin-api.example.com" }],
    });
  });

  it("001:502 a copy of the database stands in the second region, in two zones of it", () => {
    const copy = landed.only(DATABASE, "standby-database-server");
    expect(copy.inputs).toMatchObject({ replicateSourceDb: { unknown: true }, multiAz: true });
    expect(landed.inputs("pulumi:providers:aws", "aws")).toMatchObject({ region: "us-east-1" });
    expect(landed.inputs("pulumi:providers:aws", "aws-standby")).toMatchObject({ region: "us-west-2" });
  });

  it("001:503 the site is cached by CloudFront, which no region's failure takes away", () => {
    expect(landed.inputs(DISTRIBUTION, "site-distribution")).toMatchObject({ aliases: ["app.example.com"] });
  });
});
