import { cloudflareOrigin } from "../../providers/cloudflare/origin";
import type { PlanObject } from "../../src/plan/schema";
import { landing, type Landed } from "../support/figures";

const NSG_RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";
const INSTANCE = "oci:Core/instance:Instance";
const DATABASE = "oci:Database/autonomousDatabase:AutonomousDatabase";
const SITE = "digitalocean:index/app:App";

/** An OCPU of Autonomous Database is sold as four ECPUs today. */
const ECPUS_OF_AN_OCPU = 4;

/** Who from outside is let in: ports by network. */
function openPorts({ all }: Landed): Record<string, unknown[]> {
  const open: Record<string, unknown[]> = {};
  for (const { direction, source, sourceType, tcpOptions } of all(NSG_RULE)) {
    if (direction !== "INGRESS" || sourceType !== "CIDR_BLOCK") continue;
    const { max, min } = (tcpOptions as PlanObject)["destinationPortRange"] as PlanObject;
    expect(max).toBe(min);
    (open[source as string] ??= []).push(min);
  }
  return Object.fromEntries(Object.entries(open).map(([network, ports]) => [network, ports.sort()]));
}

const imageAsked = async ({ resolved }: Landed): Promise<unknown> => {
  const { lookUps } = await resolved();
  return lookUps.find(({ token }) => token === "oci:Core/getImages:getImages")?.inputs;
};

