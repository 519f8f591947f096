import type { PlanObject } from "../../src/plan/schema";
import { landing, type Landed } from "../support/figures";

const DATABASE = "aws:rds/instance:Instance";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const GROUP = "aws:autoscaling/group:Group";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

/** An alarm on a share of the requests: what went wrong, in percent of all. */
const shareOf = (wrong: string) => ({
  threshold: 1,
  comparisonOperator: "GreaterThanThreshold",
  metricQueries: expect.arrayContaining([
    expect.objectContaining({ expression: "IF(all > 0, 100 * wrong / all, 0)", returnData: true }),
    expect.objectContaining({ metric: expect.objectContaining({ metricName: wrong }) as unknown }),
  ]) as unknown,
});

const thresholds = ({ inputs }: Landed) =>
  (inputs("aws:budgets/budget:Budget")["notifications"] as PlanObject[]).map(({ threshold }) => threshold);

// Figures of seeds/004: phases 2 to 4, lines 26 to 28 and 461 to 467.
describe("Zoptal on aws-vm-pair", () => {
  const landed = landing("zoptal", "aws-vm-pair");

  it("004:26 and 464 a second EC2 machine, and larger ones than a t3.micro", () => {
    expect(landed.inputs(GROUP)).toMatchObject({ minSize: 2, maxSize: 2 });
    expect(landed.inputs("aws:ec2/launchTemplate:LaunchTemplate")).toMatchObject({ instanceType: "t3.small" });
  });

  it("004:463 Redis for caching: ElastiCache with Valkey, which speaks the same protocol", () => {
    expect(landed.inputs(CACHE)).toMatchObject({ engine: "valkey", nodeType: "cache.t4g.micro", port: 6379 });
  });

  it("004:465 a load balancer stands before both", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({ loadBalancerType: "application" });
    expect(landed.inputs(GROUP)).toMatchObject({ targetGroupArns: [{ unknown: true }], healthCheckType: "ELB" });
  });

  it("004:466 the database stands in two zones", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ multiAz: true, allocatedStorage: 20, maxAllocatedStorage: 100 });
  });

  it("004:241 alarms on refused and failed requests above 1 % of all", () => {
    expect(landed.inputs(ALARM, "monitoring-client-errors-requests")).toMatchObject(
      shareOf("HTTPCode_Target_4XX_Count"),
    );
    expect(landed.inputs(ALARM, "monitoring-server-errors-requests")).toMatchObject(
      shareOf("HTTPCode_Target_5XX_Count"),
    );
  });

  it("004:467 more is watched than in phase 1: the cache and the requests", () => {
    const names = landed.names(ALARM);
    for (const part of ["cpu-cache", "memory-cache", "client-errors-requests", "server-errors-requests"]) {
      expect(names).toContain(`monitoring-${part}`);
    }
  });

  it("004:475 billing alerts stay at 35, 50 and 75 USD", () => {
    expect(thresholds(landed)).toEqual([35, 50, 75]);
  });
});

describe("Zoptal on aws-vm-group", () => {
  const landed = landing("zoptal", "aws-vm-group");

  it("004:27 machines come and go by themselves, with the processors' load", () => {
    const { minSize, maxSize } = landed.inputs(GROUP);
    expect([minSize, maxSize]).toEqual([2, 6]);
    expect(landed.inputs("aws:autoscaling/policy:Policy")).toMatchObject({
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
      },
    });
  });

  it("004:27 behind an Application Load Balancer", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({ loadBalancerType: "application" });
    expect(landed.inputs(GROUP)).toMatchObject({ targetGroupArns: [{ unknown: true }] });
  });

  it("004:27 the bill is watched at the phase's own 150 and 250 USD", () => {
    expect(thresholds(landed)).toEqual([150, 250]);
  });

  it("004:288 the load balancer sends everybody to HTTPS", () => {
    expect(landed.inputs("aws:lb/listener:Listener", "compute-http")).toMatchObject({
      port: 80,
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } }],
    });
  });
});

describe("Zoptal on aws-eks", () => {
  const landed = landing("zoptal", "aws-eks");

  it("004:28 the services run on EKS, a Deployment each", () => {
    expect(landed.names("aws:eks/cluster:Cluster")).toEqual(["compute-cluster"]);
    expect(landed.names("kubernetes:apps/v1:Deployment")).toEqual(
      expect.arrayContaining(["ai", "auth", "dashboard", "web"].map((name) => `compute-service-${name}`)),
    );
  });

  it("004:28 pods scale from 3 to 12 copies", () => {
    const scalers = landed.all("kubernetes:autoscaling/v2:HorizontalPodAutoscaler");
    expect(scalers).toHaveLength(4);
    for (const { spec } of scalers) expect(spec).toMatchObject({ minReplicas: 3, maxReplicas: 12 });
  });

  it("004:28 the database is Aurora, in two zones, and keeps PostgreSQL 15", () => {
    expect(landed.inputs("aws:rds/cluster:Cluster")).toMatchObject({
      engine: "aurora-postgresql",
      engineVersion: "15",
      serverlessv2ScalingConfiguration: { minCapacity: 1, maxCapacity: 8 },
      storageEncrypted: true,
    });
    expect(landed.names("aws:rds/clusterInstance:ClusterInstance")).toEqual(["database-standby", "database-writer"]);
  });

  it("004:28 the bill is watched at the phase's own 500 and 1500 USD", () => {
    expect(thresholds(landed)).toEqual([500, 1500]);
  });

  it("004:28 what is known of the cost is between 500 and 1500 USD a month", () => {
    const { monthlyUsd } = landed.plan().cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(500);
    expect(monthlyUsd).toBeLessThanOrEqual(1500);
  });
});
