import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { plain, type Bindings } from "../../components/core/binding";
import { nodesOn } from "../../components/core/component";
import type { DriverContext } from "../../components/core/driver";
import { physicalName, type NameRule } from "../../components/core/naming";
import type { DatabaseDriver, ResolvedDatabaseArgs } from "../../components/database";
import { managedPolicy, type AwsCloud } from "./cloud";
import { databaseGroup, passwordOf, POSTGRES_PORT } from "./database-access";
import type { AwsNetworkNodes } from "./network";
import { attach, serviceRole } from "./policy";
import { awsSizes, sizeIn } from "./sizes";

/** What other drivers of AWS read of a database. */
export type AwsDatabaseNodes = { readonly server: rds.Instance; readonly replicas: readonly rds.Instance[] };

/** RDS takes minor versions by itself; a major one is only ever changed by the topology. */
const DEFAULT_VERSION = "17";

/** `postgres` and `admin` are what anybody would try first. */
const USERNAME = "landfall";

const MONITORING_SECONDS = 60;
const SLOW_STATEMENT_MILLISECONDS = 1000;

const SNAPSHOT_NAME: NameRule = {
  maxLength: 200, // of 255, the rest is for what makes it unique
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html",
};

/** What the server insists on, and what it writes down: encrypted connections, changed tables, slow statements. */
function parameterGroup(context: DriverContext, version: string): rds.ParameterGroup {
  return new rds.ParameterGroup(
    context.child("server"),
    {
      family: `postgres${version}`,
      description: "PostgreSQL over TLS only",
      parameters: [
        { name: "log_min_duration_statement", value: String(SLOW_STATEMENT_MILLISECONDS) },
        { name: "log_statement", value: "ddl" },
        { name: "rds.force_ssl", value: "1" },
      ],
      tags: context.tags,
    },
    context.options(),
  );
}

/** What the server does when it is deleted: keep a last snapshot, unless data protection is off. */
function lastSnapshot(context: DriverContext): Pick<rds.InstanceArgs, "skipFinalSnapshot" | "finalSnapshotIdentifier"> {
  const { app, stack, dataProtection } = context.stack;
  if (!dataProtection) return { skipFinalSnapshot: true };
  // A second server of the same name may one day be deleted as well, and its snapshot must not bear the name of the first.
  const unique = new random.RandomId(context.child("last-snapshot"), { byteLength: 4 }, context.options());
  const name = physicalName([app, stack, context.name, "last"], SNAPSHOT_NAME);
  return { skipFinalSnapshot: false, finalSnapshotIdentifier: pulumi.interpolate`${name}-${unique.hex}` };
}

/** What a server and its replicas have in common. */
function commonInputs(
  cloud: AwsCloud,
  context: DriverContext,
  args: ResolvedDatabaseArgs,
  network: AwsNetworkNodes,
  version: string,
) {
  const monitoring = serviceRole(context, "monitoring", "Writes the server's metrics", "monitoring.rds.amazonaws.com", {
    account: network.vpc.ownerId,
  });
  const rights = attach(
    context,
    "monitoring",
    monitoring,
    managedPolicy(cloud.region, "service-role/AmazonRDSEnhancedMonitoringRole"),
  );
  const inputs = {
    instanceClass: args.instanceType ?? sizeIn(awsSizes.database.managed, args.size).instanceType,
    parameterGroupName: parameterGroup(context, version).name,
    vpcSecurityGroupIds: [databaseGroup(context, network).id],
    publiclyAccessible: false,
    // An update does what it says now, not in the next maintenance window, when nobody looks.
    applyImmediately: true,
    storageType: "gp3",
    storageEncrypted: true,
    maxAllocatedStorage: args.maxStorageGiB,
    autoMinorVersionUpgrade: true,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    iamDatabaseAuthenticationEnabled: true,
    monitoringInterval: MONITORING_SECONDS,
    monitoringRoleArn: monitoring.arn,
    // On every class of PostgreSQL, with the seven days that cost nothing
    // (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html, read 2026-11-21).
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
    tags: context.tags,
  } satisfies rds.InstanceArgs;
  return { inputs, rights };
}

/** Where reads may go to, for services that can tell them from writes. */
function replicaBindings(replicas: readonly rds.Instance[]): Bindings {
  if (replicas.length === 0) return {};
  const hosts = pulumi.all(replicas.map(({ address }) => address)).apply((addresses) => addresses.join(","));
  return { DATABASE_REPLICA_HOSTS: plain(hosts) };
}

/**
 * RDS for PostgreSQL in the private subnets. Services connect by TLS; the authority of its certificate is RDS's own
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html) and is not handed out.
 */
export const database =
  (cloud: AwsCloud): DatabaseDriver =>
  (context, args) => {
    if (args.engine !== "postgres") throw new Error(`RDS was asked for the engine ${args.engine}`);
    if (args.network === undefined) throw new Error("RDS was asked for a database without a network");
    const network = nodesOn<AwsNetworkNodes>("aws", args.network);
    const version = args.version ?? DEFAULT_VERSION;
    const password = passwordOf(context, args);
    const { inputs, rights } = commonInputs(cloud, context, args, network, version);
    const subnets = new rds.SubnetGroup(
      context.child("server"),
      {
        description: "The network's private subnets",
        subnetIds: network.privateSubnets.map(({ id }) => id),
        tags: context.tags,
      },
      context.options(),
    );
    const server = new rds.Instance(
      context.child("server"),
      {
        ...inputs,
        ...password.inputs,
        ...lastSnapshot(context),
        engine: "postgres",
        engineVersion: version,
        // Years of extended support cost more than the server does.
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        // A major version changes only when the topology does; RDS takes a snapshot before it.
        allowMajorVersionUpgrade: true,
        dbName: args.databaseName,
        username: USERNAME,
        port: POSTGRES_PORT,
        allocatedStorage: args.storageGiB,
        dbSubnetGroupName: subnets.name,
        multiAz: args.highAvailability,
        backupRetentionPeriod: args.backupRetentionDays,
        deleteAutomatedBackups: !context.stack.dataProtection,
        deletionProtection: context.stack.dataProtection,
      },
      context.dataOptions({ dependsOn: [rights] }),
    );
    // A replica holds nothing of its own: it may go, and is made anew from the server.
    const replicas = Array.from(
      { length: args.readReplicas },
      (_, index) =>
        new rds.Instance(
          context.child(`replica-${index + 1}`),
          { ...inputs, replicateSourceDb: server.identifier, skipFinalSnapshot: true },
          context.options({ dependsOn: [rights] }),
        ),
    );
    const nodes: AwsDatabaseNodes = { server, replicas };
    return {
      outputs: {
        host: server.address,
        port: server.port,
        database: pulumi.output(args.databaseName),
        username: pulumi.output(USERNAME),
        password: password.deliver(server),
        url: pulumi.interpolate`postgresql://${USERNAME}@${server.address}:${server.port}/${args.databaseName}?sslmode=require`,
        caCertificate: pulumi.output(undefined),
        extra: replicaBindings(replicas),
      },
      nodes,
    };
  };
