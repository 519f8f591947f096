import { cloudflareOrigin } from "../../providers/cloudflare/origin";
import { landing } from "../support/figures";

const DROPLET = "digitalocean:index/droplet:Droplet";
const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const BALANCER = "digitalocean:index/loadBalancer:LoadBalancer";
const MEMBERS = ["compute-member-1", "compute-member-2", "compute-member-3"];

// Figures of seeds/002: "Vertical Scaling", lines 457 to 466.
describe("Advancia on cloudflare-droplet-large", () => {
  const landed = landing("advancia", "cloudflare-droplet-large");

  it("002:464 the droplet has 4 GB and 2 CPUs", () => {
    expect(landed.names(DROPLET)).toEqual(["compute-app"]);
    expect(landed.inputs(DROPLET)).toMatchObject({ size: "s-2vcpu-4gb", image: "ubuntu-24-04-x64" });
  });

  it("002:464 data stands on a disk of its own, which the resized droplet takes over", async () => {
    const volume = landed.only("digitalocean:index/volume:Volume");
    expect(volume).toMatchObject({ protect: true, retainOnDelete: true, inputs: { size: 20 } });
    expect(landed.only(DROPLET).dependsOn).toContain(volume.urn);
    expect((await landed.machine("compute-app")).files["/usr/local/sbin/landfall-data"]).toMatch(
      /\/var\/lib\/landfall/,
    );
  });

  it("002:99 and 113 PostgreSQL 15 and Redis 7 stay on the droplet", async () => {
    const { containers } = await landed.machine("compute-app");
    expect(containers["database"]).toMatchObject({ image: "postgres:15" });
    expect(containers["cache"]).toMatchObject({ image: "redis:7" });
  });
});

// Figures of seeds/002: "Horizontal Scaling", lines 468 to 496.
describe("Advancia on cloudflare-droplets", () => {
  const landed = landing("advancia", "cloudflare-droplets");
  const clusterOf = (engine: string) => landed.all(CLUSTER).filter((it) => it["engine"] === engine);

  it("002:473 three droplets are made alike", async () => {
    expect(landed.names(DROPLET)).toEqual(MEMBERS);
    const [first, ...others] = await Promise.all(MEMBERS.map((name) => landed.machine(name)));
    for (const { config } of others) expect(config).toBe(first!.config);
  });

  it("002:474 a load balancer of DigitalOcean stands before them", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({
      forwardingRules: [{ entryPort: 443, entryProtocol: "https", targetPort: 80 }],
      dropletTag: "advancia-example-compute-members",
      redirectHttpToHttps: true,
    });
  });

  it("002:475 the database is managed, and still PostgreSQL 15 with advancia_payledger in it", () => {
    expect(clusterOf("pg")).toMatchObject([{ version: "15" }]);
    expect(landed.inputs("digitalocean:index/databaseDb:DatabaseDb")).toMatchObject({ name: "advancia_payledger" });
  });

  it("002:476 a managed Valkey, at the document's 15 USD a month, stands for Redis", () => {
    expect(clusterOf("valkey")).toMatchObject([{ size: "db-s-1vcpu-1gb", nodeCount: 1 }]);
    const store = landed.plan().resources.find(({ type, inputs }) => type === CLUSTER && inputs["engine"] === "valkey");
    const items = landed.plan().cost.items.filter(({ urn }) => urn === store!.urn);
    expect(items.map(({ monthlyUsd }) => monthlyUsd)).toEqual([15]);
  });

  it("002:477 browsers stay with one droplet, for WebSocket", () => {
    expect(landed.inputs(BALANCER)).toMatchObject({ stickySessions: { type: "cookies" } });
    expect(landed.inputs(BALANCER)["httpIdleTimeoutSeconds"]).toBeGreaterThanOrEqual(60);
  });

  it("002:478 uploads stand on Spaces, for all droplets", () => {
    expect(landed.names("digitalocean:index/spacesBucket:SpacesBucket")).toEqual(["storage-backups", "storage-files"]);
    expect(landed.inputs("digitalocean:index/spacesKey:SpacesKey")).toMatchObject({
      grants: [{ permission: "readwrite" }, { permission: "readwrite" }],
    });
  });

  it("002:486 each droplet has nginx and both apps, and neither database nor cache", async () => {
    const { containers, files } = await landed.machine("compute-member-1");
    expect(Object.keys(containers).sort()).toEqual(["backend", "frontend"]);
    expect(files["/etc/landfall/nginx.conf"]).toMatch(/proxy_pass http:\/\/landfall_frontend;/);
  });

  it("002:57 nobody but the load balancer reaches them, administrators aside", () => {
    const { inboundRules } = landed.inputs("digitalocean:index/firewall:Firewall");
    expect(inboundRules).toEqual([
      { portRange: "80", protocol: "tcp", sourceLoadBalancerUids: [{ unknown: true }] },
      { portRange: "22", protocol: "tcp", sourceAddresses: ["203.0.113.7/32"] },
    ]);
  });

  it("002:22 nobody but Cloudflare reaches the load balancer", () => {
    const edge = cloudflareOrigin.cidrs!.filter((cidr) => !cidr.includes(":")).sort();
    expect(landed.inputs("digitalocean:index/loadBalancer:LoadBalancer")["firewall"]).toEqual({
      allows: edge.map((cidr) => `cidr:${cidr}`),
    });
  });

  it("002:23 Cloudflare checks the load balancer's certificate: Full (strict)", () => {
    expect(landed.inputs("cloudflare:index/zoneSetting:ZoneSetting", "edge-setting-ssl")).toMatchObject({
      value: "strict",
    });
  });
});
