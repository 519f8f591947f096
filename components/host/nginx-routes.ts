import { HEALTH_PATH, type HostLimit, type HostRoute, type HostWeb } from "./host";
import { bareWord } from "./text";

/** How long a connection that stays open both ways may be silent. */
const OPEN_SECONDS = 3600;

/** Longest prefix first, since nginx takes the first pattern that fits; the catch-all last. */
export function orderRoutes(routes: readonly HostRoute[]): HostRoute[] {
  return [...routes].sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
}

/** What nginx calls the copies of a service. */
export const upstreamOf = (service: string): string => `landfall_${bareWord(service)}`;

/** `/api` means `/api` itself and all below it, never `/apis`. */
const pattern = (prefix: string): string =>
  prefix === "/" ? "^/" : `^${bareWord(prefix).replace(/\/+$/, "").replaceAll(".", "\\.")}(/|$)`;

/** The copies of each service, which take turns; one that fails is left out for a while. */
export function upstreams(routes: readonly HostRoute[]): string[] {
  const byService = new Map(orderRoutes(routes).map((route) => [route.service, route]));
  const all = [...byService.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
  return all.flatMap(({ service, servers, sticky }) => [
    `upstream ${upstreamOf(service)} {`,
    ...(sticky && servers.length > 1 ? ["  hash $binary_remote_addr consistent;"] : []),
    ...servers.map(({ address, port }) => `  server ${bareWord(address)}:${port};`),
    "}",
    "",
  ]);
}

/** Headers that a service learns of the browser by. What a location sets takes the place of all that is set around it. */
export function proxyHeaders({ balancer }: Pick<HostWeb, "balancer">): string[] {
  const behind = balancer !== undefined;
  return [
    "proxy_set_header Host $host;",
    "proxy_set_header X-Real-IP $remote_addr;",
    // The balancer's own list is already read; a browser could have begun it.
    `proxy_set_header X-Forwarded-For ${behind ? "$remote_addr" : "$proxy_add_x_forwarded_for"};`,
    `proxy_set_header X-Forwarded-Proto ${behind ? "$balancer_scheme" : "$scheme"};`,
  ];
}

/** One path, sent to its service. */
function location({ prefix, service, webSockets }: HostRoute, headers: readonly string[]): string[] {
  const open = [
    ...headers,
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
    `proxy_read_timeout ${OPEN_SECONDS}s;`,
    `proxy_send_timeout ${OPEN_SECONDS}s;`,
  ];
  return [
    `location ${prefix === "/" ? "/" : `~ ${pattern(prefix)}`} {`,
    ...(webSockets ? open.map((line) => `  ${line}`) : []),
    `  proxy_pass http://${upstreamOf(service)};`,
    "}",
  ];
}

/** Where a load balancer asks for the machine's health: of the service that answers the shortest path. */
function health(routes: readonly HostRoute[]): string[] {
  const front = orderRoutes(routes).at(-1);
  const answer =
    front === undefined
      ? "return 200;"
      : `proxy_pass http://${upstreamOf(front.service)}${bareWord(encodeURI(front.healthPath))};`;
  return [`location = ${HEALTH_PATH} {`, `  ${answer}`, "}"];
}

/** Every path, and 404 for what no service has. */
export function locations(web: HostWeb): string[] {
  const routes = orderRoutes(web.routes);
  const headers = proxyHeaders(web);
  return [
    ...(web.balancer === undefined ? [] : health(routes)),
    ...routes.flatMap((route) => location(route, headers)),
    ...(routes.some(({ prefix }) => prefix === "/") ? [] : ["location / {", "  return 404;", "}"]),
  ];
}

/** nginx counts in whole requests a second or a minute. */
function rate({ requests, periodSeconds }: HostLimit): string {
  const perSecond = Math.round(requests / periodSeconds);
  return perSecond >= 1 ? `${perSecond}r/s` : `${Math.max(1, Math.round((requests * 60) / periodSeconds))}r/m`;
}

/**
 * The app's own limits, each with the number of requests that may come at once: what is counted, by address, and where.
 * A request that a limit does not concern has an empty key, and such are not counted:
 * https://nginx.org/en/docs/http/ngx_http_limit_req_module.html
 */
export function limitZones(limits: readonly HostLimit[]): string[] {
  return limits.flatMap((limit, index) => [
    `map $uri $limit_${index + 1} {`,
    '  default "";',
    `  "~${pattern(limit.path)}" $binary_remote_addr;`,
    "}",
    `limit_req_zone $limit_${index + 1} zone=limit_${index + 1}:10m rate=${rate(limit)};`,
  ]);
}

/** What a server block says to be held to the limits. */
export const limitsHeld = (limits: readonly HostLimit[]): string[] =>
  limits.map(({ requests }, index) => `limit_req zone=limit_${index + 1} burst=${requests} nodelay;`);
