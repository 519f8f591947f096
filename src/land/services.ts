import type * as pulumi from "@pulumi/pulumi";
import { plain, type Binding, type Bindings } from "../../components/core/binding";
import { COLOCATED_VERSIONS } from "../../components/colocated";
import {
  Compute,
  type ComputeArgs,
  type MachineBucket,
  type OriginFront,
  type ServiceArgs,
} from "../../components/compute";
import type { Dns } from "../../components/dns";
import type { SecretStore } from "../../components/secrets";
import {
  cacheBindings,
  databaseBindings,
  queueBindings,
  storageBindings,
  storageKeyBindings,
  stored,
} from "../bindings";
import { resolveCacheArgs } from "../../components/cache";
import { resolveDatabaseArgs } from "../../components/database";
import type { EdgeOrigin } from "../../providers/provider";
import { providerOf } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { homeOf } from "../data/homes";
import {
  archiveBucket,
  cacheArgs,
  databaseArgs,
  hostnames,
  isColocated,
  isReachedByAddress,
  releaseBucket,
} from "../parts";
import type { Backing, Networks } from "./backing";
import { besideCompute, sharedWithCompute, type Site } from "./site";

/** What the services of a stack are told of each part that they reach; made once, however many services there are. */
interface Told {
  readonly database: Bindings;
  readonly cache: Bindings;
  readonly storageKeys: Bindings;
  readonly queue: (topics: readonly string[]) => Bindings;
}

function tellOf(
  { config }: Site,
  { database, cache, queue, storage }: Omit<Backing, "secrets">,
  secrets: SecretStore,
): Told {
  const services = Object.values(config.app.services);
  const anyUses = (test: (service: (typeof services)[number]) => boolean) => services.some(test);
  return {
    database: database !== undefined && anyUses((it) => it.database) ? databaseBindings(database, secrets) : {},
    cache: cache !== undefined && anyUses((it) => it.cache) ? cacheBindings(cache, secrets) : {},
    storageKeys:
      storage !== undefined &&
      (releaseBucket(config) !== undefined ||
        archiveBucket(config) !== undefined ||
        anyUses((it) => Object.keys(it.buckets).length > 0))
        ? storageKeyBindings(storage, secrets)
        : {},
    queue: queue === undefined ? () => ({}) : queueBindings(queue, secrets),
  };
}

/**
 * Keeps what the services of a side of a move that does not serve are told, in the store where they would read it: one of
 * that side's own, or the one that both sides have. A side without a store keeps nothing.
 */
export function keepTold(site: Site, backing: Backing, serving: Site): void {
  const isShared = homeOf(site.config, "secrets") === homeOf(serving.config, "secrets");
  if (site.place("secrets") === undefined && !isShared) return;
  const keep = (name: string, value: pulumi.Output<string>) => backing.secrets.keep(name, value, site.stack);
  const { queue } = tellOf(site, backing, { store: keep });
  for (const { topics } of Object.values(site.config.app.services)) queue(Object.keys(topics));
}

function serviceArgs(site: Site, { secrets, storage }: Backing, told: Told): Record<string, ServiceArgs> {
  const { app } = site.config;
  const { site: siteHostname } = hostnames(site.config);
  const args = Object.entries(app.services).map(([name, service]): [string, ServiceArgs] => {
    const environment: Bindings = {
      ...(service.port === undefined ? {} : { PORT: plain(String(service.port)) }),
      ...(siteHostname === undefined ? {} : { SITE_URL: plain(`https://${siteHostname}`) }),
      ...Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, plain(value)])),
      ...Object.fromEntries(service.secrets.map((key) => [key, secrets.bindings[key]!])),
      ...(service.database ? told.database : {}),
      ...(service.cache ? told.cache : {}),
      ...told.queue(Object.keys(service.topics)),
      ...(storage === undefined ? {} : storageBindings(storage, service.buckets, told.storageKeys)),
    };
    const { secrets: _secrets, optional: _optional, ...described } = service;
    return [name, { ...described, environment }];
  });
  return Object.fromEntries(args);
}

