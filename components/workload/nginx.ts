import type { ResolvedComputeArgs } from "../compute";
import { isWeb } from "../compute";
import { browserKey, edgeBefore, limitsBehind, realAddress } from "../host/nginx-client";
import { orderRoutes, upstreamOf } from "../host/nginx-routes";
import { around, proxied } from "../host/nginx";
import type { HostRoute, HostWeb, ToldBy } from "../host/host";
import { bareWord, lines } from "../host/text";

/** What tells the copies of the front apart from those of a service. */
export const FRONT_NAME = "nginx";

/** Ports of the front's copies: what came to 80, what came to 443, and the kubelet's question whether they are well. */
export const FRONT_PORTS = { http: 8080, https: 8443, health: 8081 } as const;

/** Where the certificate stands in the front's copies. */
export const TLS_DIRECTORY = "/etc/nginx/tls";

/** What the front's config is made of, in plain values. */
export interface FrontConfig {
  readonly args: Pick<
    ResolvedComputeArgs,
    "services" | "hostname" | "rateLimits" | "headers" | "cachedPaths" | "front"
  >;
  /** The name of each service's address in the cluster, with the namespace. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Where HTTPS ends. */
  readonly tls: "balancer" | "front";
  /** @default - it is the address that the connection comes from */
  readonly client?: { readonly toldBy: ToldBy; readonly from: readonly string[] };
}

/** The paths of services that answer requests. */
function routesOf({ services }: FrontConfig["args"]): HostRoute[] {
  return Object.entries(services).flatMap(([service, args]) =>
    isWeb(args)
      ? args.routes.map((prefix) => ({
          prefix,
          service,
          servers: [],
          healthPath: args.health.path,
          sticky: args.stickySessions,
          webSockets: args.webSockets,
        }))
      : [],
  );
}

/** One address of the cluster, or those of all copies where a browser stays with one; asked for again as they change. */
function upstreams({ args, hosts }: FrontConfig, web: HostWeb): string[] {
  const routed = [...new Set(routesOf(args).map(({ service }) => service))].sort();
  return routed.flatMap((service) => {
    const { port, stickySessions } = args.services[service]!;
    return [
      `upstream ${upstreamOf(service)} {`,
      `  zone ${upstreamOf(service)} 64k;`,
      ...(stickySessions ? [`  hash ${browserKey(web)} consistent;`] : []),
      `  server ${bareWord(hosts.get(service)!)}:${port} resolve;`,
      "}",
      "",
    ];
  });
}

const server = (...content: readonly (string | readonly string[])[]): string[] => [
  "server {",
  "  server_tokens off;",
  ...content.flat().map((line) => `  ${line}`),
  "}",
  "",
];

const TLS = [
  `ssl_certificate ${TLS_DIRECTORY}/tls.crt;`,
  `ssl_certificate_key ${TLS_DIRECTORY}/tls.key;`,
  "ssl_protocols TLSv1.2 TLSv1.3;",
  "ssl_session_cache shared:landfall:5m;",
  "ssl_session_timeout 1d;",
  "ssl_session_tickets off;",
];

function servers(config: FrontConfig, web: HostWeb): string[] {
  const { hostname } = config.args;
  const listen = (port: number, words = "") =>
    `listen ${port}${words}${config.client?.toldBy === "proxy-protocol" ? " proxy_protocol" : ""} default_server;`;
  const health = server(`listen ${FRONT_PORTS.health};`, "access_log off;", ["location / {", "  return 200;", "}"]);
  if (hostname === undefined) return [...health, ...server(listen(FRONT_PORTS.http), realAddress(web), proxied(web))];
  const atFront = config.tls === "front";
  return [
    ...health,
    ...server(listen(FRONT_PORTS.http), [
      "location / {",
      // The name is fixed: a forged Host header must not choose where a browser is sent.
      `  return 301 https://${bareWord(hostname)}$request_uri;`,
      "}",
    ]),
    ...server(
      listen(FRONT_PORTS.https, atFront ? " ssl" : ""),
      atFront ? ["http2 on;", ...TLS] : [],
      realAddress(web),
      proxied(web),
    ),
  ];
}

/**
 * nginx before the services: the longest path prefix first, WebSockets, limits of requests from each address, security
 * headers, and HTTP sent on to HTTPS where there is a hostname. The browser's address is what the edge in front says, where
 * the request came through it. Each copy of it counts requests by itself.
 *
 * The image's own script puts the addresses of the cluster's DNS in the place of `NGINX_LOCAL_RESOLVERS`.
 */
export function frontConfig(config: FrontConfig): string {
  const { args, tls, client } = config;
  const edge = edgeBefore(args);
  const web: HostWeb = {
    ...(args.hostname === undefined ? {} : { hostname: args.hostname }),
    routes: orderRoutes(routesOf(args)),
    limits: limitsBehind(args, edge),
    headers: args.headers,
    cachedPaths: args.cachedPaths,
    ...(edge === undefined ? {} : { front: edge }),
    ...(tls === "balancer" || client !== undefined
      ? { balancer: { cidrs: client?.from ?? [], toldBy: client?.toldBy } }
      : {}),
  };
  return lines(
    "resolver ${NGINX_LOCAL_RESOLVERS} valid=10s;",
    around(web),
    "map $server_port $balancer_scheme {",
    "  default http;",
    `  ${FRONT_PORTS.https} https;`,
    "}",
    "",
    upstreams(config, web),
    servers(config, web),
  );
}
