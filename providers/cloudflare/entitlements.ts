import type { Issue } from "../../components/core/errors";
import { asksForSignIn, isKeptToNetworks, type AccessRuleArgs, type RateLimitArgs } from "../../components/edge";
import type { Wanted } from "../wanted";
import { asPlan, planOf, type CloudflarePlan, type CloudflareSettings } from "./config";
import { originPullIssues } from "./origin-pull";
import { workersIssues } from "./entitlements-workers";

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

/** Custom rules of a zone; https://developers.cloudflare.com/waf/custom-rules/#availability, as others tell it. */
const CUSTOM_RULES: Readonly<Record<CloudflarePlan, number>> = { free: 5, pro: 20, business: 100, enterprise: 1000 };

/** Paths of one application of Access: https://developers.cloudflare.com/cloudflare-one/account-limits/ (read 2026-11-28) */
const PATHS_OF_APPLICATION = 5;

/** The paths that people sign in to, sorted, as many together as an application of Access takes. */
export function signInGroups(access: Readonly<Record<string, AccessRuleArgs>>): readonly (readonly string[])[] {
  const paths = [
    ...new Set(
      Object.values(access)
        .filter(asksForSignIn)
        .map(({ path }) => path),
    ),
  ].sort();
  const count = Math.ceil(paths.length / PATHS_OF_APPLICATION);
  return Array.from({ length: count }, (_, index) =>
    paths.slice(index * PATHS_OF_APPLICATION, (index + 1) * PATHS_OF_APPLICATION),
  );
}

/** One custom rule is kept for proof of the hostname, which a machine's first certificate needs. */
const KEPT_RULES = 1;

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
  // A challenge is asked of each request, so it goes on for no time.
  if (limit.action !== "challenge" && !allowsBlock(plan, limit.blockSeconds)) {
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
function certificateIssues({ zone, advancedCertificate }: CloudflareSettings, { edge, compute }: Wanted): Issue[] {
  if (zone === undefined || advancedCertificate === true) return [];
  const names = [edge?.hostname, ...Object.values(edge?.cdn ?? {}), compute?.hostname];
  const uncovered = names.filter(
    (name): name is string =>
      name !== undefined && name.endsWith(`.${zone}`) && name.slice(0, -zone.length - 1).includes("."),
  );
  return [...new Set(uncovered)].map((name) => ({
    at: "landfall:domain",
    problem: `leads to the name ${name}, which Cloudflare's own certificate of the zone ${zone} does not cover`,
    allowed: `names one label below ${zone}`,
    fix: "choose another domain, or order a certificate and set landfall:cloudflare.advancedCertificate to true",
  }));
}

/**
 * Custom rules of the paths that not everybody may open; leaving one out would open a path, so that nothing here is
 * approximated.
 */
function accessIssues(plan: CloudflarePlan, { access }: NonNullable<Wanted["edge"]>): Issue[] {
  const rules = Object.values(access).filter(isKeptToNetworks).length + signInGroups(access).length;
  const most = (of: CloudflarePlan) => CUSTOM_RULES[of] - KEPT_RULES;
  if (rules <= most(plan)) return [];
  return [
    {
      at: "edge.access",
      problem: `Cloudflare takes fewer custom rules on the ${plan} plan: one is for each path that is kept to networks, and one for every ${PATHS_OF_APPLICATION} that people sign in to`,
      got: rules,
      allowed: `${most(plan)} at most`,
      fix: advice("leave some out", (other) => rules <= most(other)),
    },
  ];
}

function limitsIssues(plan: CloudflarePlan, edge: NonNullable<Wanted["edge"]>): Issue[] {
  // Managed rules and bots need no check: each plan has its own, and the driver takes those.
  if (edge.approximate) return [];
  const limits = Object.entries(edge.rateLimits).sort(([a], [b]) => (a < b ? -1 : 1));
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

function planIssues(plan: string | undefined): Issue[] {
  if (plan === undefined || asPlan(plan) !== undefined) return [];
  return [{ at: "edge.plan", problem: "is no plan of Cloudflare", got: plan, allowed: PLANS }];
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

function edgeIssues(settings: CloudflareSettings, edge: NonNullable<Wanted["edge"]>): Issue[] {
  const plan = settings.plan ?? planOf({ plan: asPlan(edge.plan) });
  return [...limitsIssues(plan, edge), ...accessIssues(plan, edge), ...planIssues(edge.plan)];
}

/** Hyperdrive stands before a server that is nobody's of this stack: where it is has to be said. */
function hyperdriveIssues({ hyperdrive }: CloudflareSettings, { database }: Wanted): Issue[] {
  if (database?.shape !== "external" || hyperdrive !== undefined) return [];
  return [
    {
      at: "landfall:cloudflare.hyperdrive",
      problem: "is missing",
      allowed: "host, user and password of the PostgreSQL that stands elsewhere",
      fix: "pulumi config set --path 'landfall:cloudflare.hyperdrive.host' <host>, the same for user, and --secret for password",
    },
  ];
}

/** What Cloudflare's services, or the plans of the zone and the account, do not allow of what a stack wants. Pure; loads no SDK. */
export function cloudflareEntitlements(settings: CloudflareSettings, wanted: Wanted): readonly Issue[] {
  return [
    ...(wanted.edge === undefined ? [] : edgeIssues(settings, wanted.edge)),
    ...certificateIssues(settings, wanted),
    ...(wanted["static-site"] === undefined ? [] : staticSiteIssues(wanted["static-site"])),
    ...workersIssues(settings, wanted),
    ...hyperdriveIssues(settings, wanted),
    ...originPullIssues(settings),
  ];
}
