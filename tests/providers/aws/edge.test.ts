import type { EdgeArgs } from "../../../components/edge";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { buildEdge, originAt, recordFront, resolveFront, type Front } from "./edge-shop";

const CF = {
  distribution: "aws:cloudfront/distribution:Distribution",
  cache: "aws:cloudfront/cachePolicy:CachePolicy",
  headers: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
};
const WAF = {
  acl: "aws:wafv2/webAcl:WebAcl",
  group: "aws:wafv2/ruleGroup:RuleGroup",
  set: "aws:wafv2/ipSet:IpSet",
  logging: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
};
const RECORD = "aws:route53/record:Record";
const CHECK = "aws:route53/healthCheck:HealthCheck";
const ACM = {
  certificate: "aws:acm/certificate:Certificate",
  validation: "aws:acm/certificateValidation:CertificateValidation",
};
const LOGS = {
  group: "aws:cloudwatch/logGroup:LogGroup",
  source: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
  destination: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
  delivery: "aws:cloudwatch/logDelivery:LogDelivery",
};

const DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

interface Behavior {
  readonly pathPattern: string;
  readonly cachePolicyId: string;
}

const record = (edge: Partial<EdgeArgs> = {}, more: Front = {}) => recordFront({ edge, ...more }, buildEdge);
const resolve = (edge: Partial<EdgeArgs> = {}, more: Front = {}) => resolveFront({ edge, ...more }, buildEdge);

const off = { managedRules: false, bots: false };

