import type * as pulumi from "@pulumi/pulumi";
import type { Compute, ComputeOrigin } from "./compute";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Dns } from "./dns";
import type { ObjectStorage } from "./object-storage";

export type EdgeFeature =
  /** Static answers are kept near the browser. */
  | "caching"
  /** Rules that the vendor keeps up to date. */
  | "managedRules"
  /** More requests than allowed from one address are stopped. */
  | "rateLimits"
  /** Known bots are challenged. */
  | "bots"
  /** HTTPS only, TLS 1.2 and up, HSTS. */
  | "tls"
  /** Paths that only people who have signed in may open. */
  | "signIn"
  /** Paths that only some networks may open. */
  | "networkRules"
  /** Buckets on the same provider are served near the browser under names of their own. */
  | "bucketCdn"
  /** Works before an origin of another provider. */
  | "anyOrigin"
  /** Shows the origin a certificate. */
  | "mutualTls";

export type EdgeShape = "managed";

/** So many requests from one address in so long a time, then the action for a while. */
export interface RateLimitArgs {
  /** Path prefix that is counted, e.g. `/api`. */
  readonly path: string;
  readonly requests: number;
  readonly periodSeconds: number;
  /** How long the action goes on. */
  readonly blockSeconds: number;
  /** Refuse, or ask for proof of a person. @default "block" */
  readonly action?: "block" | "challenge";
}

/** Who may open a path. */
export interface AccessRuleArgs {
  /** Path prefix, e.g. `/admin`. */
  readonly path: string;
  /** People who sign in, with a second factor; requests from the stack's `adminCidrs`; or only what is both. */
  readonly allow: "sign-in" | "networks" | "networks-and-sign-in";
}

/** Whether people have to sign in to open a path. */
export const asksForSignIn = ({ allow }: AccessRuleArgs): boolean => allow !== "networks";

/** Whether a path is kept to the stack's `adminCidrs`. */
export const isKeptToNetworks = ({ allow }: AccessRuleArgs): boolean => allow !== "sign-in";

/** What tells the edge's requests to the origin from anybody's: the networks they come from, or a certificate besides. */
export type OriginProtection = "networks" | "mutual-tls";

/** Static answers below a path, and how long a browser may keep one. */
export interface CachedPathArgs {
  /** Path prefix, e.g. `/_next/static`. */
  readonly path: string;
  readonly days: number;
  /** Whether a file never changes under its name, so that a browser need not ask again. */
  readonly immutable: boolean;
}

export interface EdgeArgs extends ComponentArgs {
  readonly dns: Dns;
  /** The name that the edge answers under. */
  readonly hostname: string;
  readonly origin: ComputeOrigin;
  /** A second origin that answers while the first does not. @default - none */
  readonly standby?: { readonly origin: ComputeOrigin; readonly healthPath: string };
  /** Static answers that may be kept. @default - none */
  readonly cachedPaths?: readonly CachedPathArgs[];
  /** Path prefixes that are never cached. @default - none */
  readonly uncachedPaths?: readonly string[];
  /** @default - none */
  readonly rateLimits?: Readonly<Record<string, RateLimitArgs>>;
  /** @default true */
  readonly managedRules?: boolean;
  /** @default true */
  readonly bots?: boolean;
  /** @default - none */
  readonly access?: Readonly<Record<string, AccessRuleArgs>>;
  /** Networks that administrators come from, in CIDR notation. @default - none */
  readonly adminCidrs?: readonly string[];
  /** E-mail address of the administrator who may sign in. @default - nobody may */
  readonly email?: string;
  /** Headers that every answer carries, besides HSTS. @default - the usual ones, see `SECURITY_HEADERS` */
  readonly headers?: Readonly<Record<string, string>>;
  /** The provider's plan that the rules are made for. @default - as configured */
  readonly plan?: string;
  /** Whether a rule that the provider, or its plan, does not have becomes the nearest that it has, or none. @default false */
  readonly approximate?: boolean;
  /** How the origin knows the edge. @default "networks" */
  readonly originProtection?: OriginProtection;
  /** Buckets served near the browser, by the app's name for them, each with its hostname. @default - none */
  readonly cdn?: Readonly<Record<string, string>>;
  /** The buckets of `cdn`; on the same provider. */
  readonly objectStorage?: ObjectStorage;
  /** Compute on the same provider, for an edge that sits on its load balancer. */
  readonly compute?: Compute;
}

