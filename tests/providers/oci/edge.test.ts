import { edgeIssues } from "../../../providers/oci/edge/limits";
import { accessRules, limitRules, pathCondition, protectionRules } from "../../../providers/oci/edge/rules";
import { ofType } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { HOSTNAME, recordBalanced, resolveBalanced } from "./load-balancer-shop";
import { COMPARTMENT } from "./shop";

const POLICY = "oci:Waf/appFirewallPolicy:AppFirewallPolicy";
const FIREWALL = "oci:Waf/appFirewall:AppFirewall";
const limit = { path: "/api/login", requests: 10, periodSeconds: 60, blockSeconds: 900, action: "block" } as const;

describe("an edge on Oracle Cloud", () => {
  it("is a firewall with its rules on the load balancer of compute", async () => {
    const { resources } = await resolveBalanced({ edge: {} });
    expect(resolved(resources, FIREWALL).inputs).toMatchObject({
      backendType: "LOAD_BALANCER",
      loadBalancerId: "compute-balancer-id",
      webAppFirewallPolicyId: "edge-rules-id",
      displayName: "shop-test-edge-firewall",
    });
    const { actions, requestProtection, requestAccessControl, requestRateLimiting } = resolved(
      resources,
      POLICY,
    ).inputs;
    expect(actions).toEqual([
      { name: "allow", type: "ALLOW" },
      {
        name: "refuse",
        type: "RETURN_HTTP_RESPONSE",
        code: 403,
        headers: [{ name: "Content-Type", value: "text/plain" }],
        body: { type: "STATIC_TEXT", text: "Forbidden" },
      },
      {
        name: "slow-down",
        type: "RETURN_HTTP_RESPONSE",
        code: 429,
        headers: [{ name: "Content-Type", value: "text/plain" }],
        body: { type: "STATIC_TEXT", text: "Too many requests" },
      },
    ]);
    expect(requestProtection).toEqual({ rules: protectionRules() });
    expect(requestAccessControl).toEqual({ defaultActionName: "allow", rules: [] });
    expect(requestRateLimiting).toBeUndefined();
  });

  it("keeps the firewall's log as long as Logging keeps any", async () => {
    const { resources } = await resolveBalanced({ edge: {} });
    expect(resolved(resources, "oci:Logging/logGroup:LogGroup").inputs).toEqual({
      compartmentId: COMPARTMENT,
      displayName: "shop-test-edge-logs",
      freeformTags: expect.anything() as object,
    });
    expect(resolved(resources, "oci:Logging/log:Log").inputs).toEqual({
      logGroupId: "edge-logs-id",
      displayName: "shop-test-edge-firewall-log",
      logType: "SERVICE",
      configuration: {
        compartmentId: COMPARTMENT,
        source: { sourceType: "OCISERVICE", service: "waf", resource: "edge-firewall-id", category: "all" },
      },
      isEnabled: true,
      retentionDuration: 180,
      freeformTags: expect.anything() as object,
    });
  });

  it("leads its hostname to the balancer", async () => {
    const { resources, value } = await resolveBalanced({ edge: {} });
    expect(value.origin).toBe("192.0.2.3");
    const names = (await recordBalanced({ edge: {} })).resources.map(({ name }) => name);
    expect(names).toContain("dns-edge");
    expect(resolved(resources, FIREWALL).name).toBe("edge-firewall");
    expect(HOSTNAME).toBe("api.example.com");
  });

  it("is nothing but a name where nothing is to be stopped or cached", async () => {
    const recording = await recordBalanced({ edge: { managedRules: false, bots: false } });
    expect(recording.resources.filter(({ type }) => /^oci:(Wa[af]|Logging)/.test(type))).toEqual([]);
  });

  it("has the balancer say the app's headers in place of the usual ones", async () => {
    const { resources } = await resolveBalanced({ edge: { headers: { "X-Robots-Tag": "noindex" } } });
    const rules = resolved(resources, "oci:LoadBalancer/ruleSet:RuleSet", "compute-headers").inputs["items"];
    expect((rules as { header: string }[]).map(({ header }) => header)).toEqual([
      "X-Robots-Tag",
      "Strict-Transport-Security",
    ]);
  });

  it("caches by what answers say of themselves, where anything may be cached", async () => {
    const { resources } = await resolveBalanced({
      edge: { cachedPaths: [{ path: "/static", days: 7, immutable: false }] },
    });
    expect(resolved(resources, "oci:Waa/appAccelerationPolicy:AppAccelerationPolicy").inputs).toMatchObject({
      responseCachingPolicy: { isResponseHeaderBasedCachingEnabled: true },
    });
    expect(resolved(resources, "oci:Waa/appAcceleration:AppAcceleration").inputs).toMatchObject({
      backendType: "LOAD_BALANCER",
      loadBalancerId: "compute-balancer-id",
      webAppAccelerationPolicyId: "edge-caching-id",
    });
    expect(ofType(await recordBalanced({ edge: {} }), "oci:Waa/appAcceleration:AppAcceleration")).toEqual([]);
  });

  it("stands on no compute without a load balancer", async () => {
    await expect(recordBalanced({ edge: { compute: undefined } })).rejects.toThrow("needs the load balancer");
  });
});

