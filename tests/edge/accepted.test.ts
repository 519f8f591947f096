import { EDGE_INTENTIONS } from "../../components/edge-intentions";
import { providerIds, providerOf } from "../../providers/registry";
import type { PlanObject } from "../../src/plan/schema";
import { landing } from "../support/figures";

type Rule = PlanObject & { readonly action: string };

const rulesOf = (inputs: PlanObject): readonly Rule[] => inputs["rules"] as unknown as readonly Rule[];

/** Every value that stands under a key, however deep. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === key ? [inner as unknown] : []),
    ...valuesOf(key, inner),
  ]);
}

/** terraform-provider-cloudflare 5.19.1, internal/services/ruleset/schema.go */
const RULESETS = {
  kind: ["managed", "custom", "root", "zone"],
  phase: [
    ...["http_config_settings", "http_ratelimit", "http_request_cache_settings", "http_request_firewall_custom"],
    ...["http_request_firewall_managed", "http_response_headers_transform", "http_request_sbfm"],
  ],
  action: ["block", "execute", "managed_challenge", "rewrite", "set_cache_settings", "set_config", "skip"],
  ssl: ["off", "flexible", "full", "strict", "origin_pull"],
  ruleset: ["current"],
  mode: ["respect_origin", "bypass_by_default", "override_origin"],
  operation: ["add", "set", "remove"],
};

/** terraform-provider-cloudflare 5.19.1, internal/services/bot_management/schema.go */
const BOTS = {
  sbfmDefinitelyAutomated: ["allow", "block", "managed_challenge"],
  sbfmLikelyAutomated: ["allow", "block", "managed_challenge"],
  sbfmVerifiedBots: ["allow", "block"],
};

/** terraform-provider-cloudflare 5.19.1, internal/services/zero_trust_access_policy/schema.go */
const ACCESS = { decision: ["allow", "deny", "non_identity", "bypass"] };

describe.each([undefined, "free", "pro", "business", "enterprise"])("Cloudflare's values on the plan %s", (plan) => {
  const settings: Readonly<Record<string, string>> =
    plan === undefined ? {} : { "landfall:cloudflare": JSON.stringify({ plan }) };
  const landed = landing("advancia", "cloudflare-droplet", settings);
  const rulesets = () => landed.all("cloudflare:index/ruleset:Ruleset");

  it.each(Object.entries(RULESETS))("of %s are such as the provider takes", (key, known) => {
    const found = valuesOf(key, rulesets());
    expect(found.filter((value) => !known.includes(value as string))).toEqual([]);
    if (key !== "operation") expect(found.length).toBeGreaterThan(0);
  });

  it("are one ruleset a phase, each rule under a name of its own", () => {
    const phases = rulesets().map(({ phase }) => phase);
    expect(new Set(phases).size).toBe(phases.length);
    for (const ruleset of rulesets()) {
      const refs = rulesOf(ruleset).map(({ ref }) => ref);
      expect(refs.every((ref) => typeof ref === "string" && /^[A-Za-z0-9_]{1,64}$/.test(ref))).toBe(true);
      expect(new Set(refs).size).toBe(refs.length);
    }
  });

  it("skip phases by names that the provider takes", () => {
    const skipped = valuesOf("phases", rulesets()).flat();
    expect(skipped.filter((phase) => !RULESETS.phase.includes(phase as string))).toEqual([]);
    expect(skipped.length).toBeGreaterThan(0);
  });

  it("of bots and of sign-in are such as the provider takes", () => {
    const bots = landed.inputs("cloudflare:index/botManagement:BotManagement");
    for (const [key, known] of Object.entries(BOTS)) if (key in bots) expect(known).toContain(bots[key]);
    const { decision } = landed.inputs("cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy");
    expect(ACCESS.decision).toContain(decision);
  });
});

describe("values of AWS's firewall", () => {
  const landed = landing("advancia", "aws-vm-group");
  const acl = () => landed.inputs("aws:wafv2/webAcl:WebAcl");

  it("are such as the service takes", () => {
    const text = [acl(), ...landed.all("aws:wafv2/ruleGroup:RuleGroup")];
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
    const windows = valuesOf("evaluationWindowSec", text);
    expect(windows.length).toBeGreaterThan(0);
    expect(windows.filter((seconds) => ![60, 120, 300, 600].includes(seconds as number))).toEqual([]);
    expect(new Set(valuesOf("aggregateKeyType", text))).toEqual(new Set(["IP"]));
    for (const limit of valuesOf("limit", text)) expect(limit).toBeGreaterThanOrEqual(10);
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_TextTransformation.html
    const types = valuesOf("type", valuesOf("textTransformations", text));
    expect(new Set(types)).toEqual(new Set(["URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"]));
    expect(acl()["scope"]).toBe("CLOUDFRONT");
  });

  it("give each rule a place of its own", () => {
    const places = rulesOf(acl()).map(({ priority }) => priority);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("values of Oracle's firewall", () => {
  const landed = landing("advancia", "oci");
  const policy = () => landed.inputs("oci:Waf/appFirewallPolicy:AppFirewallPolicy");

  it("are such as the provider takes", () => {
    // terraform-provider-oci 8.23.0, internal/service/waf/waf_web_app_firewall_policy_resource.go
    const actions = policy()["actions"] as PlanObject[];
    for (const { type } of actions) expect(["ALLOW", "CHECK", "RETURN_HTTP_RESPONSE"]).toContain(type);
    expect(
      new Set(
        valuesOf(
          "type",
          valuesOf("body", actions).map((body) => [body]),
        ),
      ),
    ).toEqual(new Set(["STATIC_TEXT"]));
    expect(new Set(valuesOf("conditionLanguage", policy()))).toEqual(new Set(["JMESPATH"]));
  });

  it("name actions that there are", () => {
    const names = (policy()["actions"] as PlanObject[]).map(({ name }) => name);
    const used = [...valuesOf("actionName", policy()), ...valuesOf("defaultActionName", policy())];
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !names.includes(name as string))).toEqual([]);
  });
});

describe("what documents ask of an edge", () => {
  const keys = Object.keys(EDGE_INTENTIONS).sort();

  it.each(providerIds)("is answered one by one of %s, with a reason wherever it is not exact", (id) => {
    const { intentions, capabilities } = providerOf(id);
    expect(Object.keys(intentions ?? {}).sort()).toEqual(capabilities.edge.supported ? keys : []);
    for (const held of Object.values(intentions ?? {})) {
      if (held === "exact") continue;
      const [reason] = Object.values(held as Readonly<Record<string, string>>);
      expect(reason).toMatch(/^\S.{10,}[^.]$/);
    }
  });

  it("is never said to be missing where the capabilities say that it is there", () => {
    const pairs = [
      ["managedRules", "managedRules"],
      ["rateLimits", "loginLimit"],
      ["bots", "suspiciousTraffic"],
      ["signIn", "signIn"],
      ["networkRules", "networks"],
      ["caching", "caching"],
    ] as const;
    for (const id of providerIds) {
      const { intentions, capabilities } = providerOf(id);
      if (!capabilities.edge.supported || intentions === undefined) continue;
      const { features } = capabilities.edge.shapes.managed!;
      for (const [feature, intention] of pairs) {
        const held = intentions[intention];
        if (features[feature] === true)
          expect({ id, intention, held }).not.toMatchObject({ held: { missing: expect.any(String) as unknown } });
        else expect({ id, intention, held }).not.toMatchObject({ held: "exact" });
      }
    }
  });
});
