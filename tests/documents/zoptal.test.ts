import type { PlanObject } from "../../src/plan/schema";
import { landing } from "../support/figures";

const INSTANCE = "aws:ec2/instance:Instance";
const DATABASE = "aws:rds/instance:Instance";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Database connections of a db.t4g.micro, of whose 1 GB AWS keeps some for itself: the alarm counts with the least. */
const LEAST_CONNECTIONS = 79;

const GIB = 2 ** 30;

// Figures of seeds/004. The stack takes "No SSH" (284) at its word: no network of administrators.
describe("Zoptal on aws-vm", () => {
  const landed = landing("zoptal", "aws-vm", { "landfall:adminCidrs": "[]" });

  it("004:39 one EC2 instance, a t3.micro", () => {
    expect(landed.names(INSTANCE)).toEqual(["compute-app"]);
    expect(landed.inputs(INSTANCE)).toMatchObject({ instanceType: "t3.micro" });
  });

  it("004:42 a disk of 30 GB of the kind gp3", () => {
    expect(landed.inputs(INSTANCE)).toMatchObject({ rootBlockDevice: { volumeSize: 30, volumeType: "gp3" } });
  });

  it("004:49 the database is PostgreSQL on RDS", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ engine: "postgres", multiAz: false });
  });

  it("004:50 the database is a db.t4g.micro", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ instanceClass: "db.t4g.micro" });
  });

  it("004:53 the database has 20 GB and grows by itself to 100", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ allocatedStorage: 20, maxAllocatedStorage: 100 });
  });

  it("004:54 backups are automatic and kept 7 days", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ backupRetentionPeriod: 7 });
  });

  it("004:61 buckets for static assets, uploads and backups", () => {
    expect(landed.names("aws:s3/bucket:Bucket")).toEqual(["storage-assets", "storage-backups", "storage-uploads"]);
  });

  it("004:67 CloudFront serves the static assets, over TLS", () => {
    expect(landed.inputs("aws:cloudfront/distribution:Distribution", "edge-cdn-assets")).toMatchObject({
      aliases: ["assets-cdn.example.com"],
      defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
      viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
    });
  });

  it("004:75 a VPC of its own with public and private subnets", () => {
    expect(landed.names("aws:ec2/vpc:Vpc")).toEqual(["network-vpc"]);
    expect(landed.names("aws:ec2/subnet:Subnet")).toEqual([
      "network-private-1",
      "network-private-2",
      "network-public-1",
      "network-public-2",
    ]);
  });

  it("004:76 an Elastic IP belongs to the machine", () => {
    expect(landed.inputs("aws:ec2/eip:Eip")).toMatchObject({ domain: "vpc", networkInterface: { unknown: true } });
  });

  it("004:77 and 284 only 80 and 443 are open, to CloudFront's own list alone, and SSH to nobody", async () => {
    expect(landed.all(INGRESS).filter(({ cidrIpv4, cidrIpv6 }) => cidrIpv4 ?? cidrIpv6)).toEqual([]);
    const byList = landed.all(INGRESS).filter(({ prefixListId }) => prefixListId !== undefined);
    expect(byList.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
      [80, 80],
      [443, 443],
    ]);
    const { lookUps } = await landed.resolved();
    expect(lookUps).toContainEqual({
      token: "aws:ec2/getManagedPrefixList:getManagedPrefixList",
      inputs: { name: "com.amazonaws.global.cloudfront.origin-facing" },
    });
  });

  it("004:90 the names stand in Route 53", () => {
    expect(landed.inputs("aws:route53/zone:Zone")).toMatchObject({ name: "example.com" });
  });

  it("004:102 nginx leads to web on 3000, dashboard on 3001, auth on 4001 and ai on 4003", async () => {
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"]!;
    const upstreams = [...nginx.matchAll(/upstream landfall_(\w+) \{\n\s+server 127\.0\.0\.1:(\d+);\n\}/g)];
    expect(Object.fromEntries(upstreams.map(([, service, port]) => [service, Number(port)]))).toEqual({
      web: 3000,
      dashboard: 3001,
      auth: 4001,
      ai: 4003,
    });
  });

  it("004:100 the services run in Docker, one container each", async () => {
    const { containers } = await landed.machine("compute-app");
    expect(Object.keys(containers).sort()).toEqual(["ai", "auth", "dashboard", "web"]);
  });

  it("004:128 PostgreSQL is of version 15", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ engineVersion: "15" });
  });

  it("004:167 everything stands in us-east-1", () => {
    expect(landed.inputs("pulumi:providers:aws")).toMatchObject({ region: "us-east-1" });
  });

  it("004:205 and 206 every service is asked for /health", async () => {
    const health = (await landed.machine("compute-app")).files["/usr/local/sbin/landfall-health"]!;
    for (const port of [3000, 3001, 4001, 4003]) expect(health).toContain(`'http://127.0.0.1:${port}/health'`);
  });

  it("004:216 the machine's certificate is Let's Encrypt's", async () => {
    const certificate = (await landed.machine("compute-app")).files["/usr/local/sbin/landfall-certificate"];
    expect(certificate).toMatch(/certbot certonly .*--domain 'example\.com'/);
  });

  it("004:225 an alarm on CPU above 80 % for 5 minutes", () => {
    expect(landed.inputs(ALARM, "monitoring-cpu-app")).toMatchObject({
      metricName: "CPUUtilization",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 80,
      period: 300,
      evaluationPeriods: 1,
    });
  });

  it("004:227 alarms send e-mail", () => {
    expect(landed.inputs("aws:sns/topicSubscription:TopicSubscription")).toMatchObject({
      protocol: "email",
      endpoint: "ops@example.com",
    });
    for (const { alarmActions } of landed.all(ALARM)) expect(alarmActions).toHaveLength(1);
  });

  it("004:230 an alarm on memory above 85 %", () => {
    expect(landed.inputs(ALARM, "monitoring-memory-app")).toMatchObject({
      metricName: "mem_used_percent",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 85,
    });
  });

  it("004:234 an alarm on connections above 80 % of what the database takes", () => {
    expect(landed.inputs(ALARM, "monitoring-database-connections-database")).toMatchObject({
      metricName: "DatabaseConnections",
      comparisonOperator: "GreaterThanThreshold",
      threshold: Math.floor(0.8 * LEAST_CONNECTIONS),
    });
  });

  it("004:238 alarms on disks above 80 %: the machine's, and less than a fifth of 20 GB free at the database", () => {
    expect(landed.inputs(ALARM, "monitoring-disk-app")).toMatchObject({
      metricName: "disk_used_percent",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 80,
    });
    expect(landed.inputs(ALARM, "monitoring-disk-database")).toMatchObject({
      metricName: "FreeStorageSpace",
      comparisonOperator: "LessThanThreshold",
      threshold: 0.2 * 20 * GIB,
    });
  });

  it("004:282 the database stands in private subnets and has no public address", async () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ publiclyAccessible: false });
    const { resources } = await landed.resolved();
    const { inputs } = resources.find(({ type }) => type === "aws:rds/subnetGroup:SubnetGroup")!;
    expect(inputs["subnetIds"]).toEqual(["network-private-1-id", "network-private-2-id"]);
  });

  it("004:284 the machine is reached by Systems Manager", () => {
    expect(landed.inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "compute-app-systems")).toMatchObject({
      policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
  });

  it("004:287 secrets of the environment stand in Secrets Manager, the database's password among them", () => {
    const names = landed.names("aws:secretsmanager/secret:Secret").filter((name) => name.startsWith("secrets-"));
    expect(names).toEqual([
      "secrets-JWT_SECRET",
      "secrets-NEXTAUTH_SECRET",
      "secrets-OPENAI_API_KEY",
      "secrets-SENDGRID_API_KEY",
      "secrets-STRIPE_SECRET_KEY",
    ]);
    expect(landed.inputs(DATABASE)).toMatchObject({ manageMasterUserPassword: true });
  });

  it("004:288 HTTPS only, at CloudFront and at the machine", async () => {
    expect(landed.inputs("aws:cloudfront/distribution:Distribution", "edge-distribution")).toMatchObject({
      defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
    });
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"];
    expect(nginx).toMatch(/return 301 https:\/\/example\.com\$request_uri;/);
    expect(nginx).toMatch(/ssl_protocols TLSv1\.2 TLSv1\.3;/);
  });

  it("004:289 requests are limited by address, at the edge and at the machine", async () => {
    const { rules } = landed.inputs("aws:wafv2/webAcl:WebAcl");
    const limits = (rules as PlanObject[]).filter(({ name }) => name === "rate-auth");
    expect(limits).toMatchObject([{ statement: { rateBasedStatement: { aggregateKeyType: "IP", limit: 600 } } }]);
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"];
    expect(nginx).toMatch(/limit_req_zone \$limit_1 zone=limit_1:10m rate=10r\/s;/);
    // CloudFront, which alone gets in, says the browser's address at the end of the list.
    expect(nginx).toMatch(/set_real_ip_from 0\.0\.0\.0\/0;\s+real_ip_header X-Forwarded-For;/);
  });

  it("004:292 the database's storage is encrypted", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ storageEncrypted: true });
  });

  it("004:293 every bucket is encrypted", () => {
    const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    expect(landed.names(encryption)).toEqual(landed.names("aws:s3/bucket:Bucket"));
  });

  it("004:297 the machine has a role of its own, with no more than its buckets, logs, release and secrets", () => {
    expect(landed.inputs(INSTANCE)).toMatchObject({ iamInstanceProfile: { unknown: true } });
    const policies = landed.names("aws:iam/rolePolicy:RolePolicy").filter((name) => name.startsWith("compute-app"));
    expect(policies).toEqual(["compute-app-buckets", "compute-app-logs", "compute-app-release", "compute-app-secrets"]);
  });

  it("004:318 Redis waits for phase 2", () => {
    expect(landed.names("aws:elasticache/replicationGroup:ReplicationGroup")).toEqual([]);
  });

  it("004:436 a dashboard shows CPU, memory and the database's connections", async () => {
    const { resources } = await landed.resolved();
    const { inputs } = resources.find(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")!;
    const { widgets } = JSON.parse(String(inputs["dashboardBody"])) as { widgets: { properties: { title: string } }[] };
    const titles = widgets.map(({ properties }) => properties.title);
    expect(titles).toEqual(expect.arrayContaining(["cpu of app", "memory of app", "connections to database"]));
  });

  it("004:475 billing alerts at 35, 50 and 75 USD", () => {
    const { notifications, limitAmount, timeUnit } = landed.inputs("aws:budgets/budget:Budget");
    expect((notifications as PlanObject[]).map(({ threshold }) => threshold)).toEqual([35, 50, 75]);
    expect(notifications).toMatchObject(Array(3).fill({ notificationType: "ACTUAL", thresholdType: "ABSOLUTE_VALUE" }));
    expect({ limitAmount, timeUnit }).toEqual({ limitAmount: "75", timeUnit: "MONTHLY" });
  });
});
