import type { ResolvedComputeArgs } from "../compute";
import type { HostLimit, HostWeb } from "./host";
import { bareWord } from "./text";

type Before = Pick<HostWeb, "balancer" | "front">;

const ANYWHERE = ["0.0.0.0/0"];

/**
 * The edge as nginx takes it; undefined where there is none, or where nothing tells its requests from anybody's.
 *
 * @param closedTo - The provider whose edge alone a firewall before nginx lets in; what it says of a browser is believed
 *   whoever sends it.
 */
export function edgeBefore({ front }: Pick<ResolvedComputeArgs, "front">, closedTo?: string): HostWeb["front"] {
  if (front === undefined) return undefined;
  const cidrs = front.cidrs ?? (closedTo === front.provider ? ANYWHERE : undefined);
  if (cidrs === undefined) return undefined;
  const { clientAddressHeader, clientAuthority } = front;
  return { cidrs, clientAddressHeader, ...(clientAuthority === undefined ? {} : { clientAuthority }) };
}

/** The limits that nginx can hold: behind an edge whose networks are not known it would count the edge's few addresses. */
export function limitsBehind(
  { front, rateLimits }: Pick<ResolvedComputeArgs, "front" | "rateLimits">,
  edge: HostWeb["front"],
): HostLimit[] {
  if (front !== undefined && edge === undefined) return [];
  return Object.entries(rateLimits)
    .map(([name, { path, requests, periodSeconds }]) => ({ name, path, requests, periodSeconds }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A browser's address where it comes through an edge and a balancer: nginx's own way of reading it trusts one header. */
const BROWSER = "$landfall_browser";

const isBehindBoth = ({ balancer, front }: Before): boolean => balancer !== undefined && front !== undefined;

/** The browser's address as text. */
export const browser = (web: Before): string => (isBehindBoth(web) ? BROWSER : "$remote_addr");

/** The browser's address as what is counted or hashed; shorter where that can be. */
export const browserKey = (web: Before): string => (isBehindBoth(web) ? BROWSER : "$binary_remote_addr");

/** nginx's own name of the header that a request says something in. */
const variableOf = (header: string): string => `$http_${bareWord(header).toLowerCase().replaceAll("-", "_")}`;

/**
 * Outside of the server blocks: the edge's header is believed where the address that the balancer names is the edge's.
 *
 * The balancer's list cannot simply be read past the edge's own networks: whoever sends from within them, as a script of
 * another customer does, would choose the entry before.
 */
export function browserMaps(web: Before): string[] {
  const { balancer, front } = web;
  if (balancer === undefined || front === undefined) return [];
  return [
    "geo $landfall_from_edge {",
    "  default 0;",
    ...front.cidrs.map((cidr) => `  ${bareWord(cidr)} 1;`),
    "}",
    `map $landfall_from_edge${variableOf(front.clientAddressHeader)} ${BROWSER} {`,
    "  default $remote_addr;",
    '  "~^1(?<landfall_told>[0-9A-Fa-f.:]+)$" $landfall_told;',
    "}",
  ];
}

/** In a server block: the address that whoever stands in front says, and nobody else is believed. */
export function realAddress({ balancer, front }: Before): string[] {
  const from = (cidrs: readonly string[]) => cidrs.map((cidr) => `set_real_ip_from ${bareWord(cidr)};`);
  if (balancer !== undefined) {
    const { cidrs, toldBy = "x-forwarded-for" } = balancer;
    if (cidrs.length === 0) return [];
    if (toldBy === "proxy-protocol") return [...from(cidrs), "real_ip_header proxy_protocol;"];
    return [...from(cidrs), "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"];
  }
  if (front === undefined) return [];
  return [...from(front.cidrs), `real_ip_header ${bareWord(front.clientAddressHeader)};`];
}

/**
 * Headers that a service learns of the browser by. Whatever a browser says of itself in them is replaced: nobody before
 * nginx has anything to add that nginx has not read. What a location sets takes the place of all that is set around it.
 */
export function proxyHeaders(web: Before): string[] {
  const { front } = web;
  const address = browser(web);
  const told = front === undefined || /^x-forwarded-for$/i.test(front.clientAddressHeader) ? [] : [front];
  return [
    "proxy_set_header Host $host;",
    `proxy_set_header X-Real-IP ${address};`,
    `proxy_set_header X-Forwarded-For ${address};`,
    `proxy_set_header X-Forwarded-Proto ${web.balancer === undefined ? "$scheme" : "$balancer_scheme"};`,
    "proxy_set_header X-Forwarded-Host $host;",
    'proxy_set_header Forwarded "";',
    ...told.map((it) => `proxy_set_header ${bareWord(it.clientAddressHeader)} ${address};`),
  ];
}
