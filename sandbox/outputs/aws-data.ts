import { isObject, text } from "../properties";
import { ACCOUNT, arn, globalArn, regionOf, tagged } from "./aws-identity";
import { named, type Birth, type Blueprints } from "./blueprint";

/** Where a part of Aurora answers: `cluster-` for the writer, `cluster-ro-` for readers. */
const auroraHost = (it: Birth, kind: "cluster" | "cluster-ro"): string =>
  `${named(it, "clusterIdentifier")}.${kind}-${it.identity.token(12, "aurora")}.${regionOf(it)}.rds.amazonaws.com`;

const cacheHost = (it: Birth, role: "master" | "replica"): string =>
  `${role}.${named(it, "replicationGroupId")}.${it.identity.token(6, "cache")}.use1.cache.amazonaws.com`;

/** The brokers of a cluster on one of their ports. */
const brokers = (it: Birth, port: number): string =>
  Array.from(
    { length: Number(it.inputs.numberOfBrokerNodes ?? 2) },
    (_, index) =>
      `b-${index + 1}.${named(it, "clusterName")}.${it.identity.token(6, "msk")}.c2.kafka.${regionOf(it)}.amazonaws.com:${port}`,
  ).join(",");

const usesScram = (it: Birth): boolean => {
  const authentication = it.inputs.clientAuthentication;
  const sasl = isObject(authentication) ? authentication.sasl : undefined;
  return isObject(sasl) && sasl.scram === true;
};

const queueUrl = (it: Birth): string => `https://sqs.${regionOf(it)}.amazonaws.com/${ACCOUNT}/${named(it)}`;

/** Aurora, ElastiCache, MSK, SQS and what belongs to them. */
export const awsData: Blueprints = {
  "aws:rds/cluster:Cluster": {
    id: (it) => named(it, "clusterIdentifier").toLowerCase(),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "rds", `cluster:${it.id}`),
      clusterIdentifier: it.id,
      clusterResourceId: `cluster-${it.identity.token(26).toUpperCase()}`,
      endpoint: auroraHost(it, "cluster"),
      readerEndpoint: auroraHost(it, "cluster-ro"),
      port: it.inputs.port ?? 5432,
      engineVersionActual: text(it.inputs.engineVersion, "17.4"),
      masterUserSecrets:
        it.inputs.manageMasterUserPassword === true
          ? [
              {
                kmsKeyId: arn(it, "kms", `key/${it.identity.uuid("key")}`),
                secretArn: arn(
                  it,
                  "secretsmanager",
                  `secret:rds!cluster-${it.identity.uuid()}-${it.identity.token(6)}`,
                ),
                secretStatus: "active",
              },
            ]
          : [],
    }),
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    id: (it) => named(it, "identifier").toLowerCase(),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "rds", `db:${it.id}`),
      identifier: it.id,
      endpoint: `${it.id}.c${it.identity.token(11, "instance")}.${regionOf(it)}.rds.amazonaws.com`,
      port: 5432,
    }),
  },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
    id: (it) => named(it).toLowerCase(),
    outputs: (it) => ({ ...tagged(it), name: it.id, arn: arn(it, "rds", `cluster-pg:${it.id}`) }),
  },
  "aws:rds/globalCluster:GlobalCluster": {
    id: (it) => text(it.inputs.globalClusterIdentifier),
    outputs: (it) => ({
      ...tagged(it),
      arn: globalArn("rds", `global-cluster:${it.id}`),
      globalClusterResourceId: `cluster-${it.identity.hex(16)}`,
      engine: "aurora-postgresql",
    }),
  },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    id: (it) => named(it, "replicationGroupId").toLowerCase(),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "elasticache", `replicationgroup:${it.id}`),
      replicationGroupId: it.id,
      primaryEndpointAddress: cacheHost(it, "master"),
      readerEndpointAddress: cacheHost(it, "replica"),
      engineVersionActual: text(it.inputs.engineVersion),
      clusterEnabled: false,
      memberClusters: Array.from(
        { length: Number(it.inputs.numCacheClusters ?? 1) },
        (_, index) => `${it.id}-${String(index + 1).padStart(3, "0")}`,
      ),
    }),
  },
  "aws:elasticache/parameterGroup:ParameterGroup": {
    id: (it) => named(it).toLowerCase(),
    outputs: (it) => ({ ...tagged(it), name: it.id, arn: arn(it, "elasticache", `parametergroup:${it.id}`) }),
  },
  "aws:elasticache/subnetGroup:SubnetGroup": {
    id: (it) => named(it).toLowerCase(),
    outputs: (it) => ({ ...tagged(it), name: it.id, arn: arn(it, "elasticache", `subnetgroup:${it.id}`) }),
  },
  "aws:msk/cluster:Cluster": {
    id: (it) => arn(it, "kafka", `cluster/${named(it, "clusterName")}/${it.identity.uuid()}-2`),
    outputs: (it) => ({
      ...tagged(it),
      arn: it.id,
      clusterName: named(it, "clusterName"),
      clusterUuid: it.identity.uuid(),
      currentVersion: "K3P5ROKL5A1OLE",
      bootstrapBrokersTls: brokers(it, 9094),
      bootstrapBrokersSaslScram: usesScram(it) ? brokers(it, 9096) : "",
    }),
  },
  "aws:msk/configuration:Configuration": {
    id: (it) => arn(it, "kafka", `configuration/${named(it)}/${it.identity.uuid()}-2`),
    outputs: (it) => ({ region: regionOf(it), arn: it.id, name: named(it), latestRevision: 1 }),
  },
  "aws:msk/topic:Topic": {
    id: (it) => `${text(it.inputs.clusterArn)},${named(it)}`,
    outputs: (it) => ({
      region: regionOf(it),
      name: named(it),
      arn: `${text(it.inputs.clusterArn).replace(":cluster/", ":topic/")}/${named(it)}`,
    }),
  },
  "aws:msk/scramSecretAssociation:ScramSecretAssociation": {
    id: (it) => text(it.inputs.clusterArn),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    id: (it) => text(it.inputs.secretArn),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:sqs/queue:Queue": {
    id: queueUrl,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "sqs", named(it)), name: named(it), url: it.id }),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    id: (it) => text(it.inputs.queueUrl),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {
    id: (it) => text(it.inputs.queueUrl),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:ec2/managedPrefixList:ManagedPrefixList": {
    id: (it) => `pl-0${it.identity.hex(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "ec2", `prefix-list/${it.id}`), name: named(it), version: 1 }),
  },
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
    id: (it) => text(it.inputs.bucket),
    outputs: (it) => ({ region: regionOf(it) }),
  },
};
