import { resolveComputeArgs, type ComputeArgs, type ServiceArgs } from "../../../components/compute";
import { layoutGroup } from "../../../providers/oci/compute/group-layout";
import { ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { inputsOf, recordBalanced, resolveBalanced, worker, type BalancedShop } from "./load-balancer-shop";

const CONFIGURATION = "oci:Core/instanceConfiguration:InstanceConfiguration";
const POOL = "oci:Core/instancePool:InstancePool";
const SCALING = "oci:Autoscaling/autoScalingConfiguration:AutoScalingConfiguration";
const INSTANCE = "oci:Core/instance:Instance";
const NSG_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
const HEALTH = "oci:LoadBalancer/getBackendSetHealth:getBackendSetHealth";

const group = (shop: BalancedShop = {}): BalancedShop => ({ shape: "vm-group", ...shop });
const cron = { ...worker, schedule: "0 3 * * *" };

describe("a group of machines on Oracle Cloud", () => {
  it("is made of one configuration, with what a machine of its own is held to", async () => {
    const { resources } = await resolveBalanced(group());
    const { instanceDetails } = resolved(resources, CONFIGURATION).inputs;
    const { metadata, compartmentId, freeformTags, ...details } = instanceDetails.launchDetails;
    expect(Object.keys(metadata as object)).toEqual(["user_data"]);
    expect(compartmentId).toMatch(/^ocid1\.compartment/);
    expect(instanceDetails.instanceType).toBe("compute");
    expect(details).toEqual({
      displayName: "shop-test-compute-member",
      shape: "VM.Standard.E4.Flex",
      shapeConfig: { ocpus: 1, memoryInGbs: 4 },
      sourceDetails: { sourceType: "image", imageId: "ocid1.image.oc1.iad.pinned", bootVolumeSizeInGbs: "50" },
      createVnicDetails: {
        assignPublicIp: false,
        nsgIds: ["network-workload-id", "compute-behind-balancer-id", "compute-admin-id"],
        freeformTags,
      },
      instanceOptions: { areLegacyImdsEndpointsDisabled: true },
      isPvEncryptionInTransitEnabled: true,
      agentConfig: { isMonitoringDisabled: false, isManagementDisabled: true },
    });
  });

  it("stands in every availability domain, joined to the balancer", async () => {
    const { resources } = await resolveBalanced(group());
    expect(resolved(resources, POOL).inputs).toMatchObject({
      instanceConfigurationId: "compute-member-id",
      size: 2,
      placementConfigurations: [
        { availabilityDomain: "Uocm:US-ASHBURN-AD-1", primarySubnetId: "network-private-id" },
        { availabilityDomain: "Uocm:US-ASHBURN-AD-2", primarySubnetId: "network-private-id" },
      ],
      loadBalancers: [
        {
          loadBalancerId: "compute-balancer-id",
          backendSetName: "members",
          port: 80,
          vnicSelection: "PrimaryVnic",
        },
      ],
      freeformTags: { "landfall-shape": "VM.Standard.E4.Flex" },
    });
  });

  it("stands in the public subnet where there is no NAT gateway", async () => {
    const { resources } = await resolveBalanced(group({ network: { nat: "none" } }));
    const vnic = resolved(resources, CONFIGURATION).inputs["instanceDetails"].launchDetails.createVnicDetails;
    expect(vnic.assignPublicIp).toBe(true);
    expect(resolved(resources, POOL).inputs["placementConfigurations"][0].primarySubnetId).toBe("network-public-id");
  });

  it("is asked by the balancer on the path that every machine answers", async () => {
    const { resources } = await resolveBalanced(group());
    const set = resolved(resources, "oci:LoadBalancer/backendSet:BackendSet", "compute-members-backends").inputs;
    expect(set["healthChecker"]).toMatchObject({ port: 80, urlPath: "/.well-known/landfall/health" });
    expect(resources.filter(({ type }) => type.includes("RoutingPolicy"))).toEqual([]);
  });

  it("keeps a browser with one member where any service wants it", async () => {
    const { resources } = await resolveBalanced(group({ services: { web: { stickySessions: true } } }));
    const set = resolved(resources, "oci:LoadBalancer/backendSet:BackendSet", "compute-members-backends").inputs;
    expect(set["lbCookieSessionPersistenceConfiguration"]).toMatchObject({ isHttpOnly: true, isSecure: true });
  });

  it("lets in the balancer and administrators, and nobody else", async () => {
    const { resources } = await resolveBalanced(group());
    const rules = Object.values(inputsOf(resources, NSG_RULE))
      .filter(
        ({ direction, networkSecurityGroupId }) =>
          direction === "INGRESS" && !/balancer-g/.test(networkSecurityGroupId as string),
      )
      .map(({ source, tcpOptions }) => [source, tcpOptions.destinationPortRange.min]);
    expect(rules).toEqual(
      expect.arrayContaining([
        ["203.0.113.7/32", 22],
        ["compute-balancer-group-id", 80],
      ]),
    );
    expect(rules).toHaveLength(2);
  });

  it("is never taken away before the one that replaces it is there", async () => {
    const pool = onlyOf(await recordBalanced(group()), POOL);
    expect(pool).toMatchObject({ ignoreChanges: [], protect: false });
    expect(pool.deleteBeforeReplace).not.toBe(true);
  });

  it("hands on its address once all members answer, and asks nothing in a preview", async () => {
    const { lookUps, value } = await resolveBalanced(group());
    expect(lookUps.filter(({ token }) => token === HEALTH).map(({ inputs }) => inputs)).toEqual([
      { backendSetName: "members", loadBalancerId: "compute-balancer-id" },
    ]);
    expect(value).toEqual({
      url: "https://api.example.com",
      origin: "192.0.2.3",
      egressCidrs: ["192.0.2.1/32"],
      isPublic: true,
    });
  });

  it("lets machines of the compartment read exactly the services' secrets", async () => {
    const { resources } = await resolveBalanced(group());
    const rule = resolved(resources, "oci:Identity/dynamicGroup:DynamicGroup", "compute-machines").inputs;
    expect(rule["matchingRule"]).toMatch(/^ALL \{instance\.compartment\.id = 'ocid1\.compartment\.[^']+'\}$/);
    expect(resolved(resources, "oci:Identity/policy:Policy", "compute-reading").inputs["statements"]).toEqual([
      expect.stringMatching(/ read secret-bundles in .* where any \{target\.secret\.id = 'secrets-MAIL_KEY-id'\}$/),
    ]);
  });
});

describe("a group that scales on Oracle Cloud", () => {
  it("adds a member when all are busy and takes one away when they are idle", async () => {
    const { resources } = await resolveBalanced(group({ compute: { maxCount: 4 } }));
    const { freeformTags: _tags, compartmentId: _compartment, ...inputs } = resolved(resources, SCALING).inputs;
    const rule = (displayName: string, operator: string, value: number, change: number) => ({
      displayName,
      action: { type: "CHANGE_COUNT_BY", value: change },
      metric: { metricType: "CPU_UTILIZATION", threshold: { operator, value } },
    });
    expect(inputs).toEqual({
      displayName: "shop-test-compute-scaling",
      autoScalingResources: { id: "compute-pool-id", type: "instancePool" },
      coolDownInSeconds: 300,
      isEnabled: true,
      policies: [
        {
          displayName: "cpu",
          policyType: "threshold",
          capacity: { initial: 2, min: 2, max: 4 },
          rules: [rule("busy", "GT", 70, 1), rule("idle", "LT", 30, -1)],
        },
      ],
    });
  });

  it("leaves the size to scaling from then on", async () => {
    const pool = onlyOf(await recordBalanced(group({ compute: { maxCount: 4 } })), POOL);
    expect(pool.ignoreChanges).toEqual(["size"]);
  });

  it("has nothing to scale by when it may not grow", async () => {
    expect(ofType(await recordBalanced(group()), SCALING)).toEqual([]);
  });
});

describe("machines beside a group on Oracle Cloud", () => {
  it("are one for what runs in the background, and one for each service of its own", async () => {
    const services = {
      worker,
      nightly: cron,
      ai: { ...worker, port: 8500, health: { path: "/" }, machine: "own" as const },
    };
    const { resources } = await resolveBalanced(group({ services }));
    expect(Object.keys(inputsOf(resources, INSTANCE))).toEqual(["compute-background", "compute-own-ai"]);
    expect(resolved(resources, INSTANCE, "compute-background").inputs["createVnicDetails"]).toMatchObject({
      assignPublicIp: "false",
      subnetId: "network-private-id",
      nsgIds: ["network-workload-id", "compute-admin-id"],
    });
  });

  it("are none where every service shares and answers requests", async () => {
    expect(ofType(await recordBalanced(group()), INSTANCE)).toEqual([]);
  });
});

describe("the layout of a group", () => {
  const web = (port: number, more: Partial<ServiceArgs> = {}): ServiceArgs => ({
    ...worker,
    port,
    health: { path: "/health" },
    ...more,
  });
  const lay = (services: Record<string, ServiceArgs>, count = 2) =>
    layoutGroup(resolveComputeArgs({ services, size: "medium", count } as ComputeArgs), 1000);
  const told = (machine: ReturnType<typeof lay>["member"]) =>
    machine.services.map(({ name, copies, hostPorts, args }) => [name, copies, hostPorts, args.routes]);

  it("spreads the copies that a service wants over the members", () => {
    expect(told(lay({ api: web(8000, { replicas: 3 }) }).member)).toEqual([["api", 2, [8000, 20000], []]]);
  });

  it("gives a machine its own copy of each service that it calls, since members have no fixed address", () => {
    const { member, singles } = lay({
      api: web(8000, { routes: ["/"], calls: ["auth"] }),
      auth: web(8001),
      other: web(8002),
      worker: { ...worker, calls: ["api"] },
    });
    expect(told(member).map(([name]) => name)).toEqual(["api", "auth", "other"]);
    expect(singles.map(({ role }) => role)).toEqual(["background"]);
    expect(told(singles[0]!)).toEqual([
      ["worker", 1, [], []],
      ["api", 1, [30000], []],
      ["auth", 1, [30001], []],
    ]);
  });

  it("opens no port of a service that every machine has itself", () => {
    const { member, singles } = lay({
      api: web(8000, { routes: ["/"], calls: ["ai"] }),
      ai: web(8500, { machine: "own", calls: ["api"] }),
    });
    expect(member.services.map(({ calledFromOutside }) => calledFromOutside)).toEqual([false]);
    expect(singles[0]!.services.map(({ name, calledFromOutside }) => [name, calledFromOutside])).toEqual([
      ["ai", true],
      ["api", false],
    ]);
  });
});
