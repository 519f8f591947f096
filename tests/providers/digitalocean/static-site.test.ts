import { Dns } from "../../../components/dns";
import { StaticSite, type StaticSiteArgs } from "../../../components/static-site";
import type { DigitaloceanSettings } from "../../../providers/digitalocean/config";
import type { WireObject } from "../../../src/plan/recorder";
import { setups } from "../../conformance/settings";
import { countByType, isSecret, onlyOf, recordOn, testStack, UNKNOWN } from "../../support/harness";

const APP = "digitalocean:index/app:App";

const minimal: StaticSiteArgs = {
  stack: testStack,
  repository: "acme/web",
  buildCommand: "npm ci && npm run build",
  outputDirectory: "out",
};

async function build(args: Partial<StaticSiteArgs> = {}, settings: DigitaloceanSettings = {}) {
  const recording = await recordOn({ digitalocean: { settings, standard: { token: "t" } } }, (connections) => {
    new StaticSite("site", { ...minimal, ...args }, connections.place("static-site", "digitalocean", "managed"));
  });
  const app = onlyOf(recording, APP);
  return { recording, app, spec: app.inputs["spec"] as WireObject };
}

describe("static site on DigitalOcean", () => {
  it("is one app with one static site of the repository", async () => {
    const { recording, app, spec } = await build();
    expect(countByType(recording)).toEqual({ [APP]: 1 });
    expect(app.name).toBe("site-app");
    expect(spec).toEqual({
      name: "shop-test-site",
      region: "nyc",
      staticSites: [
        {
          name: "site",
          github: { repo: "acme/web", branch: "main", deployOnPush: true },
          buildCommand: "npm ci && npm run build",
          outputDir: "out",
          indexDocument: "index.html",
          errorDocument: "404.html",
        },
      ],
      ingress: { rules: [{ component: { name: "site" }, match: { path: { prefix: "/" } } }] },
      alerts: [{ rule: "DEPLOYMENT_FAILED" }, { rule: "DOMAIN_FAILED" }],
    });
  });

  it.each([
    ["digitalocean", "example.com", { name: "example.com", type: "PRIMARY", zone: "example.com" }, 0],
    ["digitalocean", "www.example.com", { name: "www.example.com", type: "PRIMARY" }, 1],
    ["cloudflare", "example.com", { name: "example.com", type: "PRIMARY" }, 1],
  ] as const)(
    "leaves the record to App Platform at the top of a zone alone: %s, %s",
    async (id, hostname, domain, count) => {
      const used = { digitalocean: setups.digitalocean.connect, cloudflare: setups.cloudflare.connect };
      const recording = await recordOn(used, (connections) => {
        const dns = new Dns("dns", { stack: testStack, zone: "example.com" }, connections.place("dns", id, "managed"));
        const place = connections.place("static-site", "digitalocean", "managed");
        new StaticSite("site", { ...minimal, hostname, dns }, place);
      });
      expect((onlyOf(recording, APP).inputs["spec"] as WireObject)["domainNames"]).toEqual([domain]);
      expect(recording.resources.filter(({ name }) => name === "dns-record-site")).toHaveLength(count);
    },
  );

  it("answers unknown paths with the fallback document in place of the error document", async () => {
    const { spec } = await build({ fallbackDocument: "200.html" });
    const [site] = spec["staticSites"] as WireObject[];
    expect(site).toMatchObject({ catchallDocument: "200.html" });
    expect(site).not.toHaveProperty("errorDocument");
  });

  it("hands the environment to the build alone, sorted by key", async () => {
    const { spec } = await build({ environment: { ZED: "2", API_URL: "https://api.example.com" } });
    const [site] = spec["staticSites"] as WireObject[];
    expect(site!["envs"]).toEqual([
      { key: "API_URL", value: "https://api.example.com", scope: "BUILD_TIME", type: "GENERAL" },
      { key: "ZED", value: "2", scope: "BUILD_TIME", type: "GENERAL" },
    ]);
  });

  it("builds a directory of the repository, on another branch", async () => {
    const { spec } = await build({ directory: "apps/web", branch: "release" });
    const [site] = spec["staticSites"] as WireObject[];
    expect(site).toMatchObject({ sourceDir: "apps/web", outputDir: "out", github: { branch: "release" } });
  });

  it("answers under a hostname as its primary domain, without the deprecated list of domains", async () => {
    const { spec } = await build({ hostname: "www.example.com" });
    expect(spec["domainNames"]).toEqual([{ name: "www.example.com", type: "PRIMARY" }]);
    expect(spec).not.toHaveProperty("domains");
  });

  it("stands in the configured region", async () => {
    const { spec } = await build({}, { region: "fra" });
    expect(spec["region"]).toBe("fra");
  });

  it("keeps the app's name within 32 characters that begin with a letter", async () => {
    const long = await build({ stack: { ...testStack, app: "a-name-of-twenty-four-ch", stack: "a-long-stack-name" } });
    expect(long.spec["name"]).toMatch(/^a-name-of-twenty-four-ch[a-z0-9-]*-[0-9a-f]{6}$/);
    expect((long.spec["name"] as string).length).toBeLessThanOrEqual(32);
    const digit = await build({ stack: { ...testStack, app: "3d-shop" } });
    expect(digit.spec["name"]).toBe("app-3d-shop-test-site");
  });

  it("holds no data, so nothing is protected", async () => {
    const { app } = await build();
    expect(app).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("uses one explicit provider whose token stays secret", async () => {
    const { recording, app } = await build();
    const provider = onlyOf(recording, "pulumi:providers:digitalocean");
    expect(provider.name).toBe("digitalocean");
    expect(app.provider).toBe(provider.urn);
    expect(isSecret(provider.inputs["token"])).toBe(true);
  });

  it("makes its record at another provider and leaves it unproxied, since it proves the hostname", async () => {
    const zoneId = "0123456789abcdef0123456789abcdef";
    const recording = await recordOn(
      {
        digitalocean: { settings: {}, standard: {} },
        cloudflare: { settings: { zoneId }, standard: {} },
      },
      (connections) => {
        const dns = new Dns(
          "dns",
          { stack: testStack, zone: "example.com" },
          connections.place("dns", "cloudflare", "managed"),
        );
        const placement = connections.place("static-site", "digitalocean", "managed");
        new StaticSite("site", { ...minimal, hostname: "www.example.com", dns }, placement);
      },
    );
    const record = onlyOf(recording, "cloudflare:index/dnsRecord:DnsRecord");
    expect(record.inputs).toMatchObject({ name: "www.example.com", type: "CNAME", proxied: false, ttl: 300 });
    expect(record.inputs["content"]).toBe(UNKNOWN);
    expect(record.dependsOn).toContain(onlyOf(recording, APP).urn);
  });
});
