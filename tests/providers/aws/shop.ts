import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { Compute, type ComputeArgs, type ComputeShape, type ServiceArgs } from "../../../components/compute";
import { plain, type Bindings } from "../../../components/core/binding";
import type { StackIdentity } from "../../../components/core/component";
import type { Placement } from "../../../components/core/driver";
import { Database, type DatabaseArgs } from "../../../components/database";
import { Dns, type DnsDriver } from "../../../components/dns";
import { Network, type NetworkArgs } from "../../../components/network";
import { ObjectStorage, type ObjectStorageArgs } from "../../../components/object-storage";
import { Queue, type QueueArgs } from "../../../components/queue";
import { Secrets } from "../../../components/secrets";
import type { AwsSettings } from "../../../providers/aws/config";
import type { Connections } from "../../../providers/connections";
import { testStack } from "../../support/harness";

/** A zone that writes each record down as a random id, so that no second provider is needed. */
const zonePlacement: Placement<DnsDriver> = {
  provider: "test",
  shape: "managed",
  service: "Test",
  providers: [],
  driver: () => ({
    outputs: {
      zoneId: pulumi.output("zone"),
      nameServers: pulumi.output<string[]>([]),
      addRecord: (context, key, { name, type, value }) =>
        new random.RandomId(
          context.child(`record-${key}`),
          { byteLength: 1, keepers: { name, type, value } },
          context.options(),
        ),
    },
    nodes: {},
  }),
};

/** What a test changes of the shop. */
export interface Shop {
  readonly stack?: Partial<StackIdentity>;
  readonly settings?: AwsSettings;
  readonly region?: string;
  /** Further standard keys. */
  readonly standard?: Readonly<Record<string, unknown>>;
  readonly network?: Partial<NetworkArgs>;
  readonly database?: Partial<DatabaseArgs>;
  readonly storage?: Partial<ObjectStorageArgs>;
  readonly compute?: Partial<Omit<ComputeArgs, "services">>;
  /** @default "containers" */
  readonly shape?: ComputeShape;
  /** @default - there is none */
  readonly queue?: Pick<QueueArgs, "topics">;
  /** Replaces parts of the services, or leaves one out. */
  readonly services?: Readonly<Record<string, Partial<ServiceArgs> | undefined>>;
  /** Whether there is a zone to prove the hostname in. @default true */
  readonly dns?: boolean;
}

export const stackOf = (shop: Shop): StackIdentity => ({ ...testStack, ...shop.stack });

/** How the shop is connected to AWS. */
export const connectionOf = (shop: Shop) => ({
  aws: {
    settings: shop.settings ?? {},
    standard: { region: shop.region ?? "us-east-1", ...shop.standard },
    ...(shop.shape === undefined ? {} : { used: { compute: { shape: shop.shape } } }),
  },
});

export const buildNetwork = (connections: Connections, shop: Shop): Network =>
  new Network("network", { stack: stackOf(shop), ...shop.network }, connections.place("network", "aws", "managed"));

export const buildSecrets = (connections: Connections, shop: Shop): Secrets =>
  new Secrets(
    "secrets",
    {
      stack: stackOf(shop),
      secrets: {
        JWT_SECRET: { kind: "generated", length: 64 },
        MAIL_KEY: { kind: "given", value: pulumi.secret("canary-mail") },
      },
    },
    // Pods read no other store.
    connections.place("secrets", "aws", shop.shape === "kubernetes" ? "platform" : "managed"),
  );

export const buildDatabase = (connections: Connections, shop: Shop, network: Network): Database =>
  new Database(
    "database",
    {
      stack: stackOf(shop),
      engine: "postgres",
      databaseName: "shop",
      size: "micro",
      password: "cloud",
      network,
      ...shop.database,
    },
    connections.place("database", "aws", "managed"),
  );

export const buildStorage = (connections: Connections, shop: Shop): ObjectStorage =>
  new ObjectStorage(
    "storage",
    {
      stack: stackOf(shop),
      access: "role",
      buckets: { uploads: { access: "read-write" }, assets: { access: "read" } },
      ...shop.storage,
    },
    connections.place("object-storage", "aws", "managed"),
  );

const buildQueue = (connections: Connections, shop: Shop): Queue | undefined =>
  shop.queue === undefined
    ? undefined
    : new Queue("queue", { stack: stackOf(shop), ...shop.queue }, connections.place("queue", "aws", "queue"));

const buildDns = (shop: Shop): Dns => new Dns("dns", { stack: stackOf(shop), zone: "example.com" }, zonePlacement);

/** The database's password, in the store; one that services are bound to by name has none. */
function databasePassword(secrets: Secrets, { password }: Database): Bindings {
  if (password === undefined) return {};
  const kept = password.kind === "secret" ? secrets.store("database-password", password.value) : password;
  return { DATABASE_PASSWORD: kept };
}

/** The services: one with routes that may write uploads, and one that only it calls. */
function servicesOf(shop: Shop, secrets: Secrets, database: Database): Record<string, ServiceArgs> {
  const environment: Bindings = {
    PORT: plain("8000"),
    DATABASE_HOST: plain(database.host),
    ...databasePassword(secrets, database),
    JWT_SECRET: secrets.bindings["JWT_SECRET"]!,
    MAIL_KEY: secrets.bindings["MAIL_KEY"]!,
  };
  const services: Record<string, ServiceArgs> = {
    backend: {
      image: "ghcr.io/acme/backend:1.0.0",
      port: 8000,
      routes: ["/api"],
      health: { path: "/api/health" },
      environment,
      buckets: { uploads: "read-write", assets: "read" },
      calls: ["ai"],
    },
    ai: {
      image: "ghcr.io/acme/ai:1.0.0",
      port: 8001,
      routes: [],
      health: { path: "/health" },
      environment: { PORT: plain("8001") },
      buckets: {},
      calls: [],
    },
  };
  for (const [name, change] of Object.entries(shop.services ?? {})) {
    if (change === undefined) delete services[name];
    else services[name] = { ...services["ai"]!, ...services[name], ...change };
  }
  return services;
}

/** Builds the whole shop on AWS. */
export function buildShop(connections: Connections, shop: Shop = {}): Compute {
  const network = buildNetwork(connections, shop);
  const secrets = buildSecrets(connections, shop);
  const database = buildDatabase(connections, shop, network);
  const objectStorage = buildStorage(connections, shop);
  return new Compute(
    "compute",
    {
      stack: stackOf(shop),
      services: servicesOf(shop, secrets, database),
      size: "small",
      count: 2,
      network,
      secrets,
      objectStorage: shop.storage?.access === "keys" ? undefined : objectStorage,
      database,
      queue: buildQueue(connections, shop),
      hostname: "api.example.com",
      dns: shop.dns === false ? undefined : buildDns(shop),
      adminCidrs: [],
      sshPublicKeys: [],
      ...shop.compute,
    },
    connections.place("compute", "aws", shop.shape ?? "containers"),
  );
}
