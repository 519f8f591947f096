import {
  accessRules,
  botRules,
  managedRules,
  pathPattern,
  placed,
  rateLimitRules,
} from "../../../providers/aws/edge/rules";
import { headersConfig } from "../../../providers/aws/edge/headers";
import { originName } from "../../../providers/aws/edge/origin";

const limit = (path: string, action: "block" | "challenge" = "block") => ({
  path,
  requests: 100,
  periodSeconds: 60,
  blockSeconds: 60,
  action,
});

interface Group {
  readonly name: string;
  readonly ruleActionOverrides?: readonly { readonly name: string; readonly actionToUse: object }[];
  readonly managedRuleGroupConfigs?: readonly object[];
}

/** The group of the vendor's that a rule stands for. */
const groupOf = ({ statement }: ReturnType<typeof managedRules>[number]): Group =>
  (statement as { readonly managedRuleGroupStatement: Group }).managedRuleGroupStatement;

describe("a path pattern", () => {
  it.each([
    ["/api", ["/api", "/api/", "/api/x"], ["/apiary", "/x/api", "/"]],
    ["/a.b/", ["/a.b", "/a.b/c"], ["/axb", "/a.bc"]],
    ["/", ["/", "/x"], []],
    ["/Admin", ["/admin", "/admin/x"], ["/administrator"]],
  ])("of %s matches itself and what stands below", (prefix, inside, outside) => {
    const pattern = new RegExp(pathPattern(prefix));
    for (const path of inside) expect([path, pattern.test(path)]).toEqual([path, true]);
    for (const path of outside) expect([path, pattern.test(path)]).toEqual([path, false]);
  });
});

describe("rules of the firewall", () => {
  it("count the longest path first, in whichever order the limits are written", () => {
    const names = (rateLimits: Parameters<typeof rateLimitRules>[0]["rateLimits"]) =>
      rateLimitRules({ rateLimits }).map(({ name }) => name);
    const wanted = ["rate-deep", "rate-a", "rate-b"];
    expect(names({ a: limit("/a"), b: limit("/b"), deep: limit("/a/b") })).toEqual(wanted);
    expect(names({ deep: limit("/a/b"), b: limit("/b"), a: limit("/a") })).toEqual(wanted);
  });

  it("refuse with 429, or ask for proof", () => {
    const [block] = rateLimitRules({ rateLimits: { a: limit("/a") } });
    const [challenge] = rateLimitRules({ rateLimits: { a: limit("/a", "challenge") } });
    expect(block!.action).toEqual({ block: { customResponse: { responseCode: 429 } } });
    expect(challenge!.action).toEqual({ challenge: {} });
    expect(block!.statement).toEqual({
      rateBasedStatement: {
        aggregateKeyType: "IP",
        evaluationWindowSec: 60,
        limit: 100,
        scopeDownStatement: {
          regexMatchStatement: {
            fieldToMatch: { uriPath: {} },
            regexString: "^/a(/|$)",
            textTransformations: [
              { type: "URL_DECODE", priority: 0 },
              { type: "NORMALIZE_PATH", priority: 1 },
              { type: "LOWERCASE", priority: 2 },
            ],
          },
        },
      },
    });
  });

  it("close a path to whoever is in none of the networks", () => {
    const access = { admin: { path: "/admin", allow: "networks" }, me: { path: "/me", allow: "sign-in" } } as const;
    const rules = accessRules({ access, approximate: false }, ["arn:four", "arn:six"]);
    expect(rules.map(({ name }) => name)).toEqual(["access-admin"]);
    expect(rules[0]).toMatchObject({ priority: 0, action: { block: {} } });
    expect(rules[0]!.statement).toMatchObject({
      andStatement: {
        statements: [
          { regexMatchStatement: { regexString: "^/admin(/|$)" } },
          { notStatement: { statements: [{ ipSetReferenceStatement: { arn: "arn:four" } }] } },
          { notStatement: { statements: [{ ipSetReferenceStatement: { arn: "arn:six" } }] } },
        ],
      },
    });
    const named = (of: Parameters<typeof accessRules>[0]) => accessRules(of, ["arn:four"]).map(({ name }) => name);
    expect(named({ access, approximate: true })).toEqual(["access-admin", "access-me"]);
    const both = { api: { path: "/api", allow: "networks-and-sign-in" } } as const;
    expect(named({ access: both, approximate: false })).toEqual(["access-api"]);
  });

  it("let files through that the vendor's rules would refuse for their size", () => {
    const groups = managedRules().map(groupOf);
    expect(groups.map(({ name }) => name)).toEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesCommonRuleSet",
    ]);
    expect(groups[2]!.ruleActionOverrides).toEqual([{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }]);
  });

  it("challenge bots, and let programs call the services", () => {
    const group = groupOf(botRules()[0]!);
    const actions = new Map(group.ruleActionOverrides!.map(({ name, actionToUse }) => [name, actionToUse]));
    expect(group.managedRuleGroupConfigs).toEqual([
      { awsManagedRulesBotControlRuleSet: { inspectionLevel: "COMMON" } },
    ]);
    expect(actions.get("CategoryScrapingFramework")).toEqual({ challenge: {} });
    expect(actions.get("SignalAutomatedBrowser")).toEqual({ challenge: {} });
    expect(actions.get("CategoryHttpLibrary")).toEqual({ count: {} });
    expect(actions.get("SignalNonBrowserUserAgent")).toEqual({ count: {} });
  });

  it("have a place each, the one of bots the last place and the first line", () => {
    const rules = placed([...managedRules(), ...botRules()]);
    expect(rules.map(({ name, priority }) => [name, priority])).toEqual([
      ["bots", 3],
      ["ip-reputation", 0],
      ["known-bad-inputs", 1],
      ["common", 2],
    ]);
  });
});

