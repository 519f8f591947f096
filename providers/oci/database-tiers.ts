import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../components/core/driver";
import { IssuesError, type Issue } from "../../components/core/errors";
import type { ResolvedDatabaseArgs } from "../../components/database";
import { shownAs, type OciCloud } from "./cloud";
import type { OciNetworkNodes } from "./network";
import { ociSizes } from "./sizes";

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

/** GiB of an Always Free database; neither more nor less. */
const FREE_STORAGE_GIB = 20;

/** Storage that grows by itself stops at three times what was asked for. */
const GROWTH = 3;

const PAID = "or choose a size other than free";

const COMPUTE = /^(\d+) ECPU$/;

/** Versions that new databases are made with, by major version; 23ai is called 26ai from December 2026 on. */
const VERSIONS: Readonly<Record<string, string>> = { "19": "19c", "26": "26ai" };

/** The vendor's name of a major version; its own choice when none is given. */
export const versionInputs = (version: string | undefined): { readonly dbVersion?: string } =>
  version === undefined ? {} : { dbVersion: VERSIONS[version]! };

/** What the size cannot have, all at once. */
export function databaseIssues(args: ResolvedDatabaseArgs): Issue[] {
  const issues: Issue[] = [];
  const refuse = (problem: string, got: unknown, allowed: string | string[], fix?: string) =>
    issues.push({ at: "database", problem, got, allowed, ...(fix === undefined ? {} : { fix }) });
  if (args.version !== undefined && VERSIONS[args.version] === undefined) {
    refuse("is no version of Autonomous Database", args.version, Object.keys(VERSIONS));
  }
  if (args.size === "free") {
    if (args.highAvailability) refuse("an Always Free database has no standby", true, "highAvailability: false", PAID);
    if (args.storageGiB > FREE_STORAGE_GIB) {
      refuse("an Always Free database is of one size", args.storageGiB, `storageGiB: ${FREE_STORAGE_GIB}`, PAID);
    }
    if (args.maxStorageGiB !== undefined && args.maxStorageGiB > FREE_STORAGE_GIB) {
      refuse("an Always Free database does not grow", args.maxStorageGiB, "no maxStorageGiB", PAID);
    }
    if (args.instanceType !== undefined) refuse("an Always Free database has no type", args.instanceType, "none");
    return issues;
  }
  const compute = args.instanceType ?? computeOf(args.size);
  if (compute === undefined || !COMPUTE.test(compute)) {
    refuse("is no compute of an Autonomous Database", compute ?? args.size, 'a number of ECPUs such as "2 ECPU"');
  }
  if (args.maxStorageGiB !== undefined && args.maxStorageGiB > GROWTH * args.storageGiB) {
    const most = GROWTH * args.storageGiB;
    refuse("storage grows to three times what it begins with", args.maxStorageGiB, `up to ${most} maxStorageGiB`);
  }
  return issues;
}

/** @throws IssuesError when the size cannot have what is asked of it. */
export function refuseImpossible(args: ResolvedDatabaseArgs): void {
  const issues = databaseIssues(args);
  if (issues.length > 0) throw new IssuesError(issues);
}

function computeOf(size: string): string | undefined {
  const sizes: Readonly<Record<string, { readonly instanceType: string }>> = ociSizes.database.managed;
  return sizes[size]?.instanceType;
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
  const [, count] = COMPUTE.exec(args.instanceType ?? computeOf(args.size)!)!;
  const autonomousDatabase = new oci.database.AutonomousDatabase(
    context.child("database"),
    {
      ...inputs,
      computeModel: "ECPU",
      computeCount: Number(count),
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
