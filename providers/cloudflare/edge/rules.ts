import type * as cloudflare from "@pulumi/cloudflare";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { RateLimitArgs, ResolvedEdgeArgs } from "../../../components/edge";
import type { CloudflarePlan } from "../config";
import { rateLimitEntitlements } from "../entitlements";

export type Rule = cloudflare.types.input.RulesetRule;

/** Rulesets that Cloudflare keeps: https://developers.cloudflare.com/waf/managed-rules/ (2026-08-25). */
const FREE_MANAGED = "77454fe2d30c4220b5701f6fdfb893ba";
const CLOUDFLARE_MANAGED = "efb7b8c949ac4650a09736fc376e9aee";
const OWASP_CORE = "4814384a9e5d4991b9815dcfc25d2f1f";

/** A rule's own name, by which it stays the same rule when its neighbours change; the length is ours. */
const RULE_REFERENCE: NameRule = {
  maxLength: 64,
  allowed: /[A-Za-z0-9]/,
  separator: "_",
  lowercase: false,
  source: "https://developers.cloudflare.com/terraform/troubleshooting/rule-id-changes/",
};

/** What a rule is known by. */
export const ruleReference = (...words: readonly string[]): string => physicalName(words, RULE_REFERENCE);

/** A text as the rules language quotes it. */
const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

const PATH = "http.request.uri.path";

/**
 * The path as the services may read it, decoded and in whichever case. Detours and doubled slashes are gone before:
 * https://developers.cloudflare.com/rules/normalization/ ; functions of the language:
 * https://developers.cloudflare.com/ruleset-engine/rules-language/functions/
 */
const PATH_AS_READ = `lower(url_decode(${PATH}))`;

function prefixExpression(field: string, prefix: string): string {
  const path = prefix.replace(/\/+$/, "");
  const below = `starts_with(${field}, ${quoted(`${path}/`)})`;
  return path === "" ? below : `(${field} eq ${quoted(path)} or ${below})`;
}

/** Matches a path prefix: `/api` is `/api` itself and whatever stands below it, never `/apiary`. */
export const pathExpression = (prefix: string): string => prefixExpression(PATH, prefix);

/** Matches a path prefix however it is written, for rules that refuse: a service may take `/API` for `/api`. */
export const readPathExpression = (prefix: string): string => prefixExpression(PATH_AS_READ, prefix.toLowerCase());

const anyPathExpression = (prefixes: readonly string[]) => prefixes.map(pathExpression).join(" or ");

/** Keeps a rule to one name of the zone. */
export const onHost = (hostname: string, expression: string) =>
  `(http.host eq ${quoted(hostname)} and (${expression}))`;

const execute = (ref: string, id: string, description: string): Rule => ({
  ref,
  description,
  expression: "true",
  action: "execute",
  actionParameters: { id },
});

/** The vendor's own rules, as far as the plan has them. */
export function managedRules(plan: CloudflarePlan): Rule[] {
  if (plan === "free") return [execute("free_managed", FREE_MANAGED, "Cloudflare Free Managed Ruleset")];
  return [
    execute("cloudflare_managed", CLOUDFLARE_MANAGED, "Cloudflare Managed Ruleset"),
    execute("owasp_core", OWASP_CORE, "Cloudflare OWASP Core Ruleset"),
  ];
}

function rateLimitRule(plan: CloudflarePlan, hostname: string, name: string, limit: Required<RateLimitArgs>): Rule {
  const { byHostname } = rateLimitEntitlements[plan];
  return {
    ref: ruleReference("rate", name),
    description: `rate limit ${name}`,
    // Whether the plan that knows the path alone takes functions of it, nobody says.
    expression: byHostname ? onHost(hostname, readPathExpression(limit.path)) : pathExpression(limit.path),
    action: limit.action === "block" ? "block" : "managed_challenge",
    ratelimit: {
      // Counters are kept by data centre, which the API wants said.
      characteristics: ["cf.colo.id", "ip.src"],
      requestsPerPeriod: limit.requests,
      period: limit.periodSeconds,
      // A challenge is asked of each request: there is nothing to go on for a while.
      mitigationTimeout: limit.action === "block" ? limit.blockSeconds : 0,
    },
  };
}

/** The rate limits, the longest path first: a rule that blocks ends the evaluation of those after it. */
export function rateLimitRules(plan: CloudflarePlan, args: Pick<ResolvedEdgeArgs, "hostname" | "rateLimits">): Rule[] {
  return Object.entries(args.rateLimits)
    .sort(([a, one], [b, other]) => other.path.length - one.path.length || (a < b ? -1 : 1))
    .map(([name, limit]) => rateLimitRule(plan, args.hostname, name, limit));
}

/** What may be cached, for as long as the origin's headers say, and then what never is, since the last match holds. */
export function cacheRules({
  hostname,
  cachedPaths,
  uncachedPaths,
}: Pick<ResolvedEdgeArgs, "hostname" | "cachedPaths" | "uncachedPaths">): Rule[] {
  const rule = (ref: string, description: string, paths: readonly string[], settings: Rule["actionParameters"]) => ({
    ref,
    description,
    expression: onHost(hostname, anyPathExpression(paths)),
    action: "set_cache_settings",
    actionParameters: settings,
  });
  const respectOrigin = { mode: "respect_origin" };
  const cached = { cache: true, edgeTtl: respectOrigin, browserTtl: respectOrigin };
  return [
    ...(cachedPaths.length === 0
      ? []
      : [
          rule(
            "cached",
            "static files",
            cachedPaths.map(({ path }) => path),
            cached,
          ),
        ]),
    ...(uncachedPaths.length === 0 ? [] : [rule("uncached", "never cached", uncachedPaths, { cache: false })]),
  ];
}

/** Headers that every answer of the hostname carries. */
export function headerRules({ hostname, headers }: Pick<ResolvedEdgeArgs, "hostname" | "headers">): Rule[] {
  const names = Object.keys(headers).sort();
  if (names.length === 0) return [];
  const set = names.map((name) => [name, { operation: "set", value: headers[name]! }] as const);
  return [
    {
      ref: "headers",
      description: "headers of every answer",
      expression: onHost(hostname, "true"),
      action: "rewrite",
      actionParameters: { headers: Object.fromEntries(set) },
    },
  ];
}
