import type { CloudObject } from "./cloud";
import { text, type Properties } from "./properties";

/** How a cloud keeps the names of one type apart. */
interface NameRule {
  /** The output that is the name. */
  readonly name: string;
  /** Outputs that have to be the same for a name to be taken, e.g. the region; everybody shares the names without. */
  readonly within: readonly string[];
  /** What the cloud answers to a second create. */
  readonly says: string;
  /** Who says so; "unverified" where only experience does. Read on 2026-11-28. */
  readonly source: string;
}

const AWS_API = "the error list of the create call in the service's API reference";
const UNVERIFIED = "unverified: that names are kept apart is known from use, the wording is the sandbox's own";

/**
 * Stores of data whose cloud refuses a second one of the same name, by type.
 *
 * What is not here can be made twice: Route 53 zones, KMS keys and EBS volumes on AWS; vaults, keys, volumes, PostgreSQL
 * and cache clusters on Oracle Cloud, where a display name is only a label.
 */
export const NAMES: Readonly<Record<string, NameRule>> = {
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    name: "replicationGroupId",
    within: ["region"],
    says: "ReplicationGroupAlreadyExists",
    source: AWS_API,
  },
  "aws:msk/cluster:Cluster": { name: "clusterName", within: ["region"], says: "ConflictException", source: AWS_API },
  "aws:msk/topic:Topic": { name: "name", within: ["clusterArn"], says: "TopicExistsException", source: UNVERIFIED },
  "aws:rds/cluster:Cluster": {
    name: "clusterIdentifier",
    within: ["region"],
    says: "DBClusterAlreadyExistsFault",
    source: AWS_API,
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    name: "identifier",
    within: ["region"],
    says: "DBInstanceAlreadyExists",
    source: AWS_API,
  },
  "aws:rds/globalCluster:GlobalCluster": {
    name: "globalClusterIdentifier",
    within: [],
    says: "GlobalClusterAlreadyExistsFault",
    source: AWS_API,
  },
  "aws:rds/instance:Instance": {
    name: "identifier",
    within: ["region"],
    says: "DBInstanceAlreadyExists",
    source: AWS_API,
  },
  // In us-east-1 S3 itself would answer as if it had made it; the provider looks for one first.
  "aws:s3/bucket:Bucket": {
    name: "bucket",
    within: [],
    says: "BucketAlreadyOwnedByYou",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/6159, /13587",
  },
  "aws:secretsmanager/secret:Secret": {
    name: "name",
    within: ["region"],
    says: "ResourceExistsException",
    source: AWS_API,
  },
  // SQS answers with the queue that is there where the attributes are the same; the sandbox is the stricter one.
  "aws:sqs/queue:Queue": { name: "name", within: ["region"], says: "QueueAlreadyExists", source: AWS_API },
  "cloudflare:index/d1Database:D1Database": {
    name: "name",
    within: ["accountId"],
    says: "a database of that name already exists",
    source: UNVERIFIED,
  },
  "cloudflare:index/queue:Queue": {
    name: "queueName",
    within: ["accountId"],
    says: "the queue's name is already taken",
    source: UNVERIFIED,
  },
  "cloudflare:index/r2Bucket:R2Bucket": {
    name: "name",
    within: ["accountId"],
    says: "the bucket already exists, and you own it",
    source: UNVERIFIED,
  },
  "cloudflare:index/secretsStoreSecret:SecretsStoreSecret": {
    name: "name",
    within: ["storeId"],
    says: "a secret of that name already exists",
    source: UNVERIFIED,
  },
  "cloudflare:index/zone:Zone": { name: "name", within: [], says: "the zone already exists", source: UNVERIFIED },
  "digitalocean:index/databaseCluster:DatabaseCluster": {
    name: "name",
    within: [],
    says: "422: the cluster's name is not available",
    source: UNVERIFIED,
  },
  "digitalocean:index/databaseDb:DatabaseDb": {
    name: "name",
    within: ["clusterId"],
    says: "422: the database already exists",
    source: UNVERIFIED,
  },
  "digitalocean:index/databaseKafkaTopic:DatabaseKafkaTopic": {
    name: "name",
    within: ["clusterId"],
    says: "409: the topic already exists",
    source: UNVERIFIED,
  },
  "digitalocean:index/databaseUser:DatabaseUser": {
    name: "name",
    within: ["clusterId"],
    says: "422: the user already exists",
    source: UNVERIFIED,
  },
  "digitalocean:index/domain:Domain": {
    name: "name",
    within: [],
    says: "422: the domain already exists",
    source: UNVERIFIED,
  },
  "digitalocean:index/spacesBucket:SpacesBucket": {
    name: "name",
    within: [],
    says: "BucketAlreadyExists",
    source: UNVERIFIED,
  },
  "digitalocean:index/volume:Volume": {
    name: "name",
    within: ["region"],
    says: "409: a volume of that name already exists in the region",
    source: UNVERIFIED,
  },
  "oci:Database/autonomousDatabase:AutonomousDatabase": {
    name: "dbName",
    within: [],
    says: "400: the Autonomous Database's name already exists in the tenancy",
    source: UNVERIFIED,
  },
  "oci:Dns/zone:Zone": {
    name: "name",
    within: ["compartmentId"],
    says: "409: the zone already exists",
    source: UNVERIFIED,
  },
  "oci:ObjectStorage/bucket:Bucket": {
    name: "name",
    within: ["namespace"],
    says: "409 BucketAlreadyExists",
    source: UNVERIFIED,
  },
  "oci:Streaming/stream:Stream": {
    name: "name",
    within: ["streamPoolId"],
    says: "409: a stream of that name already exists",
    source: UNVERIFIED,
  },
  "oci:Vault/secret:Secret": {
    name: "secretName",
    within: ["vaultId"],
    says: "409: a secret of that name already exists in the vault",
    source: UNVERIFIED,
  },
};

/** Whether a second create of the same name is refused by the cloud. */
export const keepsNamesApart = (type: string): boolean => type in NAMES;

/** What the cloud answers where the name of a new object is taken; undefined where it is free. */
export function nameClash({ type, urn, outputs }: CloudObject, existing: readonly CloudObject[]): string | undefined {
  const rule = NAMES[type];
  if (rule === undefined) return undefined;
  const keyOf = (it: Properties) => [rule.name, ...rule.within].map((property) => text(it[property])).join("\n");
  const taken = existing.find((it) => it.type === type && keyOf(it.outputs) === keyOf(outputs));
  if (taken === undefined) return undefined;
  const logical = urn.split("::").at(-1)!;
  const name = JSON.stringify(text(outputs[rule.name]));
  return `${rule.says}: ${name}; if it is this stack's, take it in: pulumi import ${type} ${logical} '${taken.id}' --parent … --provider …`;
}
