import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { ResolvedDatabaseArgs } from "../../../components/database";
import type { OciCloud } from "../cloud";
import { ecpusOf } from "../limits";
import type { OciNetworkNodes } from "../network";
import { workloadOnly } from "../private-access";

/** Mutual TLS: https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/connecting-python-mtls.html */
export const WALLET_PORT = 1522;

/** What both tiers are made with. */
export interface DatabasePlace {
  readonly cloud: OciCloud;
  readonly network: OciNetworkNodes;
  readonly inputs: oci.database.AutonomousDatabaseArgs;
}

interface BuiltDatabase {
  readonly autonomousDatabase: oci.database.AutonomousDatabase;
  readonly host: pulumi.Output<string>;
}

/** Compute, storage and backups of a size, wherever the database stands. */
export function computeInputs(args: ResolvedDatabaseArgs): Partial<oci.database.AutonomousDatabaseArgs> {
  // All there is on the free tier, which Oracle wants said.
  if (args.size === "free") return { isFreeTier: true, computeModel: "ECPU", computeCount: 2 };
  return {
    computeModel: "ECPU",
    computeCount: ecpusOf(args),
    // More compute under load costs more; the size says what there is.
    isAutoScalingEnabled: false,
    dataStorageSizeInGb: args.storageGiB,
    isAutoScalingForStorageEnabled: args.maxStorageGiB !== undefined,
    backupRetentionPeriodInDays: args.backupRetentionDays,
    isLocalDataGuardEnabled: args.highAvailability,
  };
}

/**
 * Always Free: compute, storage (20 GB) and backups are Oracle's, and there is no private endpoint, so that it is
 * reached over the internet: by the machines' own addresses, or through the service gateway by the VCN as a whole.
 */
export function freeDatabase(
  context: DriverContext,
  { cloud, network, inputs }: DatabasePlace,
  args: ResolvedDatabaseArgs,
): BuiltDatabase {
  const { vcn, natGateway, machineAddresses } = network;
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    {
      ...inputs,
      ...computeInputs(args),
      // Machines behind the service gateway come as their VCN. The list is never empty: that would let everybody try.
      whitelistedIps: pulumi
        .all([vcn.id, machineAddresses.all])
        .apply(([id, all]) => [...(natGateway === undefined && all.length > 0 ? [] : [id]), ...all]),
    },
    context.dataOptions(),
  );
  return { autonomousDatabase, host: pulumi.interpolate`adb.${cloud.region}.oraclecloud.com` };
}

/** Paid: an address in the private subnet, which only machines of the app may call. */
export function paidDatabase(
  context: DriverContext,
  { cloud, network, inputs }: DatabasePlace,
  args: ResolvedDatabaseArgs,
): BuiltDatabase {
  const group = workloadOnly(cloud, context, network, WALLET_PORT);
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    { ...inputs, ...computeInputs(args), subnetId: network.privateSubnet.id, nsgIds: [group.id] },
    context.dataOptions(),
  );
  return { autonomousDatabase, host: autonomousDatabase.privateEndpoint };
}
