import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { plain, secret } from "../../../components/core/binding";
import type { DriverContext } from "../../../components/core/driver";
import type { DatabaseOutputs, ResolvedDatabaseArgs } from "../../../components/database";
import type { OciCloud } from "../cloud";
import { AllowList } from "./allow-list";
import { computeInputs } from "./tiers";

/** TLS without a wallet: https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/connecting-python-tls.html */
const PORT = 1521;

/** The connection for transactions that needs no certificate of the client. */
function descriptorOf({ connectionStrings }: oci.database.AutonomousDatabase): pulumi.Output<string> {
  return connectionStrings.apply((all) => {
    const profiles = all.flatMap(({ profiles }) => profiles);
    const found = profiles.find((it) => it.consumerGroup === "TP" && it.tlsAuthentication === "SERVER");
    if (found === undefined) throw new pulumi.RunError("Autonomous Database told no way in over TLS without a wallet");
    return found.value;
  });
}

const serviceOf = (descriptor: string): string => /service_name=([^)]+)\)/.exec(descriptor)?.[1] ?? "";

/** What a database on the internet is made with. */
export interface PublicDatabaseArgs {
  readonly cloud: OciCloud;
  readonly args: ResolvedDatabaseArgs;
  readonly inputs: oci.database.AutonomousDatabaseArgs & { readonly dbName: string };
  readonly adminPassword: pulumi.Output<string>;
}

/**
 * An Autonomous Database for compute of another provider: on the internet, for the networks of a list. Machines elsewhere
 * have no identity that could fetch a wallet, so that clients prove themselves by password alone, over TLS; the
 * certificate is from a public authority.
 */
export function publicDatabase(
  context: DriverContext,
  { cloud, args, inputs, adminPassword }: PublicDatabaseArgs,
): { readonly outputs: DatabaseOutputs; readonly autonomousDatabase: oci.database.AutonomousDatabase } {
  const list = new AllowList();
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    { ...inputs, ...computeInputs(args), isMtlsConnectionRequired: false, whitelistedIps: list.all },
    context.dataOptions(),
  );
  const host = pulumi.interpolate`adb.${cloud.region}.oraclecloud.com`;
  const descriptor = descriptorOf(autonomousDatabase);
  const service = descriptor.apply(serviceOf);
  return {
    autonomousDatabase,
    outputs: {
      host,
      port: pulumi.output(PORT),
      database: pulumi.output(inputs.dbName),
      username: pulumi.output("ADMIN"),
      password: secret(adminPassword),
      url: pulumi.interpolate`oracle+oracledb://ADMIN@${host}:${PORT}/?service_name=${service}`,
      caCertificate: pulumi.output(undefined),
      // The whole descriptor, which drivers take in place of a URL: it says that the connection is encrypted.
      extra: { DATABASE_DSN: plain(descriptor) },
      allow: (_context, cidrs) => list.allow(cidrs),
    },
  };
}