/** What browsers are told of every answer where the app names no headers of its own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "SAMEORIGIN",
  "Referrer-Policy": "strict-origin-when-cross-origin",
};

type Optional = "standby" | "email" | "plan" | "objectStorage" | "compute";
type ResolvedLimit = Required<RateLimitArgs>;
export type ResolvedEdgeArgs = Required<Omit<EdgeArgs, Optional | "rateLimits">> &
  Pick<EdgeArgs, Optional> & { readonly rateLimits: Readonly<Record<string, ResolvedLimit>> };

export interface EdgeOutputs {
  /** With scheme, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  /** Where each bucket of `cdn` is served, with scheme, without a trailing slash. */
  readonly cdnUrls?: Readonly<Record<string, pulumi.Output<string>>>;
}

export type EdgeDriver = Driver<ResolvedEdgeArgs, EdgeOutputs>;

/** The limits with every default in place. */
export const resolveRateLimits = (
  limits: Readonly<Record<string, RateLimitArgs>>,
): Readonly<Record<string, ResolvedLimit>> =>
  Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [name, { ...limit, action: limit.action ?? "block" }]),
  );

export function resolveEdgeArgs(args: EdgeArgs): ResolvedEdgeArgs {
  return {
    ...args,
    cachedPaths: args.cachedPaths ?? [],
    uncachedPaths: args.uncachedPaths ?? [],
    rateLimits: resolveRateLimits(args.rateLimits ?? {}),
    managedRules: args.managedRules ?? true,
    bots: args.bots ?? true,
    access: args.access ?? {},
    adminCidrs: args.adminCidrs ?? [],
    headers: args.headers ?? SECURITY_HEADERS,
    approximate: args.approximate ?? false,
    originProtection: args.originProtection ?? "networks",
    cdn: args.cdn ?? {},
  };
}

type EdgeRequirements = Pick<
  EdgeArgs,
  "cachedPaths" | "rateLimits" | "managedRules" | "bots" | "access" | "cdn" | "approximate" | "originProtection"
> & {
  /** Whether the origin stands on another provider than the edge. */
  readonly foreignOrigin: boolean;
};

/** Protection that an edge may lack where the topology says that the nearest will do; TLS is never among it. */
const APPROXIMATED: ReadonlySet<EdgeFeature> = new Set([
  "caching",
  "managedRules",
  "rateLimits",
  "bots",
  "signIn",
  "networkRules",
]);

export function requiredEdgeFeatures(args: EdgeRequirements): EdgeFeature[] {
  const access = Object.values(args.access ?? {});
  const needs: readonly (readonly [EdgeFeature, boolean])[] = [
    ["tls", true],
    ["caching", (args.cachedPaths ?? []).length > 0],
    ["managedRules", args.managedRules === true],
    ["rateLimits", Object.keys(args.rateLimits ?? {}).length > 0],
    ["bots", args.bots === true],
    ["signIn", access.some(asksForSignIn)],
    ["networkRules", access.some(isKeptToNetworks)],
    ["bucketCdn", Object.keys(args.cdn ?? {}).length > 0],
    ["anyOrigin", args.foreignOrigin],
    ["mutualTls", args.originProtection === "mutual-tls"],
  ];
  const wanted = needs.flatMap(([feature, needed]) => (needed ? [feature] : []));
  return args.approximate === true ? wanted.filter((feature) => !APPROXIMATED.has(feature)) : wanted;
}

/** What stands between browsers and the origin: TLS, caching, firewall rules and rate limits. */
export class Edge extends Component<EdgeOutputs> {
  readonly url: pulumi.Output<string>;
  readonly cdnUrls: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: EdgeArgs, placement: Placement<EdgeDriver>) {
    const resolved = resolveEdgeArgs(args);
    super("Edge", name, args.stack, placement, buildWith(placement, resolved), ({ url }) => ({
      url,
      hostname: args.hostname,
    }));
    this.url = this.outputs.url;
    this.cdnUrls = this.outputs.cdnUrls ?? {};
  }
}
