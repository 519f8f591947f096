import type * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import type * as kms from "@pulumi/aws/kms";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { plain, type Bindings } from "../../../components/core/binding";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { AllowCidrs, Exposure } from "../../../components/core/exposure";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { ResolvedDatabaseArgs } from "../../../components/database";
import { privateGroup, publicGroup } from "../backing-security";
import { managedPolicy, type AwsCloud } from "../cloud";
import type { AwsNetworkNodes } from "../network";
import { attach, serviceRole } from "../policy";
import { serviceKey } from "../service-key";

/** The port that PostgreSQL listens on. */
export const POSTGRES_PORT = 5432;

/** `postgres` and `admin` are what anybody would try first. */
export const USERNAME = "landfall";

/** Years of extended support cost more than the server does. */
export const LIFECYCLE_SUPPORT = "open-source-rds-extended-support-disabled";

/** The authority that signs the certificates of servers. */
export const CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1";

const MONITORING_SECONDS = 60;
const SLOW_STATEMENT_MILLISECONDS = 1000;

const SNAPSHOT_NAME: NameRule = {
  maxLength: 200, // of 255, the rest is for what makes it unique
  allowed: /[a-z0-9]/,
  separator: "-",
  lowercase: true,
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html",
};

/** What a server insists on, and what it writes down: encrypted connections, changed tables, slow statements. */
export const serverParameters = [
  { name: "log_min_duration_statement", value: String(SLOW_STATEMENT_MILLISECONDS) },
  { name: "log_statement", value: "ddl" },
  { name: "rds.force_ssl", value: "1" },
] as const;

/**
 * The network that a server is asked for in.
 *
 * @throws Error when the engine is not PostgreSQL, or there is no network: both are refused before.
 */
export function networkOf(service: string, { engine, network }: ResolvedDatabaseArgs): AwsNetworkNodes {
  if (engine !== "postgres") throw new Error(`${service} was asked for the engine ${engine}`);
  if (network === undefined) throw new Error(`${service} was asked for a database without a network`);
  return nodesOn<AwsNetworkNodes>("aws", network);
}

/** A name that a second object of the same name, one day, does not bear as well. */
export function uniqueName(context: DriverContext, role: string, word: string, rule: NameRule): pulumi.Output<string> {
  const { app, stack } = context.stack;
  const unique = new random.RandomId(context.child(role), { byteLength: 4 }, context.options());
  return pulumi.interpolate`${physicalName([app, stack, context.name, word], rule)}-${unique.hex}`;
}

/** What a server does when it is deleted: keep a last snapshot, unless data protection is off. */
export function lastSnapshot(
  context: DriverContext,
): Pick<rds.InstanceArgs, "skipFinalSnapshot" | "finalSnapshotIdentifier"> {
  if (!context.stack.dataProtection) return { skipFinalSnapshot: true };
  return {
    skipFinalSnapshot: false,
    finalSnapshotIdentifier: uniqueName(context, "last-snapshot", "last", SNAPSHOT_NAME),
  };
}

/** What is watched of a server, and what has to stand before it is. */
export function monitoring(
  cloud: AwsCloud,
  context: DriverContext,
  network: AwsNetworkNodes,
): { readonly inputs: ReturnType<typeof monitoringInputs>; readonly rights: pulumi.Resource } {
  const role = serviceRole(context, "monitoring", "Writes the server's metrics", "monitoring.rds.amazonaws.com", {
    account: network.vpc.ownerId,
  });
  const policy = managedPolicy(cloud.region, "service-role/AmazonRDSEnhancedMonitoringRole");
  return { inputs: monitoringInputs(role), rights: attach(context, "monitoring", role, policy) };
}

const monitoringInputs = (role: iam.Role) => ({
  monitoringInterval: MONITORING_SECONDS,
  monitoringRoleArn: role.arn,
  // On every class of PostgreSQL, with the seven days that cost nothing
  // (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html, read 2026-11-21).
  performanceInsightsEnabled: true,
  performanceInsightsRetentionPeriod: 7,
});

/** The subnets that a server stands in: those that the internet leads into only where it is reached from there. */
export function subnetGroup(context: DriverContext, network: AwsNetworkNodes, exposure: Exposure): rds.SubnetGroup {
  const subnets = exposure === "public" ? network.publicSubnets : network.privateSubnets;
  return new rds.SubnetGroup(
    context.child("server"),
    {
      description: `The network's ${exposure} subnets`,
      subnetIds: subnets.map(({ id }) => id),
      tags: context.tags,
    },
    context.options(),
  );
}

/** Who is let in to a server. */
export function serverGroup(
  context: DriverContext,
  network: AwsNetworkNodes,
  exposure: Exposure,
): { readonly group: ec2.SecurityGroup; readonly allow?: AllowCidrs } {
  const served = { title: "PostgreSQL", port: POSTGRES_PORT };
  return exposure === "public"
    ? publicGroup(context, network, served)
    : { group: privateGroup(context, network, served) };
}

/** AWS's own keys never leave their region, so that a copy elsewhere needs one that is named. */
export const copyKey = (context: DriverContext): kms.Key =>
  serviceKey(context, "copy", {
    description: "Encrypts the copy of the database in this region",
    statements: () => [],
    options: context.dataOptions(),
  }).key;

/** Where reads may go to, for services that can tell them from writes. */
export function replicaBindings(hosts: readonly pulumi.Output<string>[]): Bindings {
  if (hosts.length === 0) return {};
  return { DATABASE_REPLICA_HOSTS: plain(pulumi.all([...hosts]).apply((addresses) => addresses.join(","))) };
}

/** What every PostgreSQL of AWS tells of itself; the authority of its certificate is RDS's own and is not handed out. */
export const serverOutputs = (
  { databaseName }: ResolvedDatabaseArgs,
  host: pulumi.Output<string>,
  port: pulumi.Output<number>,
) => ({
  host,
  port,
  database: pulumi.output(databaseName),
  username: pulumi.output(USERNAME),
  url: pulumi.interpolate`postgresql://${USERNAME}@${host}:${port}/${databaseName}?sslmode=require`,
  caCertificate: pulumi.output<string | undefined>(undefined),
});
