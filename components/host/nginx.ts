import { TLS_CERTIFICATE, TLS_KEY, WEBROOT } from "./certificates";
import { CONFIG_DIRECTORY, type HostFile, type HostWeb } from "./host";
import { limitsHeld, limitZones, locations, proxyHeaders, upstreams } from "./nginx-routes";
import { bareWord, lines } from "./text";

/** MiB that a request may carry; files are uploaded through the services. */
const LARGEST_REQUEST_MIB = 50;

/**
 * Requests a second from one address, and how many may come at once. Generous: behind an edge, one address stands for
 * many browsers.
 */
const RATE = { perSecond: 50, burst: 200 } as const;

const SECURITY_HEADERS = [
  'add_header X-Content-Type-Options "nosniff" always;',
  'add_header X-Frame-Options "SAMEORIGIN" always;',
  'add_header Referrer-Policy "strict-origin-when-cross-origin" always;',
  'add_header Permissions-Policy "camera=(), geolocation=(), microphone=()" always;',
];

/** Browsers keep to HTTPS for a year; only said where a name, and so a certificate, is there. */
export const HSTS = 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;';

const TLS = [
  `ssl_certificate ${TLS_CERTIFICATE};`,
  `ssl_certificate_key ${TLS_KEY};`,
  "ssl_protocols TLSv1.2 TLSv1.3;",
  "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;",
  "ssl_prefer_server_ciphers off;",
  "ssl_session_cache shared:landfall:5m;",
  "ssl_session_timeout 1d;",
  "ssl_session_tickets off;",
];

const CHALLENGE = [
  "location ^~ /.well-known/acme-challenge/ {",
  `  root ${WEBROOT};`,
  "  default_type text/plain;",
  "}",
];

/** What a server block that leads to the services says. */
export const proxied = (web: HostWeb): string[] => [
  `client_max_body_size ${LARGEST_REQUEST_MIB}m;`,
  `limit_req zone=each_address burst=${RATE.burst} nodelay;`,
  ...limitsHeld(web.limits),
  ...SECURITY_HEADERS,
  "proxy_http_version 1.1;",
  ...proxyHeaders(web),
  "proxy_connect_timeout 10s;",
  "proxy_read_timeout 300s;",
  "proxy_next_upstream error timeout;",
  "proxy_hide_header X-Powered-By;",
  ...locations(web),
];

const server = (...content: readonly (string | readonly string[])[]): string[] => [
  "server {",
  "  server_tokens off;",
  ...content.flat().map((line) => `  ${line}`),
  "}",
  "",
];

const listen = (port: 80 | 443, asDefault: boolean): string[] => {
  const words = `${port === 443 ? " ssl http2" : ""}${asDefault ? " default_server" : ""};`;
  return [`listen ${port}${words}`, `listen [::]:${port}${words}`];
};

function named(web: HostWeb, hostname: string): string[] {
  return [
    ...server(listen(80, true), "server_name _;", CHALLENGE, [
      "location / {",
      // The name is fixed: a forged Host header must not choose where a browser is sent.
      `  return 301 https://${hostname}$request_uri;`,
      "}",
    ]),
    ...server(listen(443, true), "server_name _;", TLS, "return 444;"),
    // An edge that sends all to HTTPS sends the challenge there as well.
    ...server(listen(443, false), `server_name ${hostname};`, TLS, HSTS, CHALLENGE, proxied(web)),
  ];
}

const unnamed = (web: HostWeb): string[] =>
  server(listen(80, true), listen(443, true), "server_name _;", TLS, proxied(web));

/** Only the balancer comes here, and says who the browser is; the firewall keeps everybody else away. */
const balanced = (web: HostWeb, cidrs: readonly string[]): string[] =>
  server(
    listen(80, true),
    "server_name _;",
    cidrs.map((cidr) => `set_real_ip_from ${bareWord(cidr)};`),
    "real_ip_header X-Forwarded-For;",
    "real_ip_recursive on;",
    web.hostname === undefined ? [] : HSTS,
    proxied(web),
  );

function servers(web: HostWeb): string[] {
  if (web.balancer !== undefined) return balanced(web, web.balancer.cidrs);
  return web.hostname === undefined ? unnamed(web) : named(web, bareWord(web.hostname));
}

/** What is counted of each address, outside of the server blocks. */
export const counted = ({ limits }: Pick<HostWeb, "limits">): string[] => [
  `limit_req_zone $binary_remote_addr zone=each_address:10m rate=${RATE.perSecond}r/s;`,
  "limit_req_status 429;",
  ...limitZones(limits),
];

/** Whether a browser asks for a connection that stays open both ways. */
export const UPGRADES = ["map $http_upgrade $connection_upgrade {", "  default upgrade;", '  "" close;', "}"];

const SCHEME_OF_BALANCER = ["map $http_x_forwarded_proto $balancer_scheme {", "  default http;", "  https https;", "}"];

/**
 * nginx in front of the services: HTTPS only where there is a hostname, TLS 1.2 and 1.3, security headers, WebSockets,
 * limits of requests from each address, copies of a service in turn, and the longest path prefix first.
 */
export function nginxConfig(web: HostWeb): string {
  return lines(
    counted(web),
    web.balancer === undefined ? [] : SCHEME_OF_BALANCER,
    UPGRADES,
    "",
    upstreams(web.routes),
    servers(web),
  );
}

export const NGINX_CONFIG = `${CONFIG_DIRECTORY}/nginx.conf`;

export const nginxFiles = (web: HostWeb): HostFile[] => [{ path: NGINX_CONFIG, content: nginxConfig(web) }];
