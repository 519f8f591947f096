import { refuse } from "../../../components/core/errors";
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { DatabaseDriver, ResolvedDatabaseArgs } from "../../../components/database";
import type { DigitaloceanCloud } from "../cloud";
import { AccessList, firewall, type DigitaloceanClusterNodes } from "./access";
import { clusterPlace, hostOf, MAINTENANCE } from "./cluster";
import { databaseIssues, databaseSlug, DEFAULT_VERSION, nodesOf, storageMibOf } from "./limits";
import { storeName } from "../../../components/core/store-name";
import { CLUSTER_NAME } from "../store-names";

/** DigitalOcean's own resources behind a managed PostgreSQL. */
export interface DigitaloceanDatabaseNodes extends DigitaloceanClusterNodes {
  readonly replicas: readonly digitalocean.DatabaseReplica[];
}

/** Who the services sign in as. */
interface Login {
  readonly username: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
}

/**
 * A user of the services' own, which may sign in and no more: what it may do in the database is said in SQL, by nobody but
 * `doadmin`. https://docs.digitalocean.com/products/databases/postgresql/how-to/modify-user-privileges (read 2026-11-21)
 */
function ownUser(context: DriverContext, cluster: digitalocean.DatabaseCluster, database: string): Login {
  const user = new digitalocean.DatabaseUser(
    context.child("user"),
    { clusterId: cluster.id, name: database },
    context.dataOptions(),
  );
  const grant = `GRANT ALL ON DATABASE "${database}" TO "${database}"; GRANT ALL ON SCHEMA public TO "${database}";`;
  user.id.apply(() => pulumi.log.info(`once, as doadmin, in the database ${database}: ${grant}`, user));
  return { username: user.name, password: user.password };
}

const loginOf = (
  { settings }: DigitaloceanCloud,
  context: DriverContext,
  cluster: digitalocean.DatabaseCluster,
  { databaseName }: ResolvedDatabaseArgs,
): Login =>
  settings.databaseUser === "own"
    ? ownUser(context, cluster, databaseName)
    : { username: cluster.user, password: cluster.password };

/** A node that answers reads, with a list of its own of who is let in. */
function replica(
  cloud: DigitaloceanCloud,
  context: DriverContext,
  cluster: digitalocean.DatabaseCluster,
  args: ResolvedDatabaseArgs,
  access: AccessList,
  role: string,
): digitalocean.DatabaseReplica {
  const made = new digitalocean.DatabaseReplica(
    context.child(role),
    {
      clusterId: cluster.id,
      size: databaseSlug(args),
      storageSizeMib: String(storageMibOf(args)),
      ...clusterPlace(cloud, context, args),
    },
    context.options(),
  );
  firewall(context, `${role}-firewall`, made.uuid, access);
  return made;
}

/**
 * A cluster of PostgreSQL, encrypted at rest and on the wire, with one database and one user. DigitalOcean keeps a backup of
 * each day, and what lies between, for seven days.
 *
 * Nobody is let in but the app's compute, or the networks that are named. A cluster is open to whoever has a password from
 * its making until its list is there: at once where compute is known by its tag or network beforehand, after the first
 * deployment for an app without a VPC, which is known by its id alone.
 *
 * The certificate is of an authority that the cluster has for itself, and only a look-up tells it: clients encrypt, and do
 * not prove who answers.
 */
export const database =
  (cloud: DigitaloceanCloud): DatabaseDriver =>
  (context, args) => {
    refuse(databaseIssues(args));
    const cluster = new digitalocean.DatabaseCluster(
      context.child("cluster"),
      {
        name: storeName(context, "cluster", CLUSTER_NAME),
        engine: "pg",
        version: args.version ?? DEFAULT_VERSION,
        size: databaseSlug(args),
        nodeCount: nodesOf(args),
        storageSizeMib: String(storageMibOf(args)),
        maintenanceWindows: [MAINTENANCE],
        ...clusterPlace(cloud, context, args),
      },
      context.dataOptions({ ignoreChanges: ["name"] }),
    );
    const access = new AccessList();
    firewall(context, "firewall", cluster.id, access);
    const { name: databaseName } = new digitalocean.DatabaseDb(
      context.child("database"),
      { clusterId: cluster.id, name: args.databaseName },
      context.dataOptions(),
    );
    const { username, password } = loginOf(cloud, context, cluster, args);
    const replicas = Array.from({ length: args.readReplicas }, (_, index) =>
      replica(cloud, context, cluster, args, access, `replica-${index + 1}`),
    );
    const host = hostOf(cluster, args);
    const nodes: DigitaloceanDatabaseNodes = { cluster, access, replicas };
    return {
      outputs: {
        host,
        port: cluster.port,
        database: databaseName,
        username,
        password: secret(password),
        url: pulumi.interpolate`postgresql://${username}@${host}:${cluster.port}/${databaseName}?sslmode=require`,
        caCertificate: pulumi.output(undefined),
        extra: {},
        ...(args.exposure === "public" ? { allow: (_context, cidrs) => access.allow(cidrs) } : {}),
      },
      nodes,
    };
  };
