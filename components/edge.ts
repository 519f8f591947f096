import type * as pulumi from "@pulumi/pulumi";
import type { ComputeOrigin } from "./compute";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Dns } from "./dns";

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
  | "tls";

export type EdgeShape = "managed";

/** So many requests from one address in so long a time, then the action for a while. */
export interface RateLimitArgs {
  /** Path prefix that is counted, e.g. `/api`. */
  readonly path: string;
  readonly requests: number;
  readonly periodSeconds: number;
  /** How long the action goes on. */
  readonly blockSeconds: number;
}

export interface EdgeArgs extends ComponentArgs {
  readonly dns: Dns;
  /** The name that the edge answers under. */
  readonly hostname: string;
  readonly origin: ComputeOrigin;
  /** Path prefixes of static files that may be cached. @default - none */
  readonly cachedPaths?: readonly string[];
  /** Path prefixes that are never cached. @default - none */
  readonly uncachedPaths?: readonly string[];
  /** @default - none */
  readonly rateLimits?: Readonly<Record<string, RateLimitArgs>>;
  /** @default true */
  readonly managedRules?: boolean;
  /** @default true */
  readonly bots?: boolean;
}

export type ResolvedEdgeArgs = Required<EdgeArgs>;

export interface EdgeOutputs {
  /** With scheme, without a trailing slash. */
  readonly url: pulumi.Output<string>;
}

export type EdgeDriver = Driver<ResolvedEdgeArgs, EdgeOutputs>;

export function resolveEdgeArgs(args: EdgeArgs): ResolvedEdgeArgs {
  return {
    ...args,
    cachedPaths: args.cachedPaths ?? [],
    uncachedPaths: args.uncachedPaths ?? [],
    rateLimits: args.rateLimits ?? {},
    managedRules: args.managedRules ?? true,
    bots: args.bots ?? true,
  };
}

export function requiredEdgeFeatures(
  args: Pick<EdgeArgs, "cachedPaths" | "rateLimits" | "managedRules" | "bots">,
): EdgeFeature[] {
  const required: EdgeFeature[] = ["tls"];
  if ((args.cachedPaths ?? []).length > 0) required.push("caching");
  if (args.managedRules === true) required.push("managedRules");
  if (Object.keys(args.rateLimits ?? {}).length > 0) required.push("rateLimits");
  if (args.bots === true) required.push("bots");
  return required;
}

/** What stands between browsers and the origin: TLS, caching, firewall rules and rate limits. */
export class Edge extends Component<EdgeOutputs> {
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: EdgeArgs, placement: Placement<EdgeDriver>) {
    const resolved = resolveEdgeArgs(args);
    super("Edge", name, args.stack, placement, buildWith(placement, resolved), ({ url }) => ({
      url,
      hostname: args.hostname,
    }));
    this.url = this.outputs.url;
  }
}
