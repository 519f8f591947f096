import fc from "fast-check";
import { calleesFirst } from "../../../providers/aws/compute/order";
import { routeRules } from "../../../providers/aws/compute/routes";
import { healthCheckTimes } from "../../../providers/aws/compute/target";

/** The service that a load balancer picks for a path: of the rules whose patterns match, the first. */
function pick(rules: ReturnType<typeof routeRules>, path: string): string | undefined {
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replace(/[.~]/g, "\\$&").replace(/\*/g, ".*")}$`).test(path);
  return [...rules].sort((a, b) => a.priority - b.priority).find(({ patterns }) => patterns.some(matches))?.service;
}

const services = (routes: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(routes).map(([name, prefixes]) => [name, { routes: prefixes }]));

describe("routeRules", () => {
  it("matches a prefix itself and everything below it, and nothing beside it", () => {
    const rules = routeRules(services({ api: ["/api"] }));
    expect(rules[0]!.patterns).toEqual(["/api", "/api/*"]);
    expect(pick(rules, "/api")).toBe("api");
    expect(pick(rules, "/api/users")).toBe("api");
    expect(pick(rules, "/apis")).toBeUndefined();
  });

  it("takes the root for everything", () => {
    const rules = routeRules(services({ web: ["/"] }));
    expect(rules[0]!.patterns).toEqual(["/*"]);
    expect(pick(rules, "/")).toBe("web");
    expect(pick(rules, "/anything")).toBe("web");
  });

  it("prefers the longest prefix", () => {
    const rules = routeRules(services({ web: ["/"], api: ["/api"], admin: ["/api/admin"] }));
    expect(rules.map(({ service }) => service)).toEqual(["admin", "api", "web"]);
    expect(pick(rules, "/api/admin/users")).toBe("admin");
    expect(pick(rules, "/api/users")).toBe("api");
    expect(pick(rules, "/about")).toBe("web");
  });

  it("leaves the priorities of the other routes as they are when one is added", () => {
    const before = routeRules(services({ web: ["/"], api: ["/api"] }));
    const after = routeRules(services({ web: ["/"], api: ["/api", "/api/v2"], socket: ["/socket.io"] }));
    for (const rule of before) expect(after).toContainEqual(rule);
  });

  it("keeps the rule of a route that moves to another service", () => {
    const [before] = routeRules(services({ old: ["/api"], next: [] }));
    const [after] = routeRules(services({ old: [], next: ["/api"] }));
    expect(after).toEqual({ ...before, service: "next" });
  });

  it("gives every rule a priority, a name and patterns that AWS takes", () => {
    const segment = fc.stringMatching(/^[a-zA-Z0-9._~-]{1,6}$/);
    const route = fc.array(segment, { maxLength: 12 }).map((parts) => `/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.uniqueArray(route, { maxLength: 100 }), (routes) => {
        const rules = routeRules(services({ web: routes }));
        expect(new Set(rules.map(({ priority }) => priority)).size).toBe(routes.length);
        expect(new Set(rules.map(({ role }) => role)).size).toBe(routes.length);
        for (const { priority, patterns } of rules) {
          expect(priority).toBeGreaterThanOrEqual(1);
          expect(priority).toBeLessThanOrEqual(50_000);
          expect(patterns.length).toBeLessThanOrEqual(5);
          expect(patterns.every((pattern) => pattern.length <= 128)).toBe(true);
        }
      }),
    );
  });

  it("keeps deeper routes first however many share a depth", () => {
    const many = Array.from({ length: 700 }, (_, index) => `/r${index}`);
    const rules = routeRules(services({ many, deep: ["/r1/x"], root: ["/"] }));
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(702);
    expect(rules[0]!.service).toBe("deep");
    expect(rules.at(-1)!.service).toBe("root");
  });

  it("refuses every path that is too long for a pattern, at once", () => {
    const long = `/${"a".repeat(126)}`;
    expect(() => routeRules(services({ api: [long], web: [`${long}b`] }))).toThrow(
      /services\.api\.routes: .*\nservices\.web\.routes: /,
    );
    expect(routeRules(services({ api: [`/${"a".repeat(125)}`] }))).toHaveLength(1);
  });
});

describe("calleesFirst", () => {
  const calls = (of: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(of).map(([name, callees]) => [name, { calls: callees }]));

  it("puts a service after those that it calls", () => {
    expect(calleesFirst(calls({ a: ["b"], b: ["c"], c: [], d: ["a"] }))).toEqual(["c", "b", "a", "d"]);
  });

  it("does not depend on the order in which services are written", () => {
    expect(calleesFirst(calls({ d: ["a"], c: [], b: ["c"], a: ["b"] }))).toEqual(["c", "b", "a", "d"]);
  });

  it("breaks a circle rather than go round it", () => {
    expect(calleesFirst(calls({ a: ["b"], b: ["c"], c: ["a"] }))).toEqual(["c", "b", "a"]);
  });
});

describe("healthCheckTimes", () => {
  it.each([
    [15, { interval: 15, timeout: 5 }],
    [5, { interval: 5, timeout: 4 }],
    [1, { interval: 5, timeout: 4 }],
    [300, { interval: 300, timeout: 5 }],
  ])("checks every %p seconds within what AWS allows", (seconds, expected) => {
    expect(healthCheckTimes(seconds)).toEqual(expected);
  });
});
