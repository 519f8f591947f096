import * as pulumi from "@pulumi/pulumi";
import type { EdgeArgs } from "../../../components/edge";
import { networkRules, spellingRules } from "../../../providers/cloudflare/edge/access";
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

const both = { access: { "admin-api": { path: "/api/admin", allow: "networks-and-sign-in" } } } as const;

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
    expect(application.name).toBe("edge-sign-in");
    expect(application.inputs).toEqual({
      zoneId: ZONE_ID,
      name: "shop-test-sign-in",
      type: "self_hosted",
      destinations: [{ type: "public", uri: "api.example.com/admin" }],
      policies: [{ id: UNKNOWN, precedence: 1 }],
      sessionDuration: "8h",
    });
    expect(application.dependsOn).toContain(policy.urn);
  });

  it("are blocked where they are written in another way than Access knows them", async () => {
    const path = "http.request.uri.path";
    const [admin, read] = [path, PATH].map((it) => `(${it} eq "/admin" or starts_with(${it}, "/admin/"))`);
    expect(spellingRules({ hostname: "api.example.com", ...signIn })).toEqual([
      {
        ref: "sign_in_spelling",
        description: "paths that people sign in to, written in another way",
        expression: `(${HOST} and ((${read} and not ${admin})))`,
        action: "block",
      },
    ]);
    const ruleset = ofType(await record({}), RULESET).find(({ name }) => name === "edge-access-rules");
    expect(ruleset!.inputs["rules"]).toMatchObject([{ ref: "sign_in_spelling" }]);
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
    const access = { all: { path: "/", allow: "sign-in" } } as const;
    const recording = await record({ access });
    expect(onlyOf(recording, APPLICATION).inputs["destinations"]).toEqual([{ type: "public", uri: "api.example.com" }]);
    expect(spellingRules({ hostname: "api.example.com", access })).toEqual([]);
  });

  it("share one policy and one application, so that one sign-in holds for all of them", async () => {
    const recording = await record({ access: { ...both.access, ...signIn.access } });
    expect(ofType(recording, POLICY)).toHaveLength(1);
    expect(onlyOf(recording, APPLICATION).inputs["destinations"]).toEqual([
      { type: "public", uri: "api.example.com/admin" },
      { type: "public", uri: "api.example.com/api/admin" },
    ]);
  });

  it("are five of an application at most, which share the policy", async () => {
    const paths = ["/f", "/a", "/b", "/c", "/d", "/e"];
    const access = Object.fromEntries(paths.map((path) => [path.slice(1), { path, allow: "sign-in" }] as const));
    const recording = await record({ access });
    expect(ofType(recording, POLICY)).toHaveLength(1);
    const applications = ofType(recording, APPLICATION).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(applications.map(({ name }) => name)).toEqual(["edge-sign-in", "edge-sign-in-2"]);
    expect(applications.map(({ inputs }) => (inputs["destinations"] as unknown[]).length)).toEqual([5, 1]);
    const refs = spellingRules({ hostname: "api.example.com", access }).map(({ ref }) => ref);
    expect(refs).toEqual(["sign_in_spelling", "sign_in_spelling_2"]);
  });

  it("need nothing where there are none", async () => {
    const recording = await recordEdge({ ...networks, email: "ops@example.com" });
    expect([...ofType(recording, POLICY), ...ofType(recording, APPLICATION)]).toEqual([]);
  });
});

describe("paths that people sign in to from some networks alone", () => {
  it("are blocked for everybody else, and ask whoever is left to sign in", async () => {
    const recording = await recordEdge({ ...both, adminCidrs: ["203.0.113.7/32"], email: "ops@example.com" });
    const ruleset = ofType(recording, RULESET).find(({ name }) => name === "edge-access-rules");
    expect(ruleset!.inputs["rules"]).toMatchObject([
      { action: "block", expression: `(${HOST} and (${ADMIN} and not ip.src in {203.0.113.7/32}))` },
      { ref: "sign_in_spelling", action: "block" },
    ]);
    expect(onlyOf(recording, APPLICATION).inputs["destinations"]).toEqual([
      { type: "public", uri: "api.example.com/api/admin" },
    ]);
    expect(onlyOf(recording, POLICY).inputs).toMatchObject({
      decision: "allow",
      requires: [{ authMethod: { authMethod: "mfa" } }],
    });
  });

  it("let nobody in where there is neither a network nor an administrator", async () => {
    const recording = await recordEdge(both);
    const ruleset = ofType(recording, RULESET).find(({ name }) => name === "edge-access-rules");
    expect(ruleset!.inputs["rules"]).toMatchObject([{ action: "block", expression: `(${HOST} and (${ADMIN}))` }, {}]);
    expect(onlyOf(recording, POLICY).inputs["decision"]).toBe("deny");
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
