import { text, type Property } from "../properties";
import { arn, globalArn, regionOf, tagged } from "./aws-identity";
import { BIRTHDAY, named, type Birth, type Blueprint, type Blueprints } from "./blueprint";

/** The name at the end of an ARN, or the name itself. */
const lastPart = (value: Property | undefined): string => text(value).split(/[:/]/).at(-1) ?? "";

/** One of the settings of a bucket that are resources of their own; they carry the bucket's name as id. */
const ofBucket: Blueprint = { id: (it) => text(it.inputs.bucket), outputs: (it) => ({ region: regionOf(it) }) };

/** RDS, or whatever else serves PostgreSQL under a host name. */
const databaseHost = (it: Birth): string =>
  `${named(it, "identifier")}.c${it.identity.token(11, "cluster")}.${regionOf(it)}.rds.amazonaws.com`;

/** IAM objects are the same in every region and have their name as id. */
const iam = (path: string, prefix: string): Blueprint => ({
  id: (it) => named(it),
  outputs: (it) => ({
    tagsAll: tagged(it).tagsAll,
    arn: globalArn("iam", `${path}/${it.id}`),
    name: it.id,
    uniqueId: prefix + it.identity.token(17, "unique").toUpperCase(),
    createDate: BIRTHDAY,
  }),
});

