import type { HostWeb } from "./host";
import { below, byLength } from "./nginx-routes";

/** A variable that holds the sign: nginx replaces `$name` in a text, and has no way to write the sign itself. */
const DOLLAR = "landfall_dollar";

/** Said whatever the app says, unless it names the header itself. */
const PERMISSIONS = { "Permissions-Policy": "camera=(), geolocation=(), microphone=()" } as const;

/** Browsers keep to HTTPS for a year; only said where a name, and so a certificate, is there. */
const HSTS = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } as const;

const CACHE = "$landfall_cache";
const DAY_SECONDS = 86_400;

/**
 * A text of a header, in double quotes.
 *
 * @throws Error when it holds anything but printable ASCII: schemas refuse that first, so it is a bug.
 */
function quoted(value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new Error(`${JSON.stringify(value)} cannot stand in a header`);
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll("$", `\${${DOLLAR}}`)}"`;
}

/** @throws Error when it is no name of a header: schemas refuse that first, so it is a bug. */
function headerName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a header`);
  return name;
}

/** The app's own headers, and what is said beside them; a name counts in whatever case. */
function headersOf({ headers = {}, hostname }: Pick<HostWeb, "headers" | "hostname">): [string, string][] {
  const named = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const standing = Object.entries({ ...PERMISSIONS, ...(hostname === undefined ? {} : HSTS) });
  return [...Object.entries(headers), ...standing.filter(([name]) => !named.has(name.toLowerCase()))].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
}

/** Outside of the server blocks: how long answers may be kept, the longest path first. */
export function headerMaps({ headers = {}, cachedPaths = [] }: Pick<HostWeb, "headers" | "cachedPaths">): string[] {
  const usesDollar = Object.values(headers).some((value) => value.includes("$"));
  const cached = byLength(cachedPaths, ({ path }) => path).map(
    ({ path, days, immutable }) =>
      `  "~^(GET|HEAD) (200|206|304) ${below(path)}" "public, max-age=${days * DAY_SECONDS}${immutable ? ", immutable" : ""}";`,
  );
  return [
    ...(usesDollar ? [`geo $${DOLLAR} {`, '  default "$";', "}"] : []),
    // A redirect or an error below the path is not what may be kept so long: there the service's own word stands.
    ...(cached.length === 0
      ? []
      : [`map "$request_method $status $uri" ${CACHE} {`, "  default $upstream_http_cache_control;", ...cached, "}"]),
  ];
}

/** What every answer says, nginx's own errors included; the same header of a service is hidden, so that none comes twice. */
export function answerHeaders(web: Pick<HostWeb, "headers" | "cachedPaths" | "hostname">): string[] {
  return [
    "proxy_hide_header X-Powered-By;",
    ...headersOf(web).flatMap(([name, value]) => [
      `proxy_hide_header ${headerName(name)};`,
      `add_header ${name} ${quoted(value)} always;`,
    ]),
    ...((web.cachedPaths ?? []).length === 0
      ? []
      : ["proxy_hide_header Cache-Control;", `add_header Cache-Control ${CACHE} always;`]),
  ];
}