describe("rules of an edge on Oracle Cloud", () => {
  it("are the vendor's own, bodies included", () => {
    const [rule] = protectionRules();
    expect(rule).toMatchObject({ type: "PROTECTION", actionName: "refuse", isBodyInspectionEnabled: true });
    expect(rule!.protectionCapabilities).toEqual(
      expect.arrayContaining([
        { key: "9420000", version: 2 },
        { key: "9410000", version: 3 },
        { key: "9300000", version: 2 },
        { key: "9320000", version: 2 },
      ]),
    );
  });

  it("count requests from one address, and stop them for as long as asked", () => {
    const rules = limitRules({ rateLimits: { all: { ...limit, path: "/", requests: 100 }, login: limit } });
    expect(rules).toEqual([
      {
        type: "REQUEST_RATE_LIMITING",
        name: "login",
        actionName: "slow-down",
        condition: pathCondition("/api/login"),
        conditionLanguage: "JMESPATH",
        configurations: [{ periodInSeconds: 60, requestsLimit: 10, actionDurationInSeconds: 900 }],
      },
      {
        type: "REQUEST_RATE_LIMITING",
        name: "all",
        actionName: "slow-down",
        configurations: [{ periodInSeconds: 60, requestsLimit: 100, actionDurationInSeconds: 900 }],
      },
    ]);
  });

  it("match a path and what is below it in any case of letters, and no longer word", () => {
    expect(pathCondition("/admin")).toBe(
      "(i_equals(http.request.url.path, '/admin') || i_starts_with(http.request.url.path, '/admin/'))",
    );
    expect(pathCondition("/")).toBeUndefined();
  });

  it("keep a path to the given networks, and to nobody where there are none", () => {
    const access = { admin: { path: "/admin", allow: "networks" } } as const;
    const [rule] = accessRules({ access, adminCidrs: ["203.0.113.7/32", "198.51.100.0/24", "203.0.113.7/32"] });
    expect(rule).toEqual({
      type: "ACCESS_CONTROL",
      name: "admin",
      actionName: "refuse",
      conditionLanguage: "JMESPATH",
      condition: `${pathCondition("/admin")} && !address_in(connection.source.address, ['203.0.113.7/32', '198.51.100.0/24'])`,
    });
    expect(accessRules({ access, adminCidrs: [] })[0]!.condition).toBe(pathCondition("/admin"));
    const everything = { all: { path: "/", allow: "networks" } } as const;
    expect(accessRules({ access: everything, adminCidrs: [] })[0]!.condition).toBe(
      "starts_with(http.request.url.path, '/')",
    );
  });

  it("refuse more networks than a condition takes", () => {
    const adminCidrs = Array.from({ length: 60 }, (_, index) => `203.0.113.${index}/32`);
    const access = { admin: { path: "/admin", allow: "networks" } } as const;
    expect(() => accessRules({ access, adminCidrs })).toThrow("landfall:adminCidrs: are too many for one condition");
  });
});

describe("what an edge on Oracle Cloud cannot do", () => {
  const wanted = { computeShape: "vm-group", rateLimits: {}, approximate: false, access: {}, adminCidrs: [] };

  it("is to let in more networks than a condition takes", () => {
    const adminCidrs = Array.from({ length: 60 }, (_, index) => `203.0.113.${index}/32`);
    const access = { admin: { path: "/admin", allow: "networks" } } as const;
    expect(edgeIssues({ ...wanted, access, adminCidrs }).map(({ at }) => at)).toEqual(["landfall:adminCidrs"]);
    expect(edgeIssues({ ...wanted, adminCidrs })).toEqual([]);
  });

  it("is to stand on compute without a load balancer", () => {
    expect(edgeIssues({ ...wanted, computeShape: "vm" })).toEqual([
      {
        at: "compute.shape",
        problem: "has no load balancer of this stack, which is what WAF of Oracle Cloud stands on",
        got: "vm",
        allowed: ["vm-group", "containers", "kubernetes"],
        fix: "choose another shape, or an edge of another provider",
      },
    ]);
    expect(edgeIssues(wanted)).toEqual([]);
    expect(edgeIssues({ ...wanted, computeShape: "containers" })).toEqual([]);
    expect(edgeIssues({ ...wanted, computeShape: undefined })).toEqual([]);
  });

  it("is to ask for proof of a person, unless the nearest will do", () => {
    const rateLimits = { login: { ...limit, action: "challenge" as const } };
    expect(edgeIssues({ ...wanted, rateLimits }).map(({ at }) => at)).toEqual(["edge.rateLimits.login.action"]);
    expect(edgeIssues({ ...wanted, rateLimits, approximate: true })).toEqual([]);
  });
});
