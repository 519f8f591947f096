import * as pulumi from "@pulumi/pulumi";
import { resolveComputeArgs, type ComputeArgs, type ServiceArgs } from "../../../components/compute";
import { plain, reference, secret } from "../../../components/core/binding";
import { resolveDatabaseArgs } from "../../../components/database";
import { containerEnvironment } from "../../../providers/oci/compute/containers-environment";
import { calledPorts, callUrls, containerGroups, slotsOf } from "../../../providers/oci/compute/containers-layout";
import { containerIssues } from "../../../providers/oci/compute/containers-limits";
import { isSecret, ofType, testStack } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { inputsOf, recordBalanced, resolveBalanced, worker } from "./load-balancer-shop";

const INSTANCE = "oci:ContainerEngine/containerInstance:ContainerInstance";
const BACKEND = "oci:LoadBalancer/backend:Backend";
const NSG_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";

/** The containers of an instance; they hold a secret, so that they come wrapped. */
const containersOf = ({ containers }: ResolvedResource["inputs"]): Record<string, unknown>[] =>
  (Array.isArray(containers) ? containers : containers.value) as Record<string, unknown>[];

const web = (port: number, more: Partial<ServiceArgs> = {}): ServiceArgs => ({
  image: "ghcr.io/acme/x:1",
  port,
  routes: [],
  health: { path: "/health" },
  environment: {},
  buckets: {},
  calls: [],
  ...more,
});

const resolve = (services: Record<string, ServiceArgs>, more: Partial<ComputeArgs> = {}) =>
  resolveComputeArgs({ services, size: "medium", count: 2, ...more } as ComputeArgs);

