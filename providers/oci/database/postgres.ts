import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import { generatedPassword } from "../../../components/generated-password";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../components/core/binding";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import type { DatabaseDriver, ResolvedDatabaseArgs } from "../../../components/database";
import { shownAs, type OciCloud } from "../cloud";
import { postgresIssues, postgresShapeOf } from "../limits-backing";
import type { OciNetworkNodes } from "../network";
import { workloadOnly } from "../private-access";

/** What other drivers of Oracle Cloud find behind a Database with PostgreSQL. */
export interface OciPostgresNodes {
  readonly [key: string]: unknown;
  readonly dbSystem: oci.psql.DbSystem;
}

/** The newest major version that the real provider accepted; another one is another database system. */
const DEFAULT_VERSION = "16";

const PORT = 5432;

/** `postgres` and `admin` are what anybody would try first. */
const USERNAME = "landfall";

/** The one database of a new system; the service has no call that makes another. */
const DATABASE = "postgres";

/**
 * Kept like data: a lost password locks the app out. Eight to 32 characters with upper case, lower case, a digit and a
 * special one, of which these two need no escape in a URL.
 */
const administratorPassword = (context: DriverContext): pulumi.Output<string> =>
  generatedPassword(context, "password", {
    length: 30,
    overrideSpecial: "_-",
    minUpper: 2,
    minLower: 2,
    minNumeric: 2,
    minSpecial: 2,
  });

/** The primary, a standby where one is asked for, and the copies that answer reads; any of them can take over. */
const nodeCount = ({ highAvailability, readReplicas }: ResolvedDatabaseArgs): number =>
  1 + (highAvailability ? 1 : 0) + readReplicas;

function systemInputs(
  { compartmentId }: OciCloud,
  context: DriverContext,
  args: ResolvedDatabaseArgs,
): Omit<oci.psql.DbSystemArgs, "networkDetails" | "credentials"> {
  const { shape, ocpus, memoryGiB } = postgresShapeOf(args);
  return {
    compartmentId,
    displayName: shownAs(context, "system"),
    dbVersion: args.version ?? DEFAULT_VERSION,
    shape,
    instanceOcpuCount: ocpus,
    instanceMemorySizeInGbs: memoryGiB,
    instanceCount: nodeCount(args),
    systemType: "OCI_OPTIMIZED_STORAGE",
    storageDetails: { systemType: "OCI_OPTIMIZED_STORAGE", isRegionallyDurable: true },
    managementPolicy: {
      backupPolicy: { kind: "DAILY", backupStart: "03:00", retentionDays: args.backupRetentionDays },
      maintenanceWindowStart: "SUN 04:00",
    },
    freeformTags: context.tags,
  };
}

/**
 * Database with PostgreSQL in the private subnet, on storage that is kept in every availability domain of the region and
 * grows with what is stored, whatever size was asked for.
 *
 * The app's database is the one that a new system has, `postgres`: the service has no call that makes one, and the name
 * that is asked for is not used. The administrator is no superuser. The password stands in the state as a secret: the
 * driver is not given the stack's vault. Clients are told to encrypt; the authority of the certificate is the service's.
 */
export const postgres =
  (cloud: OciCloud): DatabaseDriver =>
  (context, args) => {
    refuse(postgresIssues(args));
    if (args.network === undefined) throw new Error("Database with PostgreSQL needs the network of its clients");
    const network = nodesOn<OciNetworkNodes>("oci", args.network);
    const password = administratorPassword(context);
    const group = workloadOnly(cloud, context, network, PORT);
    const dbSystem = new oci.psql.DbSystem(
      context.child("system"),
      {
        ...systemInputs(cloud, context, args),
        networkDetails: {
          subnetId: network.privateSubnet.id,
          nsgIds: [group.id],
          isReaderEndpointEnabled: args.readReplicas > 0,
        },
        credentials: { username: USERNAME, passwordDetails: { passwordType: "PLAIN_TEXT", password } },
      },
      context.dataOptions({ additionalSecretOutputs: ["credentials"] }),
    );
    // Not before the system is there: until then its details are no more than what was asked for.
    const host = pulumi
      .all([dbSystem.networkDetails, dbSystem.id])
      .apply(([{ primaryDbEndpointPrivateIp }]) => primaryDbEndpointPrivateIp);
    const nodes: OciPostgresNodes = { dbSystem };
    return {
      outputs: {
        host,
        port: pulumi.output(PORT),
        database: pulumi.output(DATABASE),
        username: pulumi.output(USERNAME),
        password: secret(password),
        url: pulumi.interpolate`postgresql://${USERNAME}@${host}:${PORT}/${DATABASE}?sslmode=require`,
        caCertificate: pulumi.output(undefined),
        extra: {},
      },
      nodes,
    };
  };
