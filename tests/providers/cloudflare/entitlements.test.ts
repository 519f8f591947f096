import { formatIssue } from "../../../components/core/errors";
import type { AccessRuleArgs } from "../../../components/edge";
import type { CloudflarePlan } from "../../../providers/cloudflare/config";
import {
  cloudflareEntitlements,
  rateLimitEntitlements,
  signInGroups,
} from "../../../providers/cloudflare/entitlements";
import type { Wanted } from "../../../providers/wanted";
import { registry } from "../../../providers/registry";

const limit = (periodSeconds: number, blockSeconds: number, action: "block" | "challenge" = "block") => ({
  path: "/api",
  requests: 10,
  periodSeconds,
  blockSeconds,
  action,
});

/** An edge that asks for nothing that any plan lacks. */
const edge = (more: Partial<NonNullable<Wanted["edge"]>> = {}): NonNullable<Wanted["edge"]> => ({
  hostname: "api.example.com",
  rateLimits: {},
  managedRules: true,
  bots: true,
  access: {},
  adminCidrs: [],
  cdn: {},
  approximate: false,
  ...more,
});

const limits = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`limit${index}`, limit(10, 10)]));

const issuesOf = (plan: CloudflarePlan | undefined, rateLimits: Record<string, ReturnType<typeof limit>>) =>
  cloudflareEntitlements(plan === undefined ? {} : { plan }, { edge: edge({ rateLimits }) });

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

  it("take no notice of how long a challenge would go on, since each request is asked", () => {
    expect(issuesOf("free", { it: limit(10, 900, "challenge") })).toEqual([]);
    expect(issuesOf("free", { it: limit(10, 900) })).toHaveLength(1);
  });

  it("let the topology say the plan where the stack does not", () => {
    const wanted = { edge: edge({ plan: "pro", rateLimits: { login: limit(60, 900) } }) };
    expect(cloudflareEntitlements({}, wanted)).toEqual([]);
    expect(cloudflareEntitlements({ plan: "free" }, wanted)).toHaveLength(2);
  });

  it("refuse a plan that Cloudflare does not have", () => {
    expect(cloudflareEntitlements({}, { edge: edge({ plan: "gold" }) })).toMatchObject([
      { at: "edge.plan", got: "gold", allowed: ["free", "pro", "business", "enterprise"] },
    ]);
  });

  it("refuse no rate limit where the nearest will do", () => {
    const rateLimits = { login: limit(60, 900), register: limit(3600, 3600) };
    expect(cloudflareEntitlements({}, { edge: edge({ rateLimits, approximate: true }) })).toEqual([]);
  });

  it.each<[CloudflarePlan, number]>([
    ["free", 4],
    ["pro", 19],
  ])("let %s keep %i paths to networks and not one more, even where the nearest will do", (plan, most) => {
    const issues = (count: number, allow: AccessRuleArgs["allow"]) => {
      const paths = Array.from(
        { length: count },
        (_, index) => [`path${index}`, { path: `/${index}`, allow }] as const,
      );
      return cloudflareEntitlements({ plan }, { edge: edge({ access: Object.fromEntries(paths), approximate: true }) });
    };
    expect(issues(most, "networks")).toEqual([]);
    expect(issues(most + 1, "networks")).toMatchObject([
      { at: "edge.access", got: most + 1, allowed: `${most} at most` },
    ]);
    expect(issues(most, "networks-and-sign-in")).not.toEqual([]);
    expect(issues(most + 1, "sign-in")).toEqual([]);
  });

  it("count a custom rule for every five paths that people sign in to", () => {
    const issues = (networks: number, signIn: number) => {
      const paths = (count: number, allow: "networks" | "sign-in") =>
        Array.from(
          { length: count },
          (_, index) => [`${allow}${index}`, { path: `/${allow}/${index}`, allow }] as const,
        );
      const access = Object.fromEntries([...paths(networks, "networks"), ...paths(signIn, "sign-in")]);
      return cloudflareEntitlements({ plan: "free" }, { edge: edge({ access }) });
    };
    expect(issues(3, 5)).toEqual([]);
    expect(issues(3, 6)).toMatchObject([{ at: "edge.access", got: 5, allowed: "4 at most" }]);
  });

  it("have applications of Access take five paths each, a path once", () => {
    const access = Object.fromEntries(
      ["/f", "/a", "/b", "/c", "/d", "/e", "/a"].map((path, index) => [index, { path, allow: "sign-in" }] as const),
    );
    expect(signInGroups(access)).toEqual([["/a", "/b", "/c", "/d", "/e"], ["/f"]]);
    expect(signInGroups({ only: { path: "/a", allow: "networks" } })).toEqual([]);
  });

  it("refuse neither managed rules nor bots, since each plan has its own", () => {
    for (const plan of Object.keys(rateLimitEntitlements) as CloudflarePlan[]) {
      expect(cloudflareEntitlements({ plan }, { edge: edge() })).toEqual([]);
    }
  });

  it("refuse a fallback document that Pages cannot answer with", () => {
    const issues = (fallbackDocument?: string) =>
      cloudflareEntitlements({}, { "static-site": { fallbackDocument, provable: true } });
    expect(issues()).toEqual([]);
    expect(issues("index.html")).toEqual([]);
    expect(issues("200.html")).toMatchObject([{ at: "site.fallback", got: "200.html", allowed: "index.html" }]);
  });

  it("say nothing of a stack that wants nothing", () => {
    expect(cloudflareEntitlements({}, {})).toEqual([]);
  });

  it("refuse a name that the zone's own certificate does not cover", () => {
    const issues = (hostname: string, more = {}) =>
      cloudflareEntitlements({ zone: "example.com", ...more }, { edge: edge({ hostname }) });
    expect(issues("example.com")).toEqual([]);
    expect(issues("api.example.com")).toEqual([]);
    expect(issues("api.shop.example.com")).toMatchObject([{ at: "landfall:domain" }]);
    expect(issues("api.shop.example.com", { advancedCertificate: true })).toEqual([]);
  });

  it("refuse a name of a bucket, or of scripts without an edge, that the certificate does not cover, once each", () => {
    const hostname = "api.shop.example.com";
    const cdn = { images: "images-cdn.shop.example.com" };
    const compute = { hostname, services: {} } as unknown as NonNullable<Wanted["compute"]>;
    const problems = (wanted: Wanted) =>
      cloudflareEntitlements({ zone: "example.com" }, wanted).map(
        ({ problem }) => /the name ([^,]+),/.exec(problem)?.[1],
      );
    expect(problems({ edge: edge({ hostname: "shop.example.com", cdn }) })).toEqual([cdn.images]);
    expect(problems({ compute })).toEqual([hostname]);
    expect(problems({ edge: edge({ hostname }), compute })).toEqual([hostname]);
  });

  it("ask where the server stands that Hyperdrive stands before", () => {
    const issues = (shape: string, settings = {}) =>
      cloudflareEntitlements(settings, { database: { shape } as NonNullable<Wanted["database"]> });
    const hyperdrive = { host: "db.example.com", user: "app", password: "hunter2" };
    expect(issues("external")).toMatchObject([{ at: "landfall:cloudflare.hyperdrive", problem: "is missing" }]);
    expect(issues("external", { hyperdrive })).toEqual([]);
    expect(issues("managed")).toEqual([]);
  });

  it("are reached through the registry", () => {
    const wanted = { edge: edge({ rateLimits: { login: limit(60, 900) } }) };
    expect(registry.cloudflare.refusals({ settings: { plan: "free" }, standard: {}, wanted })).toHaveLength(2);
  });
});
