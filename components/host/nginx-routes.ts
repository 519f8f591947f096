import { HEALTH_PATH, type HostRoute, type HostWeb } from "./host";
import { browserKey, proxyHeaders } from "./nginx-client";
import { bareWord } from "./text";

/** How long a connection that stays open both ways may be silent. */
const OPEN_SECONDS = 3600;

/**
 * How long a copy that gave no answer is left out. Short, since copies stand on one machine and are started anew together:
 * once all are left out nginx answers with errors for that long, even when they are back.
 */
const LEFT_OUT = "max_fails=1 fail_timeout=3s";

/** Longest path first, since nginx takes the first pattern that fits; of two as long, by text. */
export function byLength<T>(all: readonly T[], pathOf: (one: T) => string): T[] {
  return [...all].sort((a, b) => pathOf(b).length - pathOf(a).length || (pathOf(a) < pathOf(b) ? -1 : 1));
}

/** Longest prefix first; the catch-all last. */
export const orderRoutes = (routes: readonly HostRoute[]): HostRoute[] => byLength(routes, ({ prefix }) => prefix);

/** What nginx calls the copies of a service. */
export const upstreamOf = (service: string): string => `landfall_${bareWord(service)}`;

/** A pattern of what a prefix means: `/api` is `/api` itself and all below it, never `/apis`. */
export const below = (prefix: string): string =>
  prefix === "/" ? "/" : `${bareWord(prefix).replace(/\/+$/, "").replaceAll(".", "\\.")}(/|$)`;

/** The copies of each service, which take turns; one that gives no answer is left out for a while. */
export function upstreams(web: Pick<HostWeb, "routes" | "balancer" | "front">): string[] {
  const byService = new Map(orderRoutes(web.routes).map((route) => [route.service, route]));
  const all = [...byService.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
  return all.flatMap(({ service, servers, sticky }) => [
    `upstream ${upstreamOf(service)} {`,
    ...(sticky && servers.length > 1 ? [`  hash ${browserKey(web)} consistent;`] : []),
    ...servers.map(
      ({ address, port }) => `  server ${bareWord(address)}:${port}${servers.length > 1 ? ` ${LEFT_OUT}` : ""};`,
    ),
    "}",
    "",
  ]);
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
    `location ${prefix === "/" ? "/" : `~ ^${below(prefix)}`} {`,
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
