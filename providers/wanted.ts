import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../components/compute";
import type { ResolvedDatabaseArgs } from "../components/database";
import type { ResolvedCacheArgs } from "../components/cache";
import type { ResolvedEdgeArgs } from "../components/edge";
import type { ResolvedNetworkArgs } from "../components/network";
import type { ResolvedObjectStorageArgs } from "../components/object-storage";
import type { ResolvedQueueArgs } from "../components/queue";
import type { StaticSiteArgs } from "../components/static-site";

/** A service as limits see it. */
export type WantedService = Pick<
  ResolvedServiceArgs,
  | "image"
  | "routes"
  | "machine"
  | "port"
  | "health"
  | "schedule"
  | "replicas"
  | "cpu"
  | "memoryMiB"
  | "worker"
  | "calls"
> &
  Partial<Pick<ResolvedServiceArgs, "topics">>;

/** What a stack asks of the kinds that stand on one provider, in plain values that are known before anything exists. */
export interface Wanted {
  readonly network?: Pick<ResolvedNetworkArgs, "cidr" | "zones" | "nat">;
  readonly compute?: Pick<
    ResolvedComputeArgs,
    "size" | "instanceType" | "count" | "maxCount" | "diskGiB" | "hostname" | "fixedEgress"
  > & {
    /** Networks that administrators come from. @default - none */
    readonly adminCidrs?: readonly string[];
    readonly shape: string;
    /** Whether records can be made that prove the hostname ours. */
    readonly provable: boolean;
    readonly services: Readonly<Record<string, WantedService>>;
  };
  readonly database?: Omit<ResolvedDatabaseArgs, "stack" | "network" | "databaseName" | "password" | "replicaOf"> & {
    readonly shape: string;
  };
  readonly cache?: Omit<ResolvedCacheArgs, "stack" | "network"> & { readonly shape: string };
  readonly queue?: Omit<ResolvedQueueArgs, "stack" | "network"> & { readonly shape: string };
  readonly "object-storage"?: { readonly buckets: ResolvedObjectStorageArgs["buckets"] };
  readonly edge?: Pick<
    ResolvedEdgeArgs,
    "hostname" | "rateLimits" | "managedRules" | "bots" | "access" | "cdn" | "plan" | "approximate"
  > & {
    /** Networks that administrators come from. */
    readonly adminCidrs: readonly string[];
    /** The shape of compute, where it stands on the same provider. */
    readonly computeShape?: string;
  };
  /** Names at the top of the zone that have to lead to the name of another service, each with that service's provider. */
  readonly dns?: { readonly apexNames: readonly { readonly hostname: string; readonly provider: string }[] };
  readonly "static-site"?: Pick<StaticSiteArgs, "fallbackDocument" | "hostname"> & {
    /** Whether records can be made that prove the hostname ours. */
    readonly provable: boolean;
  };
}

/** What a provider is asked, with how it is configured. */
export interface Asked<Settings> {
  readonly settings: Settings;
  readonly standard: Readonly<Record<string, unknown>>;
  readonly wanted: Wanted;
}
