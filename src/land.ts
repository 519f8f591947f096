import type * as pulumi from "@pulumi/pulumi";
import { Compute, type ServiceArgs } from "../components/compute";
import { plain, type Bindings } from "../components/core/binding";
import type { StackIdentity } from "../components/core/component";
import type { Catalog, Kind } from "../components/catalog";
import type { Placement } from "../components/core/driver";
import { Database } from "../components/database";
import { Dns } from "../components/dns";
import { Edge } from "../components/edge";
import { Network } from "../components/network";
import { ObjectStorage } from "../components/object-storage";
import { Secrets, type SecretSource } from "../components/secrets";
import { StaticSite } from "../components/static-site";
import type { Connections } from "../providers/connections";
import { shapeOn } from "../providers/registry";
import { databaseBindings, storageBindings, storageKeyBindings } from "./bindings";
import type { LandfallConfig } from "./config/load";
import { bucketArgs, databaseArgs, hostnames, identityOf, networkArgs } from "./parts";
import { chosenEngine } from "./preflight/requirements";

/** What the parts of one stack are built from. */
interface Site {
  readonly config: LandfallConfig;
  readonly stack: StackIdentity;
  /** The placement of a kind; undefined when the stack does not build it. */
  place<K extends Kind>(kind: K): Placement<Catalog[K]["driver"]> | undefined;
  /** The placement of a kind that every stack builds. */
  need<K extends Kind>(kind: K): Placement<Catalog[K]["driver"]>;
}

function siteOf(config: LandfallConfig, connections: Connections): Site {
  const place = <K extends Kind>(kind: K) => {
    const part = config.used[kind];
    return part === undefined ? undefined : connections.place(kind, part.provider, part.shape as Catalog[K]["shape"]);
  };
  return {
    config,
    stack: identityOf(config),
    place,
    need: (kind) => {
      const placement = place(kind);
      if (placement === undefined) throw new Error(`${kind} was let through without a placement`);
      return placement;
    },
  };
}

/** Whether compute on the same provider is let in by the provider's own means. */
function sharedWithCompute<K extends Kind>(site: Site, kind: K, feature: Catalog[K]["feature"]): boolean {
  const part = site.config.used[kind];
  if (part === undefined || part.provider !== site.config.topology.compute.provider) return false;
  return shapeOn(part.provider, kind, part.shape)?.features[feature] === true;
}

function buildSecrets(site: Site): Secrets {
  const { app, secrets } = site.config;
  const sources = Object.entries(app.secrets).map(([name, { generate }]): [string, SecretSource] => {
    const value = secrets[name];
    return [name, value === undefined ? { kind: "generated", length: generate!.length } : { kind: "given", value }];
  });
  return new Secrets("secrets", { stack: site.stack, secrets: Object.fromEntries(sources) }, site.need("secrets"));
}

function buildDatabase(site: Site, network: Network): Database | undefined {
  const placement = site.place("database");
  const engine = chosenEngine(site.config);
  if (placement === undefined || engine === undefined) return undefined;
  const password = sharedWithCompute(site, "database", "cloudManagedPassword") ? "cloud" : "generated";
  return new Database("database", { ...databaseArgs(site.config, engine), password, network }, placement);
}

function buildStorage(site: Site): ObjectStorage | undefined {
  const placement = site.place("object-storage");
  if (placement === undefined) return undefined;
  const access = sharedWithCompute(site, "object-storage", "accessByRole") ? "role" : "keys";
  return new ObjectStorage("storage", { stack: site.stack, buckets: bucketArgs(site.config), access }, placement);
}

interface Backing {
  readonly secrets: Secrets;
  readonly database: Database | undefined;
  readonly storage: ObjectStorage | undefined;
}