describe("headers of every answer", () => {
  const hsts = {
    strictTransportSecurity: {
      accessControlMaxAgeSec: 31_536_000,
      includeSubdomains: false,
      preload: false,
      override: true,
    },
  };

  it("are HSTS where the app names none", () => {
    expect(headersConfig({})).toEqual({ securityHeadersConfig: hsts });
  });

  it("are said in the words that CloudFront has for them, in whichever case they are written", () => {
    const headers = {
      "x-content-type-options": "nosniff",
      "X-Frame-Options": "sameorigin",
      "Referrer-Policy": "no-referrer",
      "X-XSS-Protection": "1; mode=block",
      "Content-Security-Policy": "default-src 'self'",
      "Strict-Transport-Security": "max-age=1",
      "Permissions-Policy": "camera=()",
    };
    expect(headersConfig(headers)).toEqual({
      securityHeadersConfig: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: "SAMEORIGIN", override: true },
        referrerPolicy: { referrerPolicy: "no-referrer", override: true },
        xssProtection: { protection: true, modeBlock: true, override: true },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
        ...hsts,
      },
      customHeadersConfig: { items: [{ header: "Permissions-Policy", value: "camera=()", override: true }] },
    });
  });

  it.each([
    ["0", { protection: false, modeBlock: false, override: true }],
    ["1", { protection: true, modeBlock: false, override: true }],
    [
      "1; report=https://r.example",
      { protection: true, modeBlock: false, reportUri: "https://r.example", override: true },
    ],
  ])("say X-XSS-Protection: %s", (value, xssProtection) => {
    expect(headersConfig({ "X-XSS-Protection": value }).securityHeadersConfig).toMatchObject({ xssProtection });
  });
});

describe("the origin's name", () => {
  it.each([
    ["api.example.com", "origin-api.example.com"],
    ["api.shop.example.com", "origin-api-shop.example.com"],
    ["example.com", "origin.example.com"],
  ])("of %s is %s", (hostname, name) => {
    expect(originName(hostname, "example.com")).toBe(name);
  });
});
