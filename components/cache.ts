import type * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./core/binding";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, Placement } from "./core/driver";
import type { AllowCidrs, Exposure } from "./core/exposure";
import type { Network } from "./network";

export type CacheEngine = "valkey" | "redis";

export type CacheFeature =
  | CacheEngine
  /** A replica in another zone that takes over. */
  | "highAvailability"
  /** What is stored outlives a restart. */
  | "persistence"
  /** Clients reach it over TLS. */
  | "encryptionInTransit"
  /** No address on the internet. */
  | "privateNetwork"
  /** An address on the internet, behind TLS and a list of the networks that are let in. */
  | "publicEndpoint"
  /** A choice of what makes room when memory is full. */
  | "evictionPolicy";

export type CacheShape = "managed" | "colocated";

/** What makes room when memory is full: nothing (writes fail), or the least recently used keys. */
export type EvictionPolicy = "noeviction" | "allkeys-lru" | "volatile-lru";

export interface CacheArgs extends ComponentArgs {
  /** Both speak the Redis protocol. */
  readonly engine: CacheEngine;
  /** Major version, e.g. "8". @default - the provider's newest that landfall knows */
  readonly version?: string;
  /** A neutral size of the provider's size table. */
  readonly size: string;
  /** The provider's own instance type, in place of the size's. */
  readonly instanceType?: string;
  /** @default false */
  readonly highAvailability?: boolean;
  /** Whether what is stored must outlive a restart, as a job queue's must; it is data then. @default false */
  readonly persistent?: boolean;
  /** @default "noeviction" for what is persistent, else "allkeys-lru" */
  readonly evictionPolicy?: EvictionPolicy;
  /** @default "private" */
  readonly exposure?: Exposure;
  /** The private network to stand in; left out where the provider has none. */
  readonly network?: Network;
}

type Optional = "version" | "instanceType" | "network";
export type ResolvedCacheArgs = Required<Omit<CacheArgs, Optional>> & Pick<CacheArgs, Optional>;

export interface CacheOutputs {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly username: pulumi.Output<string>;
  readonly password: Binding;
  /** `rediss://` where the connection is encrypted, else `redis://`; without the password, which travels apart. */
  readonly url: pulumi.Output<string>;
  /** Lets networks in; only where the cache has an address on the internet. */
  readonly allow?: AllowCidrs;
}

export type CacheDriver = Driver<ResolvedCacheArgs, CacheOutputs>;

export function resolveCacheArgs(args: CacheArgs): ResolvedCacheArgs {
  const persistent = args.persistent ?? false;
  return {
    ...args,
    highAvailability: args.highAvailability ?? false,
    persistent,
    evictionPolicy: args.evictionPolicy ?? (persistent ? "noeviction" : "allkeys-lru"),
    exposure: args.exposure ?? "private",
  };
}

export function requiredCacheFeatures(
  args: Pick<CacheArgs, "engine" | "highAvailability" | "persistent" | "evictionPolicy" | "exposure">,
): CacheFeature[] {
  const required: CacheFeature[] = [args.engine];
  if (args.highAvailability === true) required.push("highAvailability");
  if (args.persistent === true) required.push("persistence");
  if (args.evictionPolicy !== undefined) required.push("evictionPolicy");
  if (args.exposure === "public") required.push("publicEndpoint", "encryptionInTransit");
  return required;
}

/** A store in memory that speaks the Redis protocol. Holds data where it is persistent. */
export class Cache extends Component<CacheOutputs> {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly username: pulumi.Output<string>;
  readonly password: Binding;
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: CacheArgs, placement: Placement<CacheDriver>) {
    const resolved = resolveCacheArgs(args);
    super("Cache", name, args.stack, placement, buildWith(placement, resolved), ({ host, port, url }) => ({
      host,
      port,
      url,
      engine: args.engine,
    }));
    this.host = this.outputs.host;
    this.port = this.outputs.port;
    this.username = this.outputs.username;
    this.password = this.outputs.password;
    this.url = this.outputs.url;
  }

  /** Lets networks in to a cache that has an address on the internet. Call it once, with all of them. */
  allow(cidrs: pulumi.Output<string[]>): void {
    if (this.outputs.allow === undefined) throw new Error(`${this.service} has no list of networks that are let in`);
    this.outputs.allow(this.context, cidrs);
  }
}
