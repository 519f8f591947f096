import { alertsLocation, type AlertingUnit } from "./alerts";
import { TLS_CERTIFICATE, TLS_KEY, WEBROOT } from "./certificates";
import { CONFIG_DIRECTORY, type HostFile, type HostWeb } from "./host";
import { browserMaps, proxyHeaders, realAddress } from "./nginx-client";
import { answerHeaders, headerMaps } from "./nginx-headers";
import { limitsHeld, limitZones } from "./nginx-limits";
import { locations, upstreams } from "./nginx-routes";
import { bareWord, lines } from "./text";

/** MiB that a request may carry; files are uploaded through the services. */
const LARGEST_REQUEST_MIB = 50;

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

const EDGE_AUTHORITY = `${CONFIG_DIRECTORY}/edge-authority.pem`;

/**
 * Asks the edge for its certificate; whoever has none is told 400.
 *
 * Every name of port 443 asks for the same: a connection or a session that began under another name must not come in by
 * that, see https://nginx.org/en/security_advisories.html, CVE-2025-23419.
 */
const edgeOnly = ({ front }: HostWeb): string[] =>
  front?.clientAuthority === undefined ? [] : [`ssl_client_certificate ${EDGE_AUTHORITY};`, "ssl_verify_client on;"];

const CHALLENGE = [
  "location ^~ /.well-known/acme-challenge/ {",
  `  root ${WEBROOT};`,
  "  default_type text/plain;",
  "}",
];

/** What a server block that leads to the services says. */
export const proxied = (web: HostWeb): string[] => [
  `client_max_body_size ${LARGEST_REQUEST_MIB}m;`,
  ...limitsHeld(web.limits),
  ...answerHeaders(web),
  "proxy_http_version 1.1;",
  ...proxyHeaders(web),
  // A machine that is gone does not even refuse; the next copy is asked instead.
  "proxy_connect_timeout 5s;",
  "proxy_read_timeout 300s;",
  "proxy_next_upstream error timeout;",
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

/** A server block of a machine: its services, and what it says of itself. */
const answering = (web: HostWeb, units: readonly AlertingUnit[]): string[] => [
  ...realAddress(web),
  ...alertsLocation(units),
  ...proxied(web),
];

function named(web: HostWeb, units: readonly AlertingUnit[], hostname: string): string[] {
  return [
    ...server(listen(80, true), "server_name _;", CHALLENGE, [
      "location / {",
      // The name is fixed: a forged Host header must not choose where a browser is sent.
      `  return 301 https://${hostname}$request_uri;`,
      "}",
    ]),
    ...server(listen(443, true), "server_name _;", TLS, edgeOnly(web), "return 444;"),
    // An edge that sends all to HTTPS sends the challenge there as well.
    ...server(listen(443, false), `server_name ${hostname};`, TLS, edgeOnly(web), CHALLENGE, answering(web, units)),
  ];
}

const unnamed = (web: HostWeb, units: readonly AlertingUnit[]): string[] =>
  server(listen(80, true), listen(443, true), "server_name _;", TLS, answering(web, units));

/** Only the balancer comes here, and says who the browser is; the firewall keeps everybody else away. */
const balanced = (web: HostWeb, units: readonly AlertingUnit[]): string[] =>
  server(listen(80, true), "server_name _;", answering(web, units));

function servers(web: HostWeb, units: readonly AlertingUnit[]): string[] {
  if (web.front?.clientAuthority !== undefined && (web.balancer !== undefined || web.hostname === undefined))
    throw new Error("a machine that does not end TLS under a name cannot ask the edge for a certificate");
  if (web.balancer !== undefined) return balanced(web, units);
  return web.hostname === undefined ? unnamed(web, units) : named(web, units, bareWord(web.hostname));
}

/** Whether a browser asks for a connection that stays open both ways. */
const UPGRADES = ["map $http_upgrade $connection_upgrade {", "  default upgrade;", '  "" close;', "}"];

/** Room for the longest hostname, and for a header's name of 64 characters: nginx starts with neither by itself. */
const SIZES = ["server_names_hash_bucket_size 512;", "proxy_headers_hash_bucket_size 128;"];

/** What server blocks refer to, outside of them. */
export const around = (web: HostWeb): string[] => [
  ...SIZES,
  ...browserMaps(web),
  ...limitZones(web),
  ...headerMaps(web),
  ...UPGRADES,
];

const SCHEME_OF_BALANCER = ["map $http_x_forwarded_proto $balancer_scheme {", "  default http;", "  https https;", "}"];

/**
 * nginx in front of the services: HTTPS only where there is a hostname, TLS 1.2 and 1.3, the app's headers, how
 * long static answers may be kept, WebSockets, limits of requests from each address, copies of a service in turn, and the
 * longest path prefix first.
 *
 * @param units - Those whose alerts are told to who asks from outside.
 * @throws Error when a certificate is to be asked for where TLS does not end, or where there is no name.
 */
export function nginxConfig(web: HostWeb, units: readonly AlertingUnit[] = []): string {
  return lines(
    around(web),
    web.balancer === undefined ? [] : SCHEME_OF_BALANCER,
    "",
    upstreams(web),
    servers(web, units),
  );
}

export const NGINX_CONFIG = `${CONFIG_DIRECTORY}/nginx.conf`;

export function nginxFiles(web: HostWeb, units: readonly AlertingUnit[] = []): HostFile[] {
  const authority = web.front?.clientAuthority;
  return [
    ...(authority === undefined ? [] : [{ path: EDGE_AUTHORITY, content: authority }]),
    { path: NGINX_CONFIG, content: nginxConfig(web, units) },
  ];
}
