import * as pulumi from "@pulumi/pulumi";
import type { RecordedResource, Recording } from "../../../src/plan/recorder";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildShop, type Shop } from "./shop";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const LISTENER = "aws:lb/listener:Listener";

const urnOf = ({ resources }: Recording, type: string, name: string) =>
  resources.find((it) => it.type === type && it.name === name)!.urn;
const named = (recording: Recording, type: string, name: string): RecordedResource =>
  ofType(recording, type).find((it) => it.name === name)!;
/** The only container of a service's task. */
function containerOf(resources: readonly ResolvedResource[], name: string): Record<string, unknown> {
  const definitions = resolved(resources, TASK, `compute-${name}`).inputs["containerDefinitions"] as string;
  return (JSON.parse(definitions) as Record<string, unknown>[])[0]!;
}

describe("containers on AWS", () => {
  it("builds a cluster, a load balancer, and a task, a service, two roles and a log for each service", async () => {
    const counts = countByType(await recordShop());
    expect(counts).toMatchObject({
      "aws:ecs/cluster:Cluster": 1,
      "aws:lb/loadBalancer:LoadBalancer": 1,
      [LISTENER]: 2,
      "aws:lb/targetGroup:TargetGroup": 1,
      "aws:lb/listenerRule:ListenerRule": 1,
      [SERVICE]: 2,
      [TASK]: 2,
      "aws:iam/role:Role": 6, // two a service, the flow log's, the database's
      "aws:cloudwatch/logGroup:LogGroup": 3, // one a service, the flow log's
      "aws:servicediscovery/httpNamespace:HttpNamespace": 1,
      "aws:acm/certificate:Certificate": 1,
      "aws:acm/certificateValidation:CertificateValidation": 1,
    });
    expect(counts).not.toHaveProperty(["aws:appautoscaling/target:Target"]);
  });

  it("watches the cluster", async () => {
    expect(onlyOf(await recordShop(), "aws:ecs/cluster:Cluster").inputs["settings"]).toEqual([
      { name: "containerInsights", value: "enabled" },
    ]);
  });

  it("runs the documented task: half a vCPU and 1 GB on Fargate", async () => {
    const { inputs } = named(await recordShop(), TASK, "compute-backend");
    expect(inputs).toMatchObject({
      family: "shop-test-backend",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "512",
      memory: "1024",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      skipDestroy: true,
    });
  });

  it.each([
    ["nano", "256", "512"],
    ["large", "2048", "4096"],
  ])("runs a task of the size %s", async (size, cpu, memory) => {
    const { inputs } = named(await recordShop({ compute: { size } }), TASK, "compute-backend");
    expect(inputs).toMatchObject({ cpu, memory });
  });

  it("starts a container with what it was given, secrets by reference", async () => {
    const arn = (name: string) => `arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-${name}`;
    expect(containerOf(await resolveShop(), "backend")).toEqual({
      name: "backend",
      image: "ghcr.io/acme/backend:1.0.0",
      essential: true,
      portMappings: [{ name: "backend", containerPort: 8000, protocol: "tcp" }],
      environment: [
        { name: "AI_URL", value: "http://ai:8001" },
        { name: "DATABASE_HOST", value: "database-server.rds.example" },
        { name: "PORT", value: "8000" },
      ],
      secrets: [
        {
          name: "DATABASE_PASSWORD",
          valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server:password::",
        },
        { name: "JWT_SECRET", valueFrom: arn("JWT_SECRET") },
        { name: "MAIL_KEY", valueFrom: arn("MAIL_KEY") },
      ],
      dockerLabels: { "landfall.secret-versions": "version-of-secrets-JWT_SECRET,version-of-secrets-MAIL_KEY" },
      linuxParameters: { initProcessEnabled: true },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "compute-backend-0a1b2c3",
          "awslogs-region": "us-east-1",
          "awslogs-stream-prefix": "backend",
          mode: "non-blocking",
          "max-buffer-size": "25m",
        },
      },
    });
  });

  it("leaves out what is empty, which AWS would not keep", async () => {
    const resources = await resolveShop({ services: { ai: { environment: {} } } });
    const container = containerOf(resources, "ai");
    expect(container).not.toHaveProperty("environment");
    expect(container).not.toHaveProperty("secrets");
    expect(container).not.toHaveProperty("dockerLabels");
  });

  it("starts the app's own command where there is one", async () => {
    const resources = await resolveShop({ services: { ai: { command: ["serve", "--all"] } } });
    expect(containerOf(resources, "ai")["command"]).toEqual(["serve", "--all"]);
    expect(containerOf(resources, "backend")).not.toHaveProperty("command");
  });

  it("marks the containers as secret in the state", async () => {
    for (const task of ofType(await recordShop(), TASK)) {
      expect(task.additionalSecretOutputs).toContain("containerDefinitions");
    }
  });

  it("keeps a year's log of each service", async () => {
    const { inputs } = named(await recordShop(), "aws:cloudwatch/logGroup:LogGroup", "compute-backend");
    expect(inputs).toMatchObject({ retentionInDays: 365 });
  });

  it("rolls out beside the old version and back when the new one is not well", async () => {
    const { inputs } = named(await recordShop(), SERVICE, "compute-backend");
    expect(inputs).toMatchObject({
      launchType: "FARGATE",
      platformVersion: "LATEST",
      desiredCount: 2,
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: 60,
      propagateTags: "SERVICE",
      enableExecuteCommand: false,
      waitForSteadyState: true,
    });
  });

  it("starts a service once its routes, its rights and its way out are there", async () => {
    const recording = await recordShop();
    const { dependsOn } = named(recording, SERVICE, "compute-backend");
    for (const [type, name] of [
      ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "compute-backend-execution"],
      ["aws:iam/rolePolicy:RolePolicy", "compute-backend-secrets"],
      ["aws:iam/rolePolicy:RolePolicy", "compute-backend-buckets"],
      ["aws:ec2/route:Route", "network-public"],
    ] as const) {
      expect(dependsOn).toContain(urnOf(recording, type, name));
    }
    expect(dependsOn).toContain(onlyOf(recording, "aws:lb/listenerRule:ListenerRule").urn);
  });

  it("does not scale unasked, and owns the number of copies then", async () => {
    const { ignoreChanges } = named(await recordShop(), SERVICE, "compute-backend");
    expect(ignoreChanges).toEqual([]);
  });

  it("scales on CPU when there may be more copies, and leaves their number alone then", async () => {
    const recording = await recordShop({ compute: { maxCount: 4 } });
    expect(named(recording, SERVICE, "compute-backend").ignoreChanges).toEqual(["desiredCount"]);
    expect(named(recording, "aws:appautoscaling/target:Target", "compute-backend").inputs).toMatchObject({
      minCapacity: 2,
      maxCapacity: 4,
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
    });
    const policy = named(recording, "aws:appautoscaling/policy:Policy", "compute-backend");
    expect(policy.inputs["targetTrackingScalingPolicyConfiguration"]).toEqual({
      predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
      targetValue: 60,
      scaleInCooldown: 300,
      scaleOutCooldown: 60,
    });
    expect(policy.dependsOn).toContain(urnOf(recording, "aws:appautoscaling/target:Target", "compute-backend"));
  });

  it("tells where the app is and what it sends from", async () => {
    const shop: Shop = { network: { nat: "single" } };
    const seen = await valueOf(shop, (connections) => {
      const { url, origin, egressCidrs } = buildShop(connections, shop);
      return pulumi.output({ url, type: origin.type, value: origin.value, own: origin.publicCertificate, egressCidrs });
    });
    expect(seen).toEqual({
      url: "https://api.example.com",
      type: "CNAME",
      value: "compute-alb.elb.example",
      own: true,
      egressCidrs: ["198.51.100.7/32"],
    });
  });

  it("does not fix the addresses that it sends from without a gateway", async () => {
    expect(await valueOf({}, (connections, shop) => buildShop(connections, shop).egressCidrs)).toEqual([]);
  });
});