describe("container instances on Oracle Cloud", () => {
  it("are as many as asked for, each with all services that share, at an address of its own", async () => {
    const { resources } = await resolveBalanced();
    const instances = inputsOf(resources, INSTANCE);
    expect(Object.keys(instances)).toEqual(["compute-app-1", "compute-app-2"]);
    const { freeformTags, containers: _containers, ...first } = instances["compute-app-1"]!;
    expect(freeformTags).toMatchObject({ "landfall-component": "compute" });
    expect(first).toEqual({
      availabilityDomain: "Uocm:US-ASHBURN-AD-1",
      compartmentId: expect.any(String) as string,
      containerRestartPolicy: "ALWAYS",
      displayName: "shop-test-compute-app-1",
      shape: "CI.Standard.E4.Flex",
      shapeConfig: { ocpus: 1, memoryInGbs: 4 },
      vnics: [
        {
          subnetId: "network-private-id",
          privateIp: expect.stringMatching(/^10\.20\./) as string,
          isPublicIpAssigned: false,
          nsgIds: ["network-workload-id", "compute-behind-balancer-id"],
          freeformTags,
        },
      ],
    });
    expect(containersOf(instances["compute-app-1"]!)[1]).toEqual({
      displayName: "web",
      imageUrl: "ghcr.io/acme/web:1.0.0",
      environmentVariables: {},
      healthChecks: [
        {
          name: "health",
          healthCheckType: "HTTP",
          port: 3000,
          path: "/healthz",
          intervalInSeconds: 30,
          initialDelayInSeconds: 60,
          timeoutInSeconds: 10,
          failureThreshold: 3,
          failureAction: "KILL",
        },
      ],
      isResourcePrincipalDisabled: true,
      freeformTags,
    });
    expect(instances["compute-app-2"]!["availabilityDomain"]).toBe("Uocm:US-ASHBURN-AD-2");
    expect(instances["compute-app-2"]!["vnics"][0].privateIp).not.toBe(first["vnics"][0].privateIp);
  });

  it("have public addresses where there is no other way out to fetch an image", async () => {
    const { resources, value } = await resolveBalanced({ network: { nat: "none" } });
    expect(resolved(resources, INSTANCE, "compute-app-1").inputs["vnics"][0]).toMatchObject({
      subnetId: "network-public-id",
      isPublicIpAssigned: true,
    });
    expect(value.egressCidrs).toEqual([]);
  });

  it("send from the NAT gateway's address where there is one", async () => {
    expect((await resolveBalanced()).value.egressCidrs).toEqual(["192.0.2.1/32"]);
  });

  it("stand behind the balancer, each at its own address", async () => {
    const { resources } = await resolveBalanced();
    const addresses = Object.values(inputsOf(resources, INSTANCE)).map(({ vnics }) => vnics[0].privateIp as string);
    const backends = inputsOf(resources, BACKEND);
    expect(Object.keys(backends)).toEqual([
      "compute-api-backend-1",
      "compute-api-backend-2",
      "compute-web-backend-1",
      "compute-web-backend-2",
    ]);
    expect(backends["compute-api-backend-2"]).toEqual({
      loadBalancerId: "compute-balancer-id",
      backendsetName: "api",
      ipAddress: addresses[1],
      port: 8000,
    });
  });

  it("let in the balancer's requests alone, where nobody else calls", async () => {
    const { resources } = await resolveBalanced();
    const rules = Object.values(inputsOf(resources, NSG_RULE))
      .filter(({ networkSecurityGroupId }) => networkSecurityGroupId === "compute-behind-balancer-id")
      .map(({ source, tcpOptions }) => [source, tcpOptions.destinationPortRange.min]);
    expect(rules).toEqual([
      ["compute-balancer-group-id", 8000],
      ["compute-balancer-group-id", 3000],
    ]);
  });

  it("go one after the other when they are replaced, since the address is taken until then", async () => {
    const [first, second] = ofType(await recordBalanced(), INSTANCE);
    expect(first).toMatchObject({ deleteBeforeReplace: true, ignoreChanges: [], protect: false });
    expect(first!.dependsOn).not.toContain(second!.urn);
    expect(second!.dependsOn).toContain(first!.urn);
  });

  it("reach services of their own instance on localhost, and tell secrets only as such", async () => {
    const api = ofType(await recordBalanced(), INSTANCE)[0]!;
    const [container] = api.inputs["containers"] as { environmentVariables: Record<string, string> }[];
    const { MAIL_KEY, ...rest } = container!.environmentVariables;
    expect(isSecret(MAIL_KEY)).toBe(true);
    expect(rest).toEqual({ LOG_LEVEL: "info", WEB_URL: "http://localhost:3000" });
    expect(api.additionalSecretOutputs).toEqual(["containers"]);
  });

  it("run background services on one further instance, as many as they want", async () => {
    const { resources } = await resolveBalanced({ services: { worker: { ...worker, replicas: 2, calls: ["api"] } } });
    const instances = inputsOf(resources, INSTANCE);
    expect(Object.keys(instances).sort()).toEqual(["compute-app-1", "compute-app-2", "compute-background-1"]);
    const background = instances["compute-background-1"]!;
    const address = instances["compute-app-1"]!["vnics"][0].privateIp as string;
    expect(containersOf(background)).toHaveLength(2);
    expect(containersOf(background)[0]).toMatchObject({
      displayName: "worker-1",
      environmentVariables: { API_URL: `http://${address}:8000` },
    });
    expect(containersOf(background)[0]!["healthChecks"]).toBeUndefined();
    expect(instances["compute-app-1"]!["vnics"][0].nsgIds).toContain("compute-app-calls-id");
    expect(resolved(resources, NSG_RULE, "compute-app-port-8000").inputs["source"]).toBe("network-workload-id");
  });

  it("hand a service's command over in place of the image's arguments", async () => {
    const { resources } = await resolveBalanced({ services: { api: { command: ["serve", "--fast"] } } });
    const [api] = containersOf(resolved(resources, INSTANCE, "compute-app-1").inputs);
    expect(api!["arguments"]).toEqual(["serve", "--fast"]);
  });
});