// Figures of seeds/000: "New Architecture (After Migration - RECOMMENDED)", lines 52 to 115 and 253 to 302.
describe("MegiLance on oci-do-free", () => {
  const landed = landing("megilance", "oci-do-free");

  it("000:62 the site is a static site of DigitalOcean App Platform, and one of the three that are free", () => {
    const spec = landed.inputs(SITE)["spec"] as PlanObject;
    expect(spec["staticSites"]).toHaveLength(1);
    expect(spec["services"]).toBeUndefined();
    expect(spec["staticSites"]).toMatchObject([{ outputDir: "out", buildCommand: "npm ci && npm run build" }]);
  });

  it("000:64 the site is deployed by every push", () => {
    expect(landed.inputs(SITE)).toMatchObject({ spec: { staticSites: [{ github: { deployOnPush: true } }] } });
  });

  it("000:75 nginx listens on 80 and 443 and leads to port 8000", async () => {
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"]!;
    expect(nginx).toMatch(/listen 80 default_server;/);
    expect(nginx).toMatch(/listen 443 ssl/);
    expect(nginx).toMatch(/upstream landfall_backend \{\n\s+server 127\.0\.0\.1:8000;\n\}/);
    expect(nginx).toMatch(/location ~ \^\/api\(\/\|\$\) \{\s+proxy_pass http:\/\/landfall_backend;/);
  });

  it("000:80 the backend's port 8000 is seen by nginx alone", async () => {
    const { containers } = await landed.machine("compute-app");
    expect(containers["backend"]).toMatchObject({ ports: ["127.0.0.1:8000:8000"] });
  });

  it("000:81 Gunicorn has two to four workers", async () => {
    const { containers } = await landed.machine("compute-app");
    const { environment } = containers["backend"] as { environment: Record<string, string> };
    expect(Number(environment["WEB_CONCURRENCY"])).toBeGreaterThanOrEqual(2);
    expect(Number(environment["WEB_CONCURRENCY"])).toBeLessThanOrEqual(4);
  });

  it("000:84 VM #1 is a VM.Standard.E2.1.Micro, whose 1 OCPU and 1 GB are fixed", () => {
    expect(landed.inputs(INSTANCE, "compute-app")).toMatchObject({ shape: "VM.Standard.E2.1.Micro" });
    expect(landed.inputs(INSTANCE, "compute-app")["shapeConfig"]).toBeUndefined();
  });

  it("000:87 VM #1 has a boot volume of 100 GB", () => {
    expect(landed.inputs(INSTANCE, "compute-app")).toMatchObject({ sourceDetails: { bootVolumeSizeInGbs: "100" } });
  });

  it("000:88 the machines run Ubuntu 22.04", async () => {
    expect(await imageAsked(landed)).toMatchObject({
      operatingSystem: "Canonical Ubuntu",
      operatingSystemVersion: "22.04",
      shape: "VM.Standard.E2.1.Micro",
    });
  });

  it("000:103 the database is Autonomous and Always Free, which is what gives it 20 GB", () => {
    const database = landed.inputs(DATABASE);
    expect(database).toMatchObject({ isFreeTier: true });
    // Storage of the free tier is Oracle's to give: none is asked for.
    expect(database["dataStorageSizeInGb"]).toBeUndefined();
    expect(database["dataStorageSizeInTbs"]).toBeUndefined();
  });

  it("000:105 the database is made for transactions (OLTP)", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ dbWorkload: "OLTP" });
  });

  it("000:106 backups are the free tier's own: none are switched off", () => {
    expect(landed.inputs(DATABASE)["backupRetentionPeriodInDays"]).toBeUndefined();
  });

  it("000:103 and 196 three buckets are called megilance-…", () => {
    expect(landed.all("oci:ObjectStorage/bucket:Bucket").map(({ name }) => name)).toEqual([
      "megilance-example-assets",
      "megilance-example-logs",
      "megilance-example-uploads",
    ]);
  });

  it("000:101 secrets stand in a Vault that costs nothing", () => {
    expect(landed.inputs("oci:Kms/vault:Vault")).toMatchObject({ vaultType: "DEFAULT" });
    expect(landed.inputs("oci:Kms/key:Key")).toMatchObject({ protectionMode: "SOFTWARE" });
  });

  it("000:425 the AI service has VM #2, with 1 GB and 100 GB as well", async () => {
    expect(landed.names(INSTANCE)).toEqual(["compute-app", "compute-own-ai"]);
    expect(landed.inputs(INSTANCE, "compute-own-ai")).toMatchObject({
      shape: "VM.Standard.E2.1.Micro",
      sourceDetails: { bootVolumeSizeInGbs: "100" },
    });
    expect(Object.keys((await landed.machine("compute-own-ai")).containers)).toEqual(["ai"]);
  });

  it("000:113 what is known of the cost is 0", () => {
    expect(landed.plan().cost.monthlyUsd).toBe(0);
  });

  it("000:262 Cloudflare stands in front, which is optional, and limits requests", () => {
    expect(landed.inputs("cloudflare:index/dnsRecord:DnsRecord", "dns-record-edge")).toMatchObject({ proxied: true });
    expect(landed.inputs("cloudflare:index/ruleset:Ruleset", "edge-rate-limits")).toMatchObject({
      rules: [{ action: "block", ratelimit: { requestsPerPeriod: 100, period: 10 } }],
    });
  });

  it("000:274 and 262 80 and 443 are open, to Cloudflare in front, 22 to one's own address, nothing to anybody else", () => {
    const edge = cloudflareOrigin.cidrs!.filter((cidr) => !cidr.includes(":"));
    expect(openPorts(landed)).toEqual({
      ...Object.fromEntries(edge.map((cidr) => [cidr, [443, 80]])),
      "203.0.113.7/32": [22],
    });
    expect(landed.inputs("oci:Core/defaultSecurityList:DefaultSecurityList")).toMatchObject({
      ingressSecurityRules: [],
      egressSecurityRules: [],
    });
  });

  it("000:281 fail2ban watches SSH on both machines", async () => {
    for (const name of ["compute-app", "compute-own-ai"]) {
      expect((await landed.machine(name)).files["/etc/fail2ban/jail.d/landfall.local"]).toMatch(
        /\[sshd\]\nenabled = true/,
      );
    }
  });

  it("000:282 SSH takes keys only", async () => {
    for (const name of ["compute-app", "compute-own-ai"]) {
      const sshd = (await landed.machine(name)).files["/etc/ssh/sshd_config.d/10-landfall.conf"];
      expect(sshd).toMatch(/^PasswordAuthentication no$/m);
      expect(sshd).toMatch(/^KbdInteractiveAuthentication no$/m);
      expect(sshd).toMatch(/^PubkeyAuthentication yes$/m);
    }
  });

  it("000:283 UFW lets in the same ports", async () => {
    const firewall = (await landed.machine("compute-app")).files["/usr/local/sbin/landfall-firewall"]!;
    expect(firewall).toMatch(/^ufw default deny incoming$/m);
    expect(firewall.match(/^ufw allow .*$/gm)).toEqual([
      ...cloudflareOrigin.cidrs!.flatMap((cidr) =>
        [80, 443].map((port) => `ufw allow from ${cidr} to any port ${port} proto tcp`),
      ),
      "ufw allow from 203.0.113.7/32 to any port 22 proto tcp",
    ]);
  });

  it("000:288 the secret that signs JWTs is made, never written down", () => {
    expect(landed.inputs("random:index/randomPassword:RandomPassword", "secrets-JWT_SECRET-value")).toMatchObject({
      length: 64,
    });
  });

  it("000:290 nginx limits requests of each address as well", async () => {
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"];
    expect(nginx).toMatch(/limit_req_zone \$limit_1 zone=limit_1:10m rate=10r\/s;/);
  });

  it("000:296 the database asks for a wallet, and so for TLS from both sides", async () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ isMtlsConnectionRequired: true });
    const { containers } = await landed.machine("compute-app");
    expect(containers["backend"]).toMatchObject({ environment: { DATABASE_WALLET_DIR: "/run/landfall/wallet" } });
  });

  it("000:298 in place of a private network, which Always Free has none of, the app machine's address alone is let in", async () => {
    const { resources } = await landed.resolved();
    const address = resources.find(({ type }) => type === "oci:Core/publicIp:PublicIp")!;
    const database = resources.find(({ type }) => type === DATABASE)!;
    expect(address.name).toBe("compute-address");
    expect(database.inputs["whitelistedIps"]).toHaveLength(1);
    expect(String(database.inputs["whitelistedIps"])).toMatch(/^203\.0\.113\.\d+$/);
    expect(landed.inputs(DATABASE)["subnetId"]).toBeUndefined();
  });

  it("000:411 everything of Oracle stands in us-ashburn-1", () => {
    expect(landed.inputs("pulumi:providers:oci")).toMatchObject({ region: "us-ashburn-1" });
  });

  it("000:428 SendGrid's key is a secret of the Vault", () => {
    expect(landed.only("oci:Vault/secret:Secret", "secrets-SENDGRID_API_KEY").secretPaths).toEqual([
      "secretContent.content",
    ]);
  });

  it("000:429 an uptime check of DigitalOcean stands for UptimeRobot", () => {
    expect(landed.inputs("digitalocean:index/uptimeCheck:UptimeCheck")).toMatchObject({
      target: "https://api.example.com/api/health",
      type: "https",
    });
  });

  it("000:430 the certificate is Let's Encrypt's", async () => {
    const { files } = await landed.machine("compute-app");
    expect(files["/usr/local/sbin/landfall-certificate"]).toMatch(/certbot certonly .*--domain 'api\.example\.com'/);
    expect(files["/etc/systemd/system/landfall-certificate.timer"]).toMatch(/OnUnitActiveSec=2h/);
  });
});

