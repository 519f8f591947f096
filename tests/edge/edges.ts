import type { PlanObject } from "../../src/plan/schema";
import type { Landed } from "../support/figures";
import { cloudflareExpression } from "./cloudflare-language";
import { ociCondition } from "./oci-language";
import { addressOf, hostOf, Limit, type Edge, type EdgeRequest, type Outcome } from "./requests";
import { wafv2Statement } from "./wafv2-statement";

type Numbers = Readonly<Record<string, number>>;

interface CloudflareRule {
  readonly expression: string;
  readonly action: string;
  readonly ratelimit?: Numbers;
}

interface WafRule {
  readonly priority: number;
  readonly statement: Readonly<Record<string, unknown>>;
  readonly action: Readonly<Record<string, unknown>>;
}

interface OciRule {
  readonly actionName: string;
  readonly condition?: string;
  readonly conditionLanguage?: string;
  readonly configurations?: readonly Numbers[];
}

type Step = (request: EdgeRequest) => Outcome | "skip-rest" | undefined;

const rulesOf = <R>(inputs: PlanObject | undefined): readonly R[] =>
  (inputs?.["rules"] ?? []) as unknown as readonly R[];

/** The first step that says anything decides. */
const inTurn =
  (steps: readonly Step[]): Edge =>
  (request) => {
    for (const step of steps) {
      const outcome = step(request);
      if (outcome === "skip-rest") return "pass";
      if (outcome !== undefined) return outcome;
    }
    return "pass";
  };

const RULESET = "cloudflare:index/ruleset:Ruleset";
const ACCESS = "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication";
const BOTS = "cloudflare:index/botManagement:BotManagement";

const CLOUDFLARE_ACTIONS: Readonly<Record<string, Outcome | "skip-rest">> = {
  block: "block",
  managed_challenge: "challenge",
  skip: "skip-rest",
};

function cloudflareAction(action: string): Outcome | "skip-rest" {
  const known = CLOUDFLARE_ACTIONS[action];
  if (known === undefined) throw new Error(`no driver writes the action ${action} in a phase that refuses`);
  return known;
}

/** A path and all below it, as Access reads a destination. */
function isBelow(uri: string, request: EdgeRequest): boolean {
  const asked = `${hostOf(request)}${request.path}`;
  return asked === uri || asked.startsWith(`${uri}/`);
}

/**
 * Cloudflare's phases in their order: custom rules, rate limits, bots, Access:
 * https://developers.cloudflare.com/ruleset-engine/reference/phases-list/. What the vendor's own rules match is theirs.
 */
export function cloudflareEdge(landed: Landed): Edge {
  const phase = (name: string) => rulesOf<CloudflareRule>(landed.all(RULESET).find((it) => it["phase"] === name));
  const custom = phase("http_request_firewall_custom").map(({ expression, action }): Step => {
    const matches = cloudflareExpression(expression);
    return (request) => (matches(request) ? cloudflareAction(action) : undefined);
  });
  const limits = phase("http_ratelimit").map(({ expression, action, ratelimit }): Step => {
    const matches = cloudflareExpression(expression);
    const { requestsPerPeriod, period, mitigationTimeout } = ratelimit as Numbers;
    const limit = new Limit(requestsPerPeriod!, period!, mitigationTimeout);
    return (request) =>
      matches(request) && limit.isOver(addressOf(request), request.at ?? 0) ? cloudflareAction(action) : undefined;
  });
  const [{ sbfmVerifiedBots, sbfmDefinitelyAutomated } = {}] = landed.all(BOTS);
  const bots: Step = ({ bot }) => {
    if (bot === undefined) return undefined;
    const said = bot === "verified" ? sbfmVerifiedBots : sbfmDefinitelyAutomated;
    return said === "allow" ? undefined : cloudflareAction(said as string);
  };
  const signIn = landed.all(ACCESS).map(({ destinations }): Step => {
    const uris = (destinations as unknown as readonly { readonly uri: string }[]).map(({ uri }) => uri);
    return (request) => (uris.some((uri) => isBelow(uri, request)) ? "sign-in" : undefined);
  });
  return inTurn([...custom, ...limits, bots, ...signIn]);
}

const ACL = "aws:wafv2/webAcl:WebAcl";
const GROUP = "aws:wafv2/ruleGroup:RuleGroup";
const SET = "aws:wafv2/ipSet:IpSet";

