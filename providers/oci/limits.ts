import type { Issue } from "../../components/core/errors";
import type { Wanted } from "../wanted";
import { ociSizes } from "./sizes";

type WantedDatabase = Omit<NonNullable<Wanted["database"]>, "shape">;
type WantedCompute = NonNullable<Wanted["compute"]>;

/** GiB of an Always Free database; neither more nor less. */
const FREE_STORAGE_GIB = 20;

/** Storage that grows by itself stops at three times what it begins with. */
const GROWTH = 3;

/** Versions that new databases are made with, by major version; 23ai is called 26ai from December 2026 on. */
const VERSIONS: Readonly<Record<string, string>> = { "19": "19c", "26": "26ai" };

const COMPUTE = /^(\d+) ECPU$/;
const LEAST_ECPUS = 2;

const PAID = "or choose a size other than free";

/** The vendor's name of a major version; its own choice when none is given. */
export const versionInputs = (version: string | undefined): { readonly dbVersion?: string } =>
  version === undefined ? {} : { dbVersion: VERSIONS[version]! };

/** How many ECPUs a size has, or the type in its place; NaN where it is none of an Autonomous Database. */
export function ecpusOf({ size, instanceType }: Pick<WantedDatabase, "size" | "instanceType">): number {
  const sizes: Readonly<Record<string, { readonly instanceType: string }>> = ociSizes.database.serverless;
  const count = COMPUTE.exec(instanceType ?? sizes[size]?.instanceType ?? "");
  return count === null ? NaN : Number(count[1]);
}

function freeDatabaseIssues({ highAvailability, storageGiB, maxStorageGiB, instanceType }: WantedDatabase): Issue[] {
  const issues: Issue[] = [];
  const refuse = (field: string, problem: string, got: unknown, allowed: string) =>
    issues.push({ at: `database.${field}`, problem, got, allowed, fix: PAID });
  if (highAvailability) refuse("highAvailability", "an Always Free database has no standby", true, "false");
  if (storageGiB > FREE_STORAGE_GIB) {
    refuse("storageGiB", "an Always Free database is of one size", storageGiB, String(FREE_STORAGE_GIB));
  }
  if (maxStorageGiB !== undefined && maxStorageGiB > FREE_STORAGE_GIB) {
    refuse("maxStorageGiB", "an Always Free database does not grow", maxStorageGiB, String(FREE_STORAGE_GIB));
  }
  if (instanceType !== undefined) {
    refuse("instanceType", "an Always Free database has no type of its own", instanceType, "none");
  }
  return issues;
}

function paidDatabaseIssues(wanted: WantedDatabase): Issue[] {
  const { storageGiB, maxStorageGiB, size, instanceType } = wanted;
  const issues: Issue[] = [];
  if (!(ecpusOf(wanted) >= LEAST_ECPUS)) {
    issues.push({
      at: instanceType === undefined ? "database.size" : "database.instanceType",
      problem: "is no compute of an Autonomous Database",
      got: instanceType ?? size,
      allowed: `a number of ECPUs from ${LEAST_ECPUS} on, such as "4 ECPU"`,
    });
  }
  const most = GROWTH * storageGiB;
  if (maxStorageGiB !== undefined && maxStorageGiB > most) {
    const problem = "storage grows to three times what it begins with";
    issues.push({ at: "database.maxStorageGiB", problem, got: maxStorageGiB, allowed: `up to ${most}` });
  }
  return issues;
}

/** What an Autonomous Database of the asked size cannot have. */
export function databaseIssues(wanted: WantedDatabase): Issue[] {
  const { version, size } = wanted;
  const unknownVersion = version !== undefined && VERSIONS[version] === undefined;
  const ofVersion: Issue[] = unknownVersion
    ? [
        {
          at: "database.version",
          problem: "is no version of Autonomous Database",
          got: version,
          allowed: Object.keys(VERSIONS),
        },
      ]
    : [];
  return [...ofVersion, ...(size === "free" ? freeDatabaseIssues(wanted) : paidDatabaseIssues(wanted))];
}

/** https://docs.oracle.com/iaas/api/#/en/iaas/20160918/datatypes/InstanceSourceViaImageDetails (read 2026-11-21) */
const LEAST_DISK_GIB = 50;

/** https://docs.oracle.com/en-us/iaas/Content/FreeTier/freetier_topic-Always_Free_Resources.htm (read 2026-11-21) */
const FREE_MACHINES = 2;

/** What machines of the asked size cannot have: too small a disk, or more of them than are free. */
export function computeIssues({
  size,
  instanceType,
  diskGiB,
  services,
}: Pick<WantedCompute, "size" | "instanceType" | "diskGiB" | "services">): Issue[] {
  const issues: Issue[] = [];
  if (diskGiB < LEAST_DISK_GIB) {
    const problem = "is smaller than any boot disk";
    issues.push({ at: "compute.diskGiB", problem, got: diskGiB, allowed: `${LEAST_DISK_GIB} or more` });
  }
  const machines = 1 + Object.values(services).filter(({ machine }) => machine === "own").length;
  if (size === "free" && instanceType === undefined && machines > FREE_MACHINES) {
    issues.push({
      at: "compute.size",
      problem: `a tenancy has ${FREE_MACHINES} Always Free machines, and the services stand on ${machines}`,
      got: size,
      allowed: Object.keys(ociSizes.compute.vm).filter((name) => name !== "free"),
    });
  }
  return issues;
}
