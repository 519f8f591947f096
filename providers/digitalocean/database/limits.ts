import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { digitaloceanSizes } from "../sizes";

type WantedDatabase = Pick<
  NonNullable<Wanted["database"]>,
  "version" | "size" | "instanceType" | "highAvailability" | "storageGiB"
>;

/**
 * Major versions that new clusters are made with: https://github.com/digitalocean/openapi, databases/responses/options.yml
 * (2026-08-07); 14 has been closed to new ones since May 2026.
 */
const VERSIONS = ["15", "16", "17"];

/** The newest; the provider asks for one. */
export const DEFAULT_VERSION = "17";

/** Slugs of PostgreSQL, by the same list. */
const SLUG = /^(db-(s|intel|amd)|gd|so1_5)-\d+vcpu-\d+gb$/;
/** The smallest plans have no standby, by the same list. */
const SINGLE = /-1vcpu-1gb$/;

/**
 * GiB that come with a plan; it never has less, and more is added by tens.
 * https://www.digitalocean.com/pricing/managed-databases (not read again; 60 is in the API's examples)
 */
const PLAN_GIB: Readonly<Record<string, number>> = {
  "db-s-1vcpu-1gb": 10,
  "db-s-1vcpu-2gb": 30,
  "db-s-2vcpu-4gb": 60,
  "db-s-4vcpu-8gb": 140,
  "db-s-6vcpu-16gb": 290,
};
const STEP_GIB = 10;
const MIB = 1024;

/** The slug of a node, by size or by the instance type in its place. */
export function slugIn(
  sizes: Readonly<Record<string, { readonly instanceType: string }>>,
  { size, instanceType }: { readonly size: string; readonly instanceType?: string | undefined },
): string {
  if (instanceType !== undefined) return instanceType;
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  return entry.instanceType;
}

/** The slug of a database node. */
export const databaseSlug = (wanted: Pick<WantedDatabase, "size" | "instanceType">): string =>
  slugIn(digitaloceanSizes.database.managed, wanted);

/** MiB of a node's storage: what is asked for, by the service's steps, and never less than what comes with the plan. */
export function storageMibOf(wanted: Pick<WantedDatabase, "size" | "instanceType" | "storageGiB">): number {
  const own = PLAN_GIB[databaseSlug(wanted)] ?? STEP_GIB;
  return Math.max(own, Math.ceil(wanted.storageGiB / STEP_GIB) * STEP_GIB) * MIB;
}

/** What a cluster of PostgreSQL cannot have. */
export function databaseIssues(wanted: WantedDatabase): Issue[] {
  const { version, size, instanceType, highAvailability } = wanted;
  const issues: Issue[] = [];
  if (version !== undefined && !VERSIONS.includes(version)) {
    const problem = "is no version of PostgreSQL that DigitalOcean makes clusters of";
    issues.push({ at: "database.version", problem, got: version, allowed: VERSIONS });
  }
  if (instanceType !== undefined && !SLUG.test(instanceType)) {
    const problem = "is no plan of managed PostgreSQL";
    issues.push({ at: "database.instanceType", problem, got: instanceType, allowed: "a slug such as db-s-1vcpu-2gb" });
  }
  if (highAvailability && SINGLE.test(databaseSlug(wanted))) {
    issues.push(standbyIssue("database", { size, instanceType }, Object.keys(digitaloceanSizes.database.managed)));
  }
  return issues;
}

/** That the smallest plan has no standby. */
export function standbyIssue(
  kind: "database" | "cache",
  { size, instanceType }: { readonly size: string; readonly instanceType?: string | undefined },
  sizes: readonly string[],
): Issue {
  return {
    at: `${kind}.${instanceType === undefined ? "size" : "instanceType"}`,
    problem: "the smallest plan has no standby, and highAvailability is asked for",
    got: instanceType ?? size,
    allowed: sizes.filter((it) => it !== "micro"),
  };
}

/** Whether a slug is a plan of one node only. */
export const isSingle = (slug: string): boolean => SINGLE.test(slug);

/** Nodes of a cluster: the primary, and the one that takes over. */
export const nodesOf = ({ highAvailability }: { readonly highAvailability: boolean }): number =>
  highAvailability ? 2 : 1;
