import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import type { ResolvedDatabaseArgs } from "../../components/database";
import { shownAs, type OciCloud } from "./cloud";
import { ecpusOf } from "./limits";
import type { OciNetworkNodes } from "./network";

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

/**
 * Always Free: compute, storage (20 GB) and backups are Oracle's, and there is no private endpoint, so that it is
 * reached over the internet: by the machines' own addresses, or through the service gateway by the VCN as a whole.
 */
export function freeDatabase(context: DriverContext, { cloud, network, inputs }: DatabasePlace): BuiltDatabase {
  const { vcn, natGateway, machineAddresses } = network;
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    {
      ...inputs,
      isFreeTier: true,
      // All there is on the free tier, which Oracle wants said.
      computeModel: "ECPU",
      computeCount: 2,
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
  const { compartmentId } = cloud;
  const group = new oci.core.NetworkSecurityGroup(
    context.child("group"),
    { compartmentId, vcnId: network.vcn.id, displayName: shownAs(context, "group"), freeformTags: context.tags },
    context.options(),
  );
  new oci.core.NetworkSecurityGroupSecurityRule(
    context.child("ingress"),
    {
      networkSecurityGroupId: group.id,
      direction: "INGRESS",
      protocol: "6",
      source: network.workload.id,
      sourceType: "NETWORK_SECURITY_GROUP",
      tcpOptions: { destinationPortRange: { min: 1522, max: 1522 } },
      description: "Machines of the app",
    },
    context.options(),
  );
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    {
      ...inputs,
      computeModel: "ECPU",
      computeCount: ecpusOf(args),
      // More compute under load costs more; the size says what there is.
      isAutoScalingEnabled: false,
      dataStorageSizeInGb: args.storageGiB,
      isAutoScalingForStorageEnabled: args.maxStorageGiB !== undefined,
      backupRetentionPeriodInDays: args.backupRetentionDays,
      isLocalDataGuardEnabled: args.highAvailability,
      subnetId: network.privateSubnet.id,
      nsgIds: [group.id],
    },
    context.dataOptions(),
  );
  return { autonomousDatabase, host: autonomousDatabase.privateEndpoint };
}
