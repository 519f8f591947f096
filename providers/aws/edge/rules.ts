import type { types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { physicalName, type NameRule } from "../../../components/core/naming";
import { isKeptToNetworks, type ResolvedEdgeArgs } from "../../../components/edge";
import { windowOf } from "./limits";

export type Rule = types.input.wafv2.WebAclRule;
type Statement = types.input.wafv2.WebAclRuleStatement;

/** A rule before it has a place among the others. */
type Unplaced = Omit<Rule, "priority" | "visibilityConfig">;

const RULE_NAME: NameRule = {
  maxLength: 128,
  allowed: /[A-Za-z0-9]/,
  separator: "-",
  lowercase: false,
  source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html",
};

/** Where a certificate authority looks for proof that a name is ours. */
export const CHALLENGE_PATH = "/.well-known/acme-challenge";

/** Paths are compared as the services may read them: decoded, without detours, in whichever case. */
const AS_READ = ["URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"].map((type, priority) => ({ type, priority }));

/** `/api` matches `/api` itself and whatever stands below it, never `/apiary`. */
export function pathPattern(prefix: string): string {
  const path = prefix.replace(/\/+$/, "").toLowerCase();
  return `^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(/|$)`;
}

const onPath = (prefix: string) => ({
  regexMatchStatement: {
    fieldToMatch: { uriPath: {} },
    regexString: pathPattern(prefix),
    textTransformations: AS_READ,
  },
});

/** Sets of the networks that administrators come from. */
export type NetworkSets = readonly pulumi.Input<string>[];

type GroupRule = types.input.wafv2.RuleGroupRule;

/** Units of a group's capacity that a closed path takes, with room: https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html */
export const UNITS_OF_A_CLOSED_PATH = 50;

const seen = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});

/** The paths that some networks only may open. Of those for people who sign in, it is the nearest. */
export const closedPaths = ({ access, approximate }: Pick<ResolvedEdgeArgs, "access" | "approximate">) =>
  Object.entries(access)
    .filter(([, rule]) => isKeptToNetworks(rule) || approximate)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * Closes paths to whoever comes from elsewhere.
 *
 * In a group of their own: the SDK's type of what a firewall's own rules negate is that of another resource.
 */
export function accessRules(
  args: Pick<ResolvedEdgeArgs, "access" | "approximate">,
  networks: NetworkSets,
): GroupRule[] {
  const elsewhere = networks.map((arn) => ({ notStatement: { statements: [{ ipSetReferenceStatement: { arn } }] } }));
  return closedPaths(args).map(([key, { path }], priority) => {
    const name = physicalName(["access", key], RULE_NAME);
    return {
      name,
      priority,
      action: { block: {} },
      statement: { andStatement: { statements: [onPath(path), ...elsewhere] } },
      visibilityConfig: seen(name),
    };
  });
}

/** Refers to a group of rules, whose own actions hold. */
export const groupRule = (name: string, arn: pulumi.Input<string>): Unplaced => ({
  name,
  overrideAction: { none: {} },
  statement: { ruleGroupReferenceStatement: { arn } },
});

/** Lets whoever checks proof of the origin's name in: it is no browser. Only files of proof stand there. */
export const challengeRule = (): Unplaced => ({
  name: "proof-of-name",
  action: { allow: {} },
  statement: onPath(CHALLENGE_PATH),
});

/** The rate limits, the longest path first: a rule that blocks ends the evaluation of those after it. */
export function rateLimitRules({ rateLimits }: Pick<ResolvedEdgeArgs, "rateLimits">): Unplaced[] {
  return Object.entries(rateLimits)
    .sort(([a, one], [b, other]) => other.path.length - one.path.length || (a < b ? -1 : 1))
    .map(([name, limit]) => {
      const { seconds, limit: most } = windowOf(limit);
      return {
        name: physicalName(["rate", name], RULE_NAME),
        action: limit.action === "challenge" ? { challenge: {} } : { block: { customResponse: { responseCode: 429 } } },
        statement: {
          rateBasedStatement: {
            aggregateKeyType: "IP",
            evaluationWindowSec: seconds,
            limit: most,
            scopeDownStatement: onPath(limit.path),
          },
        },
      };
    });
}

type ManagedGroup = NonNullable<Statement["managedRuleGroupStatement"]>;

const managed = (name: string, group: string, more: object = {}): Unplaced => ({
  name,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group, ...more } as ManagedGroup },
});

/** Does something else with the requests that a rule of a group matches than the group does. */
const instead = (action: "challenge" | "count", rules: readonly string[]) =>
  rules.map((name) => ({ name, actionToUse: { [action]: {} } }));

/** The vendor's own rules: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
export const managedRules = (): Unplaced[] => [
  managed("ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
  managed("known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
  managed("common", "AWSManagedRulesCommonRuleSet", {
    // It refuses every body above 8 KB, and files are uploaded through the services.
    ruleActionOverrides: instead("count", ["SizeRestrictions_BODY"]),
  }),
];

/**
 * Rules of Bot Control at its common level that find self-confessed or automated visitors; they block by themselves:
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-bot.html. Bots that AWS has verified, such
 * as those of search engines, match none of them. WAF passes over a name that the group does not know.
 */
const CHALLENGED = [
  ...["Advertising", "AI", "Archiver", "ContentFetcher", "EmailClient", "LinkChecker", "Miscellaneous", "Monitoring"],
  ...["PagePreview", "ScrapingFramework", "SearchEngine", "Security", "Seo", "SocialMedia"],
].map((category) => `Category${category}`);

const BOTS = "bots";

/** Programs that call an API are no browsers either: webhooks of a payment service, apps on a telephone. */
const LET_THROUGH = [
  "CategoryHttpLibrary",
  "CategoryWebhooks",
  "SignalKnownBotDataCenter",
  "SignalNonBrowserUserAgent",
];

/**
 * Challenges bots. Bot Control costs ten dollars a month and a dollar for each million requests, so that it comes last,
 * after whatever is refused anyway.
 */
export const botRules = (): Unplaced[] => [
  managed(BOTS, "AWSManagedRulesBotControlRuleSet", {
    managedRuleGroupConfigs: [{ awsManagedRulesBotControlRuleSet: { inspectionLevel: "COMMON" } }],
    ruleActionOverrides: [
      ...instead("challenge", [...CHALLENGED, "SignalAutomatedBrowser"]),
      ...instead("count", LET_THROUGH),
    ],
  }),
];

/** Whether a rule is the one of Bot Control, which is billed apart. */
const isBotControl = ({ name }: Unplaced) => name === BOTS;

/**
 * Gives rules their places, in the order in which they are written. WAF goes by priority alone, so that the rule of Bot
 * Control can stand first in the list, where its price is looked for.
 */
export const placed = (rules: readonly Unplaced[]): Rule[] =>
  rules
    .map((rule, priority) => ({ ...rule, priority, visibilityConfig: seen(rule.name as string) }))
    .sort((a, b) => Number(isBotControl(b)) - Number(isBotControl(a)));
