import type { PlanObject } from "../../src/plan/schema";
import { landing } from "../support/figures";

const SERVICE = "aws:ecs/service:Service";
const DATABASE = "aws:rds/instance:Instance";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const FAILOVER = "cloudflare:index/loadBalancer:LoadBalancer";

/** A condition on everything below a path. */
const under = (path: string) => expect.stringContaining(`starts_with(http.request.uri.path, "${path}/")`) as unknown;

// Figures of seeds/003: "Level 2: Multiple Replicas", lines 378 to 396, and "Tier 3: CDN Distribution", lines 229 to 242.
describe("BELLY on replicated-containers", () => {
  const landed = landing("belly", "replicated-containers");

  it("003:63, 82 and 83 jobs keep their times", () => {
    expect(
      landed
        .all(SCHEDULE)
        .map(({ scheduleExpression, scheduleExpressionTimezone }) => [scheduleExpression, scheduleExpressionTimezone]),
    ).toEqual([
      ["cron(0 2 * * ? *)", "UTC"],
      ["cron(0/10 * * * ? *)", "UTC"],
      ["cron(0 0 * * ? *)", "UTC"],
    ]);
  });

  it("003:232 Cloudflare caches the frontend's assets and never the API", () => {
    expect(landed.inputs("cloudflare:index/ruleset:Ruleset", "edge-cache-rules")).toMatchObject({
      rules: [
        { expression: under("/assets"), actionParameters: { cache: true } },
        { expression: under("/api"), actionParameters: { cache: false } },
      ],
    });
  });

  it("003:381 a load balancer stands before the copies", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({ loadBalancerType: "application" });
    expect(landed.inputs(BALANCER)["subnets"]).toHaveLength(3);
  });

  it("003:382 to 394 three copies of frontend and backend, on ECS Fargate in place of Railway", () => {
    for (const name of ["compute-backend", "compute-frontend"]) {
      expect(landed.inputs(SERVICE, name)).toMatchObject({ launchType: "FARGATE", desiredCount: 3 });
    }
  });

  it("003:45 RDS stands for Supabase, and ElastiCache for Upstash", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ engine: "postgres", allocatedStorage: 20 });
    expect(landed.inputs(CACHE)).toMatchObject({ engine: "valkey" });
  });

  it("003:26 and 173 requests come to ports 3000 and 8000, by their paths", () => {
    const ports = landed
      .all("aws:lb/targetGroup:TargetGroup")
      .map(({ port, healthCheck }) => [port, (healthCheck as PlanObject)["path"]]);
    expect(ports).toEqual([
      [8000, "/health"],
      [3000, "/"],
    ]);
    const paths = landed.all("aws:lb/listenerRule:ListenerRule").map(({ conditions }) => conditions);
    expect(JSON.stringify(paths)).toContain('["/docs","/docs/*"]');
  });

  it("003:445 a release that fails its health check is rolled back", () => {
    for (const service of landed.all(SERVICE)) {
      expect(service).toMatchObject({ deploymentCircuitBreaker: { enable: true, rollback: true } });
    }
  });
});

// Figures of seeds/003: "Tier 2: Multi-Region", lines 214 to 227.
describe("BELLY on multi-region", () => {
  const landed = landing("belly", "multi-region");

  it("003:217 and 218 a primary and a backup region, of AWS in place of Railway's", () => {
    expect(landed.inputs("pulumi:providers:aws", "aws")).toMatchObject({ region: "us-east-1" });
    expect(landed.inputs("pulumi:providers:aws", "aws-standby")).toMatchObject({ region: "us-west-2" });
  });

  it("003:219 the full stack stands in both", () => {
    for (const name of ["backend", "consumer", "frontend"]) {
      expect(landed.names(SERVICE)).toEqual(expect.arrayContaining([`compute-${name}`, `standby-compute-${name}`]));
    }
    expect(landed.names(BALANCER)).toEqual(["compute-alb", "standby-compute-alb"]);
    expect(landed.names(CACHE)).toEqual(["cache-server", "standby-cache-server"]);
    expect(landed.names("aws:msk/cluster:Cluster")).toEqual(["queue-brokers", "standby-queue-brokers"]);
  });

  it("003:219 the backup's database is a replica of the primary's", () => {
    expect(landed.names(DATABASE)).toEqual(["database-server", "standby-database-server"]);
    const copy = landed.only(DATABASE, "standby-database-server");
    expect(copy.inputs).toMatchObject({ replicateSourceDb: { unknown: true }, backupRetentionPeriod: 14 });
    expect(copy.dependsOn).toContain(landed.only(DATABASE, "database-server").urn);
  });

  it("003:224 a global load balancer asks both and leads to the first that is well", () => {
    const balancer = landed.only(FAILOVER);
    expect(balancer.inputs).toMatchObject({ name: "app.example.com", proxied: true, steeringPolicy: "off" });
    expect(balancer.inputs["defaultPools"]).toHaveLength(2);
    const pools = landed.all("cloudflare:index/loadBalancerPool:LoadBalancerPool");
    expect(pools).toHaveLength(2);
    for (const pool of pools) expect(pool).toMatchObject({ monitor: { unknown: true }, minimumOrigins: 1 });
  });
});
