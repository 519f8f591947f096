import { ofType } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf } from "./record-shop";
import type { Shop } from "./shop";

const SERVICE = "aws:ecs/service:Service";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const MACHINE = "aws:sfn/stateMachine:StateMachine";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TARGET = "aws:lb/targetGroup:TargetGroup";
const ACCOUNT = "123456789012";
const CLUSTER = `arn:aws:test:us-east-1:${ACCOUNT}:Cluster/compute-cluster`;

const withoutPort = { port: undefined, health: undefined };
const worker: Shop = { services: { worker: { ...withoutPort, replicas: 3 } } };
const nightly = (more: object = {}): Shop => ({
  services: { nightly: { ...withoutPort, schedule: "*/10 2 * * *", ...more } },
});

const containerOf = (resources: readonly ResolvedResource[], name: string) =>
  (JSON.parse(resolved(resources, TASK, `compute-${name}`).inputs["containerDefinitions"]) as object[])[0]!;
const names = (resources: readonly ResolvedResource[], type: string) =>
  resources.filter((it) => it.type === type).map(({ name }) => name);

describe("a background service in containers on AWS", () => {
  it("runs as many copies as it wants itself, and does not scale with the others", async () => {
    const recording = await recordShop({ ...worker, compute: { maxCount: 4 } });
    const service = ofType(recording, SERVICE).find(({ name }) => name === "compute-worker")!;
    expect(service.inputs["desiredCount"]).toBe(3);
    expect(service.ignoreChanges).toEqual([]);
    const scaled = ofType(recording, "aws:appautoscaling/target:Target").map(({ name }) => name);
    expect(scaled.sort()).toEqual(["compute-ai", "compute-backend"]);
  });

  it("listens on no port, and nobody leads to it", async () => {
    const resources = await resolveShop(worker);
    expect(containerOf(resources, "worker")).not.toHaveProperty("portMappings");
    expect(resolved(resources, SERVICE, "compute-worker").inputs).not.toHaveProperty("loadBalancers");
    expect(names(resources, TARGET)).toEqual(["compute-backend"]);
  });

  it("may call others without being called itself", async () => {
    const resources = await resolveShop({ services: { worker: { ...withoutPort, calls: ["ai"] } } });
    const connect = resolved(resources, SERVICE, "compute-worker").inputs["serviceConnectConfiguration"];
    expect(connect).toMatchObject({ enabled: true });
    expect(connect).not.toHaveProperty("services");
  });

  it("cannot be called: that would be a bug of preflight", async () => {
    const called = { services: { ...worker.services, backend: { calls: ["worker"] } } };
    await expect(recordShop(called)).rejects.toThrow("backend calls worker, which listens on no port");
  });
});