describe("the roles of containers on AWS", () => {
  const roleOf = (resources: readonly ResolvedResource[], name: string) =>
    resources.filter(
      ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs["role"] === `${name}-0a1b2c3`,
    );

  it("start a container with the secrets that it gets, and no others", async () => {
    const resources = await resolveShop();
    const [policy, ...others] = roleOf(resources, "compute-backend-execution");
    expect(others).toEqual([]);
    expect(statementsOf(policy!.inputs["policy"])).toEqual([
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [
          "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!database-server",
          "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-JWT_SECRET",
          "arn:aws:test:us-east-1:123456789012:SecretVersion/secrets-MAIL_KEY",
        ],
      },
    ]);
    expect(roleOf(resources, "compute-ai-execution")).toEqual([]);
  });

  it("let a container do what it was granted with the buckets, and nothing else", async () => {
    const resources = await resolveShop();
    const [policy, ...others] = roleOf(resources, "compute-backend-task");
    expect(others).toEqual([]);
    expect(statementsOf(policy!.inputs["policy"]).map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ["ListAssets", ["s3:ListBucket"]],
      ["ObjectsAssets", ["s3:GetObject"]],
      ["ListUploads", ["s3:ListBucket"]],
      ["ObjectsUploads", ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]],
    ]);
    expect(roleOf(resources, "compute-ai-task")).toEqual([]);
  });

  it("grant nothing where the buckets are reached by keys", async () => {
    const resources = await resolveShop({ storage: { access: "keys" } });
    expect(roleOf(resources, "compute-backend-task")).toEqual([]);
  });

  it("are taken by ECS alone, the container's own only for tasks of this account", async () => {
    const resources = await resolveShop();
    const trusted = (name: string) =>
      statementsOf(resolved(resources, "aws:iam/role:Role", name).inputs["assumeRolePolicy"])[0]!;
    expect(trusted("compute-backend-execution")).toMatchObject({ Principal: { Service: "ecs-tasks.amazonaws.com" } });
    expect(trusted("compute-backend-task")).toMatchObject({
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*" },
      },
    });
  });
});

