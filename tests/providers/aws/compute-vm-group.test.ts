import * as pulumi from "@pulumi/pulumi";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { composeOf, filesOf, INSTANCE, TEMPLATE } from "./machine-files";
import { NEWEST_IMAGE, recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildShop, type Shop } from "./shop";

const GROUP = "aws:autoscaling/group:Group";
const POLICY = "aws:autoscaling/policy:Policy";
const TARGET = "aws:lb/targetGroup:TargetGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** The shop on a group of machines. */
const group = (shop: Shop = {}): Shop => ({ shape: "vm-group", ...shop, compute: { diskGiB: 30, ...shop.compute } });

const withoutPort = { port: undefined, health: undefined };
const nightly = { ...withoutPort, schedule: "0 2 * * *" };
const servicesOf = (resources: readonly ResolvedResource[], machine: string) =>
  Object.keys(composeOf(filesOf(resources, machine))).sort();

describe("a group of machines on AWS", () => {
  it("is one template, one group and one target behind a load balancer with a certificate", async () => {
    const counts = countByType(await recordShop(group()));
    expect(counts).toMatchObject({
      [GROUP]: 1,
      [TEMPLATE]: 1,
      [TARGET]: 1,
      "aws:lb/loadBalancer:LoadBalancer": 1,
      "aws:lb/listenerRule:ListenerRule": 1,
      "aws:acm/certificate:Certificate": 1,
    });
    expect(counts).not.toHaveProperty([INSTANCE]);
    expect(counts).not.toHaveProperty([POLICY]);
  });

  it("has as many machines as are asked for, in every zone, and replaces what is not well", async () => {
    const { tags, mixedInstancesPolicy, ...inputs } = resolved(await resolveShop(group()), GROUP).inputs;
    expect(inputs).toEqual({
      minSize: 2,
      maxSize: 2,
      vpcZoneIdentifiers: ["network-public-1-id", "network-public-2-id"],
      targetGroupArns: ["arn:aws:test:us-east-1:123456789012:TargetGroup/compute-app"],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 660,
      defaultInstanceWarmup: 600,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200, autoRollback: true, skipMatching: true },
      },
      minElbCapacity: 2,
      waitForCapacityTimeout: "30m",
    });
    expect(mixedInstancesPolicy).toEqual({
      instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 100 },
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: "compute-app-id", version: "3" },
        overrides: [{ instanceType: "t3.small" }],
      },
    });
    expect(tags).toContainEqual({
      key: "landfall-agent",
      value: "shop-test-compute-machines",
      propagateAtLaunch: true,
    });
  });

  it("makes machines that are encrypted and closed about who they are", async () => {
    const { tags, userData, description, tagSpecifications, ...inputs } = resolved(
      await resolveShop(group()),
      TEMPLATE,
    ).inputs;
    expect([typeof tags, typeof userData, typeof description]).toEqual(["object", "string", "string"]);
    expect((tagSpecifications as { resourceType: string }[]).map(({ resourceType }) => resourceType)).toEqual([
      "volume",
      "network-interface",
    ]);
    expect(inputs).toEqual({
      imageId: NEWEST_IMAGE,
      instanceType: "t3.small",
      iamInstanceProfile: { arn: "arn:aws:test:us-east-1:123456789012:InstanceProfile/compute-app" },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/sda1",
          ebs: { encrypted: "true", volumeType: "gp3", volumeSize: 30, deleteOnTermination: "true" },
        },
      ],
      networkInterfaces: [
        {
          associatePublicIpAddress: "true",
          deleteOnTermination: "true",
          securityGroups: ["network-workload-id", "compute-app-id"],
        },
      ],
      creditSpecification: { cpuCredits: "standard" },
      updateDefaultVersion: true,
    });
  });

  it("keeps its image until something else changes, unless one is configured", async () => {
    expect(onlyOf(await recordShop(group()), TEMPLATE).ignoreChanges).toEqual(["imageId"]);
    const pinned = await recordShop(group({ settings: { imageId: "ami-0123456789abcdef0" } }));
    expect(onlyOf(pinned, TEMPLATE).ignoreChanges).toEqual([]);
  });

  it("hides in private subnets where there is a gateway", async () => {
    const resources = await resolveShop(group({ network: { nat: "single" } }));
    expect(resolved(resources, GROUP).inputs["vpcZoneIdentifiers"]).toEqual([
      "network-private-1-id",
      "network-private-2-id",
    ]);
    expect(resolved(resources, TEMPLATE).inputs["networkInterfaces"][0].associatePublicIpAddress).toBe("false");
  });

  it("scales on CPU where there may be more machines", async () => {
    const recording = await recordShop(group({ compute: { maxCount: 4 } }));
    expect(onlyOf(recording, GROUP).inputs).toMatchObject({ minSize: 2, maxSize: 4 });
    expect(onlyOf(recording, POLICY).inputs).toMatchObject({
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    });
  });

  it("spreads the copies that a service wants over its machines", async () => {
    const resources = await resolveShop(group({ services: { backend: { replicas: 4 } } }));
    const file = filesOf(resources, "compute-app")["/etc/landfall/compose.yaml"]!;
    const copies = file.match(/image: ghcr\.io\/acme\/backend/g)!.length;
    expect(copies === 2 || /replicas: 2/.test(file)).toBe(true);
  });

  it("starts once its routes, its rights and its way out are there", async () => {
    const recording = await recordShop(group());
    const { dependsOn } = onlyOf(recording, GROUP);
    for (const type of ["aws:lb/listenerRule:ListenerRule", "aws:ec2/route:Route"]) {
      expect(dependsOn).toContain(onlyOf(recording, type).urn);
    }
    const rights = ofType(recording, "aws:iam/rolePolicy:RolePolicy").filter(({ name }) => /^compute-app/.test(name));
    for (const { urn } of rights) expect(dependsOn).toContain(urn);
  });

  it("tells where it is, and that its addresses change without a gateway", async () => {
    const see = (shop: Shop) =>
      valueOf(shop, (connections) => {
        const { url, origin, egressCidrs } = buildShop(connections, shop);
        return pulumi.output({ url, type: origin.type, value: origin.value, egressCidrs });
      });
    const there = { url: "https://api.example.com", type: "CNAME", value: "compute-alb.elb.example" };
    expect(await see(group())).toEqual({ ...there, egressCidrs: [] });
    expect(await see(group({ network: { nat: "single" } }))).toEqual({ ...there, egressCidrs: ["198.51.100.7/32"] });
  });
});