describe("a service at set times in containers on AWS", () => {
  it("is a task that a clock starts, in UTC and on time", async () => {
    const resources = await resolveShop(nightly());
    expect(names(resources, SERVICE)).not.toContain("compute-nightly");
    expect(resolved(resources, SCHEDULE, "compute-nightly").inputs).toEqual({
      description: "Runs nightly of shop, stack test",
      scheduleExpression: "cron(0/10 2 * * ? *)",
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:aws:test:us-east-1:${ACCOUNT}:StateMachine/compute-nightly`,
        roleArn: `arn:aws:test:us-east-1:${ACCOUNT}:Role/compute-nightly-schedule`,
        retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 3 },
      },
    });
  });

  it("starts no run while one goes on", async () => {
    const resources = await resolveShop(nightly());
    const { StartAt, States } = JSON.parse(resolved(resources, MACHINE, "compute-nightly").inputs["definition"]);
    expect(StartAt).toBe("Look");
    expect(States.Look).toMatchObject({
      Resource: "arn:aws:states:::aws-sdk:ecs:listTasks",
      Parameters: { Cluster: CLUSTER, Family: "shop-test-nightly", MaxResults: 1 },
      Next: "Runs",
    });
    expect(States.Runs).toEqual({
      Type: "Choice",
      Choices: [{ Variable: "$.TaskArns[0]", IsPresent: true, Next: "LetItRun" }],
      Default: "Run",
    });
    expect(States.Run).toMatchObject({
      Resource: "arn:aws:states:::ecs:runTask",
      Parameters: {
        Cluster: CLUSTER,
        LaunchType: "FARGATE",
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ["network-public-1-id", "network-public-2-id"],
            SecurityGroups: ["network-workload-id", "compute-nightly-id"],
            AssignPublicIp: "ENABLED",
          },
        },
      },
    });
  });

  it("stands in private subnets where there is a gateway", async () => {
    const resources = await resolveShop({ ...nightly(), network: { nat: "single" } });
    const { States } = JSON.parse(resolved(resources, MACHINE, "compute-nightly").inputs["definition"]);
    expect(States.Run.Parameters.NetworkConfiguration.AwsvpcConfiguration).toMatchObject({
      Subnets: ["network-private-1-id", "network-private-2-id"],
      AssignPublicIp: "DISABLED",
    });
  });

  it("is started with the right to this task in this cluster, and to hand its own roles to ECS", async () => {
    const resources = await resolveShop(nightly());
    const statements = statementsOf(resolved(resources, ROLE_POLICY, "compute-nightly-runner").inputs["policy"]);
    const inCluster = { ArnEquals: { "ecs:cluster": CLUSTER } };
    expect(statements.map(({ Action, Resource, Condition }) => [Action, Resource, Condition])).toEqual([
      [["ecs:ListTasks"], ["*"], inCluster],
      [["ecs:RunTask"], [`arn:aws:test:us-east-1:${ACCOUNT}:TaskDefinition/compute-nightly:*`], inCluster],
      [["ecs:TagResource"], [`${CLUSTER}/*`], { StringEquals: { "ecs:CreateAction": "RunTask" } }],
      [
        ["iam:PassRole"],
        [
          `arn:aws:test:us-east-1:${ACCOUNT}:Role/compute-nightly-execution`,
          `arn:aws:test:us-east-1:${ACCOUNT}:Role/compute-nightly-task`,
        ],
        { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      ],
    ]);
    const clock = statementsOf(resolved(resources, ROLE_POLICY, "compute-nightly-schedule").inputs["policy"]);
    expect(clock.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["states:StartExecution"], [`arn:aws:test:us-east-1:${ACCOUNT}:StateMachine/compute-nightly`]],
    ]);
  });

  it.each([
    ["compute-nightly-runner", "states.amazonaws.com"],
    ["compute-nightly-schedule", "scheduler.amazonaws.com"],
  ])("takes the role %s for this account alone", async (name, service) => {
    const resources = await resolveShop(nightly());
    const [trust] = statementsOf(resolved(resources, "aws:iam/role:Role", name).inputs["assumeRolePolicy"]);
    expect(trust).toMatchObject({
      Principal: { Service: service },
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    });
  });

  it("finds the services that it calls in DNS, which Service Connect does not tell it", async () => {
    const resources = await resolveShop(nightly({ calls: ["ai"] }));
    expect(containerOf(resources, "nightly")).toMatchObject({
      environment: expect.arrayContaining([{ name: "AI_URL", value: "http://ai.services.internal:8001" }]) as unknown,
    });
    expect(resolved(resources, "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace").inputs).toMatchObject({
      name: "services.internal",
      vpc: "network-vpc-id",
    });
    expect(resolved(resources, SERVICE, "compute-ai").inputs["serviceRegistries"]).toEqual({
      registryArn: `arn:aws:test:us-east-1:${ACCOUNT}:Service/compute-ai`,
    });
    expect(resolved(resources, SERVICE, "compute-backend").inputs).not.toHaveProperty("serviceRegistries");
  });

  it("needs no Service Connect where it alone calls", async () => {
    const resources = await resolveShop({
      services: { ...nightly({ calls: ["ai"] }).services, backend: { calls: [] } },
    });
    expect(names(resources, "aws:servicediscovery/httpNamespace:HttpNamespace")).toEqual([]);
  });

  it("needs no names in DNS where it calls nobody", async () => {
    const resources = await resolveShop(nightly());
    expect(names(resources, "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")).toEqual([]);
  });
});

describe("what services of containers on AWS ask for", () => {
  it("keeps a browser with its copy only where it is asked to", async () => {
    const sticky = await recordShop({ services: { backend: { stickySessions: true } } });
    expect(ofType(sticky, TARGET)[0]!.inputs["stickiness"]).toEqual({
      type: "lb_cookie",
      enabled: true,
      cookieDuration: 86_400,
    });
    expect(ofType(await recordShop(), TARGET)[0]!.inputs).not.toHaveProperty("stickiness");
  });

  it("runs at least as many copies as a service wants", async () => {
    const recording = await recordShop({ services: { backend: { replicas: 3 } } });
    const counts = ofType(recording, SERVICE).map(({ name, inputs }) => [name, inputs["desiredCount"]]);
    expect(Object.fromEntries(counts)).toEqual({ "compute-ai": 2, "compute-backend": 3 });
  });

  it("lets a service use exactly the queues that it was granted", async () => {
    const resources = await resolveShop({
      queue: { topics: { prices: {}, orders: {} } },
      services: { worker: { ...withoutPort, topics: { prices: "read" } } },
    });
    const statements = statementsOf(resolved(resources, ROLE_POLICY, "compute-worker-topics").inputs["policy"]);
    expect(statements.map(({ Resource }) => Resource)).toEqual([
      [`arn:aws:test:us-east-1:${ACCOUNT}:Queue/queue-prices`],
    ]);
    expect(statements[0]!.Action).not.toContain("sqs:SendMessage");
    expect(names(resources, ROLE_POLICY)).not.toContain("compute-backend-topics");
  });

  it("cannot do without a network, which preflight asks for", async () => {
    await expect(recordShop({ compute: { network: undefined } })).rejects.toThrow("was given no network");
  });
});
