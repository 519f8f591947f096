import { landing } from "../support/figures";

// Figures of seeds/000: "Current Architecture (Before Migration)", lines 3 to 48.
describe("MegiLance on aws-fargate", () => {
  const landed = landing("megilance", "aws-fargate");

  it("000:13 the site stands on Cloudflare Pages in place of Vercel", () => {
    expect(landed.inputs("cloudflare:index/pagesProject:PagesProject")).toMatchObject({
      buildConfig: { buildCommand: "npm ci && npm run build", destinationDir: "out" },
      productionBranch: "main",
    });
  });

  it("000:17 the site calls the API under /api, which leads to the backend", () => {
    const { deploymentConfigs } = landed.inputs("cloudflare:index/pagesProject:PagesProject");
    expect(deploymentConfigs).toMatchObject({
      production: { envVars: { NEXT_PUBLIC_API_URL: { type: "plain_text", value: "https://api.example.com" } } },
    });
    expect(landed.inputs("aws:lb/listenerRule:ListenerRule")).toMatchObject({
      conditions: [{ pathPattern: { values: ["/api", "/api/*"] } }],
      actions: [{ type: "forward" }],
    });
  });

  it("000:21 one Application Load Balancer stands in front, in both zones", () => {
    const { loadBalancerType, subnets } = landed.inputs("aws:lb/loadBalancer:LoadBalancer");
    expect(loadBalancerType).toBe("application");
    expect(subnets).toHaveLength(2);
  });

  it("000:27 the backend runs on ECS Fargate", () => {
    expect(landed.inputs("aws:ecs/service:Service")).toMatchObject({ launchType: "FARGATE" });
    expect(landed.inputs("aws:ecs/taskDefinition:TaskDefinition")).toMatchObject({
      requiresCompatibilities: ["FARGATE"],
    });
  });

  it("000:28 two tasks of 0.5 vCPU and 1 GB", () => {
    expect(landed.inputs("aws:ecs/service:Service", "compute-backend")).toMatchObject({ desiredCount: 2 });
    expect(landed.inputs("aws:ecs/taskDefinition:TaskDefinition", "compute-backend")).toMatchObject({
      cpu: "512",
      memory: "1024",
    });
  });

  it("000:39 RDS runs PostgreSQL", () => {
    expect(landed.inputs("aws:rds/instance:Instance")).toMatchObject({ engine: "postgres", multiAz: false });
  });

  it("000:41 the database is a db.t4g.micro in place of a db.t2.micro, which new databases do not get", () => {
    expect(landed.inputs("aws:rds/instance:Instance")).toMatchObject({ instanceClass: "db.t4g.micro" });
  });

  it("000:42 the database has 20 GB", () => {
    expect(landed.inputs("aws:rds/instance:Instance")).toMatchObject({ allocatedStorage: 20 });
  });

  it("000:41 three buckets of S3 hold the app's files", () => {
    const buckets = landed.names("aws:s3/bucket:Bucket").filter((name) => name.startsWith("storage-"));
    expect(buckets).toEqual(["storage-assets", "storage-logs", "storage-uploads"]);
  });

  it("000:41 three secrets stand in Secrets Manager", () => {
    expect(landed.names("aws:secretsmanager/secret:Secret")).toEqual([
      "secrets-JWT_SECRET",
      "secrets-SECRET_KEY",
      "secrets-SENDGRID_API_KEY",
    ]);
  });

  it("000:80 the load balancer speaks to the backend's port 8000", () => {
    expect(landed.inputs("aws:lb/targetGroup:TargetGroup")).toMatchObject({ port: 8000 });
    expect(landed.inputs("aws:ecs/service:Service")).toMatchObject({
      loadBalancers: [{ containerName: "backend", containerPort: 8000 }],
    });
  });

  it("000:47 what is known of the cost is between 50 and 190 USD a month", () => {
    const { monthlyUsd } = landed.plan().cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(50);
    expect(monthlyUsd).toBeLessThanOrEqual(190);
  });
});
