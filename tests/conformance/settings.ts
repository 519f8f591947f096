import type { CacheEngine, CacheShape } from "../../components/cache";
import type { ComputeShape } from "../../components/compute";
import type { DatabaseEngine, DatabaseShape } from "../../components/database";
import type { QueueShape } from "../../components/queue";
import type { ConnectArgs } from "../../providers/provider";
import { canary } from "./wire";
import type { ProviderId } from "../../providers/registry";

/** What a shape of compute is built with. */
export interface ComputeSetup {
  readonly size: string;
}

/** What a shape of database is built with. */
export interface DatabaseSetup {
  readonly engine: DatabaseEngine;
  readonly size: string;
  /** For what the smallest size cannot do, such as a standby. */
  readonly largerSize: string;
}

/** What a shape of cache is built with. */
export interface CacheSetup {
  readonly engine: CacheEngine;
  readonly size: string;
}

/** What a shape of queue is built with. */
export interface QueueSetup {
  /** Undefined where it has none. */
  readonly size?: string;
  /** @default - the contract's */
  readonly brokers?: number;
}

/** What one provider needs so that the suites can build on it; nothing in it is portable. */
export interface ProviderSetup {
  readonly connect: ConnectArgs<unknown>;
  /** Types of resources that hold data: protected and kept on delete, and no others. */
  readonly holdsData: readonly string[];
  /** Logical names of those that hold nothing but copies or logs, and may be given up. @default - none */
  readonly expendable?: RegExp;
  /** The input that carries labels, where the provider's resources have one. */
  readonly labels: string;
  /** Types on which that input says something else than labels. @default - none */
  readonly unlabelled?: readonly string[];
  readonly compute?: { readonly [S in ComputeShape]?: ComputeSetup };
  readonly database?: { readonly [S in DatabaseShape]?: DatabaseSetup };
  readonly cache?: { readonly [S in CacheShape]?: CacheSetup };
  readonly queue?: { readonly [S in QueueShape]?: QueueSetup };
}

/** Set-up of every provider of the registry: a further one does not compile before it has its own. */
export const setups: Readonly<Record<ProviderId, ProviderSetup>> = {
  aws: {
    connect: { settings: {}, standard: { region: "us-east-1" } },
    holdsData: [
      "aws:ebs/volume:Volume",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:kms/key:Key",
      "aws:kms/keyPolicy:KeyPolicy",
      "aws:msk/cluster:Cluster",
      "aws:msk/topic:Topic",
      "aws:rds/cluster:Cluster",
      "aws:rds/clusterInstance:ClusterInstance",
      "aws:rds/instance:Instance",
      "aws:route53/zone:Zone",
      "aws:s3/bucket:Bucket",
      "aws:secretsmanager/secret:Secret",
      "aws:sqs/queue:Queue",
    ],
    expendable: /-replica-\d+$|-standby$|-release$|^compute-access-logs$|^dns-signing$|^(site|second)-/,
    labels: "tags",
    compute: {
      containers: { size: "small" },
      vm: { size: "small" },
      "vm-group": { size: "small" },
      kubernetes: { size: "medium" },
    },
    database: {
      managed: { engine: "postgres", size: "micro", largerSize: "small" },
      serverless: { engine: "postgres", size: "micro", largerSize: "small" },
      colocated: { engine: "postgres", size: "micro", largerSize: "micro" },
    },
    cache: { managed: { engine: "valkey", size: "micro" }, colocated: { engine: "valkey", size: "micro" } },
    // As many as the network has zones, or a multiple of them.
    queue: { kafka: { size: "small", brokers: 2 }, queue: {} },
  },
  oci: {
    connect: {
      settings: {
        compartmentId: "ocid1.compartment.oc1..aaaa",
        namespace: "testnamespace",
        tenancyName: "testtenancy",
        siteCertificateOcid: "ocid1.certificate.oc1..aaaa",
        certificateOcid: "ocid1.certificate.oc1..aaaa",
      },
      standard: { region: "us-ashburn-1", tenancyOcid: "ocid1.tenancy.oc1..aaaa" },
    },
    holdsData: [
      "oci:Core/volume:Volume",
      "oci:Database/autonomousDatabase:AutonomousDatabase",
      "oci:Dns/zone:Zone",
      "oci:ObjectStorage/bucket:Bucket",
      "oci:Kms/key:Key",
      "oci:Kms/vault:Vault",
      "oci:Psql/dbSystem:DbSystem",
      "oci:Queue/queue:Queue",
      "oci:Streaming/stream:Stream",
      "oci:Streaming/streamPool:StreamPool",
      "oci:Vault/secret:Secret",
    ],
    expendable: /^(site|second)-bucket$/,
    labels: "freeformTags",
    compute: {
      vm: { size: "free" },
      "vm-group": { size: "small" },
      containers: { size: "small" },
      kubernetes: { size: "small" },
    },
    database: {
      managed: { engine: "postgres", size: "small", largerSize: "small" },
      serverless: { engine: "oracle", size: "free", largerSize: "small" },
      colocated: { engine: "postgres", size: "small", largerSize: "small" },
    },
    cache: { managed: { engine: "valkey", size: "small" }, colocated: { engine: "valkey", size: "small" } },
    queue: { kafka: {}, queue: {} },
  },
  digitalocean: {
    connect: { settings: { certificateName: "shop" }, standard: { token: "token" } },
    holdsData: [
      "digitalocean:index/databaseCluster:DatabaseCluster",
      "digitalocean:index/databaseDb:DatabaseDb",
      "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic",
      "digitalocean:index/databaseUser:DatabaseUser",
      "digitalocean:index/domain:Domain",
      "digitalocean:index/spacesBucket:SpacesBucket",
      "digitalocean:index/volume:Volume",
    ],
    // A cache that nobody asked to keep.
    expendable: /^cache-cluster$/,
    labels: "tags",
    // The machines that it guards.
    unlabelled: ["digitalocean:index/firewall:Firewall"],
    compute: {
      vm: { size: "small" },
      "vm-group": { size: "small" },
      containers: { size: "xlarge" },
      kubernetes: { size: "medium" },
    },
    database: {
      managed: { engine: "postgres", size: "micro", largerSize: "small" },
      colocated: { engine: "postgres", size: "small", largerSize: "small" },
    },
    cache: { managed: { engine: "valkey", size: "small" }, colocated: { engine: "valkey", size: "small" } },
    queue: { kafka: { size: "small" } },
  },
  cloudflare: {
    connect: {
      // The Pro plan, since records of a free zone have no tags.
      settings: {
        accountId: "fedcba9876543210fedcba9876543210",
        zone: "example.com",
        plan: "pro",
        secretsStoreId: "0123456789abcdef0123456789abcdef",
        hyperdrive: { host: "db.example.com", user: "app", password: canary("hyperdrive") },
      },
      standard: { apiToken: "token" },
    },
    holdsData: [
      "cloudflare:index/d1Database:D1Database",
      "cloudflare:index/queue:Queue",
      "cloudflare:index/r2Bucket:R2Bucket",
      "cloudflare:index/secretsStoreSecret:SecretsStoreSecret",
      "cloudflare:index/zone:Zone",
    ],
    labels: "tags",
    unlabelled: ["cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication"],
    compute: { workers: { size: "small" } },
    database: {
      managed: { engine: "sqlite", size: "small", largerSize: "small" },
      external: { engine: "postgres", size: "small", largerSize: "small" },
    },
    queue: { queue: {} },
  },
};
