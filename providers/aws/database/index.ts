import * as rds from "@pulumi/aws/rds";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
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
  USERNAME,
} from "./server";
import { awsSizes, sizeIn } from "../sizes";
import { storeName } from "../../../components/core/store-name";
import { DATABASE_NAME } from "../store-names";

/** What other drivers of AWS read of a database. */
export type AwsDatabaseNodes = { readonly server: rds.Instance; readonly replicas: readonly rds.Instance[] };

/** What a server and its replicas have in common. */
function commonInputs(context: DriverContext, { instanceType, size, maxStorageGiB, exposure }: ResolvedDatabaseArgs) {
  return {
    instanceClass: instanceType ?? sizeIn(awsSizes.database.managed, size).instanceType,
    publiclyAccessible: exposure === "public",
    // An update does what it says now, not in the next maintenance window, when nobody looks.
    applyImmediately: true,
    storageType: "gp3",
    storageEncrypted: true,
    maxAllocatedStorage: maxStorageGiB,
    autoMinorVersionUpgrade: true,
    caCertIdentifier: CERTIFICATE_AUTHORITY,
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    iamDatabaseAuthenticationEnabled: true,
    tags: context.tags,
  } satisfies rds.InstanceArgs;
}

/** What makes a server one of its own: its engine, its storage and its first user. */
function ownInputs(args: ResolvedDatabaseArgs, version: string, password: Password) {
  return {
    engine: "postgres",
    engineVersion: version,
    engineLifecycleSupport: LIFECYCLE_SUPPORT,
    // A major version changes only when the topology does; RDS takes a snapshot before it.
    allowMajorVersionUpgrade: true,
    dbName: args.databaseName,
    username: USERNAME,
    ...(password.maker === "generated" ? { password: password.value } : { manageMasterUserPassword: true }),
    allocatedStorage: args.storageGiB,
  };
}

/** What makes a server a copy of one in another region; all that is not said here it takes from there. */
function copyInputs(context: DriverContext, args: ResolvedDatabaseArgs) {
  const { server } = nodesOn<AwsDatabaseNodes>("aws", args.replicaOf!);
  return { replicateSourceDb: server.arn, kmsKeyId: copyKey(context).arn };
}

/**
 * RDS for PostgreSQL in the private subnets, or in the public ones behind a list of networks. Services connect by TLS; the
 * authority of its certificate is RDS's own (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html)
 * and is not handed out.
 *
 * A copy of a database in another region answers reads until it is promoted by hand, and is guarded like its source.
 */
export const database =
  (cloud: AwsCloud): DatabaseDriver =>
  (context, args) => {
    const network = networkOf("RDS", args);
    const version = args.version ?? DEFAULT_POSTGRES_VERSION;
    const isCopy = args.replicaOf !== undefined;
    const password = passwordOf(context, args, true);
    const watched = monitoring(cloud, context, network);
    const parameters = new rds.ParameterGroup(
      context.child("server"),
      {
        family: `postgres${version}`,
        description: "PostgreSQL over TLS only",
        parameters: [...serverParameters],
        tags: context.tags,
      },
      context.options(),
    );
    const { group, allow } = serverGroup(context, network, args.exposure);
    const inputs = {
      ...commonInputs(context, args),
      ...watched.inputs,
      parameterGroupName: parameters.name,
      vpcSecurityGroupIds: [group.id],
    };
    // An address on the internet takes a gateway and the routes to it.
    const dependsOn = [watched.rights, ...(args.exposure === "public" ? network.routes : [])];
    const server = new rds.Instance(
      context.child("server"),
      {
        ...inputs,
        ...(isCopy ? copyInputs(context, args) : ownInputs(args, version, password)),
        identifier: storeName(context, "server", DATABASE_NAME),
        // RDS takes no last snapshot of a copy, which has its source.
        ...(isCopy ? { skipFinalSnapshot: true } : lastSnapshot(context)),
        port: POSTGRES_PORT,
        dbSubnetGroupName: subnetGroup(context, network, args.exposure).name,
        multiAz: args.highAvailability,
        backupRetentionPeriod: args.backupRetentionDays,
        deleteAutomatedBackups: !context.stack.dataProtection,
        deletionProtection: context.stack.dataProtection,
      },
      context.dataOptions({ dependsOn, ignoreChanges: ["identifier"] }),
    );
    // A replica holds nothing of its own: it may go, and is made anew from the server.
    const replicas = Array.from(
      { length: args.readReplicas },
      (_, index) =>
        new rds.Instance(
          context.child(`replica-${index + 1}`),
          { ...inputs, replicateSourceDb: server.identifier, skipFinalSnapshot: true },
          context.options({ dependsOn }),
        ),
    );
    const nodes: AwsDatabaseNodes = { server, replicas };
    return {
      outputs: {
        ...serverOutputs(args, server.address, server.port),
        password: deliver(context, password, server.masterUserSecrets),
        extra: replicaBindings(replicas.map(({ address }) => address)),
        ...(allow === undefined ? {} : { allow }),
      },
      nodes,
    };
  };