function serviceArgs(site: Site, { secrets, database, storage }: Backing): Record<string, ServiceArgs> {
  const { app } = site.config;
  const { site: siteHostname } = hostnames(site.config);
  const services = Object.entries(app.services);
  const usesDatabase = services.some(([, service]) => service.database);
  const usesBuckets = services.some(([, service]) => Object.keys(service.buckets).length > 0);
  const forDatabase = database !== undefined && usesDatabase ? databaseBindings(database, secrets) : {};
  const keys = storage !== undefined && usesBuckets ? storageKeyBindings(storage, secrets) : {};
  const args = services.map(([name, service]): [string, ServiceArgs] => {
    const environment: Bindings = {
      PORT: plain(String(service.port)),
      ...(siteHostname === undefined ? {} : { SITE_URL: plain(`https://${siteHostname}`) }),
      ...Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, plain(value)])),
      ...Object.fromEntries(service.secrets.map((key) => [key, secrets.bindings[key]!])),
      ...(service.database ? forDatabase : {}),
      ...(storage === undefined ? {} : storageBindings(storage, service.buckets, keys)),
    };
    const { image, port, routes, health, command, buckets, calls, machine } = service;
    return [name, { image, port, routes, health, command, buckets, calls, machine, environment }];
  });
  return Object.fromEntries(args);
}

/** Lets requests in under the services' name: through the edge where there is one, else straight to the origin. */
function publish(site: Site, compute: Compute, dns: Dns | undefined): pulumi.Output<string> {
  const { app } = site.config;
  const hostname = hostnames(site.config).services;
  if (hostname === undefined || dns === undefined) return compute.url;
  const placement = site.place("edge");
  if (placement === undefined) {
    dns.record("services", { name: hostname, type: compute.origin.type, value: compute.origin.value });
    return compute.url;
  }
  return new Edge("edge", { stack: site.stack, dns, hostname, origin: compute.origin, ...app.edge }, placement).url;
}

function buildSite(site: Site, servicesUrl: pulumi.Output<string>, dns: Dns | undefined): StaticSite | undefined {
  const placement = site.place("static-site");
  const described = site.config.app.site;
  if (placement === undefined || described === undefined) return undefined;
  const { repository, branch, directory, build, output, fallback, apiUrlVariable, environment } = described;
  const api = apiUrlVariable === undefined ? {} : { [apiUrlVariable]: servicesUrl };
  return new StaticSite(
    "site",
    {
      stack: site.stack,
      repository,
      branch,
      directory,
      buildCommand: build,
      outputDirectory: output,
      fallbackDocument: fallback,
      environment: { ...environment, ...api },
      hostname: hostnames(site.config).site,
      dns,
    },
    placement,
  );
}

/**
 * Builds a stack: which components exist and how their outputs meet. Wiring across providers happens here only, through
 * neutral outputs.
 *
 * @param connections - The stack's providers, connected; see `connectProviders`.
 * @returns The stack's outputs.
 */
export function land(config: LandfallConfig, connections: Connections): Record<string, unknown> {
  const site = siteOf(config, connections);
  const { topology } = config;
  const network = new Network("network", networkArgs(config), site.need("network"));
  const secrets = buildSecrets(site);
  const database = buildDatabase(site, network);
  const storage = buildStorage(site);

  const dnsPlacement = site.place("dns");
  const zone = config.used.dns === undefined ? undefined : config.providers[config.used.dns.provider]?.settings["zone"];
  const dns =
    dnsPlacement === undefined ? undefined : new Dns("dns", { stack: site.stack, zone: String(zone) }, dnsPlacement);

  const { size, instanceType, count, maxCount, diskGiB } = topology.compute;
  const compute = new Compute(
    "compute",
    {
      stack: site.stack,
      services: serviceArgs(site, { secrets, database, storage }),
      size,
      instanceType,
      count,
      maxCount,
      diskGiB,
      network,
      secrets,
      objectStorage: sharedWithCompute(site, "object-storage", "accessByRole") ? storage : undefined,
      database: database?.provider === topology.compute.provider ? database : undefined,
      hostname: hostnames(config).services,
      dns,
      adminCidrs: config.adminCidrs,
      sshPublicKeys: config.sshPublicKeys,
      email: config.email,
    },
    site.need("compute"),
  );
  const servicesUrl = publish(site, compute, dns);
  const staticSite = buildSite(site, servicesUrl, dns);

  return {
    app: config.app.name,
    topology: topology.name,
    servicesUrl,
    ...(staticSite === undefined ? {} : { siteUrl: staticSite.url }),
    ...(database === undefined ? {} : { databaseHost: database.host }),
    ...(storage === undefined
      ? {}
      : { buckets: Object.fromEntries(Object.entries(storage.buckets).map(([name, bucket]) => [name, bucket.name])) }),
    ...(dns === undefined ? {} : { nameServers: dns.nameServers }),
  };
}
