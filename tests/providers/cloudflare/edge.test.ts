import type { CloudflarePlan } from "../../../providers/cloudflare/config";
import type { Recording, WireObject } from "../../../src/plan/recorder";
import { countByType, ofType, onlyOf } from "../../support/harness";
import { origin, recordEdge, ZONE_ID } from "./zone";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";
const RULESET = "cloudflare:index/ruleset:Ruleset";
const BOTS = "cloudflare:index/botManagement:BotManagement";

const settingsOf = (recording: Recording) =>
  Object.fromEntries(ofType(recording, SETTING).map(({ inputs }) => [inputs["settingId"] as string, inputs["value"]]));

const rulesetOf = (recording: Recording, phase: string) =>
  ofType(recording, RULESET).find(({ inputs }) => inputs["phase"] === phase);

const rulesOf = (recording: Recording, phase: string) =>
  (rulesetOf(recording, phase)?.inputs["rules"] ?? []) as WireObject[];

const login = { path: "/api/auth/login", requests: 10, periodSeconds: 10, blockSeconds: 10 };
const api = { path: "/api", requests: 100, periodSeconds: 10, blockSeconds: 10 };

describe("edge on Cloudflare", () => {
  it("is a proxied record, settings, managed rules, headers and bots", async () => {
    const recording = await recordEdge();
    expect(countByType(recording)).toEqual({ [RECORD]: 1, [SETTING]: 6, [RULESET]: 2, [BOTS]: 1 });
    expect(onlyOf(recording, RECORD)).toMatchObject({
      name: "dns-record-edge",
      inputs: {
        zoneId: ZONE_ID,
        name: "api.example.com",
        type: "CNAME",
        content: "lb.example.net",
        proxied: true,
        ttl: 1,
      },
    });
  });

  it("holds HTTPS up in the zone's settings", async () => {
    const recording = await recordEdge();
    expect(settingsOf(recording)).toEqual({
      ssl: "strict",
      min_tls_version: "1.2",
      tls_1_3: "on",
      always_use_https: "on",
      automatic_https_rewrites: "on",
      security_header: {
        strict_transport_security: {
          enabled: true,
          max_age: 31536000,
          include_subdomains: false,
          nosniff: true,
          preload: false,
        },
      },
    });
    expect(ofType(recording, SETTING).map(({ name }) => name)).toEqual([
      "edge-setting-ssl",
      "edge-setting-min-tls-version",
      "edge-setting-tls-1-3",
      "edge-setting-always-use-https",
      "edge-setting-automatic-https-rewrites",
      "edge-setting-security-header",
    ]);
  });

  describe("before an origin that has to prove its name first", () => {
    const proof =
      '(http.host eq "api.example.com" and ((http.request.uri.path eq "/.well-known/acme-challenge" or starts_with(http.request.uri.path, "/.well-known/acme-challenge/"))))';

    it("checks the origin's certificate all the same, but for the paths of the proof", async () => {
      const recording = await recordEdge({ origin: origin(false) });
      expect(settingsOf(recording)["ssl"]).toBe("strict");
      const ruleset = rulesetOf(recording, "http_config_settings")!;
      expect(ruleset).toMatchObject({ name: "edge-config-rules", inputs: { kind: "zone", zoneId: ZONE_ID } });
      expect(ruleset.inputs["rules"]).toEqual([
        {
          ref: "proof_of_name",
          description: "proof of the hostname, before the origin has a certificate",
          expression: proof,
          action: "set_config",
          actionParameters: { ssl: "full" },
        },
      ]);
    });

    it.each<[CloudflarePlan, string[]]>([
      ["free", ["http_ratelimit", "http_request_firewall_managed"]],
      ["pro", ["http_ratelimit", "http_request_firewall_managed", "http_request_sbfm"]],
    ])("lets the authority past all rules that the %s plan lets skip, before any other", async (plan, phases) => {
      const access = { api: { path: "/", allow: "networks" } } as const;
      const recording = await recordEdge({ origin: origin(false), access }, { plan });
      const rules = rulesOf(recording, "http_request_firewall_custom");
      expect(rules.map(({ ref }) => ref)).toEqual(["proof_of_name", "access_api"]);
      expect(rules[0]).toMatchObject({
        expression: proof,
        action: "skip",
        actionParameters: { ruleset: "current", phases },
      });
    });

    it("never caches the proof", async () => {
      const rules = rulesOf(await recordEdge({ origin: origin(false) }), "http_request_cache_settings");
      expect(rules).toMatchObject([{ ref: "uncached", expression: proof, actionParameters: { cache: false } }]);
    });

    it("does so too where it is the origin that stands by which has no certificate", async () => {
      const standby = { origin: { ...origin(false), type: "A" as const }, healthPath: "/health" };
      const recording = await recordEdge({ standby });
      expect(rulesOf(recording, "http_config_settings")).toHaveLength(1);
    });

    it("makes no exception before any other origin", async () => {
      const recording = await recordEdge({ origin: origin(true) });
      const phases = ["http_config_settings", "http_request_firewall_custom", "http_request_cache_settings"];
      expect(phases.map((phase) => rulesetOf(recording, phase))).toEqual([undefined, undefined, undefined]);
    });
  });

  it("runs the free managed ruleset on the free plan", async () => {
    const ruleset = rulesetOf(await recordEdge(), "http_request_firewall_managed");
    expect(ruleset).toMatchObject({ name: "edge-managed-rules" });
    expect(ruleset!.inputs).toEqual({
      zoneId: ZONE_ID,
      kind: "zone",
      phase: "http_request_firewall_managed",
      name: "landfall managed rules",
      rules: [
        {
          ref: "free_managed",
          description: "Cloudflare Free Managed Ruleset",
          expression: "true",
          action: "execute",
          actionParameters: { id: "77454fe2d30c4220b5701f6fdfb893ba" },
        },
      ],
    });
  });

  it.each<CloudflarePlan>(["pro", "business", "enterprise"])(
    "runs Cloudflare's and the OWASP rules on %s",
    async (plan) => {
      const rules = rulesOf(await recordEdge({}, { plan }), "http_request_firewall_managed");
      expect(rules.map(({ ref, actionParameters }) => [ref, actionParameters])).toEqual([
        ["cloudflare_managed", { id: "efb7b8c949ac4650a09736fc376e9aee" }],
        ["owasp_core", { id: "4814384a9e5d4991b9815dcfc25d2f1f" }],
      ]);
    },
  );

  it("has no managed rules and no bot settings when they are off", async () => {
    const recording = await recordEdge({ managedRules: false, bots: false, headers: {} });
    expect(countByType(recording)).toEqual({ [RECORD]: 1, [SETTING]: 6 });
  });

  it("merges all rate limits into one ruleset, the longest path first", async () => {
    const recording = await recordEdge({ rateLimits: { api, login } }, { plan: "pro" });
    const ruleset = rulesetOf(recording, "http_ratelimit")!;
    expect(ruleset.name).toBe("edge-rate-limits");
    expect(ruleset.inputs).toEqual({
      zoneId: ZONE_ID,
      kind: "zone",
      phase: "http_ratelimit",
      name: "landfall rate limits",
      rules: [
        {
          ref: "rate_login",
          description: "rate limit login",
          expression:
            '(http.host eq "api.example.com" and ((lower(url_decode(http.request.uri.path)) eq "/api/auth/login" or starts_with(lower(url_decode(http.request.uri.path)), "/api/auth/login/"))))',
          action: "block",
          ratelimit: {
            characteristics: ["cf.colo.id", "ip.src"],
            requestsPerPeriod: 10,
            period: 10,
            mitigationTimeout: 10,
          },
        },
        {
          ref: "rate_api",
          description: "rate limit api",
          expression:
            '(http.host eq "api.example.com" and ((lower(url_decode(http.request.uri.path)) eq "/api" or starts_with(lower(url_decode(http.request.uri.path)), "/api/"))))',
          action: "block",
          ratelimit: {
            characteristics: ["cf.colo.id", "ip.src"],
            requestsPerPeriod: 100,
            period: 10,
            mitigationTimeout: 10,
          },
        },
      ],
    });
  });

  it("looks at the path alone on the free plan, which knows no other field", async () => {
    const [rule] = rulesOf(await recordEdge({ rateLimits: { api } }), "http_ratelimit");
    expect(rule!["expression"]).toBe(
      '(http.request.uri.path eq "/api" or starts_with(http.request.uri.path, "/api/"))',
    );
  });

  it("caches as the origin says, and lets what is never cached win", async () => {
    const recording = await recordEdge({
      cachedPaths: ["/_next/static", "/public"].map((path) => ({ path, days: 7, immutable: false })),
      uncachedPaths: ["/api"],
    });
    const ruleset = rulesetOf(recording, "http_request_cache_settings")!;
    expect(ruleset).toMatchObject({ name: "edge-cache-rules", inputs: { name: "landfall cache rules", kind: "zone" } });
    expect(ruleset.inputs["rules"]).toEqual([
      {
        ref: "cached",
        description: "static files",
        expression:
          '(http.host eq "api.example.com" and ((http.request.uri.path eq "/_next/static" or starts_with(http.request.uri.path, "/_next/static/")) or (http.request.uri.path eq "/public" or starts_with(http.request.uri.path, "/public/"))))',
        action: "set_cache_settings",
        actionParameters: {
          cache: true,
          edgeTtl: { mode: "respect_origin" },
          browserTtl: { mode: "respect_origin" },
        },
      },
      {
        ref: "uncached",
        description: "never cached",
        expression:
          '(http.host eq "api.example.com" and ((http.request.uri.path eq "/api" or starts_with(http.request.uri.path, "/api/"))))',
        action: "set_cache_settings",
        actionParameters: { cache: false },
      },
    ]);
  });

  it("makes no cache rules without paths, and no rate limits without limits", async () => {
    const recording = await recordEdge();
    expect(rulesetOf(recording, "http_request_cache_settings")).toBeUndefined();
    expect(rulesetOf(recording, "http_ratelimit")).toBeUndefined();
  });

  it("challenges bots with what the plan has", async () => {
    const bots = async (plan: CloudflarePlan) => onlyOf(await recordEdge({}, { plan }), BOTS).inputs;
    const challenge = "managed_challenge";
    const known = { zoneId: ZONE_ID, enableJs: true, sbfmDefinitelyAutomated: challenge, sbfmVerifiedBots: "allow" };
    expect(await bots("free")).toEqual({ zoneId: ZONE_ID, enableJs: true, fightMode: true });
    expect(await bots("pro")).toEqual(known);
    expect(await bots("business")).toEqual({ ...known, sbfmLikelyAutomated: challenge });
    expect(await bots("enterprise")).toEqual({ ...known, sbfmLikelyAutomated: challenge });
  });

  it("holds no data, so nothing is protected", async () => {
    const recording = await recordEdge({ rateLimits: { api } });
    expect(recording.resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete)).toEqual([]);
  });
});
