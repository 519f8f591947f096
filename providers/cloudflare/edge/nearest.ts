import type { RateLimitArgs } from "../../../components/edge";
import type { CloudflarePlan } from "../config";
import { rateLimitEntitlements } from "../entitlements";

type Limits<L extends RateLimitArgs> = Readonly<Record<string, L>>;

/** The largest that is not above what is wanted, else the smallest there is. */
const nearestUpTo = (wanted: number, allowed: readonly number[]): number =>
  [...allowed].reverse().find((seconds) => seconds <= wanted) ?? allowed[0]!;

/**
 * The limits that a plan has room for, as near to what was asked as it allows: the first ones in the order in which the
 * app names them, each with a shorter period of as many requests a second, rounded up. The machines' own nginx holds the
 * others.
 */
export function nearestLimits<L extends RateLimitArgs>(plan: CloudflarePlan, limits: Limits<L>): Limits<L> {
  const { rules, periodSeconds, blockSeconds } = rateLimitEntitlements[plan];
  const kept = Object.entries(limits).slice(0, rules);
  const near = kept.map(([name, limit]): [string, L] => {
    const period = nearestUpTo(limit.periodSeconds, periodSeconds);
    const requests = Math.max(1, Math.ceil((limit.requests * period) / limit.periodSeconds));
    const block = blockSeconds === undefined ? limit.blockSeconds : nearestUpTo(limit.blockSeconds, blockSeconds);
    return [name, { ...limit, requests, periodSeconds: period, blockSeconds: block }];
  });
  return Object.fromEntries(near);
}