/** The rule of Bot Control that finds a client that is suspicious; one that is verified matches none. */
const SUSPICIOUS = "SignalAutomatedBrowser";

function wafv2Action(action: Readonly<Record<string, unknown>>): Outcome {
  const [[kind] = []] = Object.entries(action).filter(([, it]) => it !== undefined);
  if (kind === "allow") return "pass";
  if (kind === "block" || kind === "challenge") return kind;
  throw new Error(`no driver writes the action ${String(kind)}`);
}

/** WAFv2's rules by priority, the group's own in their place. */
export function wafv2Edge(landed: Landed): Edge {
  const [set, ...more] = landed.all(SET);
  if (more.length > 0) throw new Error("has several sets of networks, and the evaluator knows one");
  const addresses = (set?.["addresses"] ?? []) as readonly string[];
  const byPriority = (rules: readonly WafRule[]) => [...rules].sort((a, b) => a.priority - b.priority);
  const stepOf = ({ statement, action }: WafRule): Step[] => {
    const [kind] = Object.keys(statement);
    if (kind === "ruleGroupReferenceStatement") {
      return byPriority(rulesOf<WafRule>(landed.inputs(GROUP))).flatMap(stepOf);
    }
    if (kind === "managedRuleGroupStatement") {
      const { name, ruleActionOverrides } = statement["managedRuleGroupStatement"] as {
        name: string;
        ruleActionOverrides?: readonly { readonly name: string; readonly actionToUse: Record<string, unknown> }[];
      };
      if (name !== "AWSManagedRulesBotControlRuleSet") return [];
      const override = ruleActionOverrides?.find((it) => it.name === SUSPICIOUS);
      const outcome = override === undefined ? "block" : wafv2Action(override.actionToUse);
      return [({ bot }) => (bot === "suspicious" ? outcome : undefined)];
    }
    const outcome = wafv2Action(action);
    const decides = outcome === "pass" ? "skip-rest" : outcome;
    if (kind !== "rateBasedStatement") {
      const matches = wafv2Statement(statement, addresses);
      return [(request) => (matches(request) ? decides : undefined)];
    }
    const { aggregateKeyType, limit, evaluationWindowSec, scopeDownStatement } = statement[kind] as Numbers;
    if ((aggregateKeyType as unknown) !== "IP") throw new Error("counts by something else than the address");
    const counted = wafv2Statement(scopeDownStatement, addresses);
    const most = new Limit(limit!, evaluationWindowSec!);
    return [(request) => (counted(request) && most.isOver(addressOf(request), request.at ?? 0) ? decides : undefined)];
  };
  return inTurn(byPriority(rulesOf<WafRule>(landed.inputs(ACL))).flatMap(stepOf));
}

const POLICY = "oci:Waf/appFirewallPolicy:AppFirewallPolicy";

/** Oracle's WAF: access rules, then limits: https://docs.oracle.com/iaas/Content/WAF/Concepts/overview.htm */
export function ociEdge(landed: Landed): Edge {
  const policy = landed.inputs(POLICY);
  const actions = new Map(
    (policy["actions"] as unknown as readonly { name: string; type: string; code?: number }[]).map((it) => [
      it.name,
      it,
    ]),
  );
  const outcomeOf = (name: string): Outcome => {
    const action = actions.get(name);
    if (action === undefined) throw new Error(`there is no action ${name}`);
    return action.type === "ALLOW" ? "pass" : "block";
  };
  const matching = ({ condition, conditionLanguage }: OciRule) => {
    if (condition === undefined) return () => true;
    if (conditionLanguage !== "JMESPATH") throw new Error("is no condition of JMESPath");
    return ociCondition(condition);
  };
  const access = rulesOf<OciRule>(policy["requestAccessControl"] as PlanObject).map((rule): Step => {
    const matches = matching(rule);
    return (request) => (matches(request) ? outcomeOf(rule.actionName) : undefined);
  });
  const limits = rulesOf<OciRule>(policy["requestRateLimiting"] as PlanObject).map((rule): Step => {
    const matches = matching(rule);
    const [of] = rule.configurations!;
    const limit = new Limit(of!["requestsLimit"]!, of!["periodInSeconds"]!, of!["actionDurationInSeconds"]);
    return (request) =>
      matches(request) && limit.isOver(addressOf(request), request.at ?? 0) ? outcomeOf(rule.actionName) : undefined;
  });
  return inTurn([...access, ...limits]);
}
