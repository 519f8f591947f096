import type { Issue } from "../../components/core/errors";
import type { Wanted } from "../wanted";
import { ociSizes } from "./sizes";

type WantedDatabase = Omit<NonNullable<Wanted["database"]>, "shape">;
type WantedCache = Omit<NonNullable<Wanted["cache"]>, "shape">;
type WantedQueue = Pick<NonNullable<Wanted["queue"]>, "topics" | "shape">;

/** Major versions of PostgreSQL that a new database system is made with. */
const POSTGRES_VERSIONS = ["14", "15", "16"];

const POSTGRES_SHAPE = /^PostgreSQL\.VM\.[A-Za-z0-9.]+$/;

/** Cores and memory of one node of a database system. */
export interface PostgresShape {
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGiB: number;
}

/** The shape of a size; a type in its place keeps the size's cores and memory, as every type takes them. */
export function postgresShapeOf({ size, instanceType }: Pick<WantedDatabase, "size" | "instanceType">): PostgresShape {
  const sizes: Readonly<Record<string, (typeof ociSizes.database.managed)["small"]>> = ociSizes.database.managed;
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  const { vcpus, memoryMiB } = entry;
  return { shape: instanceType ?? entry.instanceType, ocpus: vcpus / 2, memoryGiB: memoryMiB / 1024 };
}

/** What a Database with PostgreSQL cannot have. */
export function postgresIssues(wanted: WantedDatabase): Issue[] {
  const { version, instanceType } = wanted;
  const issues: Issue[] = [];
  if (version !== undefined && !POSTGRES_VERSIONS.includes(version)) {
    const problem = "is no version of Database with PostgreSQL";
    issues.push({ at: "database.version", problem, got: version, allowed: POSTGRES_VERSIONS });
  }
  if (instanceType !== undefined && !POSTGRES_SHAPE.test(instanceType)) {
    const allowed = "a shape such as PostgreSQL.VM.Standard.E5.Flex";
    const problem = "is no shape of Database with PostgreSQL";
    issues.push({ at: "database.instanceType", problem, got: instanceType, allowed });
  }
  return issues;
}

/** Engines and major versions that the real provider accepted, as the API calls them. */
const CACHE_VERSIONS: Readonly<Record<WantedCache["engine"], Readonly<Record<string, string>>>> = {
  valkey: { "7": "VALKEY_7_2" },
  redis: { "7": "REDIS_7_0" },
};

const NEWEST_CACHE = { valkey: "7", redis: "7" } as const;

const MEMORY = /^(\d+) GB$/;
/** Of a cluster that is not sharded: https://docs.oracle.com/en-us/iaas/Content/ocicache/ocicachebestpractices.htm */
const LEAST_MEMORY_GB = 2;
const MOST_MEMORY_GB = 500;

/** The API's name of the engine and its version; undefined where it has no such version. */
export const cacheVersionOf = ({ engine, version }: Pick<WantedCache, "engine" | "version">): string | undefined =>
  CACHE_VERSIONS[engine][version ?? NEWEST_CACHE[engine]];

/** Gigabytes of each node; NaN where the type is no amount of memory. */
export function cacheMemoryOf({ size, instanceType }: Pick<WantedCache, "size" | "instanceType">): number {
  const sizes: Readonly<Record<string, { readonly instanceType: string }>> = ociSizes.cache.managed;
  const amount = MEMORY.exec(instanceType ?? sizes[size]?.instanceType ?? "");
  return amount === null ? NaN : Number(amount[1]);
}

/** What a cluster of OCI Cache cannot have. */
export function cacheIssues(wanted: WantedCache): Issue[] {
  const { engine, version, size, instanceType } = wanted;
  const issues: Issue[] = [];
  if (cacheVersionOf(wanted) === undefined) {
    const allowed = Object.keys(CACHE_VERSIONS[engine]);
    issues.push({ at: "cache.version", problem: `is no version of ${engine} on OCI Cache`, got: version, allowed });
  }
  const memory = cacheMemoryOf(wanted);
  if (!(memory >= LEAST_MEMORY_GB && memory <= MOST_MEMORY_GB)) {
    issues.push({
      at: instanceType === undefined ? "cache.size" : "cache.instanceType",
      problem: "is no memory of a node of OCI Cache",
      got: instanceType ?? size,
      allowed: `${LEAST_MEMORY_GB} to ${MOST_MEMORY_GB} gigabytes, such as "6 GB"`,
    });
  }
  return issues;
}

/** Hours that messages are kept, by shape: https://docs.oracle.com/iaas/Content/Streaming/Concepts/streamingoverview.htm */
const RETENTION_HOURS = { stream: { least: 24, most: 168 }, queue: { least: 1, most: 168 } } as const;

/** https://docs.oracle.com/iaas/api/#/en/queue/20210201/datatypes/CreateQueueDetails */
const MOST_DELIVERIES = 20;

/** Names of streams, which are what Kafka calls topics. */
const STREAM_NAME = /^[A-Za-z0-9._-]{1,249}$/;

/** What a stream, or a queue of OCI Queue, cannot have. */
export function queueIssues({ topics, shape }: WantedQueue): Issue[] {
  const { least, most } = RETENTION_HOURS[shape === "kafka" ? "stream" : "queue"];
  return Object.entries(topics).flatMap(([name, { retentionHours, deadLetterAfter }]): Issue[] => {
    const issues: Issue[] = [];
    const refuse = (field: string, problem: string, got: unknown, allowed: string) =>
      issues.push({ at: `queue.topics.${name}${field}`, problem, got, allowed });
    if (retentionHours < least || retentionHours > most) {
      refuse(".retentionHours", "messages cannot be kept so long", retentionHours, `${least} to ${most}`);
    }
    if (shape === "kafka" && !STREAM_NAME.test(name)) {
      refuse("", "is no name of a stream", name, "letters, digits, periods, hyphens and underscores");
    }
    if (shape === "queue" && deadLetterAfter !== undefined && deadLetterAfter > MOST_DELIVERIES) {
      refuse(".deadLetterAfter", "a message is put aside earlier", deadLetterAfter, `1 to ${MOST_DELIVERIES}`);
    }
    return issues;
  });
}
