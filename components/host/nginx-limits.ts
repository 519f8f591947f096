import { HEALTH_PATH, type HostLimit, type HostWeb } from "./host";
import { browserKey } from "./nginx-client";
import { below } from "./nginx-routes";

/**
 * Requests a second from one address, and how many may come at once. Generous: behind an edge whose networks are not
 * known, one address stands for many browsers.
 */
const RATE = { perSecond: 50, burst: 200 } as const;

/**
 * The rate at which room for requests comes back. nginx counts in whole requests a second or a minute, at least one, and
 * holds that in thousandths a second, rounded down: 10 a minute are 9.96. So 1000 an hour become 17 a minute, and 5 an hour
 * become one a minute, far more than asked for: what must hold by the hour is held by the edge or the service.
 */
function rate({ requests, periodSeconds }: HostLimit): string {
  if (requests % periodSeconds === 0) return `${requests / periodSeconds}r/s`;
  return `${Math.max(1, Math.round((requests * 60) / periodSeconds))}r/m`;
}

/** The first request is never too early and needs no room, so that a limit's whole number passes at once and no more. */
function atOnce({ requests }: HostLimit): string {
  return requests > 1 ? ` burst=${requests - 1}` : "";
}

/**
 * What is counted of each address, outside of the server blocks; the app's own limits after the machine's.
 *
 * A request that a limit does not concern has an empty key, and such are not counted:
 * https://nginx.org/en/docs/http/ngx_http_limit_req_module.html (2026-11)
 */
export function limitZones(web: Pick<HostWeb, "limits" | "balancer" | "front">): string[] {
  const key = browserKey(web);
  return [
    `limit_req_zone ${key} zone=each_address:10m rate=${RATE.perSecond}r/s;`,
    "limit_req_status 429;",
    ...web.limits.flatMap((limit, index) => [
      `map $uri $limit_${index + 1} {`,
      '  default "";',
      // The balancer asks for the machine's health from few addresses, and often.
      ...(web.balancer === undefined ? [] : [`  ${HEALTH_PATH} "";`]),
      `  "~^${below(limit.path)}" ${key};`,
      "}",
      `limit_req_zone $limit_${index + 1} zone=limit_${index + 1}:10m rate=${rate(limit)};`,
    ]),
  ];
}

/**
 * What a server block says to be held to the limits: the documented number of requests may come at once, the next one is
 * answered with 429, and room for more comes back at the limit's rate. Over its first period a limit therefore lets through
 * up to twice its number, and one that is slower than once a minute, such as 5 an hour, one a minute more.
 */
export const limitsHeld = (limits: readonly HostLimit[]): string[] => [
  `limit_req zone=each_address burst=${RATE.burst} nodelay;`,
  ...limits.map((limit, index) => `limit_req zone=limit_${index + 1}${atOnce(limit)} nodelay;`),
];