describe("the load balancer and its machines on AWS", () => {
  it("speaks HTTP to nginx, and asks it whether the machine is well", async () => {
    const { inputs } = resolved(await resolveShop(group()), TARGET);
    expect(inputs).toMatchObject({
      targetType: "instance",
      port: 80,
      protocol: "HTTP",
      healthCheck: { path: "/.well-known/landfall/health", matcher: "200", interval: 15, timeout: 5 },
    });
    expect(inputs).not.toHaveProperty("stickiness");
  });

  it("keeps a browser with its machine where any service wants it", async () => {
    const resources = await resolveShop(group({ services: { backend: { stickySessions: true } } }));
    expect(resolved(resources, TARGET).inputs["stickiness"]).toMatchObject({ type: "lb_cookie", enabled: true });
  });

  it("are the only two who meet on the machines' port", async () => {
    const resources = await resolveShop(group());
    const rules = resources.filter(({ type, name }) => type === INGRESS && /^compute-app/.test(name));
    expect(
      rules.map(({ inputs }) => [inputs["securityGroupId"], inputs["fromPort"], inputs["referencedSecurityGroupId"]]),
    ).toEqual([["compute-app-id", 80, "compute-alb-id"]]);
    const out = resolved(resources, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "compute-alb-to-app");
    expect(out.inputs).toMatchObject({ fromPort: 80, referencedSecurityGroupId: "compute-app-id" });
  });

  it("leads every route to the group, whichever machine the service stands on", async () => {
    const resources = await resolveShop(group({ services: { ai: { machine: "own", routes: ["/ai"] } } }));
    const rules = resources.filter(({ type }) => type === "aws:lb/listenerRule:ListenerRule");
    expect(rules.map(({ inputs }) => inputs["actions"][0].targetGroupArn)).toEqual([
      "arn:aws:test:us-east-1:123456789012:TargetGroup/compute-app",
      "arn:aws:test:us-east-1:123456789012:TargetGroup/compute-app",
    ]);
    const nginx = filesOf(resources, "compute-app")["/etc/landfall/nginx.conf"]!;
    expect(nginx).toContain("compute-own-ai.private:8001");
    expect(nginx).not.toContain("ssl_certificate");
  });

  it("lets nginx answer the networks of the load balancer alone", async () => {
    const files = filesOf(await resolveShop(group()), "compute-app");
    const firewall = files["/usr/local/sbin/landfall-firewall"]!;
    for (const cidr of ["10.20.0.0/19", "10.20.32.0/19"]) expect(firewall).toContain(cidr);
    expect(firewall).not.toContain("ufw allow 443");
  });
});