const POOL = "oci:Core/instancePool:InstancePool";
const CONFIGURATION = "oci:Core/instanceConfiguration:InstanceConfiguration";
const BALANCER = "oci:LoadBalancer/loadBalancer:LoadBalancer";

describe("MegiLance on oci-do-growth", () => {
  const landed = landing("megilance", "oci-do-growth");

  it("000:329 one machine stands behind a load balancer that forwards to it", () => {
    expect(landed.names(BALANCER)).toHaveLength(1);
    expect(landed.inputs(POOL)).toMatchObject({ size: 1, loadBalancers: [{ backendSetName: "members", port: 80 }] });
  });

  it("000:328 the database has 2 OCPUs, which are 8 ECPUs", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ computeModel: "ECPU", computeCount: 2 * ECPUS_OF_AN_OCPU });
  });

  it("000:329 the database has 50 GB", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ dataStorageSizeInGb: 50 });
  });

  it("000:298 the database stands in the private network", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ subnetId: { unknown: true }, nsgIds: [{ unknown: true }] });
    expect(landed.inputs("oci:Core/subnet:Subnet", "network-private")).toMatchObject({
      prohibitInternetIngress: true,
      prohibitPublicIpOnVnic: true,
    });
  });

  it("000:327 the site stays a static site of DigitalOcean", () => {
    expect((landed.inputs(SITE)["spec"] as PlanObject)["staticSites"]).toHaveLength(1);
  });
});

describe("MegiLance on oci-do-scale", () => {
  const landed = landing("megilance", "oci-do-scale");

  it("000:342 two machines, and 000:343 a load balancer before them", () => {
    expect(landed.names(BALANCER)).toHaveLength(1);
    expect(landed.inputs(POOL)).toMatchObject({ size: 2, loadBalancers: [{ backendSetName: "members", port: 80 }] });
  });

  it("000:344 each machine has 2 GB", () => {
    expect(landed.inputs(CONFIGURATION)).toMatchObject({
      instanceDetails: { launchDetails: { shapeConfig: { memoryInGbs: 2 } } },
    });
  });

  it("000:343 the database has 4 OCPUs, which are 16 ECPUs", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ computeModel: "ECPU", computeCount: 4 * ECPUS_OF_AN_OCPU });
  });

  it("000:344 the database has 100 GB", () => {
    expect(landed.inputs(DATABASE)).toMatchObject({ dataStorageSizeInGb: 100 });
  });
});
