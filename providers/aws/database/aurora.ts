import * as rds from "@pulumi/aws/rds";
import type * as pulumi from "@pulumi/pulumi";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { NameRule } from "../../../components/core/naming";
import type { DatabaseDriver, ResolvedDatabaseArgs } from "../../../components/database";
import type { AwsCloud } from "../cloud";
import { deliver, passwordOf, type Password } from "./access";
import { DEFAULT_POSTGRES_VERSION } from "./limits";
import {
  CERTIFICATE_AUTHORITY,
  copyKey,
  lastSnapshot,
  LIFECYCLE_SUPPORT,
  monitoring,
  networkOf,
  POSTGRES_PORT,
  replicaBindings,
  serverGroup,
  serverOutputs,
  serverParameters,
  subnetGroup,
  uniqueName,
  USERNAME,
} from "./server";
import { awsSizes } from "../sizes";
import { storeName } from "../../../components/core/store-name";
import { DATABASE_NAME } from "../store-names";

/** What other drivers of AWS read of an Aurora cluster. */
export type AwsAuroraNodes = {
  readonly cluster: rds.Cluster;
  /** The writer first. */
  readonly instances: readonly rds.ClusterInstance[];
  readonly region: string;
};

const ENGINE = "aurora-postgresql";

/**
 * Seconds without a connection after which a database that scales to nothing pauses, the fewest that AWS takes. The next
 * connection waits about 15 seconds (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html).
 */
const PAUSE_AFTER_SECONDS = 300;

/** Members of a global database do not pause, so a copy begins where the smallest size that runs does. */
const LEAST_RUNNING_ACU = 0.5;

const GLOBAL_NAME: NameRule = {
  maxLength: 50, // of 63, the rest is for what makes it unique
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html",
};

function capacityOf({ size, replicaOf }: ResolvedDatabaseArgs) {
  const known: Readonly<Record<string, { leastAcu: number; mostAcu: number }>> = awsSizes.database.serverless;
  const found = known[size];
  if (found === undefined) throw new Error(`a size was let through that Aurora does not have: ${size}`);
  const minCapacity = replicaOf === undefined ? found.leastAcu : Math.max(found.leastAcu, LEAST_RUNNING_ACU);
  return {
    minCapacity,
    maxCapacity: found.mostAcu,
    ...(minCapacity === 0 ? { secondsUntilAutoPause: PAUSE_AFTER_SECONDS } : {}),
  };
}

/** What makes a cluster one of its own. */
const ownInputs = ({ databaseName }: ResolvedDatabaseArgs, password: Password) => ({
  databaseName,
  masterUsername: USERNAME,
  ...(password.maker === "generated" ? { masterPassword: password.value } : { manageMasterUserPassword: true }),
});

/** What makes a cluster a copy: a global database around its source, and a key of its own region. */
function copyInputs(context: DriverContext, args: ResolvedDatabaseArgs) {
  const source = nodesOn<AwsAuroraNodes>("aws", args.replicaOf!);
  const global = new rds.GlobalCluster(
    context.child("global"),
    {
      globalClusterIdentifier: uniqueName(context, "global", "global", GLOBAL_NAME),
      sourceDbClusterIdentifier: source.cluster.arn,
      // Where it is deleted, its members are let go first, and stay.
      forceDestroy: true,
      deletionProtection: context.stack.dataProtection,
      region: source.region,
      tags: context.tags,
    },
    context.dataOptions({ dependsOn: [...source.instances] }),
  );
  return {
    globalClusterIdentifier: global.id,
    // A member joins with the very version of the others, which takes its minor ones by itself.
    engineVersion: source.cluster.engineVersionActual,
    kmsKeyId: copyKey(context).arn,
  };
}

/** What AWS changes of a cluster that others join, and of one that joins: a global database moves versions as a whole. */
const CHANGED_BY_AWS = {
  source: ["globalClusterIdentifier"],
  copy: ["engineVersion", "replicationSourceIdentifier"],
};