describe("services that call each other on AWS", () => {
  const connectOf = (resources: readonly ResolvedResource[], name: string) =>
    resolved(resources, SERVICE, `compute-${name}`).inputs["serviceConnectConfiguration"];

  it("are found by name by those that call them", async () => {
    const resources = await resolveShop();
    expect(connectOf(resources, "ai")).toMatchObject({
      enabled: true,
      namespace: "arn:aws:test:us-east-1:123456789012:HttpNamespace/compute-services",
      services: [{ portName: "ai", discoveryName: "ai", clientAlias: [{ dnsName: "ai", port: 8001 }] }],
    });
    expect(connectOf(resources, "backend")).toMatchObject({ enabled: true });
    expect(connectOf(resources, "backend")).not.toHaveProperty("services");
  });

  it("start before those that call them", async () => {
    const recording = await recordShop();
    const { dependsOn } = named(recording, SERVICE, "compute-backend");
    expect(dependsOn).toContain(urnOf(recording, SERVICE, "compute-ai"));
  });

  it("may call each other in a circle", async () => {
    const recording = await recordShop({ services: { ai: { calls: ["backend"] } } });
    expect(ofType(recording, SERVICE)).toHaveLength(2);
  });

  it("need no namespace when none calls another", async () => {
    const recording = await recordShop({ services: { backend: { calls: [] } } });
    expect(countByType(recording)).not.toHaveProperty(["aws:servicediscovery/httpNamespace:HttpNamespace"]);
    for (const { inputs } of ofType(recording, SERVICE))
      expect(inputs).not.toHaveProperty("serviceConnectConfiguration");
  });
});