/** Everything besides the network: data, keys, identities, containers. */
export const awsServices: Blueprints = {
  "aws:rds/instance:Instance": {
    id: (it) => `db-${it.identity.token(26).toUpperCase()}`,
    outputs: (it) => ({
      ...tagged(it),
      resourceId: it.id,
      identifier: named(it, "identifier"),
      arn: arn(it, "rds", `db:${named(it, "identifier")}`),
      address: databaseHost(it),
      endpoint: `${databaseHost(it)}:${text(it.inputs.port, "5432")}`,
      port: it.inputs.port ?? 5432,
      engineVersionActual: text(it.inputs.engineVersion, "17.4"),
      hostedZoneId: "Z2R2ITUGPM61AM",
      masterUserSecrets:
        it.inputs.manageMasterUserPassword === true
          ? [
              {
                kmsKeyId: text(it.inputs.masterUserSecretKmsKeyId, arn(it, "kms", `key/${it.identity.uuid("key")}`)),
                secretArn: arn(it, "secretsmanager", `secret:rds!db-${it.identity.uuid()}-${it.identity.token(6)}`),
                secretStatus: "active",
              },
            ]
          : [],
      replicas: [],
      status: "available",
    }),
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    id: (it) => named(it).toLowerCase(),
    outputs: (it) => ({ ...tagged(it), name: it.id, arn: arn(it, "rds", `subgrp:${it.id}`) }),
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    id: (it) => named(it).toLowerCase(),
    outputs: (it) => ({ ...tagged(it), name: it.id, arn: arn(it, "rds", `pg:${it.id}`) }),
  },
  "aws:s3/bucket:Bucket": {
    id: (it) => named(it, "bucket").toLowerCase(),
    outputs: (it) => ({
      ...tagged(it),
      arn: `arn:aws:s3:::${it.id}`,
      bucket: it.id,
      bucketDomainName: `${it.id}.s3.amazonaws.com`,
      bucketRegion: regionOf(it),
      bucketRegionalDomainName: `${it.id}.s3.${regionOf(it)}.amazonaws.com`,
      hostedZoneId: "Z3AQBSTGFYJSTF",
    }),
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": ofBucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ofBucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    id: (it) => text(it.inputs.key),
    outputs: (it) => ({ region: regionOf(it), arn: `arn:aws:s3:::${text(it.inputs.bucket)}/${text(it.inputs.key)}` }),
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket,
  "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
  "aws:secretsmanager/secret:Secret": {
    id: (it) => arn(it, "secretsmanager", `secret:${named(it)}-${it.identity.token(6)}`),
    outputs: (it) => ({ ...tagged(it), arn: it.id, name: named(it) }),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: (it) => `${text(it.inputs.secretId)}|${it.identity.uuid()}`,
    outputs: (it) => ({
      region: regionOf(it),
      arn: text(it.inputs.secretId),
      secretArn: text(it.inputs.secretId),
      versionId: it.identity.uuid(),
      versionStages: ["AWSCURRENT"],
    }),
  },
  "aws:secretsmanager/secretRotation:SecretRotation": {
    id: (it) => text(it.inputs.secretId),
    outputs: (it) => ({ region: regionOf(it) }),
  },
  "aws:kms/key:Key": {
    id: (it) => it.identity.uuid(),
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "kms", `key/${it.id}`), keyId: it.id }),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: (it) => named(it),
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "logs", `log-group:${it.id}`), name: it.id }),
  },
  "aws:ecs/cluster:Cluster": {
    id: (it) => arn(it, "ecs", `cluster/${named(it)}`),
    outputs: (it) => ({ ...tagged(it), arn: it.id, name: named(it) }),
  },
  "aws:ecs/service:Service": {
    id: (it) => arn(it, "ecs", `service/${lastPart(it.inputs.cluster)}/${named(it)}`),
    outputs: (it) => ({ ...tagged(it), arn: it.id, name: named(it) }),
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    id: (it) => text(it.inputs.family),
    outputs: (it) => {
      const revision = it.identity.below(900) + 1;
      const withoutRevision = arn(it, "ecs", `task-definition/${text(it.inputs.family)}`);
      return { ...tagged(it), arn: `${withoutRevision}:${revision}`, arnWithoutRevision: withoutRevision, revision };
    },
  },
  "aws:appautoscaling/target:Target": {
    id: (it) => text(it.inputs.resourceId),
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "application-autoscaling", `scalable-target/${it.identity.hex(24)}`),
      roleArn: globalArn("iam", "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRole"),
    }),
  },
  "aws:appautoscaling/policy:Policy": {
    id: (it) => named(it),
    outputs: (it) => ({
      region: regionOf(it),
      arn: arn(it, "autoscaling", `scalingPolicy:${it.identity.uuid()}:policyName/${it.id}`),
      name: it.id,
      alarmArns: [],
    }),
  },
  "aws:servicediscovery/httpNamespace:HttpNamespace": {
    id: (it) => `ns-${it.identity.token(16)}`,
    outputs: (it) => ({
      ...tagged(it),
      arn: arn(it, "servicediscovery", `namespace/${it.id}`),
      name: named(it),
      httpName: named(it),
    }),
  },
  "aws:servicediscovery/service:Service": {
    id: (it) => `srv-${it.identity.token(16)}`,
    outputs: (it) => ({ ...tagged(it), arn: arn(it, "servicediscovery", `service/${it.id}`), name: named(it) }),
  },
  "aws:iam/role:Role": iam("role", "AROA"),
  "aws:iam/user:User": iam("user", "AIDA"),
  "aws:iam/userPolicy:UserPolicy": {
    id: (it) => `${text(it.inputs.user)}:${named(it)}`,
    outputs: (it) => ({ name: named(it) }),
  },
  "aws:iam/accessKey:AccessKey": {
    id: (it) => `AKIA${it.identity.token(16).toUpperCase()}`,
    outputs: (it) => ({
      createDate: BIRTHDAY,
      secret: it.identity.bytes(30, "secret").toString("base64"),
      status: text(it.inputs.status, "Active"),
    }),
  },
  "aws:iam/policy:Policy": {
    id: (it) => globalArn("iam", `policy/${named(it)}`),
    outputs: (it) => ({
      tagsAll: tagged(it).tagsAll,
      arn: it.id,
      name: named(it),
      policyId: `ANPA${it.identity.token(17).toUpperCase()}`,
      attachmentCount: 0,
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: (it) => `${text(it.inputs.role)}:${named(it)}`,
    outputs: (it) => ({ name: named(it) }),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: (it) => `${text(it.inputs.role)}/${text(it.inputs.policyArn)}`,
  },
};