function clusterOf(
  context: DriverContext,
  args: ResolvedDatabaseArgs,
  version: string,
  inputs: Partial<rds.ClusterArgs>,
  dependsOn: pulumi.Resource[],
): rds.Cluster {
  const parameters = new rds.ClusterParameterGroup(
    context.child("server"),
    {
      family: `${ENGINE}${version}`,
      description: "PostgreSQL over TLS only",
      parameters: [...serverParameters],
      tags: context.tags,
    },
    context.options(),
  );
  return new rds.Cluster(
    context.child("server"),
    {
      clusterIdentifier: storeName(context, "server", DATABASE_NAME),
      engineVersion: version,
      ...inputs,
      ...lastSnapshot(context),
      engine: ENGINE,
      engineMode: "provisioned",
      engineLifecycleSupport: LIFECYCLE_SUPPORT,
      // A major version changes only when the topology does.
      allowMajorVersionUpgrade: true,
      // An update does what it says now, not in the next maintenance window, when nobody looks.
      applyImmediately: true,
      serverlessv2ScalingConfiguration: capacityOf(args),
      dbClusterParameterGroupName: parameters.name,
      port: POSTGRES_PORT,
      storageEncrypted: true,
      iamDatabaseAuthenticationEnabled: true,
      enabledCloudwatchLogsExports: ["postgresql"],
      copyTagsToSnapshot: true,
      backupRetentionPeriod: args.backupRetentionDays,
      deleteAutomatedBackups: !context.stack.dataProtection,
      deletionProtection: context.stack.dataProtection,
      tags: context.tags,
    },
    context.dataOptions({
      dependsOn,
      ignoreChanges: ["clusterIdentifier", ...CHANGED_BY_AWS[args.replicaOf === undefined ? "source" : "copy"]],
    }),
  );
}

/** Who answers: the writer, the one that takes over in another zone, then those for reads alone. */
function rolesOf({ highAvailability, readReplicas }: ResolvedDatabaseArgs): string[] {
  const replicas = Array.from({ length: readReplicas }, (_, index) => `replica-${index + 1}`);
  return ["writer", ...(highAvailability ? ["standby"] : []), ...replicas];
}

/** In which order readers take over; the first two keep the capacity of the writer. */
const TIERS: Readonly<Record<string, number>> = { writer: 0, standby: 1 };
const LAST_TIER = 15;

/**
 * Aurora PostgreSQL whose capacity follows the load, in the private subnets, or in the public ones behind a list of
 * networks. Its storage stands in three zones whatever is asked for; high availability is a second server that takes over.
 *
 * The smallest size scales to nothing while nobody is connected, which every version has that is known here
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html: 13.15, 14.12, 15.7,
 * 16.3 and later); services that keep connections open keep it awake.
 */
export const aurora =
  (cloud: AwsCloud): DatabaseDriver =>
  (context, args) => {
    const network = networkOf("Aurora", args);
    const version = args.version ?? DEFAULT_POSTGRES_VERSION;
    const password = passwordOf(context, args, false);
    const watched = monitoring(cloud, context, network);
    const subnets = subnetGroup(context, network, args.exposure);
    const { group, allow } = serverGroup(context, network, args.exposure);
    const own = args.replicaOf === undefined ? ownInputs(args, password) : copyInputs(context, args);
    const dependsOn = [...(args.exposure === "public" ? network.routes : [])];
    const inputs = { ...own, dbSubnetGroupName: subnets.name, vpcSecurityGroupIds: [group.id] };
    const cluster = clusterOf(context, args, version, inputs, dependsOn);
    const instances = rolesOf(args).map(
      (role) =>
        new rds.ClusterInstance(
          context.child(role),
          {
            ...watched.inputs,
            identifier: storeName(context, role, DATABASE_NAME),
            clusterIdentifier: cluster.id,
            engine: ENGINE,
            instanceClass: "db.serverless",
            dbSubnetGroupName: subnets.name,
            publiclyAccessible: args.exposure === "public",
            promotionTier: TIERS[role] ?? LAST_TIER,
            applyImmediately: true,
            autoMinorVersionUpgrade: true,
            caCertIdentifier: CERTIFICATE_AUTHORITY,
            copyTagsToSnapshot: true,
            tags: context.tags,
          },
          // The data stands in the cluster; the writer stays with it so that a cluster that is kept still answers.
          role === "writer"
            ? context.dataOptions({ dependsOn: [watched.rights], ignoreChanges: ["identifier"] })
            : context.options({ dependsOn: [watched.rights], ignoreChanges: ["identifier"] }),
        ),
    );
    const nodes: AwsAuroraNodes = { cluster, instances, region: cloud.region };
    return {
      outputs: {
        ...serverOutputs(args, cluster.endpoint, cluster.port),
        password: deliver(context, password, cluster.masterUserSecrets),
        extra: replicaBindings(args.readReplicas > 0 ? [cluster.readerEndpoint] : []),
        ...(allow === undefined ? {} : { allow }),
      },
      nodes,
    };
  };
