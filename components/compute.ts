import * as pulumi from "@pulumi/pulumi";
import type { Cache } from "./cache";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Database } from "./database";
import type { Dns } from "./dns";
import { SECURITY_HEADERS, type CachedPathArgs, type RateLimitArgs } from "./edge";
import type { Network } from "./network";
import type { AccessKeys, BucketOutputs, ObjectArgs, ObjectStorage } from "./object-storage";
import type { Queue } from "./queue";
import { environmentNames, runningServices, type RunningService } from "./running";
import type { Secrets } from "./secrets";
import {
  isWeb,
  resolveServices,
  type ColocatedCache,
  type ColocatedDatabase,
  type ResolvedServiceArgs,
  type ServiceArgs,
} from "./service";

export type ComputeFeature =
  /** Copies are added and taken away with the load. */
  | "autoscaling"
  /** Several copies share the requests. */
  | "loadBalancing"
  /** A service gets a machine of its own. */
  | "ownMachine"
  /** Services call each other by address, unseen from outside. */
  | "serviceCalls"
  /** Reachable, if only by address, without a domain. */
  | "addressWithoutDomain"
  /** A neutral size can be replaced by an instance type. */
  | "instanceType"
  /** Runs the services' container images. */
  | "containerImages"
  /** Services without a port, such as consumers of a queue. */
  | "background"
  /** Services that are run at set times and end. */
  | "scheduled"
  /** A browser stays with the copy that it met first. */
  | "stickySessions"
  /** Connections that stay open both ways. */
  | "webSockets"
  /** Secrets are read from a store by the compute's own identity when a service starts. */
  | "secretsByReference"
  /** Requests to the outside come from addresses that do not change. */
  | "fixedEgress"
  /** A database or a cache on the machine of the services. */
  | "colocation"
  /** Needs no private network. */
  | "withoutNetwork"
  /** Nobody but the edge in front reaches the services, where it is known which networks that sends from. */
  | "edgeOnly"
  /** Asks the edge in front for a certificate of its own, and refuses requests without one. */
  | "mutualTls";

export * from "./service";

export type ComputeShape = "vm" | "vm-group" | "containers" | "kubernetes" | "workers";

/** What stands before the services and sends the requests of browsers on to them. */
export interface OriginFront {
  /** The provider of the edge. */
  readonly provider: string;
  /** Networks that its requests come from, in CIDR notation. @default - known only to drivers of the same provider */
  readonly cidrs?: readonly string[];
  /** The header that says a browser's address. */
  readonly clientAddressHeader: string;
  /**
   * Whoever issued the certificate that the edge shows, in PEM; requests without such a certificate are refused.
   * @default - the edge shows none, and its networks alone tell it from others
   */
  readonly clientAuthority?: string;
  /** Who else asks the origin, whether it is well, for a name that fails over. @default - nobody */
  readonly healthChecks?: Pick<OriginFront, "provider" | "cidrs">;
}

/** The networks of IPv4 among some, each once, sorted. */
export const ipv4Networks = (cidrs: readonly string[]): readonly string[] =>
  [...new Set(cidrs.filter((cidr) => !cidr.includes(":")))].sort();

/**
 * The networks of the edge in front that can reach an address of the old kind, sorted; undefined where everybody comes
 * straight to the services, or where nobody knows the edge's networks.
 */
export function frontNetworks({ front }: Pick<ComputeArgs, "front">): readonly string[] | undefined {
  if (front?.cidrs === undefined) return undefined;
  return ipv4Networks([...front.cidrs, ...(front.healthChecks?.cidrs ?? [])]);
}

/** A bucket of the app that a machine which stands alone uses as well. */
export interface MachineBucket {
  /** The app's own name for it. */
  readonly name: string;
  readonly bucket: BucketOutputs;
  /** Keys for the S3 protocol. @default - machines are let in by their role */
  readonly keys?: AccessKeys;
  /** Writes an object for machines to read. @default - the provider has no resource for one */
  readonly put?: (object: Omit<ObjectArgs, "bucket">) => pulumi.Resource;
}

