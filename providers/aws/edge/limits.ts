import type { Issue } from "../../../components/core/errors";
import type { RateLimitArgs } from "../../../components/edge";
import type { Wanted } from "../../wanted";
import { partitionOf } from "../cloud";

/** Seconds that WAF counts requests over: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html */
export const WINDOWS: readonly number[] = [60, 120, 300, 600];

/** The fewest requests that WAF counts to. */
export const FEWEST_REQUESTS = 10;

/** What WAF counts, and over how long. */
export interface Window {
  readonly seconds: number;
  readonly limit: number;
}

/**
 * The window nearest to a rate limit, such that whoever it stops would have been stopped by the limit itself: the longest
 * that is not longer than the period, or the shortest there is with as many requests as the periods in it allow.
 */
export function windowOf({ requests, periodSeconds }: Pick<RateLimitArgs, "requests" | "periodSeconds">): Window {
  const within = WINDOWS.filter((seconds) => seconds <= periodSeconds);
  const seconds = within.at(-1) ?? WINDOWS[0]!;
  const periods = within.length > 0 ? 1 : Math.ceil(seconds / periodSeconds);
  return { seconds, limit: Math.max(FEWEST_REQUESTS, requests * periods) };
}

function limitIssues(name: string, { requests, periodSeconds, blockSeconds }: RateLimitArgs): Issue[] {
  const at = `edge.rateLimits.${name}`;
  const approximate = "or let the topology's edge be approximate";
  const issues: Issue[] = [];
  if (!WINDOWS.includes(periodSeconds)) {
    issues.push({
      at: `${at}.periodSeconds`,
      problem: "WAF does not count over this many seconds",
      got: periodSeconds,
      allowed: WINDOWS.map(String),
      fix: `choose one of these, ${approximate}`,
    });
  } else if (blockSeconds !== periodSeconds) {
    issues.push({
      at: `${at}.blockSeconds`,
      problem:
        "WAF has no time of its own to block for: it blocks for as long as the last period has too many requests",
      got: blockSeconds,
      allowed: `periodSeconds, which is ${periodSeconds}`,
      fix: `make the two the same, ${approximate}`,
    });
  }
  if (requests < FEWEST_REQUESTS) {
    issues.push({
      at: `${at}.requests`,
      problem: "WAF does not count to so few requests",
      got: requests,
      allowed: `${FEWEST_REQUESTS} and more`,
      fix: `allow more, ${approximate}`,
    });
  }
  return issues;
}

/** CloudFront stands in AWS's own part of the world: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/setting-up-cloudfront.html */
function partitionIssues(region: unknown, what: string): Issue[] {
  if (typeof region !== "string" || partitionOf(region) === "aws") return [];
  const problem = `has no CloudFront, which the ${what} stands on`;
  return [{ at: "aws:region", problem, got: region, fix: "choose a region outside GovCloud and China" }];
}

/** A name of one's own without a zone in which CloudFront's certificate for it can be proven. */
export function siteNameIssues({ hostname, provable }: NonNullable<Wanted["static-site"]>): Issue[] {
  if (hostname === undefined || provable) return [];
  return [
    {
      at: "dns.provider",
      problem: `is missing: CloudFront needs a certificate for ${hostname}, and no zone can prove it`,
      fix: "give the topology a dns provider",
    },
  ];
}

/** What CloudFront and WAF do not allow of what a stack asks. */
export function edgeIssues(region: unknown, { edge, "static-site": site }: Wanted): Issue[] {
  const limits = Object.entries(edge?.rateLimits ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(edge === undefined ? [] : partitionIssues(region, "edge")),
    ...(site === undefined ? [] : [...partitionIssues(region, "static site"), ...siteNameIssues(site)]),
    ...(edge?.approximate === true ? [] : limits.flatMap(([name, limit]) => limitIssues(name, limit))),
  ];
}
