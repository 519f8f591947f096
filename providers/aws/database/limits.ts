import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";

type WantedDatabase = NonNullable<Wanted["database"]>;

/**
 * Major versions of PostgreSQL under standard support, the same on RDS and Aurora
 * (https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html, as of
 * 2026-11). Older ones are in extended support, which is turned off.
 */
export const POSTGRES_VERSIONS = ["14", "15", "16", "17", "18"] as const;

/** RDS and Aurora take minor versions by themselves; a major one is only ever changed by the topology. */
export const DEFAULT_POSTGRES_VERSION = "17";

/** GiB of gp3 storage (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html). */
const STORAGE = { least: 20, most: 65536 };

/**
 * How much a limit of growth must be of the storage at least, in per cent
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html).
 */
const LEAST_LIMIT_PERCENT = 110;

/** Copies of one server, on RDS (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html) and Aurora. */
const MOST_REPLICAS = 15;

const INSTANCE_TYPE = /^db\.[a-z0-9-]+\.[a-z0-9]+$/;

function versionIssues({ version, shape }: WantedDatabase): Issue[] {
  if (version === undefined || (POSTGRES_VERSIONS as readonly string[]).includes(version)) return [];
  const service = shape === "serverless" ? "Aurora" : "RDS";
  const problem = `is no version of PostgreSQL that ${service} has under standard support`;
  return [{ at: "database.version", problem, got: version, allowed: POSTGRES_VERSIONS }];
}

function storageIssues({ storageGiB, maxStorageGiB }: WantedDatabase): Issue[] {
  const issues: Issue[] = [];
  const { least, most } = STORAGE;
  if (storageGiB < least || storageGiB > most) {
    const problem = "is no size of a gp3 volume on RDS";
    issues.push({ at: "database.storageGiB", problem, got: storageGiB, allowed: `${least} to ${most}` });
  }
  const leastLimit = Math.ceil((storageGiB * LEAST_LIMIT_PERCENT) / 100);
  // Growth below the start is refused for every provider alike.
  const grows = maxStorageGiB !== undefined && maxStorageGiB >= storageGiB;
  if (grows && (maxStorageGiB < leastLimit || maxStorageGiB > most)) {
    const problem = "leaves RDS no room to grow into, a tenth of the storage at least";
    issues.push({ at: "database.maxStorageGiB", problem, got: maxStorageGiB, allowed: `${leastLimit} to ${most}` });
  }
  return issues;
}

/** What RDS and Aurora do not allow of what a stack asks; nothing for a database on a machine. */
export function databaseIssues(database: WantedDatabase): Issue[] {
  const { shape, instanceType, readReplicas, highAvailability } = database;
  if (shape !== "managed" && shape !== "serverless") return [];
  const issues = versionIssues(database);
  if (shape === "managed") issues.push(...storageIssues(database));
  if (shape === "managed" && instanceType !== undefined && !INSTANCE_TYPE.test(instanceType)) {
    const problem = "is no instance class of RDS";
    issues.push({ at: "database.instanceType", problem, got: instanceType, allowed: "a class such as db.t4g.micro" });
  }
  // On Aurora the standby is one of the readers.
  const most = shape === "serverless" && highAvailability ? MOST_REPLICAS - 1 : MOST_REPLICAS;
  if (readReplicas > most) {
    issues.push({
      at: "database.readReplicas",
      problem: "is more than one server has",
      got: readReplicas,
      allowed: `0 to ${most}`,
    });
  }
  return issues;
}