describe("what must not run on every machine of a group on AWS", () => {
  const services = { worker: { ...withoutPort, replicas: 2 }, nightly: { ...nightly, calls: ["ai"] } };

  it("runs on one machine beside it", async () => {
    const resources = await resolveShop(group({ services }));
    expect(servicesOf(resources, "compute-app")).toEqual(expect.not.arrayContaining(["nightly", "worker"]));
    expect(resources.filter(({ type }) => type === INSTANCE).map(({ name }) => name)).toEqual(["compute-jobs"]);
    const jobs = Object.values(filesOf(resources, "compute-jobs")).join("\n");
    for (const name of ["worker", "nightly"]) expect(jobs).toContain(name);
  });

  it("keeps a copy beside it of what it calls there, since the group's machines have no address", async () => {
    const resources = await resolveShop(group({ services }));
    const compose = composeOf(filesOf(resources, "compute-jobs"));
    expect(Object.keys(compose)).toContain("ai");
    expect(Object.keys(compose)).not.toContain("backend");
    const text = Object.values(filesOf(resources, "compute-jobs")).join("\n");
    expect(text).toContain("http://ai:8001");
  });

  it("keeps copies of what those call as well", async () => {
    const resources = await resolveShop(
      group({ services: { nightly: { ...nightly, calls: ["backend"] }, ai: { calls: ["backend"] } } }),
    );
    expect(servicesOf(resources, "compute-jobs")).toEqual(expect.arrayContaining(["ai", "backend"]));
  });

  it("answers no browser and is reached by nobody", async () => {
    const resources = await resolveShop(group({ services }));
    const rules = resources.filter(({ type, name }) => type === INGRESS && name.startsWith("compute-jobs"));
    expect(rules).toEqual([]);
    expect(filesOf(resources, "compute-jobs")).not.toHaveProperty(["/etc/landfall/nginx.conf"]);
  });

  it("has the rights of its own services and of the copies beside them", async () => {
    const resources = await resolveShop(
      group({ services: { nightly: { ...nightly, calls: ["backend"] }, worker: withoutPort } }),
    );
    const rights = statementsOf(
      resolved(resources, "aws:iam/rolePolicy:RolePolicy", "compute-jobs-buckets").inputs["policy"],
    );
    expect(rights.map(({ Sid }) => Sid)).toContain("ObjectsUploads");
  });

  it("gathers metrics by machine, and the group by its name", async () => {
    const resources = await resolveShop(group({ services }));
    const rightsOf = (name: string) =>
      statementsOf(resolved(resources, "aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]).map(({ Sid }) => Sid);
    expect(rightsOf("compute-app-logs")).toContain("SeeTags");
    expect(rightsOf("compute-jobs-logs")).not.toContain("SeeTags");
    expect(resolved(resources, INSTANCE).inputs["tags"]).toMatchObject({
      "landfall-agent": "shop-test-compute-beside",
    });
  });
});

describe("a service on a machine of its own beside a group on AWS", () => {
  const ownAi: Shop = { services: { ai: { machine: "own" } } };

  it("is called at that machine's address by the machines of the group", async () => {
    const resources = await resolveShop(group(ownAi));
    const { backend, ai } = composeOf(filesOf(resources, "compute-app"));
    expect(backend!.environment["AI_URL"]).toBe("http://compute-own-ai.private:8001");
    expect(ai).toBeUndefined();
  });

  it("keeps for itself what it calls in the group, and the group does not call that copy", async () => {
    const resources = await resolveShop(
      group({ services: { ai: { machine: "own", routes: ["/ai"], calls: ["backend"] } } }),
    );
    expect(servicesOf(resources, "compute-own-ai")).toEqual(expect.arrayContaining(["ai", "backend"]));
    const own = Object.values(filesOf(resources, "compute-own-ai")).join("\n");
    expect(own).toContain("http://backend:8000");
    const nginx = filesOf(resources, "compute-app")["/etc/landfall/nginx.conf"]!;
    expect(nginx.match(/compute-own-ai\.private/g)).toHaveLength(1);
  });
});
