import type { RateLimitArgs } from "../../../components/edge";
import { edgeIssues, windowOf } from "../../../providers/aws/edge/limits";
import type { Wanted } from "../../../providers/wanted";

const limit = (more: Partial<RateLimitArgs>): Required<RateLimitArgs> => ({
  path: "/api",
  requests: 100,
  periodSeconds: 60,
  blockSeconds: 60,
  action: "block",
  ...more,
});

const wanted = (more: Partial<RateLimitArgs>, approximate = false): Wanted => ({
  edge: {
    hostname: "api.example.com",
    rateLimits: { api: limit(more) },
    managedRules: true,
    bots: true,
    access: {},
    adminCidrs: [],
    cdn: {},
    approximate,
  },
});

const placesOf = (more: Partial<RateLimitArgs>, approximate = false) =>
  edgeIssues("us-east-1", wanted(more, approximate)).map(({ at }) => at);

describe("rate limits that WAF has", () => {
  it.each([60, 120, 300, 600])("are counted over %i seconds", (seconds) => {
    expect(placesOf({ periodSeconds: seconds, blockSeconds: seconds })).toEqual([]);
  });

  it.each([
    ["a period of ten seconds", { periodSeconds: 10, blockSeconds: 10 }, "edge.rateLimits.api.periodSeconds"],
    ["a period of an hour", { periodSeconds: 3600, blockSeconds: 3600 }, "edge.rateLimits.api.periodSeconds"],
    ["a block of its own length", { blockSeconds: 900 }, "edge.rateLimits.api.blockSeconds"],
    ["fewer than ten requests", { requests: 5 }, "edge.rateLimits.api.requests"],
  ])("do not know %s", (_what, more, at) => {
    expect(placesOf(more)).toEqual([at]);
    expect(placesOf(more, true)).toEqual([]);
  });

  it("are told why a block has no length", () => {
    const [issue] = edgeIssues("us-east-1", wanted({ blockSeconds: 900 }));
    expect(issue).toMatchObject({ got: 900, allowed: "periodSeconds, which is 60" });
    expect(issue!.problem).toContain("for as long as");
  });
});

describe("the window of a rate limit", () => {
  it.each([
    [100, 60, 60, 100],
    [10, 90, 60, 10],
    [1000, 3600, 600, 1000],
    [5, 3600, 600, 10],
    [5, 10, 60, 30],
    [7, 25, 60, 21],
  ])("of %i requests in %i seconds is %i seconds of %i", (requests, periodSeconds, seconds, most) => {
    expect(windowOf({ requests, periodSeconds })).toEqual({ seconds, limit: most });
  });

  it("never stops anybody whom the limit itself would let through", () => {
    for (let periodSeconds = 1; periodSeconds <= 700; periodSeconds += 3) {
      for (const requests of [1, 9, 10, 50]) {
        const { seconds, limit: most } = windowOf({ requests, periodSeconds });
        expect(most).toBeGreaterThanOrEqual(requests * Math.max(1, seconds / periodSeconds));
      }
    }
  });
});

describe("a static site with a name of its own", () => {
  it("takes a zone that proves it", () => {
    const site = (hostname: string | undefined, provable: boolean) =>
      edgeIssues("us-east-1", { "static-site": { hostname, provable } }).map(({ at }) => at);
    expect(site("www.example.com", false)).toEqual(["dns.provider"]);
    expect(site("www.example.com", true)).toEqual([]);
    expect(site(undefined, false)).toEqual([]);
  });
});

describe("regions without CloudFront", () => {
  it("take no edge and no static site", () => {
    const all: Wanted = { ...wanted({}), "static-site": { provable: true } };
    expect(edgeIssues("us-gov-west-1", all).map(({ problem }) => problem)).toEqual([
      "has no CloudFront, which the edge stands on",
      "has no CloudFront, which the static site stands on",
    ]);
    expect(edgeIssues("eu-west-1", all)).toEqual([]);
    expect(edgeIssues("us-gov-west-1", {})).toEqual([]);
  });
});
