import { headerRules, pathExpression, rateLimitRules } from "../../../providers/cloudflare/edge/rules";

const limit = (path: string, action: "block" | "challenge" = "block") => ({
  path,
  requests: 5,
  periodSeconds: 10,
  blockSeconds: 60,
  action,
});

describe("path expressions", () => {
  it.each([
    ["/api", '(http.request.uri.path eq "/api" or starts_with(http.request.uri.path, "/api/"))'],
    ["/api/", '(http.request.uri.path eq "/api" or starts_with(http.request.uri.path, "/api/"))'],
    ["/a/b", '(http.request.uri.path eq "/a/b" or starts_with(http.request.uri.path, "/a/b/"))'],
    ["/", 'starts_with(http.request.uri.path, "/")'],
  ])("match %s itself and what stands below it", (prefix, expression) => {
    expect(pathExpression(prefix)).toBe(expression);
  });

  it("cannot be left by a quote in the path", () => {
    expect(pathExpression('/a" or true or "')).toBe(
      '(http.request.uri.path eq "/a\\" or true or \\"" or starts_with(http.request.uri.path, "/a\\" or true or \\"/"))',
    );
  });
});

describe("rate limit rules", () => {
  const refs = (rateLimits: Parameters<typeof rateLimitRules>[1]["rateLimits"]) =>
    rateLimitRules("enterprise", { hostname: "example.com", rateLimits }).map(({ ref }) => ref);

  it("stand in the same order however the limits are written", () => {
    const wanted = ["rate_deep", "rate_a", "rate_b"];
    expect(refs({ a: limit("/a"), b: limit("/b"), deep: limit("/a/b") })).toEqual(wanted);
    expect(refs({ deep: limit("/a/b"), b: limit("/b"), a: limit("/a") })).toEqual(wanted);
  });

  it("keep a reference of their own when names differ by a refused character alone", () => {
    const [one, two] = refs({ "log-in": limit("/a"), log_in: limit("/b") });
    expect(one).toMatch(/^rate_log_in_[0-9a-f]{6}$/);
    expect(two).toBe("rate_log_in");
  });

  it("block for a while, and challenge each request for no time at all", () => {
    const rules = rateLimitRules("pro", {
      hostname: "example.com",
      rateLimits: { a: limit("/a"), b: limit("/b", "challenge") },
    });
    expect(
      rules.map(({ action, ratelimit }) => [action, (ratelimit as { mitigationTimeout: number }).mitigationTimeout]),
    ).toEqual([
      ["block", 60],
      ["managed_challenge", 0],
    ]);
  });
});

describe("header rules", () => {
  it("set each header of every answer of the hostname, sorted by name", () => {
    const headers = { "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer" };
    expect(headerRules({ hostname: "api.example.com", headers })).toEqual([
      {
        ref: "headers",
        description: "headers of every answer",
        expression: '(http.host eq "api.example.com" and (true))',
        action: "rewrite",
        actionParameters: {
          headers: {
            "Referrer-Policy": { operation: "set", value: "no-referrer" },
            "X-Frame-Options": { operation: "set", value: "DENY" },
          },
        },
      },
    ]);
  });

  it("are none where there are no headers", () => {
    expect(headerRules({ hostname: "api.example.com", headers: {} })).toEqual([]);
  });
});
