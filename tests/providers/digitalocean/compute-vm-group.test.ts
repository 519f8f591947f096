import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { recordShop, resolveShop, type Shop } from "./shop";

const DROPLET = "digitalocean:index/droplet:Droplet";
const FIREWALL = "digitalocean:index/firewall:Firewall";
const BALANCER = "digitalocean:index/loadBalancer:LoadBalancer";
const POOL = "digitalocean:index/dropletAutoscale:DropletAutoscale";

const group: Shop = { shape: "vm-group", settings: { certificateName: "api" }, compute: { count: 3 } };
const scaling: Shop = { ...group, compute: { count: 2, maxCount: 5 } };
const TAG = "shop-test-compute-members";

const textOf = (resources: readonly ResolvedResource[], name: string): string =>
  JSON.stringify(resolved(resources, DROPLET, name).inputs["userData"]);

describe("a group of machines on DigitalOcean", () => {
  it("is so many Droplets of a tag behind a load balancer", async () => {
    expect(countByType(await recordShop(group))).toEqual({
      "digitalocean:index/vpc:Vpc": 1,
      "digitalocean:index/tag:Tag": 2,
      "digitalocean:index/sshKey:SshKey": 1,
      [BALANCER]: 1,
      [DROPLET]: 3,
      [FIREWALL]: 1,
    });
    const { resources } = await resolveShop(group);
    const members = resources.filter(({ type }) => type === DROPLET);
    expect(members.map(({ name }) => name).sort()).toEqual([1, 2, 3].map((number) => `compute-member-${number}`));
    for (const { inputs } of members) expect(inputs["tags"]).toContain(TAG);
    expect(new Set(members.map(({ inputs }) => JSON.stringify(inputs["userData"]))).size).toBe(1);
  });

  it("ends TLS at the balancer, which sends everybody on to HTTPS", async () => {
    const { resources, value } = await resolveShop(group);
    expect(resolved(resources, BALANCER).inputs).toEqual({
      region: "nyc3",
      vpcUuid: "network-vpc-id",
      sizeUnit: 1,
      dropletTag: TAG,
      forwardingRules: [
        { entryProtocol: "https", entryPort: 443, targetProtocol: "http", targetPort: 80, certificateName: "api" },
      ],
      redirectHttpToHttps: true,
      tlsCipherPolicy: "STRONG",
      healthcheck: {
        protocol: "http",
        port: 80,
        path: "/.well-known/landfall/health",
        checkIntervalSeconds: 10,
        responseTimeoutSeconds: 5,
        unhealthyThreshold: 3,
        healthyThreshold: 3,
      },
      enableBackendKeepalive: true,
      enableProxyProtocol: false,
      httpIdleTimeoutSeconds: 60,
      disableLetsEncryptDnsRecords: true,
    });
    expect(value).toMatchObject({
      url: "https://api.example.com",
      origin: { type: "A", value: "192.0.2.5", publicCertificate: true },
    });
  });

  it("keeps browsers with a member, and connections open, where a service wants that", async () => {
    const services = { api: { stickySessions: true, webSockets: true } };
    expect(onlyOf(await recordShop({ ...group, services }), BALANCER).inputs).toMatchObject({
      stickySessions: { type: "cookies", cookieName: "landfall-copy", cookieTtlSeconds: 3600 },
      httpIdleTimeoutSeconds: 600,
    });
  });

  it("admits the balancer alone to its members, and administrators to SSH", async () => {
    const { resources } = await resolveShop(group);
    expect(resolved(resources, FIREWALL).inputs).toMatchObject({
      tags: [TAG],
      inboundRules: [
        { protocol: "tcp", portRange: "80", sourceLoadBalancerUids: ["compute-balancer-id"] },
        { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] },
      ],
    });
    expect(resolved(resources, FIREWALL).inputs).not.toHaveProperty("dropletIds");
  });

  it("asks for the name of a certificate where DigitalOcean cannot prove the hostname", async () => {
    await expect(recordShop({ ...group, settings: {}, zone: true })).rejects.toThrow(
      /landfall:digitalocean\.certificateName: is missing/,
    );
    expect(onlyOf(await recordShop({ ...group, zone: true }), BALANCER).inputs).toMatchObject({
      forwardingRules: [{ certificateName: "api" }],
    });
  });

  it("runs what answers no requests once, on a further machine that nobody reaches", async () => {
    const services = { consumer: {}, nightly: { schedule: "0 3 * * *" } };
    const { resources } = await resolveShop({ ...group, services });
    expect(resources.filter(({ type }) => type === DROPLET)).toHaveLength(4);
    const background = resolved(resources, FIREWALL, "compute-background-firewall").inputs;
    expect(background["inboundRules"]).toEqual([
      { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] },
    ]);
    expect(resolved(resources, DROPLET, "compute-background").inputs["tags"]).not.toContain(TAG);
    expect(textOf(resources, "compute-member-1")).not.toContain("consumer");
    expect(textOf(resources, "compute-background")).toContain("consumer");
  });

  it("gives what stands apart copies of the services of the group that it calls, and no others", async () => {
    const web = { port: 3000, health: { path: "/" } };
    const services = {
      consumer: { calls: ["api"] },
      api: { calls: ["prices"] },
      prices: { ...web, image: "ghcr.io/acme/prices:1" },
      site: { ...web, image: "ghcr.io/acme/site:1", routes: ["/"] },
    };
    const { resources } = await resolveShop({ ...group, services });
    const text = textOf(resources, "compute-background");
    expect(text).toContain("acme/api:1.4.0");
    expect(text).toContain("acme/prices:1");
    expect(text).toContain("http://api:8000");
    expect(text).not.toContain("acme/site:1");
    expect(text).not.toContain("nginx -t");
  });

  it("reaches a service on a machine of its own by its private address", async () => {
    const services = {
      api: { calls: ["ai"] },
      ai: { port: 8500, health: { path: "/health" }, machine: "own", routes: ["/ai"] },
    } as const;
    const { resources } = await resolveShop({ ...group, services });
    expect(textOf(resources, "compute-member-1")).toMatch(/http:\/\/10\.20\.0\.\d+:8500/);
    expect(resolved(resources, FIREWALL, "compute-own-ai-firewall").inputs["inboundRules"]).toContainEqual({
      protocol: "tcp",
      portRange: "8500",
      sourceTags: ["shop-test-network-workload"],
    });
  });

  it("knows the addresses of its Droplets, or those of the gateway in front of them", async () => {
    expect((await resolveShop(group)).value.egressCidrs).toEqual(Array(3).fill("192.0.2.1/32"));
    const { resources, value } = await resolveShop({ ...group, network: { nat: "single" } });
    expect(value.egressCidrs).toEqual(["192.0.2.31/32"]);
    for (const { inputs } of resources.filter(({ type }) => type === DROPLET)) {
      expect(inputs).toMatchObject({ publicNetworking: false });
    }
  });
});

