import * as pulumi from "@pulumi/pulumi";
import { Compute, type ComputeArgs, type ServiceArgs } from "../../../components/compute";
import { plain, type Bindings } from "../../../components/core/binding";
import type { StackIdentity } from "../../../components/core/component";
import { Database, type DatabaseArgs } from "../../../components/database";
import { Network, type NetworkArgs } from "../../../components/network";
import { ObjectStorage, type ObjectStorageArgs } from "../../../components/object-storage";
import { Secrets } from "../../../components/secrets";
import type { Connections } from "../../../providers/connections";
import type { OciSettings } from "../../../providers/oci/config";
import { testStack } from "../../support/harness";

export const COMPARTMENT = "ocid1.compartment.oc1..aaaaaaaademo";
export const TENANCY = "ocid1.tenancy.oc1..aaaaaaaademo";
export const MAIL_CANARY = "canary-mail-key";

/** What a test changes of the shop. */
export interface Shop {
  readonly stack?: Partial<StackIdentity>;
  readonly settings?: Partial<OciSettings>;
  readonly network?: Partial<NetworkArgs>;
  readonly database?: Partial<DatabaseArgs>;
  readonly storage?: Partial<ObjectStorageArgs>;
  readonly compute?: Partial<Omit<ComputeArgs, "services">>;
  /** Replaces parts of the services, or leaves one out. */
  readonly services?: Readonly<Record<string, Partial<ServiceArgs> | undefined>>;
}

const stackOf = (shop: Shop): StackIdentity => ({ ...testStack, ...shop.stack });

/** How the shop is connected to Oracle Cloud. */
export const connectionOf = (shop: Shop) => ({
  oci: {
    settings: { compartmentId: COMPARTMENT, namespace: "axdemo", ...shop.settings },
    standard: { region: "us-ashburn-1", tenancyOcid: TENANCY },
  },
});

export const buildNetwork = (connections: Connections, shop: Shop): Network =>
  new Network("network", { stack: stackOf(shop), ...shop.network }, connections.place("network", "oci", "managed"));

export const buildSecrets = (connections: Connections, shop: Shop): Secrets =>
  new Secrets(
    "secrets",
    {
      stack: stackOf(shop),
      secrets: {
        JWT_SECRET: { kind: "generated", length: 64 },
        MAIL_KEY: { kind: "given", value: pulumi.secret(MAIL_CANARY) },
      },
    },
    connections.place("secrets", "oci", "managed"),
  );

export const buildDatabase = (connections: Connections, shop: Shop, network: Network | undefined): Database =>
  new Database(
    "database",
    { stack: stackOf(shop), engine: "oracle", databaseName: "shop", size: "free", network, ...shop.database },
    connections.place("database", "oci", "serverless"),
  );

export const buildStorage = (connections: Connections, shop: Shop): ObjectStorage =>
  new ObjectStorage(
    "storage",
    {
      stack: stackOf(shop),
      access: "keys",
      buckets: { uploads: { access: "read-write" }, assets: { access: "read" }, logs: { expireDays: 90 } },
      ...shop.storage,
    },
    connections.place("object-storage", "oci", "managed"),
  );

const base = { buckets: {}, calls: [] };

/** A backend with routes, the database and secrets, and a service of its own machine that it calls. */
function servicesOf(shop: Shop, secrets: Secrets, database: Database): Record<string, ServiceArgs> {
  const environment: Bindings = {
    PORT: plain("8000"),
    DATABASE_HOST: plain(database.host),
    DATABASE_URL: plain(database.url),
    DATABASE_PASSWORD: database.password!,
    ...database.extra,
    JWT_SECRET: secrets.bindings["JWT_SECRET"]!,
    MAIL_KEY: secrets.bindings["MAIL_KEY"]!,
  };
  const services: Record<string, ServiceArgs> = {
    backend: {
      ...base,
      image: "ghcr.io/acme/backend:1.0.0",
      port: 8000,
      routes: ["/api"],
      health: { path: "/api/health" },
      environment,
      calls: ["ai"],
    },
    ai: {
      ...base,
      image: "ghcr.io/acme/ai:1.0.0",
      port: 8500,
      routes: [],
      health: { path: "/health" },
      environment: { PORT: plain("8500") },
      machine: "own",
    },
  };
  for (const [name, change] of Object.entries(shop.services ?? {})) {
    if (change === undefined) delete services[name];
    else services[name] = { ...(services[name] ?? services["ai"]!), ...change };
  }
  return services;
}

/** Builds the whole shop on Oracle Cloud. */
export function buildShop(connections: Connections, shop: Shop = {}): Compute {
  const network = buildNetwork(connections, shop);
  const secrets = buildSecrets(connections, shop);
  const database = buildDatabase(connections, shop, network);
  return new Compute(
    "compute",
    {
      stack: stackOf(shop),
      services: servicesOf(shop, secrets, database),
      size: "free",
      diskGiB: 100,
      network,
      secrets,
      database,
      hostname: "api.example.com",
      adminCidrs: ["203.0.113.7/32"],
      sshPublicKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ops"],
      ...shop.compute,
    },
    connections.place("compute", "oci", "vm"),
  );
}