/** What the machine runs beside the services. */
function colocatedArgs(
  { config }: Site,
  { database, secrets }: Backing,
  told: Told,
): NonNullable<ComputeArgs["colocated"]> {
  const password = (bindings: Bindings, name: string): Binding => {
    const binding = bindings[name];
    if (binding === undefined) throw new Error(`nothing says ${name}, which the machine itself needs`);
    return binding;
  };
  const args: {
    -readonly [K in keyof NonNullable<ComputeArgs["colocated"]>]: NonNullable<ComputeArgs["colocated"]>[K];
  } = {};
  const passphrase = database?.backupPassphrase;
  if (isColocated(config, "database") && "DATABASE_PASSWORD" in told.database && passphrase !== undefined) {
    const { databaseName, storageGiB, backupRetentionDays, version } = resolveDatabaseArgs(
      databaseArgs(config, "postgres"),
    );
    args.database = {
      version: version ?? COLOCATED_VERSIONS.postgres,
      name: databaseName,
      username: databaseName,
      password: password(told.database, "DATABASE_PASSWORD"),
      storageGiB,
      backupRetentionDays,
      backupPassphrase: stored(secrets, "backup-passphrase", passphrase),
    };
  }
  if (isColocated(config, "cache") && "CACHE_PASSWORD" in told.cache) {
    const engine = config.app.cache!.engines[0]!;
    const { version, evictionPolicy, persistent } = resolveCacheArgs(cacheArgs(config, engine));
    args.cache = {
      engine,
      version: version ?? COLOCATED_VERSIONS[engine],
      password: password(told.cache, "CACHE_PASSWORD"),
      evictionPolicy,
      persistent,
    };
  }
  return args;
}

/** A bucket as a machine gets it; undefined where it uses none. */
function machineBucket(
  { storage }: Backing,
  { storageKeys }: Told,
  name: string | undefined,
): MachineBucket | undefined {
  if (storage === undefined || name === undefined) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = storageKeys;
  const { put } = storage;
  return {
    name,
    bucket: storage.buckets[name]!,
    ...(put === undefined ? {} : { put: (object) => put({ ...object, bucket: name }) }),
    ...(accessKeyId === undefined || secretAccessKey === undefined ? {} : { keys: { accessKeyId, secretAccessKey } }),
  };
}

/** Who asks the first of two regions whether it is well; nobody asks the second, which is the last there is. */
function healthChecksOf({ config, prefix }: Site): Pick<OriginFront, "healthChecks"> {
  const provider = config.used.dns?.provider;
  if (provider === undefined || config.topology.standby === undefined || prefix !== "") return {};
  return { healthChecks: { provider, cidrs: providerOf(provider).origin?.cidrs } };
}

/** Whoever issued the certificate that the edge shows, where the topology asks for one. */
function clientAuthorityOf(
  { topology, providers }: LandfallConfig,
  { clientAuthority }: EdgeOrigin,
): Pick<OriginFront, "clientAuthority"> {
  const { provider, originProtection } = topology.edge!;
  if (originProtection !== "mutual-tls") return {};
  if (clientAuthority === undefined) throw new Error(`the edge of ${provider} shows no certificate`);
  return { clientAuthority: clientAuthority(providers[provider]!.settings) };
}

/**
 * The edge that sends requests on to the services; undefined where browsers come straight to them, as they do where no
 * name leads to an edge.
 */
function frontOf(site: Site, dns: Dns | undefined): OriginFront | undefined {
  const { config } = site;
  const provider = config.used.edge?.provider;
  if (provider === undefined || dns === undefined || hostnames(config).services === undefined) return undefined;
  const { origin } = providerOf(provider);
  if (origin === undefined) return undefined;
  const { cidrs, clientAddressHeader } = origin;
  return { provider, cidrs, clientAddressHeader, ...clientAuthorityOf(config, origin), ...healthChecksOf(site) };
}

/** What runs the services, and lets in the parts that are reached by address. */
export function buildCompute(site: Site, networks: Networks, backing: Backing, dns: Dns | undefined): Compute {
  const { config } = site;
  const { size, instanceType, count, maxCount, diskGiB } = config.topology.compute;
  const told = tellOf(site, backing, backing.secrets);
  const compute = new Compute(
    `${site.prefix}compute`,
    {
      stack: site.stack,
      services: serviceArgs(site, backing, told),
      size,
      instanceType,
      count: site.prefix === "" ? count : config.topology.standby?.count,
      maxCount: site.prefix === "" ? maxCount : undefined,
      diskGiB,
      network: networks.ofCompute,
      secrets: backing.secrets,
      objectStorage: sharedWithCompute(site, "object-storage", "accessByRole") ? backing.storage : undefined,
      database: besideCompute(site, backing.database),
      cache: besideCompute(site, backing.cache),
      queue: besideCompute(site, backing.queue),
      colocated: colocatedArgs(site, backing, told),
      rateLimits: config.app.edge?.rateLimits,
      headers: config.app.edge?.headers,
      cachedPaths: config.app.edge?.cachedPaths,
      front: frontOf(site, dns),
      archive: machineBucket(backing, told, archiveBucket(config)),
      releases: machineBucket(backing, told, releaseBucket(config)),
      fixedEgress: isReachedByAddress(config),
      hostname: hostnames(config).services,
      dns,
      adminCidrs: config.adminCidrs,
      sshPublicKeys: config.sshPublicKeys,
      email: config.email,
    },
    site.need("compute"),
  );
  for (const part of [backing.database, backing.cache, backing.queue]) {
    if (part !== undefined && besideCompute(site, part) === undefined) part.allow(compute.egressCidrs);
  }
  return compute;
}
