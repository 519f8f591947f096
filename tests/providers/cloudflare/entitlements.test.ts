import { formatIssue } from "../../../components/core/errors";
import type { CloudflarePlan } from "../../../providers/cloudflare/config";
import { cloudflareEntitlements, rateLimitEntitlements } from "../../../providers/cloudflare/entitlements";
import { registry } from "../../../providers/registry";

const limit = (periodSeconds: number, blockSeconds: number) => ({
  path: "/api",
  requests: 10,
  periodSeconds,
  blockSeconds,
});

const limits = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`limit${index}`, limit(10, 10)]));

const issuesOf = (plan: CloudflarePlan | undefined, rateLimits: Record<string, ReturnType<typeof limit>>) =>
  cloudflareEntitlements(plan === undefined ? {} : { plan }, { edge: { hostname: "api.example.com", rateLimits } });

describe("Cloudflare entitlements", () => {
  it.each<[CloudflarePlan, number]>([
    ["free", 1],
    ["pro", 2],
    ["business", 5],
    ["enterprise", 100],
  ])("let %s have %i rate limits and not one more", (plan, count) => {
    expect(issuesOf(plan, limits(count))).toEqual([]);
    expect(issuesOf(plan, limits(count + 1))).toMatchObject([
      { at: "edge.rateLimits", got: count + 1, allowed: `${count} at most` },
    ]);
  });

  it.each<[CloudflarePlan, readonly number[], readonly number[]]>([
    ["free", [10], [1, 15, 60, 3600]],
    ["pro", [10, 15, 20, 30, 40, 45, 60], [1, 25, 90, 120, 3600]],
    ["business", [10, 60, 90, 120, 180, 240, 300, 480, 600], [1, 61, 900, 3600]],
    ["enterprise", [10, 600, 900, 3600, 65535], [1, 61, 86400]],
  ])("let %s count over some periods only", (plan, allowed, refused) => {
    for (const period of allowed) expect(issuesOf(plan, { it: limit(period, 10) })).toEqual([]);
    for (const period of refused) {
      expect(issuesOf(plan, { it: limit(period, 10) })).toMatchObject([
        { at: "edge.rateLimits.it.periodSeconds", got: period },
      ]);
    }
  });

  it.each<[CloudflarePlan, readonly number[], readonly number[]]>([
    ["free", [10], [0, 60, 900]],
    ["pro", [10, 60, 900, 3600], [0, 61, 65535, 86400]],
    ["business", [10, 3600, 86400], [0, 61, 86401]],
    ["enterprise", [1, 61, 900, 86400], [0, 1.5, 86401]],
  ])("let %s block for some times only", (plan, allowed, refused) => {
    for (const block of allowed) expect(issuesOf(plan, { it: limit(10, block) })).toEqual([]);
    for (const block of refused) {
      expect(issuesOf(plan, { it: limit(10, block) })).toMatchObject([
        { at: "edge.rateLimits.it.blockSeconds", got: block },
      ]);
    }
  });

  it("take the plan to be free unless it is said", () => {
    expect(issuesOf(undefined, { login: limit(60, 900) })).toEqual(issuesOf("free", { login: limit(60, 900) }));
  });

  it("tell every mistake in a line that names key, value, what is allowed and the plan that would do", () => {
    expect(issuesOf("free", { login: limit(60, 900) }).map(formatIssue)).toEqual([
      "edge.rateLimits.login.periodSeconds: Cloudflare does not count over this many seconds on the free plan; got 60; allowed 10; choose one of these, or subscribe the zone to pro and set landfall:cloudflare.plan",
      "edge.rateLimits.login.blockSeconds: Cloudflare does not block for this many seconds on the free plan; got 900; allowed 10; choose one of these, or subscribe the zone to pro and set landfall:cloudflare.plan",
    ]);
  });

  it("name no plan where none would do", () => {
    const [issue] = issuesOf("pro", { odd: limit(7, 10) });
    expect(issue!.fix).toBe("choose one of these");
  });

  it("need Enterprise to count over an hour", () => {
    const [issue] = issuesOf("business", { register: limit(3600, 3600) });
    expect(issue!.fix).toContain("subscribe the zone to enterprise");
  });

  it("report the rules in one order, however they are written", () => {
    const [a, b] = [limit(60, 10), limit(61, 10)];
    expect(issuesOf("free", { a, b })).toEqual(issuesOf("free", { b, a }));
  });

  it("refuse neither managed rules nor bots, since each plan has its own", () => {
    for (const plan of Object.keys(rateLimitEntitlements) as CloudflarePlan[]) {
      expect(
        cloudflareEntitlements({ plan }, { edge: { hostname: "api.example.com", managedRules: true, bots: true } }),
      ).toEqual([]);
    }
  });

  it("refuse a fallback document that Pages cannot answer with", () => {
    const issues = (fallbackDocument?: string) => cloudflareEntitlements({}, { "static-site": { fallbackDocument } });
    expect(issues()).toEqual([]);
    expect(issues("index.html")).toEqual([]);
    expect(issues("200.html")).toMatchObject([{ at: "site.fallback", got: "200.html", allowed: "index.html" }]);
  });

  it("say nothing of a stack that wants nothing", () => {
    expect(cloudflareEntitlements({}, {})).toEqual([]);
  });

  it("refuse a name that the zone's own certificate does not cover", () => {
    const issues = (hostname: string, more = {}) =>
      cloudflareEntitlements({ zone: "example.com", ...more }, { edge: { hostname } });
    expect(issues("example.com")).toEqual([]);
    expect(issues("api.example.com")).toEqual([]);
    expect(issues("api.shop.example.com")).toMatchObject([{ at: "landfall:domain" }]);
    expect(issues("api.shop.example.com", { advancedCertificate: true })).toEqual([]);
  });

  it("are reached through the registry, where other providers have none", () => {
    const wanted = { edge: { hostname: "api.example.com", rateLimits: { login: limit(60, 900) } } };
    expect(registry.cloudflare.refusals({ settings: { plan: "free" }, standard: {}, wanted })).toHaveLength(2);
    expect(registry.aws.refusals({ settings: {}, standard: {}, wanted })).toEqual([]);
  });
});