export interface ComputeArgs extends ComponentArgs {
  readonly services: Readonly<Record<string, ServiceArgs>>;
  /** A neutral size of the provider's size table: of each copy of a service, or of each machine. */
  readonly size: string;
  /** The provider's own instance type, in place of the size's. */
  readonly instanceType?: string;
  /** Copies of each service, or machines. @default 1 */
  readonly count?: number;
  /** The most copies under load. @default - `count`, no autoscaling */
  readonly maxCount?: number;
  /** GiB of the boot disk of each machine. @default 50 */
  readonly diskGiB?: number;
  /** The private network to stand in. @default - none; only for compute that needs none */
  readonly network?: Network;
  /** The store that the services' secrets stand in. */
  readonly secrets: Secrets;
  /** Buckets on the same provider, let in by role. */
  readonly objectStorage?: ObjectStorage;
  /** A database on the same provider, for what its clients fetch from the cloud at start, such as a wallet. */
  readonly database?: Database;
  /** A cache on the same provider. */
  readonly cache?: Cache;
  /** A queue on the same provider, let in by role where it has no password. */
  readonly queue?: Queue;
  /** What runs on the machine beside the services. @default - nothing */
  readonly colocated?: { readonly database?: ColocatedDatabase; readonly cache?: ColocatedCache };
  /** Limits that nginx on a machine holds as well as the edge, where it can tell browsers apart. @default - none */
  readonly rateLimits?: Readonly<Record<string, RateLimitArgs>>;
  /** Headers that nginx on a machine gives every answer, besides HSTS. @default - the usual ones, see `SECURITY_HEADERS` */
  readonly headers?: Readonly<Record<string, string>>;
  /** Static answers that nginx on a machine says may be kept, and how long. @default - none */
  readonly cachedPaths?: readonly CachedPathArgs[];
  /** The edge that alone may reach the services, where there is one. @default - browsers come straight to them */
  readonly front?: OriginFront;
  /** Where a machine keeps backups. @default - on its own disk */
  readonly archive?: MachineBucket;
  /** Where a machine may find its release, on clouds that have no place of their own for it. @default - nowhere */
  readonly releases?: MachineBucket;
  /** Whether requests come from addresses that do not change, for what lets in by address. @default false */
  readonly fixedEgress?: boolean;
  /** The name that the services answer under, e.g. `api.example.com`. @default - the address only */
  readonly hostname?: string;
  /** Where proof that the hostname is ours can be published. @default - a certificate must be given, or be proven by HTTP */
  readonly dns?: Dns;
  /** Networks that administrators come from, in CIDR notation. */
  readonly adminCidrs: readonly string[];
  /** OpenSSH public keys of administrators. */
  readonly sshPublicKeys: readonly string[];
  /** Where the certificate authority writes to when a certificate is about to run out. */
  readonly email?: string;
}

type Optional =
  | "instanceType"
  | "network"
  | "objectStorage"
  | "database"
  | "cache"
  | "queue"
  | "front"
  | "archive"
  | "releases"
  | "hostname"
  | "dns"
  | "email";
export type ResolvedComputeArgs = Required<Omit<ComputeArgs, Optional | "services">> &
  Pick<ComputeArgs, Optional> & { readonly services: Readonly<Record<string, ResolvedServiceArgs>> };

/**
 * How many copies of a service run: of one that answers requests as many as compute is asked for, of a background service
 * as many as it wants itself, of a scheduled one a single copy at a time.
 */
export function copiesOf(
  { count, maxCount }: Pick<ResolvedComputeArgs, "count" | "maxCount">,
  service: ResolvedServiceArgs,
): { readonly least: number; readonly most: number } {
  if (service.schedule !== undefined) return { least: 1, most: 1 };
  if (!isWeb(service)) return { least: service.replicas, most: service.replicas };
  const least = Math.max(count, service.replicas);
  return { least, most: Math.max(least, maxCount) };
}

/** What a DNS record of the hostname has to say. */
export interface ComputeOrigin {
  readonly type: "A" | "CNAME";
  readonly value: pulumi.Output<string>;
  /** Whether the origin's certificate is from a public authority from the first request on. */
  readonly publicCertificate: boolean;
  /** Whether the name must lead to the provider's own edge, since nothing else answers. @default false */
  readonly proxied?: boolean;
  /** Whether the hostname leads here already, by a record of the provider's own making. @default false */
  readonly isNamed?: boolean;
}

