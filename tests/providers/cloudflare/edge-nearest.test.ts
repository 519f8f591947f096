import type { CloudflarePlan } from "../../../providers/cloudflare/config";
import { nearestLimits } from "../../../providers/cloudflare/edge/nearest";
import { cloudflareEntitlements } from "../../../providers/cloudflare/entitlements";

type Action = "block" | "challenge";

const limit = (
  path: string,
  requests: number,
  periodSeconds: number,
  blockSeconds: number,
  action: Action = "block",
) => ({
  path,
  requests,
  periodSeconds,
  blockSeconds,
  action,
});

/** The documented limits of Advancia. */
const documented = {
  login: limit("/api/auth/login", 10, 60, 900),
  register: limit("/api/register", 5, 3600, 3600),
  transactions: limit("/api/transactions", 100, 60, 60, "challenge"),
  api: limit("/api", 1000, 3600, 3600, "challenge"),
};

const near = (plan: CloudflarePlan) => nearestLimits(plan, documented);

describe("the nearest rate limits that a plan has", () => {
  it("are one on the free plan, over ten seconds, as strict as was asked and rounded up", () => {
    expect(near("free")).toEqual({ login: limit("/api/auth/login", 2, 10, 10) });
  });

  it("are two on the Pro plan: the login as documented, and the next over a minute", () => {
    expect(near("pro")).toEqual({
      login: documented.login,
      register: limit("/api/register", 1, 60, 3600),
    });
  });

  it("are all four on the Business plan, an hour counted over ten minutes", () => {
    expect(near("business")).toEqual({
      login: documented.login,
      register: limit("/api/register", 1, 600, 3600),
      transactions: documented.transactions,
      api: limit("/api", 167, 600, 3600, "challenge"),
    });
  });

  it("are what was asked on the Enterprise plan", () => {
    expect(near("enterprise")).toEqual(documented);
  });

  it.each<CloudflarePlan>(["free", "pro", "business", "enterprise"])("are never refused on %s", (plan) => {
    const edge = {
      hostname: "api.example.com",
      rateLimits: near(plan),
      managedRules: true,
      bots: true,
      access: {},
      adminCidrs: [],
      cdn: {},
      approximate: false,
    };
    expect(cloudflareEntitlements({ plan }, { edge })).toEqual([]);
  });

  it("are the smallest there is where less was asked, and let one request through at least", () => {
    expect(nearestLimits("free", { a: limit("/a", 1, 3600, 1) })).toEqual({ a: limit("/a", 1, 10, 10) });
    expect(nearestLimits("free", { a: limit("/a", 3, 5, 1) })).toEqual({ a: limit("/a", 6, 10, 10) });
  });

  it("are the first ones that the app names", () => {
    const { api, login } = documented;
    expect(Object.keys(nearestLimits("free", { api, login }))).toEqual(["api"]);
    expect(Object.keys(nearestLimits("free", { login, api }))).toEqual(["login"]);
  });

  it("are none where none were asked", () => {
    expect(nearestLimits("free", {})).toEqual({});
  });
});
