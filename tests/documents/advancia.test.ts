import { cloudflareOrigin } from "../../providers/cloudflare/origin";
import type { PlanObject } from "../../src/plan/schema";
import { landing } from "../support/figures";

const DROPLET = "digitalocean:index/droplet:Droplet";
const RULESET = "cloudflare:index/ruleset:Ruleset";
const ALERT = "digitalocean:index/monitorAlert:MonitorAlert";

/** Cloudflare's own ids: https://developers.cloudflare.com/waf/managed-rules/ */
const CLOUDFLARE_MANAGED = "efb7b8c949ac4650a09736fc376e9aee";
const OWASP_CORE = "4814384a9e5d4991b9815dcfc25d2f1f";

/** A condition on a path and everything below it. */
const under = (path: string) => expect.stringContaining(`starts_with(http.request.uri.path, "${path}/")`) as unknown;

/** The same of a rule that refuses, however the path is written. */
const underAsRead = (path: string) =>
  expect.stringContaining(`starts_with(lower(url_decode(http.request.uri.path)), "${path}/")`) as unknown;

/** A rule that has what is under a path cached, or never cached. */
const cacheRule = (path: string, cache: boolean) =>
  expect.objectContaining({
    expression: under(path),
    actionParameters: expect.objectContaining({ cache }) as unknown,
  }) as unknown;

// Figures of seeds/002: "Architecture Diagram", lines 9 to 139, and what is said of its parts.
describe("Advancia on cloudflare-droplet, at the edge", () => {
  const landed = landing("advancia", "cloudflare-droplet");

  it("002:22 an A record leads to the droplet's address, through Cloudflare", async () => {
    expect(landed.inputs("cloudflare:index/dnsRecord:DnsRecord")).toMatchObject({ type: "A", proxied: true });
    expect(landed.only("cloudflare:index/dnsRecord:DnsRecord").dependsOn).toContain(
      landed.only("digitalocean:index/reservedIp:ReservedIp").urn,
    );
  });

  it("002:26 and 27 the OWASP core and the Cloudflare managed rulesets", () => {
    expect(landed.inputs(RULESET, "edge-managed-rules")).toMatchObject({
      rules: [CLOUDFLARE_MANAGED, OWASP_CORE].map((id) => ({ action: "execute", actionParameters: { id } })),
    });
  });

  it("002:30 /api/auth/login: 10 requests a minute, then blocked for 15 minutes", () => {
    const { rules } = landed.inputs(RULESET, "edge-rate-limits");
    expect((rules as PlanObject[])[0]).toMatchObject({
      action: "block",
      expression: underAsRead("/api/auth/login"),
      ratelimit: { requestsPerPeriod: 10, period: 60, mitigationTimeout: 900 },
    });
  });

  it("002:31 /api/register: Pro counts no hour, so in place of 5 an hour 1 a minute, then blocked for the hour", () => {
    const { rules } = landed.inputs(RULESET, "edge-rate-limits");
    expect((rules as PlanObject[])[1]).toMatchObject({
      action: "block",
      expression: underAsRead("/api/register"),
      ratelimit: { requestsPerPeriod: 1, period: 60, mitigationTimeout: 3600 },
    });
  });

  it("002:32 and 33 Pro has room for two limits, so that nginx holds the others, 100 a minute and 1000 an hour", async () => {
    expect(landed.inputs(RULESET, "edge-rate-limits")["rules"]).toHaveLength(2);
    const nginx = (await landed.machine("compute-app")).files["/etc/landfall/nginx.conf"]!;
    const zones = [
      ...nginx.matchAll(
        /"~\^(\S+)\(\/\|\$\)" \$binary_remote_addr;\n\}\nlimit_req_zone \S+ zone=(\w+):10m rate=(\S+);/g,
      ),
    ];
    const held = zones.map(([, path, zone, rate]) => [path, rate, nginx.match(`zone=${zone} burst=(\\d+)`)?.[1]]);
    expect(held).toContainEqual(["/api/transactions", "100r/m", "99"]);
    expect(held).toContainEqual(["/api", "17r/m", "999"]);
    expect(held).toContainEqual(["/api/auth/login", "10r/m", "9"]);
    expect(held).toContainEqual(["/api/register", "1r/m", "4"]);
  });

  it("002:36 suspicious traffic is challenged, and 002:37 verified bots are allowed", () => {
    expect(landed.inputs("cloudflare:index/botManagement:BotManagement")).toMatchObject({
      sbfmDefinitelyAutomated: "managed_challenge",
      sbfmVerifiedBots: "allow",
    });
  });

  it("002:39 /admin asks for a sign-in with a second factor", () => {
    expect(landed.inputs("cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication")).toMatchObject({
      type: "self_hosted",
      destinations: [
        { type: "public", uri: "example.com/admin" },
        { type: "public", uri: "example.com/api/admin" },
      ],
    });
    expect(landed.inputs("cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy")).toMatchObject({
      decision: "allow",
      includes: [{ email: { email: "ops@example.com" } }],
      requires: [{ authMethod: { authMethod: "mfa" } }],
    });
  });

  it("002:67 to 71 the edge sets every security header of the document", () => {
    expect(landed.inputs(RULESET, "edge-headers")).toMatchObject({
      rules: [
        {
          actionParameters: {
            headers: {
              "X-Frame-Options": { operation: "set", value: "SAMEORIGIN" },
              "X-XSS-Protection": { operation: "set", value: "1; mode=block" },
              "X-Content-Type-Options": { operation: "set", value: "nosniff" },
              "Referrer-Policy": { operation: "set" },
            },
          },
        },
      ],
    });
    const hsts = landed.inputs("cloudflare:index/zoneSetting:ZoneSetting", "edge-setting-security-header");
    expect(hsts).toMatchObject({ value: { strict_transport_security: { enabled: true, max_age: 31_536_000 } } });
  });

  it("002:245 static files are cached at the edge, and the API and Socket.IO never", () => {
    const { rules } = landed.inputs(RULESET, "edge-cache-rules");
    for (const path of ["/_next/static", "/_next/image", "/public"]) {
      expect(rules).toContainEqual(cacheRule(path, true));
    }
    for (const path of ["/api", "/socket.io"]) expect(rules).toContainEqual(cacheRule(path, false));
  });
});

