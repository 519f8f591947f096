import type { CacheEngine, EvictionPolicy } from "./cache";
import type { Binding, Bindings } from "./core/binding";
import type { BucketAccess } from "./object-storage";
import type { TopicAccess } from "./queue";

export interface HealthCheckArgs {
  /** Answers 200 when the service can work, e.g. `/health`. */
  readonly path: string;
  /** @default 15 */
  readonly intervalSeconds?: number;
  /** How long a starting service is let be. @default 60 */
  readonly graceSeconds?: number;
}

/** A service built as one JavaScript module. */
export interface WorkerArgs {
  /** The module's path; an app's is relative to the project's folder, and made absolute when config is read. */
  readonly file: string;
  /** The day whose runtime behaviour the script was written for, e.g. `2026-11-01`. */
  readonly compatibilityDate: string;
}

/** A database that runs on the machine of the services, in a container called `database`. */
export interface ColocatedDatabase {
  readonly version: string;
  readonly name: string;
  /** The owner of the database, not a superuser. */
  readonly username: string;
  readonly password: Binding;
  /** Of the disk that holds the data and outlives the machine. */
  readonly storageGiB: number;
  readonly backupRetentionDays: number;
  /** What backups are encrypted with; whoever loses it loses them. */
  readonly backupPassphrase: Binding;
}

/** A cache that runs on the machine of the services, in a container called `cache`. */
export interface ColocatedCache {
  readonly engine: CacheEngine;
  readonly version: string;
  readonly password: Binding;
  readonly evictionPolicy: EvictionPolicy;
  readonly persistent: boolean;
}

export interface ServiceArgs {
  /** Image with its tag or digest, e.g. `ghcr.io/acme/api:1.4.0`. */
  readonly image: string;
  /** The TCP port that the service listens on. @default - none; a background or scheduled service */
  readonly port?: number;
  /** Path prefixes that lead to the service, e.g. `/api`; empty for one that only other services call. */
  readonly routes: readonly string[];
  /** Only of a service with a port. */
  readonly health?: HealthCheckArgs;
  /**
   * When the service is run, as the five fields of cron, in UTC; it ends by itself, and two runs never overlap.
   * @default - it runs all the time
   */
  readonly schedule?: string;
  /** Copies that are wanted at least; on a machine, that many containers. @default 1 */
  readonly replicas?: number;
  /** Virtual CPUs that a copy needs. @default 0.25 */
  readonly cpu?: number;
  /** Memory that a copy needs. @default 256 */
  readonly memoryMiB?: number;
  /** Whether a browser stays with the copy that it met first. @default false */
  readonly stickySessions?: boolean;
  /** Whether connections stay open both ways. @default false */
  readonly webSockets?: boolean;
  /** Whether the service signs in to the database. @default false */
  readonly database?: boolean;
  /** Whether the service uses the cache. @default false */
  readonly cache?: boolean;
  /** What the service may do with the app's topics, by the app's own names. @default - nothing */
  readonly topics?: Readonly<Record<string, TopicAccess>>;
  /** The service as a script, for compute that runs scripts in place of images. */
  readonly worker?: WorkerArgs;
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

type OptionalOfService = "port" | "health" | "schedule" | "worker" | "command";
export type ResolvedServiceArgs = Required<Omit<ServiceArgs, OptionalOfService>> &
  Pick<ServiceArgs, "port" | "schedule" | "worker" | "command"> & { readonly health?: Required<HealthCheckArgs> };

/** A service that answers requests. */
export type WebService = ResolvedServiceArgs & { readonly port: number; readonly health: Required<HealthCheckArgs> };

/** Whether a service answers requests; the others run in the background or at set times. */
export const isWeb = <S extends Pick<ResolvedServiceArgs, "port" | "health" | "schedule">>(
  service: S,
): service is S & Pick<WebService, "port" | "health"> =>
  service.port !== undefined && service.health !== undefined && service.schedule === undefined;

function resolveService(service: ServiceArgs): ResolvedServiceArgs {
  const { health, ...rest } = service;
  const { path, intervalSeconds = 15, graceSeconds = 60 } = health ?? {};
  return {
    ...rest,
    ...(path === undefined ? {} : { health: { path, intervalSeconds, graceSeconds } }),
    machine: service.machine ?? "shared",
    replicas: service.replicas ?? 1,
    cpu: service.cpu ?? 0.25,
    memoryMiB: service.memoryMiB ?? 256,
    stickySessions: service.stickySessions ?? false,
    webSockets: service.webSockets ?? false,
    database: service.database ?? false,
    cache: service.cache ?? false,
    topics: service.topics ?? {},
  };
}

/** The services with every default in place. */
export function resolveServices(
  services: Readonly<Record<string, ServiceArgs>>,
): Readonly<Record<string, ResolvedServiceArgs>> {
  return Object.fromEntries(Object.entries(services).map(([name, service]) => [name, resolveService(service)]));
}
