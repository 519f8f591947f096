import type { Issue } from "../../components/core/errors";
import type { RateLimitArgs } from "../../components/edge";
import type { Wanted } from "../provider";
import { planOf, type CloudflarePlan, type CloudflareSettings } from "./config";

/** What a plan allows of rate limits. */
export interface RateLimitEntitlement {
  /** The most rules of a zone. */
  readonly rules: number;
  /** Seconds that requests may be counted over. */
  readonly periodSeconds: readonly number[];
  /** Seconds that a block may last; undefined where any up to a day will do. */
  readonly blockSeconds: readonly number[] | undefined;
  /** Whether a rule may look at the hostname, and not at the path alone. */
  readonly byHostname: boolean;
}

const KNOWN_SECONDS = [
  10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800, 2400, 3600, 65_535, 86_400,
];
const DAY_SECONDS = 86_400;

const upTo = (seconds: number): readonly number[] => KNOWN_SECONDS.filter((known) => known <= seconds);

/**
 * Rate limits by plan, smallest plan first.
 *
 * Source: https://developers.cloudflare.com/waf/rate-limiting-rules/#availability, as updated on 2026-08-25. An
 * enterprise contract may say less than 100 rules, and none without application security.
 */
export const rateLimitEntitlements: Readonly<Record<CloudflarePlan, RateLimitEntitlement>> = {
  free: { rules: 1, periodSeconds: [10], blockSeconds: [10], byHostname: false },
  pro: { rules: 2, periodSeconds: upTo(60), blockSeconds: upTo(3600), byHostname: true },
  business: { rules: 5, periodSeconds: upTo(600), blockSeconds: upTo(DAY_SECONDS), byHostname: true },
  enterprise: { rules: 100, periodSeconds: upTo(65_535), blockSeconds: undefined, byHostname: true },
};

const PLANS = Object.keys(rateLimitEntitlements) as CloudflarePlan[];

const allowsRules = (plan: CloudflarePlan, count: number) => count <= rateLimitEntitlements[plan].rules;

const allowsPeriod = (plan: CloudflarePlan, seconds: number) =>
  rateLimitEntitlements[plan].periodSeconds.includes(seconds);

function allowsBlock(plan: CloudflarePlan, seconds: number): boolean {
  const allowed = rateLimitEntitlements[plan].blockSeconds;
  if (allowed !== undefined) return allowed.includes(seconds);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= DAY_SECONDS;
}

/** Names the smallest plan that would do, where there is one. */
function advice(change: string, fits: (plan: CloudflarePlan) => boolean): string {
  const plan = PLANS.find(fits);
  return plan === undefined ? change : `${change}, or subscribe the zone to ${plan} and set landfall:cloudflare.plan`;
}

function rateLimitIssues(plan: CloudflarePlan, name: string, limit: RateLimitArgs): Issue[] {
  const at = `edge.rateLimits.${name}`;
  const { periodSeconds: periods, blockSeconds: blocks } = rateLimitEntitlements[plan];
  const issues: Issue[] = [];
  if (!allowsPeriod(plan, limit.periodSeconds)) {
    issues.push({
      at: `${at}.periodSeconds`,
      problem: `Cloudflare does not count over this many seconds on the ${plan} plan`,
      got: limit.periodSeconds,
      allowed: periods.map(String),
      fix: advice("choose one of these", (other) => allowsPeriod(other, limit.periodSeconds)),
    });
  }
  if (!allowsBlock(plan, limit.blockSeconds)) {
    issues.push({
      at: `${at}.blockSeconds`,
      problem: `Cloudflare does not block for this many seconds on the ${plan} plan`,
      got: limit.blockSeconds,
      allowed: blocks === undefined ? `whole seconds, 1 to ${DAY_SECONDS}` : blocks.map(String),
      fix: advice("choose one of these", (other) => allowsBlock(other, limit.blockSeconds)),
    });
  }
  return issues;
}

/**
 * Universal SSL covers a zone and the names one label below it, on every plan:
 * https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/
 */
function certificateIssues({ zone, advancedCertificate }: CloudflareSettings, hostname: string): Issue[] {
  if (zone === undefined || advancedCertificate === true || !hostname.endsWith(`.${zone}`)) return [];
  const labels = hostname.slice(0, -zone.length - 1).split(".");
  if (labels.length === 1) return [];
  return [
    {
      at: "landfall:domain",
      problem: `leads to the name ${hostname}, which Cloudflare's own certificate of the zone ${zone} does not cover`,
      allowed: `names one label below ${zone}`,
      fix: "choose another domain, or order a certificate and set landfall:cloudflare.advancedCertificate to true",
    },
  ];
}

function edgeIssues(plan: CloudflarePlan, edge: NonNullable<Wanted["edge"]>): Issue[] {
  // Managed rules and bots need no check: each plan has its own, and the driver takes those.
  const limits = Object.entries(edge.rateLimits ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const issues = limits.flatMap(([name, limit]) => rateLimitIssues(plan, name, limit));
  if (allowsRules(plan, limits.length)) return issues;
  const tooMany: Issue = {
    at: "edge.rateLimits",
    problem: `Cloudflare takes fewer rate limits on the ${plan} plan`,
    got: limits.length,
    allowed: `${rateLimitEntitlements[plan].rules} at most`,
    fix: advice("leave some out", (other) => allowsRules(other, limits.length)),
  };
  return [tooMany, ...issues];
}

/** What answers unknown paths on Pages: https://developers.cloudflare.com/pages/configuration/serving-pages/ */
export const PAGES_FALLBACK_DOCUMENT = "index.html";

function staticSiteIssues({ fallbackDocument }: NonNullable<Wanted["static-site"]>): Issue[] {
  if (fallbackDocument === undefined || fallbackDocument === PAGES_FALLBACK_DOCUMENT) return [];
  return [
    {
      at: "site.fallback",
      problem: "Cloudflare Pages answers the unknown paths of a single-page app with one document only",
      got: fallbackDocument,
      allowed: PAGES_FALLBACK_DOCUMENT,
      fix: `let the build write ${PAGES_FALLBACK_DOCUMENT} and no 404.html`,
    },
  ];
}

/** What the zone's plan, or Pages itself, does not allow of what a stack wants. Pure; loads no SDK. */
export function cloudflareEntitlements(settings: CloudflareSettings, wanted: Wanted): readonly Issue[] {
  return [
    ...(wanted.edge === undefined ? [] : edgeIssues(planOf(settings), wanted.edge)),
    ...(wanted.edge === undefined ? [] : certificateIssues(settings, wanted.edge.hostname)),
    ...(wanted["static-site"] === undefined ? [] : staticSiteIssues(wanted["static-site"])),
  ];
}
