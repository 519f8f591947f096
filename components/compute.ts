import type * as pulumi from "@pulumi/pulumi";
import type { Bindings } from "./core/binding";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { Database } from "./database";
import type { Dns } from "./dns";
import type { Network } from "./network";
import type { BucketAccess, ObjectStorage } from "./object-storage";
import type { Secrets } from "./secrets";

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
  | "instanceType";

export type ComputeShape = "vm" | "vm-group" | "containers" | "kubernetes" | "workers";

export interface HealthCheckArgs {
  /** Answers 200 when the service can work, e.g. `/health`. */
  readonly path: string;
  /** @default 15 */
  readonly intervalSeconds?: number;
  /** How long a starting service is let be. @default 60 */
  readonly graceSeconds?: number;
}

export interface ServiceArgs {
  /** Image with its tag or digest, e.g. `ghcr.io/acme/api:1.4.0`. */
  readonly image: string;
  /** The TCP port that the service listens on. */
  readonly port: number;
  /** Path prefixes that lead to the service, e.g. `/api`; empty for one that only other services call. */
  readonly routes: readonly string[];
  readonly health: HealthCheckArgs;
  /** Started in place of the image's own command. @default - the image's */
  readonly command?: readonly string[];
  /** What the service gets under each environment name. */
  readonly environment: Bindings;
  /** What the service may do with the app's buckets, by the app's own names. */
  readonly buckets: Readonly<Record<string, BucketAccess>>;
  /** Names of services that this one calls; it gets `<NAME>_URL` for each. */
  readonly calls: readonly string[];
  /** Whether the service stands on a machine of its own. @default "shared" */
  readonly machine?: "shared" | "own";
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
  readonly network: Network;
  /** The store that the services' secrets stand in. */
  readonly secrets: Secrets;
  /** Buckets on the same provider, let in by role. */
  readonly objectStorage?: ObjectStorage;
  /** A database on the same provider, for what its clients fetch from the cloud at start, such as a wallet. */
  readonly database?: Database;
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

type Optional = "instanceType" | "objectStorage" | "database" | "hostname" | "dns" | "email";
export type ResolvedComputeArgs = Required<Omit<ComputeArgs, Optional | "services">> &
  Pick<ComputeArgs, Optional> & { readonly services: Readonly<Record<string, ResolvedServiceArgs>> };
export type ResolvedServiceArgs = Required<Omit<ServiceArgs, "command" | "health">> &
  Pick<ServiceArgs, "command"> & { readonly health: Required<HealthCheckArgs> };

/** What a DNS record of the hostname has to say. */
export interface ComputeOrigin {
  readonly type: "A" | "CNAME";
  readonly value: pulumi.Output<string>;
  /** Whether the origin's certificate is from a public authority from the first request on. */
  readonly publicCertificate: boolean;
}

export interface ComputeOutputs {
  /** With scheme, without a trailing slash. */
  readonly url: pulumi.Output<string>;
  readonly origin: ComputeOrigin;
  /** Public addresses that the services send from, in CIDR notation; empty where the cloud does not fix them. */
  readonly egressCidrs: pulumi.Output<string[]>;
}

export type ComputeDriver = Driver<ResolvedComputeArgs, ComputeOutputs>;

function resolveService(service: ServiceArgs): ResolvedServiceArgs {
  const { path, intervalSeconds = 15, graceSeconds = 60 } = service.health;
  return { ...service, health: { path, intervalSeconds, graceSeconds }, machine: service.machine ?? "shared" };
}

export function resolveComputeArgs(args: ComputeArgs): ResolvedComputeArgs {
  const services = Object.entries(args.services).map(([name, service]) => [name, resolveService(service)] as const);
  const count = args.count ?? 1;
  return {
    ...args,
    services: Object.fromEntries<ResolvedServiceArgs>(services),
    count,
    maxCount: args.maxCount ?? count,
    diskGiB: args.diskGiB ?? 50,
  };
}

/** The parts of the arguments that decide which features are needed. */
export type ComputeRequirements = Pick<ComputeArgs, "count" | "maxCount" | "hostname" | "instanceType"> & {
  readonly services: Readonly<Record<string, Pick<ServiceArgs, "machine" | "calls">>>;
};

export function requiredComputeFeatures(args: ComputeRequirements): ComputeFeature[] {
  const services = Object.values(args.services);
  const required: ComputeFeature[] = [];
  if ((args.maxCount ?? 1) > (args.count ?? 1)) required.push("autoscaling");
  if ((args.count ?? 1) > 1) required.push("loadBalancing");
  if (services.some((service) => service.machine === "own")) required.push("ownMachine");
  if (services.some((service) => service.calls.length > 0)) required.push("serviceCalls");
  if (args.hostname === undefined) required.push("addressWithoutDomain");
  if (args.instanceType !== undefined) required.push("instanceType");
  return required;
}

/** What runs the app's services and lets requests in. */
export class Compute extends Component<ComputeOutputs> {
  readonly url: pulumi.Output<string>;
  readonly origin: ComputeOrigin;
  readonly egressCidrs: pulumi.Output<string[]>;

  constructor(name: string, args: ComputeArgs, placement: Placement<ComputeDriver>) {
    const resolved = resolveComputeArgs(args);
    super("Compute", name, args.stack, placement, buildWith(placement, resolved), ({ url, origin }) => ({
      url,
      origin: origin.value,
      services: Object.keys(resolved.services).sort(),
    }));
    this.url = this.outputs.url;
    this.origin = this.outputs.origin;
    this.egressCidrs = this.outputs.egressCidrs;
  }
}