describe("a group that follows the load on DigitalOcean", () => {
  it("is a pool of the same tag, whose Droplets have the agent that tells how busy they are", async () => {
    const { resources, value } = await resolveShop(scaling);
    const { config, dropletTemplate } = resolved(resources, POOL).inputs;
    const { "4dabf18193072939515e22adb298388d": _mark, value: shown = dropletTemplate } = dropletTemplate as Record<
      string,
      Record<string, unknown>
    >;
    const { userData, ...template } = shown as Record<string, unknown>;
    expect(JSON.stringify(userData)).toContain("#cloud-config");
    expect(config).toEqual({ minInstances: 2, maxInstances: 5, targetCpuUtilization: 0.6, cooldownMinutes: 5 });
    expect(template).toMatchObject({
      image: "ubuntu-24-04-x64",
      region: "nyc3",
      size: "s-1vcpu-2gb",
      vpcUuid: "network-vpc-id",
      ipv6: false,
      withDropletAgent: true,
      sshKeys: ["compute-ssh-key-2da41e15-fingerprint"],
      tags: expect.arrayContaining([TAG, "shop-test-network-workload", "landfall-app:shop"]),
    });
    expect(value.egressCidrs).toEqual([]);
  });

  it("keeps what it tells its Droplets secret", async () => {
    const pool = onlyOf(await recordShop(scaling), POOL);
    expect(pool.additionalSecretOutputs).toEqual(["dropletTemplate"]);
    expect(ofType(await recordShop(scaling), DROPLET)).toEqual([]);
  });

  it("needs the network's gateway where addresses must not change", async () => {
    const fixed: Shop = { ...scaling, compute: { ...scaling.compute, fixedEgress: true } };
    await expect(recordShop(fixed)).rejects.toThrow(/network\.nat: .*allowed single/);
    const { value } = await resolveShop({ ...fixed, network: { nat: "single" } });
    expect(value.egressCidrs).toEqual(["192.0.2.31/32"]);
  });
});