export interface ComputeOutputs {
  /** With scheme, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  readonly origin: ComputeOrigin;
  /** Public addresses that the services send from, in CIDR notation; empty where the cloud does not fix them. */
  readonly egressCidrs: pulumi.Output<string[]>;
}

export type ComputeDriver = Driver<ResolvedComputeArgs, ComputeOutputs>;

/** How many machines or copies, and how big a disk. */
export function resolveAmounts({ count = 1, maxCount, diskGiB }: Pick<ComputeArgs, "count" | "maxCount" | "diskGiB">) {
  return { count, maxCount: maxCount ?? count, diskGiB: diskGiB ?? 50 };
}

export function resolveComputeArgs(args: ComputeArgs): ResolvedComputeArgs {
  return {
    ...args,
    services: resolveServices(args.services),
    ...resolveAmounts(args),
    colocated: args.colocated ?? {},
    rateLimits: args.rateLimits ?? {},
    headers: args.headers ?? SECURITY_HEADERS,
    cachedPaths: args.cachedPaths ?? [],
    fixedEgress: args.fixedEgress ?? false,
  };
}

type ServiceRequirements = Pick<
  ServiceArgs,
  "machine" | "calls" | "port" | "schedule" | "stickySessions" | "webSockets" | "worker"
>;

/** The parts of the arguments that decide which features are needed. */
export type ComputeRequirements = Pick<
  ComputeArgs,
  "count" | "maxCount" | "hostname" | "instanceType" | "fixedEgress"
> & {
  readonly services: Readonly<Record<string, ServiceRequirements>>;
  /** Whether a database or a cache stands on the machine. */
  readonly colocates: boolean;
  /** Whether there is a private network. */
  readonly hasNetwork: boolean;
  /** Whether the edge in front has to show a certificate. */
  readonly mutualTls: boolean;
};

export function requiredComputeFeatures(args: ComputeRequirements): ComputeFeature[] {
  const services = Object.values(args.services);
  const any = (test: (service: ServiceRequirements) => boolean) => services.some(test);
  const needs: readonly (readonly [ComputeFeature, boolean])[] = [
    ["autoscaling", (args.maxCount ?? 1) > (args.count ?? 1)],
    ["loadBalancing", (args.count ?? 1) > 1],
    ["ownMachine", any(({ machine }) => machine === "own")],
    ["serviceCalls", any(({ calls }) => calls.length > 0)],
    ["addressWithoutDomain", args.hostname === undefined],
    ["instanceType", args.instanceType !== undefined],
    ["containerImages", any(({ worker }) => worker === undefined)],
    ["scheduled", any(({ schedule }) => schedule !== undefined)],
    ["background", any(({ port, schedule }) => port === undefined && schedule === undefined)],
    ["stickySessions", any(({ stickySessions }) => stickySessions === true)],
    ["webSockets", any(({ webSockets }) => webSockets === true)],
    ["fixedEgress", args.fixedEgress === true],
    ["colocation", args.colocates],
    ["withoutNetwork", !args.hasNetwork],
    ["mutualTls", args.mutualTls],
  ];
  return needs.flatMap(([feature, needed]) => (needed ? [feature] : []));
}

/** What runs the app's services and lets requests in. */
export class Compute extends Component<ComputeOutputs> {
  readonly url: pulumi.Output<string>;
  readonly origin: ComputeOrigin;
  readonly egressCidrs: pulumi.Output<string[]>;
  /** Image and copies of each service. */
  readonly running: Readonly<Record<string, RunningService>>;

  constructor(name: string, args: ComputeArgs, placement: Placement<ComputeDriver>) {
    const resolved = resolveComputeArgs(args);
    const running = runningServices(resolved);
    super("Compute", name, args.stack, placement, buildWith(placement, resolved), ({ url, origin }) => ({
      url,
      origin: origin.value,
      services: running,
      environment: environmentNames(resolved),
    }));
    this.running = running;
    this.url = this.outputs.url;
    this.origin = { ...this.outputs.origin, value: this.whenUp(this.outputs.origin.value) };
    this.egressCidrs = this.outputs.egressCidrs;
  }

  /**
   * A value that waits for everything of this component: a load balancer has an address long before anything behind it
   * answers, and no name may lead there until then.
   */
  private whenUp<T>(value: pulumi.Output<T>): pulumi.Output<T> {
    return pulumi.all([this.urn, value]).apply(([, known]) => known as T);
  }
}
