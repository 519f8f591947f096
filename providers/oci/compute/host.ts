import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../../components/database";
import { nodesOn } from "../../../components/core/component";
import { IssuesError } from "../../../components/core/errors";
import { cloudConfig, followingConfig } from "../../../components/host/cloud-init";
import { describeHost, type DescribeArgs } from "../../../components/host/describe";
import { readsFrom } from "../../../components/host/environment";
import type { Host } from "../../../components/host/host";
import type { PlacedService } from "../../../components/host/machines";
import { encodeRelease, type ReleaseSource } from "../../../components/host/release";
import { encodeUserData } from "../../../components/host/user-data";
import type { OciCloud } from "../cloud";
import { ociSecretReader, type MachineReads } from "./secret-reader";
import { WALLET_DIRECTORY, WALLET_PASSWORD, type OciDatabaseNodes } from "../database";

/** All metadata of an instance together: 32,000 bytes, https://docs.oracle.com/iaas/api/#/en/iaas/20160918/Instance/ */
const METADATA_BYTES = 32_000;
/** What the other keys and the quoting take. */
const METADATA_OVERHEAD = 200;

/** Whether a service signs in to the database with its wallet. */
export const usesWallet = ({ args }: PlacedService): boolean => WALLET_PASSWORD in args.environment;

/** What user data of a machine is made of, before Oracle Cloud adds how secrets are read. */
export type UserDataArgs = Omit<DescribeArgs, "reader" | "directories"> & { readonly cloud: OciCloud };

type Told = Pick<UserDataArgs, "machine" | "told">;

/** The wallet that a machine makes for itself when it starts; undefined where no service uses one. */
function walletOf(
  cloud: OciCloud,
  database: Database | undefined,
  { machine, told: { environments } }: Told,
): MachineReads["wallet"] {
  const user = machine.services.find(usesWallet);
  if (user === undefined) return undefined;
  if (database === undefined) throw new Error("a service uses a wallet, yet compute was given no database");
  return {
    compartmentId: cloud.compartmentId,
    databaseName: nodesOn<OciDatabaseNodes>("oci", database).databaseName,
    passwordKey: environments.get(user.name)!.secrets[WALLET_PASSWORD]!,
    directory: WALLET_DIRECTORY,
  };
}

/** What a machine reads when it starts; undefined when nothing is secret. */
function readsOf({ cloud, args, machine, told }: UserDataArgs): pulumi.Output<MachineReads> | undefined {
  const { secrets } = told;
  if (secrets.length === 0) return undefined;
  const wallet = walletOf(cloud, args.database, { machine, told });
  return readsFrom(secrets).apply((known) => ({ secrets: known, ...(wallet === undefined ? {} : { wallet }) }));
}

function tooLong(role: string, bytes: number): IssuesError {
  return new IssuesError([
    {
      at: `compute, machine ${role}`,
      problem: "what the machine is told is too long for Oracle Cloud, even compressed",
      got: `${bytes} bytes in Base64`,
      allowed: `about ${METADATA_BYTES} bytes in Base64`,
      fix: "put some services on machines of their own, or shorten their environment",
    },
  ]);
}

/** @throws IssuesError when the text of the machine is longer than Oracle Cloud takes, even compressed. */
export function encodeHost(host: Host, role: string): string {
  const text = cloudConfig(host);
  const encoded = encodeUserData(text, METADATA_BYTES - METADATA_OVERHEAD);
  if (encoded === undefined) throw tooLong(role, text.length);
  return encoded;
}

/** The machine told apart from Oracle Cloud; holds only the OCIDs of secrets where the stack has a store of them. */
function hostOf(of: UserDataArgs): pulumi.Output<Host> {
  const reads = readsOf(of);
  return describeHost({
    ...of,
    ...(reads === undefined ? {} : { reader: reads.apply(ociSecretReader) }),
    directories: (service) => (usesWallet(service) ? [WALLET_DIRECTORY] : []),
  });
}

/** The user data that makes a machine out of a plain Ubuntu image once and for all. */
export const userData = (of: UserDataArgs): pulumi.Output<string> =>
  hostOf(of).apply((host) => encodeHost(host, of.machine.role));

/** The key that a release stands under: of its metadata a machine keeps all but `user_data` and its SSH keys changeable. */
const RELEASE_KEY = "landfall_release";

/**
 * The machine's own metadata, which it reads without any credentials and Oracle Cloud changes while it runs:
 * https://docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm
 */
const RELEASE_SOURCE: ReleaseSource = {
  packages: [],
  files: [],
  command: [
    "exec curl --fail --silent --show-error --max-time 30 --header 'Authorization: Bearer Oracle' \\",
    `  http://169.254.169.254/opc/v2/instance/metadata/${RELEASE_KEY}`,
  ].join("\n"),
  intervalSeconds: 60,
};

/**
 * The metadata of a machine that follows its release: a new image tag, route or number of copies changes it in place,
 * where other user data would replace the machine.
 */
export function machineMetadata(of: UserDataArgs): Record<string, pulumi.Input<string>> {
  const { memoryMiB, machine, args } = of;
  const { role } = machine;
  const text = followingConfig({ memoryMiB, sshPublicKeys: args.sshPublicKeys }, RELEASE_SOURCE);
  const limit = METADATA_BYTES - METADATA_OVERHEAD;
  const founding = encodeUserData(text, limit);
  if (founding === undefined) throw tooLong(role, text.length);
  const release = hostOf(of).apply((host) => {
    const encoded = encodeRelease(host);
    if (founding.length + encoded.length > limit) throw tooLong(role, founding.length + encoded.length);
    return encoded;
  });
  return { user_data: founding, [RELEASE_KEY]: release };
}
