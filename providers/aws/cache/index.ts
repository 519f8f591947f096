import type * as ec2 from "@pulumi/aws/ec2";
import { generatedPassword } from "../../../components/generated-password";
import * as elasticache from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import type { CacheDriver, ResolvedCacheArgs } from "../../../components/cache";
import { secret } from "../../../components/core/binding";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { NameRule } from "../../../components/core/naming";
import { privateGroup } from "../backing-security";
import { cacheVersion } from "./limits";
import type { AwsCloud } from "../cloud";
import { uniqueName } from "../database/server";
import type { AwsNetworkNodes } from "../network";
import { awsSizes, sizeIn } from "../sizes";
import { storeName } from "../../../components/core/store-name";
import { CACHE_NAME } from "../store-names";

/** What other drivers of AWS read of a cache. */
export type AwsCacheNodes = {
  readonly group: elasticache.ReplicationGroup;
  readonly securityGroup: ec2.SecurityGroup;
  readonly port: number;
};

const PORT = 6379;

/** The user that a password without a name of its own signs in. */
const USERNAME = "default";

/** Of 16 to 128 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html). */
const PASSWORD_CHARACTERS = 64;

const SNAPSHOT_DAYS = 7;

const SNAPSHOT_NAME: NameRule = {
  maxLength: 200, // of 255, the rest is for what makes it unique
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateSnapshot.html",
};

/**
 * How many nodes hold the same. A node writes nothing down that outlives its own restart, so what is to last stands on two,
 * of which the other takes over, and in daily snapshots.
 */
const nodesOf = ({ highAvailability, persistent }: ResolvedCacheArgs): number =>
  highAvailability || persistent ? 2 : 1;

function snapshots(context: DriverContext, { persistent }: ResolvedCacheArgs) {
  if (!persistent) return { snapshotRetentionLimit: 0 };
  return {
    snapshotRetentionLimit: SNAPSHOT_DAYS,
    ...(context.stack.dataProtection
      ? { finalSnapshotIdentifier: uniqueName(context, "last-snapshot", "last", SNAPSHOT_NAME) }
      : {}),
  };
}

function parametersOf(context: DriverContext, { evictionPolicy }: ResolvedCacheArgs, family: string) {
  return new elasticache.ParameterGroup(
    context.child("server"),
    {
      family,
      description: "What makes room when memory is full",
      parameters: [{ name: "maxmemory-policy", value: evictionPolicy }],
      tags: context.tags,
    },
    context.options(),
  );
}

function subnetsOf(context: DriverContext, network: AwsNetworkNodes) {
  return new elasticache.SubnetGroup(
    context.child("server"),
    {
      description: "The network's private subnets",
      subnetIds: network.privateSubnets.map(({ id }) => id),
      tags: context.tags,
    },
    context.options(),
  );
}

/**
 * ElastiCache in the private subnets, over TLS and with a password. Encrypted with ElastiCache's own key: one of the
 * account's would cost more a month than it tells, and a node is replaced with its data when the key is changed.
 */
export const cache =
  (_cloud: AwsCloud): CacheDriver =>
  (context, args) => {
    if (args.network === undefined) throw new Error("ElastiCache was asked for a cache without a network");
    if (args.exposure === "public") throw new Error("ElastiCache was asked for an address on the internet");
    const network = nodesOn<AwsNetworkNodes>("aws", args.network);
    const { version, family } = cacheVersion(args.engine, args.version);
    const securityGroup = privateGroup(context, network, { title: "Cache", port: PORT });
    const options = args.persistent
      ? context.dataOptions({ ignoreChanges: ["replicationGroupId"] })
      : context.options();
    // Letters and digits only: it has to survive connection URLs and shells.
    const letters = { length: PASSWORD_CHARACTERS, special: false };
    const password = generatedPassword(context, "password", letters, args.persistent ? undefined : context.options());
    const nodeCount = nodesOf(args);
    const group = new elasticache.ReplicationGroup(
      context.child("server"),
      {
        // What may be lost at any time may also be made anew under another name.
        ...(args.persistent ? { replicationGroupId: storeName(context, "server", CACHE_NAME) } : {}),
        description: `Cache of ${context.stack.app}, stack ${context.stack.stack}`,
        engine: args.engine,
        engineVersion: version,
        nodeType: args.instanceType ?? sizeIn(awsSizes.cache.managed, args.size).instanceType,
        numCacheClusters: nodeCount,
        automaticFailoverEnabled: nodeCount > 1,
        multiAzEnabled: nodeCount > 1,
        port: PORT,
        parameterGroupName: parametersOf(context, args, family).name,
        subnetGroupName: subnetsOf(context, network).name,
        securityGroupIds: [securityGroup.id],
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        authToken: password,
        autoMinorVersionUpgrade: true,
        // An update does what it says now, not in the next maintenance window, when nobody looks.
        applyImmediately: true,
        ...snapshots(context, args),
        tags: context.tags,
      },
      options,
    );
    const nodes: AwsCacheNodes = { group, securityGroup, port: PORT };
    const host = group.primaryEndpointAddress;
    return {
      outputs: {
        host,
        port: pulumi.output<number>(PORT),
        username: pulumi.output(USERNAME),
        password: secret(password),
        url: pulumi.interpolate`rediss://${USERNAME}@${host}:${PORT}`,
      },
      nodes,
    };
  };