describe("Advancia on cloudflare-droplet, on the droplet", () => {
  const landed = landing("advancia", "cloudflare-droplet");
  const told = () => landed.machine("compute-app");
  const nginx = async () => (await told()).files["/etc/landfall/nginx.conf"]!;

  it("002:48 and 50 one droplet of 2 GB and Ubuntu 24.04", () => {
    expect(landed.inputs(DROPLET)).toMatchObject({ size: "s-1vcpu-2gb", image: "ubuntu-24-04-x64" });
  });

  it("002:54 SSH takes keys only and not root", async () => {
    const sshd = (await told()).files["/etc/ssh/sshd_config.d/10-landfall.conf"];
    expect(sshd).toMatch(/^PermitRootLogin no$/m);
    expect(sshd).toMatch(/^PasswordAuthentication no$/m);
  });

  it("002:53 and 258 UFW opens 22, 80 and 443 and nothing else, and the web's ports to Cloudflare alone", async () => {
    const firewall = (await told()).files["/usr/local/sbin/landfall-firewall"]!;
    expect(firewall).toMatch(/^ufw default deny incoming$/m);
    const cidrs = cloudflareOrigin.cidrs!;
    expect(firewall.match(/^ufw allow .*$/gm)).toEqual([
      ...cidrs.flatMap((cidr) => [80, 443].map((port) => `ufw allow from ${cidr} to any port ${port} proto tcp`)),
      "ufw allow from 203.0.113.7/32 to any port 22 proto tcp",
    ]);
  });

  it("002:57 ports 3000 and 4000 are bound to the machine itself", async () => {
    const { containers } = await told();
    const ports = Object.values(containers).flatMap((it) => (it as { ports?: string[] }).ports ?? []);
    expect(ports.sort()).toEqual(["127.0.0.1:20000:4000", "127.0.0.1:3000:3000", "127.0.0.1:4000:4000"]);
  });

  it("002:61 the certificate is Let's Encrypt's and renews itself", async () => {
    const { files } = await told();
    expect(files["/usr/local/sbin/landfall-certificate"]).toMatch(/certbot certonly .*--domain 'example\.com'/);
    expect(files["/usr/local/sbin/landfall-setup"]).toMatch(/enable --now --no-block landfall-certificate\.timer/);
  });

  it("002:64 HTTP is redirected to HTTPS with 301", async () => {
    expect(await nginx()).toMatch(/listen 80 default_server;[\s\S]*?return 301 https:\/\/example\.com\$request_uri;/);
  });

  it("002:65 TLS 1.2 and 1.3 only", async () => {
    const versions = (await nginx()).match(/ssl_protocols .*;/g);
    expect(new Set(versions)).toEqual(new Set(["ssl_protocols TLSv1.2 TLSv1.3;"]));
  });

  it("002:67 nginx sets X-Frame-Options, nosniff, HSTS and Referrer-Policy", async () => {
    const config = await nginx();
    expect(config).toMatch(/add_header X-Frame-Options "SAMEORIGIN" always;/);
    expect(config).toMatch(/add_header X-Content-Type-Options "nosniff" always;/);
    expect(config).toMatch(/add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;/);
    expect(config).toMatch(/add_header Referrer-Policy "[\w-]+" always;/);
  });

  it("002:73 to 75 /api and /socket.io lead to port 4000, the rest to port 3000", async () => {
    const config = await nginx();
    expect(config).toMatch(/location ~ \^\/api\(\/\|\$\) \{[^}]*proxy_pass http:\/\/landfall_backend;/);
    expect(config).toMatch(/location ~ \^\/socket\\\.io\(\/\|\$\) \{[^}]*proxy_pass http:\/\/landfall_backend;/);
    expect(config).toMatch(/location \/ \{[^}]*proxy_pass http:\/\/landfall_frontend;/);
    expect(config).toMatch(/upstream landfall_frontend \{\n\s+server 127\.0\.0\.1:3000;\n\}/);
    expect(config).toMatch(/upstream landfall_backend \{[^}]*server 127\.0\.0\.1:4000 max_fails/);
  });

  it("002:272 connections of Socket.IO are upgraded and stay open", async () => {
    const [, socket] = (await nginx()).match(/location ~ \^\/socket\\\.io\(\/\|\$\) \{([^}]*)\}/) ?? [];
    expect(socket).toMatch(/proxy_set_header Upgrade \$http_upgrade;/);
    expect(socket).toMatch(/proxy_read_timeout 3600s;/);
  });

  it("002:323 and 324 two copies of the backend and one of the frontend, in containers in place of PM2", async () => {
    const { containers } = await told();
    expect(Object.keys(containers).sort()).toEqual(["backend-1", "backend-2", "cache", "database", "frontend"]);
  });

  it("002:325 a copy that crashes or needs more than 500 MB starts again", async () => {
    const { containers } = await told();
    for (const name of ["backend-1", "backend-2", "frontend"]) {
      expect(containers[name]).toMatchObject({ mem_limit: "500m", restart: "unless-stopped" });
    }
  });

  it("002:91 logs are rotated", async () => {
    const { containers } = await told();
    expect(containers["frontend"]).toMatchObject({ logging: { options: { "max-size": "10m", "max-file": "3" } } });
  });

  it("002:99 and 101 PostgreSQL 15 holds advancia_payledger", async () => {
    const { containers, files } = await told();
    expect(containers["database"]).toMatchObject({ image: "postgres:15" });
    expect(files["/etc/landfall/database/owner.sh"]).toMatch(/CREATE DATABASE "advancia_payledger"/);
    expect(containers["backend-1"]).toMatchObject({ environment: { DATABASE_PORT: "5432" } });
  });

  it("002:106 connections to the database are encrypted", async () => {
    const hba = (await told()).files["/etc/landfall/database/pg_hba.conf"]!;
    expect(hba.trim().split("\n").slice(-2)).toEqual([
      "hostssl all all samenet scram-sha-256",
      "host all all all reject",
    ]);
  });

  it("002:107 the app's user of the database is no superuser", async () => {
    expect((await told()).files["/etc/landfall/database/owner.sh"]).toMatch(
      /ALTER ROLE "advancia_payledger" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE/,
    );
  });

  it("002:113 Redis 7, with 002:118 a password and 002:119 no port that is published", async () => {
    const { containers, files } = await told();
    expect(containers["cache"]).toMatchObject({ image: "redis:7" });
    expect(containers["cache"]).not.toHaveProperty("ports");
    expect(files["/usr/local/sbin/landfall-services"]).toMatch(/requirepass "%s"/);
    expect(containers["backend-1"]).toMatchObject({ environment: { CACHE_PORT: "6379" } });
  });

  it("002:130 to 134 keys of Stripe, Cryptomus, mail, Twilio and Web Push are secrets", async () => {
    const { environment } = (await told()).containers["backend-1"] as { environment: Record<string, string> };
    for (const key of [
      "STRIPE_SECRET_KEY",
      "CRYPTOMUS_API_KEY",
      "SMTP_PASSWORD",
      "TWILIO_AUTH_TOKEN",
      "VAPID_PRIVATE_KEY",
    ]) {
      expect(environment[key]).toMatch(/^\$\{SECRET_\d+\?/);
    }
    expect(landed.inputs(DROPLET)["userData"]).toEqual({ unknown: true });
  });

  it("002:137 files and backups stand on S3", () => {
    expect(landed.names("aws:s3/bucket:Bucket")).toEqual(["storage-backups", "storage-files"]);
  });

  it("002:341 to 343 alerts on CPU above 80 % for 5 minutes, memory above 85 % and disk above 90 %", () => {
    const alerts = landed.all(ALERT).map(({ type, value, window }) => [type, value, window]);
    expect(alerts).toEqual([
      ["v1/insights/droplet/cpu", 80, "5m"],
      ["v1/insights/droplet/disk_utilization_percent", 90, "5m"],
      ["v1/insights/droplet/memory_utilization_percent", 85, "5m"],
    ]);
  });

  it("002:379 the backend is asked for /api/health every 5 minutes and restarted, and 002:381 somebody is told", async () => {
    const health = (await told()).files["/usr/local/sbin/landfall-health"]!;
    expect(health).toContain("watch 'landfall-backend-1' 'http://127.0.0.1:4000/api/health' '300'");
    expect(health).toContain('docker restart "$container"');
    const [machine, services] = landed.all("digitalocean:index/uptimeCheck:UptimeCheck").map(({ target }) => target);
    expect([machine, services]).toEqual([
      "https://example.com/.well-known/landfall/alerts",
      "https://example.com/api/health",
    ]);
    const alerts = landed.all("digitalocean:index/uptimeAlert:UptimeAlert").map(({ notifications }) => notifications);
    expect(alerts).toEqual([[{ emails: ["ops@example.com"] }], [{ emails: ["ops@example.com"] }]]);
  });

  it("002:432 and 535 the droplet itself is backed up every day, which DigitalOcean keeps 7 days", () => {
    expect(landed.inputs(DROPLET)).toMatchObject({ backups: true, backupPolicy: { plan: "daily" } });
  });
});
