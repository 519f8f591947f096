import { Cache } from "../../components/cache";
import { Database } from "../../components/database";
import { Network } from "../../components/network";
import { ObjectStorage } from "../../components/object-storage";
import { Queue } from "../../components/queue";
import { Secrets, type SecretSource } from "../../components/secrets";
import { shapeOn, type ProviderId } from "../../providers/registry";
import { bucketArgs, cacheArgs, databaseArgs, networkArgs, queueArgs } from "../parts";
import { chosenCacheEngine, chosenEngine } from "../preflight/requirements";
import { sharedWithCompute, type Site } from "./site";

/** The private network of each provider that has parts which stand in one. */
export class Networks {
  private readonly built = new Map<ProviderId, Network>();

  /** @param serving - Those of the side of a move that serves: what stands in one of them already has no other. */
  constructor(
    private readonly site: Site,
    private readonly serving?: Networks,
  ) {
    const placement = site.place("network");
    if (placement === undefined) return;
    const id = site.config.used.network!.provider;
    const make = () => new Network(`${site.prefix}network`, networkArgs(site.config), placement);
    this.built.set(id, serving?.asMain(id) ?? make());
  }

  /** The network that the services' own is, where it stands on that provider. */
  private asMain(id: ProviderId): Network | undefined {
    return this.site.config.used.network?.provider === id ? this.built.get(id) : undefined;
  }

  /** The network that the services stand in; undefined where they need none. */
  get ofCompute(): Network | undefined {
    return this.built.get(this.site.config.topology.compute.provider);
  }

  /** The network on a provider, made when a part first needs it; undefined where the provider has none to make. */
  on(id: ProviderId): Network | undefined {
    const known = this.built.get(id);
    const { config, prefix } = this.site;
    // Beside compute that needs no network, a part of the same provider is reached without one as well.
    if (known !== undefined || id === config.topology.compute.provider) return known;
    const shared = this.serving?.asMain(id) === undefined ? this.serving?.built.get(id) : undefined;
    const placement = this.site.networkOn(id);
    if (shared !== undefined || placement === undefined) return shared;
    const network = new Network(`${prefix}network-${id}`, { stack: this.site.stack }, placement);
    this.built.set(id, network);
    return network;
  }
}

/** What the services reach: each part undefined where the app or the topology has none. */
export interface Backing {
  readonly secrets: Secrets;
  readonly database: Database | undefined;
  readonly cache: Cache | undefined;
  readonly queue: Queue | undefined;
  readonly storage: ObjectStorage | undefined;
}

function secretSources({ config }: Site): Record<string, SecretSource> {
  const sources = Object.entries(config.app.secrets).map(([name, { generate }]): [string, SecretSource] => {
    const value = config.secrets[name];
    return [name, value === undefined ? { kind: "generated", length: generate!.length } : { kind: "given", value }];
  });
  return Object.fromEntries(sources);
}

/** The same secrets in the store of the region that stands by. */
export const copiedSecrets = ({ values }: Secrets): Record<string, SecretSource> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { kind: "given", value }]));

export function buildSecrets(site: Site, secrets: Record<string, SecretSource> = secretSources(site)): Secrets {
  return new Secrets(`${site.prefix}secrets`, { stack: site.stack, secrets }, site.need("secrets"));
}

/**
 * Who makes the database's password: the cloud where compute reads the cloud's own store, and no copy of the database has
 * to know the same one.
 */
function passwordMaker(site: Site): "cloud" | "generated" {
  const { compute, database, standby } = site.config.topology;
  const readsStore = shapeOn(compute.provider, "compute", compute.shape)?.features.secretsByReference === true;
  const copied = (database?.readReplicas ?? 0) > 0 || standby !== undefined;
  return readsStore && !copied && sharedWithCompute(site, "database", "cloudManagedPassword") ? "cloud" : "generated";
}

/** @param primary - The database that this one is a copy of. */
export function buildDatabase(site: Site, networks: Networks, primary?: Database): Database | undefined {
  const placement = site.place("database");
  const engine = chosenEngine(site.config);
  if (placement === undefined || engine === undefined) return undefined;
  const network = networks.on(site.config.used.database!.provider);
  const args = { ...databaseArgs(site.config, engine), password: passwordMaker(site), network, replicaOf: primary };
  return new Database(`${site.prefix}database`, args, placement);
}

function buildCache(site: Site, networks: Networks): Cache | undefined {
  const placement = site.place("cache");
  const engine = chosenCacheEngine(site.config);
  if (placement === undefined || engine === undefined) return undefined;
  const network = networks.on(site.config.used.cache!.provider);
  return new Cache(`${site.prefix}cache`, { ...cacheArgs(site.config, engine), network }, placement);
}

function buildQueue(site: Site, networks: Networks): Queue | undefined {
  const placement = site.place("queue");
  if (placement === undefined) return undefined;
  const network = networks.on(site.config.used.queue!.provider);
  return new Queue(`${site.prefix}queue`, { ...queueArgs(site.config), network }, placement);
}

const accessOf = (site: Site) => (sharedWithCompute(site, "object-storage", "accessByRole") ? "role" : "keys");

function buildStorage(site: Site): ObjectStorage | undefined {
  const placement = site.place("object-storage");
  if (placement === undefined) return undefined;
  const args = { stack: site.stack, buckets: bucketArgs(site.config), access: accessOf(site) } as const;
  return new ObjectStorage("storage", args, placement);
}

/** Everything that the services reach, in the region of the stack. */
export const buildBacking = (site: Site, networks: Networks): Backing => ({
  secrets: buildSecrets(site),
  database: buildDatabase(site, networks),
  cache: buildCache(site, networks),
  queue: buildQueue(site, networks),
  storage: buildStorage(site),
});

/**
 * Everything that the services reach, in the region that stands by: secrets of the same values, a copy of the database, a
 * cache and a queue of its own that begin empty, and the same buckets.
 */
export const buildStandbyBacking = (site: Site, networks: Networks, primary: Backing): Backing => ({
  secrets: buildSecrets(site, copiedSecrets(primary.secrets)),
  database: buildDatabase(site, networks, primary.database),
  cache: buildCache(site, networks),
  queue: buildQueue(site, networks),
  storage: primary.storage,
});

/**
 * What the side of a move that does not serve holds: each moved kind as it is built where it serves. What did not move is
 * the serving side's own, as far as both reach it in one way.
 */
export function buildOtherBacking(site: Site, networks: Networks, serving: Site, backing: Backing): Backing {
  const ownSecrets = site.place("secrets") !== undefined;
  return {
    secrets: ownSecrets ? buildSecrets(site, copiedSecrets(backing.secrets)) : backing.secrets,
    database: buildDatabase(site, networks) ?? backing.database,
    cache: buildCache(site, networks) ?? backing.cache,
    queue: buildQueue(site, networks) ?? backing.queue,
    storage: buildStorage(site) ?? (accessOf(site) === accessOf(serving) ? backing.storage : undefined),
  };
}