describe("edge on CloudFront", () => {
  it("is a distribution, a firewall, a certificate, names and logs", async () => {
    expect(countByType(await record())).toEqual({
      [CF.distribution]: 1,
      [CF.headers]: 1,
      [WAF.acl]: 1,
      [WAF.logging]: 1,
      [ACM.certificate]: 1,
      [ACM.validation]: 1,
      [RECORD]: 3,
      [LOGS.group]: 2,
      [LOGS.source]: 1,
      [LOGS.destination]: 1,
      [LOGS.delivery]: 1,
    });
  });

  it("has in us-east-1 what CloudFront reads there, wherever the stack stands", async () => {
    const recording = await record({ access: { a: { path: "/a", allow: "networks" } } }, { region: "eu-west-1" });
    for (const type of [...Object.values(ACM), ...Object.values(WAF), ...Object.values(LOGS)]) {
      for (const { inputs } of ofType(recording, type)) expect([type, inputs["region"]]).toEqual([type, "us-east-1"]);
    }
  });

  it("answers under its name, by TLS 1.2 and up, with a certificate that the zone proves", async () => {
    const resources = await resolve();
    expect(resolved(resources, CF.distribution).inputs).toMatchObject({
      aliases: ["api.example.com"],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021", sslSupportMethod: "sni-only" },
    });
    expect(resolved(resources, RECORD, "dns-record-edge-certificate").inputs).toMatchObject({ type: "CNAME" });
    expect(resolved(resources, RECORD, "dns-record-edge").inputs).toMatchObject({
      name: "api.example.com",
      type: "CNAME",
      records: ["edge-distribution.cloudfront.net"],
    });
  });

  it("passes requests on as they are, over HTTPS alone, to a name of the origin's address", async () => {
    const resources = await resolve();
    const { origins, defaultCacheBehavior, orderedCacheBehaviors } = resolved(resources, CF.distribution).inputs;
    expect(origins).toEqual([
      {
        originId: "services",
        domainName: "origin-api.example.com",
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          originReadTimeout: 60,
          originKeepaliveTimeout: 60,
        },
      },
    ]);
    expect(defaultCacheBehavior).toMatchObject({
      cachePolicyId: DISABLED,
      originRequestPolicyId: ALL_VIEWER,
      viewerProtocolPolicy: "redirect-to-https",
      allowedMethods: ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "POST", "PUT"],
    });
    expect(orderedCacheBehaviors).toEqual([]);
    expect(resolved(resources, RECORD, "dns-record-edge-origin").inputs).toMatchObject({
      name: "origin-api.example.com",
      type: "A",
      records: ["203.0.113.5"],
    });
  });

  it("finds an origin that has a name under that", async () => {
    const resources = await resolve({ origin: originAt("CNAME") });
    expect(resolved(resources, CF.distribution).inputs["origins"]).toMatchObject([{ domainName: "lb.example.net" }]);
    expect(resources.filter(({ name }) => name === "dns-record-edge-origin")).toEqual([]);
  });

  it("lets proof of the origin's name through over HTTP, and nothing else", async () => {
    const { inputs } = resolved(await resolve({ origin: originAt("A", false) }), CF.distribution);
    expect(inputs["origins"]).toMatchObject([
      { originId: "services", customOriginConfig: { originProtocolPolicy: "https-only" } },
      { originId: "challenge", customOriginConfig: { originProtocolPolicy: "http-only" } },
    ]);
    expect(inputs["orderedCacheBehaviors"]).toMatchObject([
      {
        pathPattern: "/.well-known/acme-challenge/*",
        targetOriginId: "challenge",
        viewerProtocolPolicy: "allow-all",
        cachePolicyId: DISABLED,
        allowedMethods: ["GET", "HEAD", "OPTIONS"],
      },
    ]);
  });

  it("caches what the app names for as long as the origin says, and lets what is never cached win", async () => {
    const resources = await resolve({
      cachedPaths: [
        { path: "/public", days: 7, immutable: false },
        { path: "/_next/static", days: 365, immutable: true },
      ],
      uncachedPaths: ["/api", "/public/me"],
    });
    const { orderedCacheBehaviors: behaviors } = resolved(resources, CF.distribution).inputs;
    expect((behaviors as Behavior[]).map((it) => [it.pathPattern, it.cachePolicyId])).toEqual([
      ["/public/me", DISABLED],
      ["/public/me/*", DISABLED],
      ["/_next/static", "edge-static-files-id"],
      ["/_next/static/*", "edge-static-files-id"],
      ["/public", "edge-static-files-id"],
      ["/public/*", "edge-static-files-id"],
    ]);
    expect(resolved(resources, CF.cache).inputs).toMatchObject({
      minTtl: 0,
      defaultTtl: 0,
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: "none" },
        headersConfig: { headerBehavior: "whitelist", headers: { items: ["Accept", "Host", "Origin"] } },
        queryStringsConfig: { queryStringBehavior: "all" },
      },
    });
  });

  it("has no firewall where nothing is asked of one", async () => {
    const recording = await record(off);
    expect(ofType(recording, WAF.acl)).toEqual([]);
    expect(onlyOf(recording, CF.distribution).inputs).not.toHaveProperty("webAclId");
    expect(ofType(await record({ ...off, origin: originAt("A", false) }), WAF.acl)).toEqual([]);
  });

  it("evaluates closed paths and limits before the vendor's rules, and bots last", async () => {
    const edge = {
      origin: originAt("A", false),
      rateLimits: { api: { path: "/api", requests: 100, periodSeconds: 60, blockSeconds: 60 } },
      access: { admin: { path: "/admin", allow: "networks" as const } },
      adminCidrs: ["198.51.100.0/24"],
    };
    const { rules } = resolved(await resolve(edge), WAF.acl).inputs;
    const order = [...(rules as { name: string; priority: number }[])].sort((a, b) => a.priority - b.priority);
    expect(order.map(({ name }) => name)).toEqual([
      "proof-of-name",
      "access",
      "rate-api",
      "ip-reputation",
      "known-bad-inputs",
      "common",
      "bots",
    ]);
  });

  it("keeps networks in a set of each kind of address", async () => {
    const access = { admin: { path: "/admin", allow: "networks" as const } };
    const recording = await record({ ...off, access, adminCidrs: ["198.51.100.0/24", "2001:db8::/32"] });
    expect(ofType(recording, WAF.set).map(({ inputs }) => [inputs["ipAddressVersion"], inputs["addresses"]])).toEqual([
      ["IPV4", ["198.51.100.0/24"]],
      ["IPV6", ["2001:db8::/32"]],
    ]);
    expect(onlyOf(recording, WAF.group).inputs).toMatchObject({ scope: "CLOUDFRONT", capacity: 50 });
  });

  it("closes a path to everybody where administrators come from nowhere", async () => {
    const access = { admin: { path: "/admin", allow: "networks" as const } };
    expect(onlyOf(await record({ ...off, access }), WAF.set).inputs).toMatchObject({ addresses: [] });
  });

  it("makes paths for people who sign in the nearest there is, if there are networks, and only when told to", async () => {
    const access = { admin: { path: "/admin", allow: "sign-in" as const } };
    const groups = async (more: Partial<EdgeArgs>) =>
      ofType(await record({ ...off, access, ...more }), WAF.group).length;
    expect(await groups({ adminCidrs: ["198.51.100.0/24"], approximate: true })).toBe(1);
    expect(await groups({ adminCidrs: ["198.51.100.0/24"] })).toBe(0);
    expect(await groups({ approximate: true })).toBe(0);
  });

  it("writes down what the firewall did, without what signs somebody in", async () => {
    const recording = await record();
    const group = ofType(recording, LOGS.group).find(({ name }) => name === "edge-firewall-log")!;
    expect(group.inputs).toMatchObject({ name: "aws-waf-logs-shop-test-edge", retentionInDays: 365 });
    expect(onlyOf(recording, WAF.logging).inputs["redactedFields"]).toEqual([
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
    ]);
    const fields = onlyOf(recording, LOGS.delivery).inputs["recordFields"] as string[];
    expect(fields).toContain("cs-uri-stem");
    expect(fields).not.toContain("cs(Cookie)");
    expect(fields).not.toContain("cs-uri-query");
  });

  it("stands for the zone's own name by records of Route 53's, which takes no CNAME there", async () => {
    const resources = await resolve({ hostname: "example.com" });
    for (const type of ["a", "aaaa"]) {
      expect(resolved(resources, RECORD, `edge-${type}`).inputs).toMatchObject({
        name: "example.com",
        type: type.toUpperCase(),
        aliases: [{ name: "edge-distribution.cloudfront.net", zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }],
      });
    }
    expect(resources.filter(({ name }) => name === "dns-record-edge")).toEqual([]);
  });

  it("leads to the standby by a name that fails over, and asks the primary under the services' name", async () => {
    const resources = await resolve({ standby: { origin: originAt("A"), healthPath: "/health" } });
    expect(resolved(resources, CF.distribution).inputs["origins"]).toMatchObject([
      { domainName: "origin-api.example.com" },
    ]);
    expect(resolved(resources, RECORD, "edge-record-origin-primary").inputs).toMatchObject({
      name: "origin-api.example.com",
    });
    expect(resolved(resources, CHECK).inputs).toMatchObject({ ipAddress: "203.0.113.5", fqdn: "api.example.com" });
  });

  it("holds no data, so nothing of it is protected", async () => {
    const { resources } = await record();
    expect(resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
  });
});
