import { refuse } from "../../../components/core/errors";
import * as oci from "@pulumi/oci";
import { generatedPassword } from "../../../components/generated-password";
import * as pulumi from "@pulumi/pulumi";
import { plain, secret } from "../../../components/core/binding";
import { nodesOn } from "../../../components/core/component";
import type { DriverContext } from "../../../components/core/driver";
import { RUN_DIRECTORY } from "../../../components/host/host";
import { physicalName, type NameRule } from "../../../components/core/naming";
import type { DatabaseDriver, ResolvedDatabaseArgs } from "../../../components/database";
import type { OciCloud } from "../cloud";
import { publicDatabase } from "./public";
import { freeDatabase, paidDatabase, WALLET_PORT, type DatabasePlace } from "./tiers";
import { databaseIssues, versionInputs } from "../limits";
import type { OciNetworkNodes } from "../network";

/** What other drivers of Oracle Cloud find behind a database. */
export interface OciDatabaseNodes {
  readonly [key: string]: unknown;
  readonly autonomousDatabase: oci.database.AutonomousDatabase;
  /** The database's own name, by which machines find it; known before the database is there. */
  readonly databaseName: string;
}

/** Where containers find the wallet; the machines write it there when they start. */
export const WALLET_DIRECTORY = `${RUN_DIRECTORY}/wallet`;

/** The environment name that tells which services use the wallet. */
export const WALLET_PASSWORD = "DATABASE_WALLET_PASSWORD";

/** Letters and digits, a letter first, at most 30, unique in the tenancy. */
const DATABASE_NAME: NameRule = {
  maxLength: 30,
  allowed: /[a-z0-9]/,
  separator: "",
  lowercase: true,
  source: "https://docs.oracle.com/iaas/api/#/en/database/20160918/datatypes/CreateAutonomousDatabaseDetails",
};

/** Kept like data: a lost password locks the app out of its database. */
const password = (context: DriverContext, role: string): pulumi.Output<string> =>
  generatedPassword(context, role, { length: 24, special: false, minUpper: 2, minLower: 2, minNumeric: 2 });

/**
 * Oracle wants 12 to 30 characters with upper case, lower case and a digit, no double quote, and never the word "admin"
 * in any case. Underscores after every fourth letter keep chance from writing it.
 */
const administratorPassword = (context: DriverContext): pulumi.Output<string> =>
  password(context, "password").apply((letters) => letters.match(/.{1,4}/g)!.join("_"));

function common(cloud: OciCloud, context: DriverContext, args: ResolvedDatabaseArgs, dbName: string) {
  return {
    compartmentId: cloud.compartmentId,
    dbName,
    displayName: dbName,
    dbWorkload: "OLTP",
    ...versionInputs(args.version),
    licenseModel: "LICENSE_INCLUDED",
    isMtlsConnectionRequired: true,
    freeformTags: context.tags,
  };
}

/**
 * An Autonomous Database for transactions, reached with a wallet over mutual TLS.
 *
 * Each machine makes the wallet for itself when it starts, with its own identity: a wallet made here would stand in
 * the stack's state and in the machine's user data, and neither is a place for a private key. Only the wallet's
 * password is made here, since every machine's services are told the same one.
 *
 * Host, port and name do not come from the database resource where it stands on the internet: it waits for the
 * addresses of the machines, and these wait for what they are told.
 */
export const database =
  (cloud: OciCloud): DatabaseDriver =>
  (context, args) => {
    refuse(databaseIssues(args));
    const dbName = physicalName([args.databaseName, context.stack.stack], DATABASE_NAME);
    const adminPassword = administratorPassword(context);
    const inputs = { ...common(cloud, context, args, dbName), adminPassword };
    if (args.exposure === "public") {
      const { outputs, autonomousDatabase } = publicDatabase(context, { cloud, args, inputs, adminPassword });
      return { outputs, nodes: { autonomousDatabase, databaseName: dbName } satisfies OciDatabaseNodes };
    }
    if (args.network === undefined) throw new Error("Autonomous Database needs the network of its machines");
    const place: DatabasePlace = { cloud, network: nodesOn<OciNetworkNodes>("oci", args.network), inputs };
    const { autonomousDatabase, host } =
      args.size === "free" ? freeDatabase(context, place, args) : paidDatabase(context, place, args);
    const nodes: OciDatabaseNodes = { autonomousDatabase, databaseName: dbName };
    return {
      outputs: {
        host,
        port: pulumi.output(WALLET_PORT),
        database: pulumi.output(dbName),
        username: pulumi.output("ADMIN"),
        password: secret(adminPassword),
        // The alias stands in the wallet's tnsnames.ora, which TNS_ADMIN leads to.
        url: pulumi.output(`oracle+oracledb://ADMIN@${dbName}_tp`),
        caCertificate: pulumi.output(undefined),
        extra: {
          DATABASE_WALLET_DIR: plain(WALLET_DIRECTORY),
          [WALLET_PASSWORD]: secret(password(context, "wallet-password")),
          TNS_ADMIN: plain(WALLET_DIRECTORY),
        },
      },
      nodes,
    };
  };
