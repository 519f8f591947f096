import { StaticSite, type StaticSiteArgs } from "../../../components/static-site";
import { countByType, ofType, onlyOf, testStack, UNKNOWN } from "../../support/harness";
import { ACCOUNT_ID, buildDns, onCloudflare, ZONE_ID } from "./zone";

const PROJECT = "cloudflare:index/pagesProject:PagesProject";
const DOMAIN = "cloudflare:index/pagesDomain:PagesDomain";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";

const minimal: StaticSiteArgs = {
  stack: testStack,
  repository: "acme/web",
  buildCommand: "npm ci && npm run build",
  outputDirectory: "out",
};

const build = (args: Partial<StaticSiteArgs> = {}, withDns = false) =>
  onCloudflare({ zoneId: ZONE_ID }, (connections) => {
    const dns = withDns ? buildDns(connections) : undefined;
    const placement = connections.place("static-site", "cloudflare", "managed");
    new StaticSite("site", { ...minimal, dns, ...args }, placement);
  });

describe("static site on Cloudflare", () => {
  it("is one Pages project of the repository", async () => {
    const recording = await build();
    expect(countByType(recording)).toEqual({ [PROJECT]: 1 });
    const project = onlyOf(recording, PROJECT);
    expect(project.name).toBe("site-project");
    expect(project.inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-site",
      productionBranch: "main",
      source: {
        type: "github",
        config: {
          owner: "acme",
          repoName: "web",
          productionBranch: "main",
          productionDeploymentsEnabled: true,
          previewDeploymentSetting: "all",
          prCommentsEnabled: false,
        },
      },
      buildConfig: { buildCommand: "npm ci && npm run build", destinationDir: "out", rootDir: "" },
    });
    expect(project).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("hands the environment to production and preview builds as plain text, sorted by key", async () => {
    const project = onlyOf(await build({ environment: { ZED: "2", API_URL: "https://api.example.com" } }), PROJECT);
    const envVars = {
      API_URL: { type: "plain_text", value: "https://api.example.com" },
      ZED: { type: "plain_text", value: "2" },
    };
    expect(project.inputs["deploymentConfigs"]).toEqual({ production: { envVars }, preview: { envVars } });
  });

  it("builds a directory of the repository, on another branch", async () => {
    const project = onlyOf(await build({ directory: "apps/web", branch: "release" }), PROJECT);
    expect(project.inputs).toMatchObject({
      productionBranch: "release",
      source: { config: { productionBranch: "release" } },
      buildConfig: { rootDir: "apps/web", destinationDir: "out" },
    });
  });

  it("takes index.html as the fallback without any setting", async () => {
    const without = onlyOf(await build(), PROJECT).inputs;
    expect(onlyOf(await build({ fallbackDocument: "index.html" }), PROJECT).inputs).toEqual(without);
  });

  it("answers under a hostname, with a proxied record where the zone is Cloudflare's", async () => {
    const recording = await build({ hostname: "www.example.com" }, true);
    expect(countByType(recording)).toEqual({ [PROJECT]: 1, [DOMAIN]: 1, [RECORD]: 1 });
    const project = onlyOf(recording, PROJECT);
    const domain = onlyOf(recording, DOMAIN);
    expect(domain).toMatchObject({
      name: "site-domain",
      inputs: { accountId: ACCOUNT_ID, name: "www.example.com", projectName: "shop-test-site" },
    });
    expect(domain.dependsOn).toContain(project.urn);
    const record = onlyOf(recording, RECORD);
    expect(record).toMatchObject({
      name: "dns-record-site",
      inputs: { name: "www.example.com", type: "CNAME", content: UNKNOWN, proxied: true, ttl: 1 },
    });
    expect(record.dependsOn).toContain(project.urn);
  });

  it("leaves the record to the owner where there is no zone", async () => {
    const recording = await build({ hostname: "www.example.com" });
    expect(ofType(recording, RECORD)).toEqual([]);
    expect(ofType(recording, DOMAIN)).toHaveLength(1);
  });

  it("keeps the project's name within 58 characters", async () => {
    const app = "a-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-on";
    const name = onlyOf(await build({ stack: { ...testStack, app } }), PROJECT).inputs["name"] as string;
    expect(name).toMatch(/^a-name-that-goes-on[a-z0-9-]*-[0-9a-f]{6}$/);
    expect(name.length).toBeLessThanOrEqual(58);
  });
});
