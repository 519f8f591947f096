import * as pulumi from "@pulumi/pulumi";
import type { EdgeArgs } from "../../../components/edge";
import { networkRules } from "../../../providers/cloudflare/edge/access";
import { ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { ACCOUNT_ID, recordEdge, ZONE_ID } from "./zone";

const POLICY = "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy";
const APPLICATION = "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication";
const RULESET = "cloudflare:index/ruleset:Ruleset";

const HOST = 'http.host eq "api.example.com"';
const PATH = "lower(url_decode(http.request.uri.path))";
const ADMIN = `(${PATH} eq "/api/admin" or starts_with(${PATH}, "/api/admin/"))`;

const signIn = { access: { admin: { path: "/admin", allow: "sign-in" } } } as const;
const networks = { access: { "admin-api": { path: "/api/admin", allow: "networks" } } } as const;

const rules = (adminCidrs: readonly string[]) =>
  networkRules({ hostname: "api.example.com", adminCidrs, access: { ...networks.access, ...signIn.access } });

describe("paths that are kept to networks", () => {
  it("are blocked for everybody else", () => {
    expect(rules(["203.0.113.7/32", "198.51.100.0/24"])).toEqual([
      {
        ref: expect.stringMatching(/^access_admin_api_[0-9a-f]{6}$/) as string,
        description: "access admin-api",
        expression: `(${HOST} and (${ADMIN} and not ip.src in {203.0.113.7/32 198.51.100.0/24}))`,
        action: "block",
      },
    ]);
  });

  it("are blocked for everybody where no network is an administrator's", () => {
    expect(rules([]).map(({ expression }) => expression)).toEqual([`(${HOST} and (${ADMIN}))`]);
  });

  it("stand in one ruleset of the zone", async () => {
    const recording = await recordEdge({ ...networks, adminCidrs: ["203.0.113.7/32"] });
    const found = ofType(recording, RULESET).find(({ name }) => name === "edge-access-rules");
    expect(found!.inputs).toMatchObject({
      zoneId: ZONE_ID,
      kind: "zone",
      phase: "http_request_firewall_custom",
      rules: [{ action: "block" }],
    });
    expect(ofType(recording, APPLICATION)).toEqual([]);
  });
});

describe("paths that people sign in to", () => {
  const record = (args: Partial<EdgeArgs>) => recordEdge({ ...signIn, ...args });

  it("let the administrator in, with a second factor", async () => {
    const recording = await record({ email: "ops@example.com" });
    const policy = onlyOf(recording, POLICY);
    expect(policy).toMatchObject({ name: "edge-sign-in-policy", protect: false });
    expect(policy.inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-administrators",
      decision: "allow",
      includes: [{ email: { email: "ops@example.com" } }],
      requires: [{ authMethod: { authMethod: "mfa" } }],
      sessionDuration: "8h",
    });
    const application = onlyOf(recording, APPLICATION);
    expect(application.name).toBe("edge-sign-in-admin");
    expect(application.inputs).toEqual({
      zoneId: ZONE_ID,
      name: "shop-test-admin",
      type: "self_hosted",
      destinations: [{ type: "public", uri: "api.example.com/admin" }],
      policies: [{ id: UNKNOWN, precedence: 1 }],
      sessionDuration: "8h",
    });
    expect(application.dependsOn).toContain(policy.urn);
    expect(ofType(recording, RULESET).map(({ name }) => name)).not.toContain("edge-access-rules");
  });

  it("let nobody in where no administrator has an address", async () => {
    const { inputs } = onlyOf(await record({}), POLICY);
    expect(inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-administrators",
      decision: "deny",
      includes: [{ everyone: {} }],
      sessionDuration: "8h",
    });
  });

  it("are the whole hostname where the path is the root", async () => {
    const recording = await record({ access: { all: { path: "/", allow: "sign-in" } } });
    expect(onlyOf(recording, APPLICATION).inputs["destinations"]).toEqual([{ type: "public", uri: "api.example.com" }]);
  });

  it("share one policy", async () => {
    const recording = await record({
      access: { admin: { path: "/admin", allow: "sign-in" }, jobs: { path: "/jobs", allow: "sign-in" } },
    });
    expect(ofType(recording, POLICY)).toHaveLength(1);
    expect(ofType(recording, APPLICATION).map(({ name }) => name)).toEqual(["edge-sign-in-admin", "edge-sign-in-jobs"]);
  });

  it("need nothing where there are none", async () => {
    const recording = await recordEdge({ ...networks, email: "ops@example.com" });
    expect([...ofType(recording, POLICY), ...ofType(recording, APPLICATION)]).toEqual([]);
  });
});

describe("an edge with a standby", () => {
  it("answers under a load balancer in place of a record", async () => {
    const standby = {
      origin: { type: "CNAME", value: pulumi.output("standby.example.net"), publicCertificate: true },
      healthPath: "/health",
    } as const;
    const recording = await recordEdge({ standby });
    expect(ofType(recording, "cloudflare:index/dnsRecord:DnsRecord")).toEqual([]);
    expect(onlyOf(recording, "cloudflare:index/loadBalancer:LoadBalancer").inputs).toMatchObject({
      name: "api.example.com",
      proxied: true,
    });
  });
});