describe("the layout of container instances", () => {
  const args = resolve({
    api: web(8000, { calls: ["ai"], replicas: 3 }),
    web: web(3000),
    ai: web(8500, { machine: "own" }),
    mail: { ...worker, machine: "own", replicas: 2 },
    jobs: worker,
  });

  it("puts together what shares, and gives every other service its own instances", () => {
    expect(containerGroups(args).map(({ role, copies }) => `${role} ${copies}`)).toEqual([
      "app 3",
      "background 1",
      "own-ai 2",
      "own-mail 2",
    ]);
  });

  it("calls copies in turn, and opens the called port", () => {
    const groups = containerGroups(args);
    const slots = slotsOf(groups, 60);
    const addressOf = ({ group, index }: (typeof slots)[number]) => `${group.role}-${index}`;
    const hosts = slots
      .filter(({ group }) => group.role === "app")
      .map((slot) => callUrls(slots, slot, ["ai"], args.services, addressOf)["AI_URL"]);
    expect(hosts).toEqual(["http://own-ai-0:8500", "http://own-ai-1:8500", "http://own-ai-0:8500"]);
    expect(groups.map((group) => calledPorts(group, args.services))).toEqual([[], [], [8500], []]);
  });

  it("refuses to call what answers no requests", () => {
    const slots = slotsOf(containerGroups(args), 60);
    expect(() => callUrls(slots, slots[0]!, ["jobs"], args.services, () => "")).toThrow("no container answers");
  });

  it("moves no instance when a service is added, and gives no address twice", () => {
    const numbers = (services: Record<string, ServiceArgs>) =>
      Object.fromEntries(
        slotsOf(containerGroups(resolve(services)), 16_000).map(({ group, index, hostNumber }) => [
          `${group.role}-${index}`,
          hostNumber,
        ]),
      );
    const before = numbers({ api: web(8000), ai: web(8500, { machine: "own" }) });
    const after = numbers({ aa: web(1, { machine: "own" }), api: web(8000), ai: web(8500, { machine: "own" }) });
    expect(after).toMatchObject(before);
    expect(new Set(Object.values(after)).size).toBe(Object.keys(after).length);
    expect(() => slotsOf(containerGroups(args), 12)).toThrow("no address left");
  });
});

describe("the environment of a container", () => {
  it("marks secrets, and says whether there are any", () => {
    expect(containerEnvironment({ A: plain("b") }, {})).toEqual({ variables: { A: "b" }, hasSecrets: false });
    expect(containerEnvironment({ A: secret("b") }, {}).hasSecrets).toBe(true);
  });

  it("refuses a secret that stays in a store, which nobody would read", () => {
    const kept = reference({ provider: "oci", id: pulumi.output("ocid1.vaultsecret.oc1..x") });
    expect(() => containerEnvironment({ A: kept }, {})).toThrow("stays in the store of oci");
  });
});

describe("what container instances cannot do", () => {
  const asked = (services: Record<string, ServiceArgs>, more: Partial<ComputeArgs> = {}) => ({
    ...resolve(services, more),
    shape: "containers",
  });

  it("is to listen twice on one port of an instance", () => {
    const issues = containerIssues(asked({ api: web(8000), web: web(8000) }));
    expect(issues).toEqual([
      {
        at: "services.web.port",
        problem: "is the port of api too, and services that share a container instance share its ports",
        got: 8000,
        allowed: "a port of its own, or a machine of its own",
      },
    ]);
    expect(containerIssues(asked({ api: web(8000), web: web(8000, { machine: "own" }) }))).toEqual([]);
    expect(containerIssues({ ...asked({ api: web(8000), web: web(8000) }), shape: "vm-group" })).toEqual([]);
  });

  it("is to hold more than fits into one", () => {
    const services = { api: web(8000, { memoryMiB: 3000 }), web: web(3000, { memoryMiB: 2000 }) };
    expect(containerIssues(asked(services))).toEqual([
      {
        at: "compute.size",
        problem: "api and web need 5000 MiB together, and a container instance has 4096",
        got: "medium",
        allowed: ["large", "xlarge"],
      },
    ]);
    expect(containerIssues(asked(services, { size: "large" }))).toEqual([]);
  });

  it("is to be of a machine's type", () => {
    const told = (instanceType: string) => containerIssues(asked({ api: web(8000) }, { instanceType }));
    expect(told("VM.Standard.E4.Flex").map(({ at }) => at)).toEqual(["compute.instanceType"]);
    expect(told("CI.Standard.A1.Flex")).toEqual([]);
  });

  it("is to make the wallet of an Autonomous Database", () => {
    const database = (shape: string) => ({
      ...resolveDatabaseArgs({ stack: testStack, engine: "oracle", databaseName: "shop", size: "small" }),
      shape,
    });
    const issues = (shape: string) => containerIssues(asked({ api: web(8000) }), database(shape));
    expect(issues("serverless").map(({ at }) => at)).toEqual(["database.shape"]);
    expect(issues("managed")).toEqual([]);
  });
});
