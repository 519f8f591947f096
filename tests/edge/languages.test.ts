import { cloudflareExpression } from "./cloudflare-language";
import { ociCondition } from "./oci-language";
import { isIn, Limit } from "./requests";
import { wafv2Statement } from "./wafv2-statement";

describe("the evaluators of rules", () => {
  it.each([
    ['http.request.uri eq "/"', "found http.request.uri"],
    ['http.host contains "a"', "found contains in place of eq"],
    ['http.host eq "a" or', "the end"],
    ['http.host eq "a" true', "does not understand true"],
    ['http.host == "a"', "does not understand"],
    ['upper(http.host) eq "a"', "found upper"],
  ])("do not guess at Cloudflare's %s", (expression, message) => {
    expect(() => cloudflareExpression(expression)).toThrow(message);
  });

  it.each([
    ["contains(http.request.url.path, 'a')", "found contains"],
    ["starts_with(http.request.host, 'a')", "found http.request.host"],
    ["address_in(connection.source.address, [])", "found ] in place of a text"],
    ["starts_with(http.request.url.path, 'a') and", "does not understand and"],
    ["http.request.url.path == '/'", "does not understand"],
  ])("do not guess at Oracle's %s", (condition, message) => {
    expect(() => ociCondition(condition)).toThrow(message);
  });

  it.each([
    [{ geoMatchStatement: {} }, "does not know the statement geoMatchStatement"],
    [{ andStatement: {} }, "has no list"],
    [{ notStatement: { statements: [{}, {}] } }, "negates several"],
    [{ regexMatchStatement: { fieldToMatch: { method: {} } } }, "matches no path"],
  ])("do not guess at AWS's %j", (statement, message) => {
    expect(() => wafv2Statement(statement, [])).toThrow(message);
  });

  it("know which address is in which network, and refuse what is none", () => {
    expect(isIn("203.0.113.7", ["203.0.113.0/24"])).toBe(true);
    expect(isIn("203.0.114.7", ["203.0.113.0/24", "203.0.114.8/32"])).toBe(false);
    expect(() => isIn("2001:db8::1", ["203.0.113.0/24"])).toThrow("is no IPv4 address");
  });

  it("count within a window, and act for as long as they are told", () => {
    const sliding = new Limit(2, 60);
    expect([0, 1, 2, 61, 61.5].map((at) => sliding.isOver("a", at))).toEqual([false, false, true, false, true]);
    const blocking = new Limit(1, 10, 100);
    expect([0, 1, 50, 100, 101].map((at) => blocking.isOver("a", at))).toEqual([false, true, true, true, false]);
  });
});
