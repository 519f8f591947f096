import { TLS_CERTIFICATE, TLS_KEY, WEBROOT } from "./certificates";
import { CONFIG_DIRECTORY, type HostFile, type HostRoute, type HostWeb } from "./host";
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
const HSTS = 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;';

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

/** `/api` means `/api` itself and all below it, never `/apis`. */
function location({ prefix, address, port }: HostRoute): string[] {
  const path = prefix === "/" ? "/" : `~ ^${bareWord(prefix).replaceAll(".", "\\.")}(/|$)`;
  return [`location ${path} {`, `  proxy_pass http://${bareWord(address)}:${port};`, "}"];
}

/** Longest prefix first, since nginx takes the first pattern that fits; the catch-all last. */
export function orderRoutes(routes: readonly HostRoute[]): HostRoute[] {
  return [...routes].sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
}

function proxied(web: HostWeb): string[] {
  const routes = orderRoutes(web.routes);
  return [
    `client_max_body_size ${LARGEST_REQUEST_MIB}m;`,
    `limit_req zone=each_address burst=${RATE.burst} nodelay;`,
    ...SECURITY_HEADERS,
    "proxy_http_version 1.1;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Real-IP $remote_addr;",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
    "proxy_connect_timeout 10s;",
    "proxy_read_timeout 300s;",
    "proxy_hide_header X-Powered-By;",
    ...routes.flatMap(location),
    ...(routes.some((route) => route.prefix === "/") ? [] : ["location / {", "  return 404;", "}"]),
  ];
}

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

/**
 * nginx in front of the services: HTTPS only where there is a hostname, TLS 1.2 and 1.3, security headers, WebSockets,
 * a limit of requests from each address, and the longest path prefix first.
 */
export function nginxConfig(web: HostWeb): string {
  return lines(
    `limit_req_zone $binary_remote_addr zone=each_address:10m rate=${RATE.perSecond}r/s;`,
    "limit_req_status 429;",
    "map $http_upgrade $connection_upgrade {",
    "  default upgrade;",
    '  "" close;',
    "}",
    "",
    web.hostname === undefined ? unnamed(web) : named(web, bareWord(web.hostname)),
  );
}

export const NGINX_CONFIG = `${CONFIG_DIRECTORY}/nginx.conf`;

export const nginxFiles = (web: HostWeb): HostFile[] => [{ path: NGINX_CONFIG, content: nginxConfig(web) }];
