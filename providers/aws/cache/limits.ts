import type { CacheEngine } from "../../../components/cache";
import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";

type WantedCache = NonNullable<Wanted["cache"]>;

/** A version of an engine, and the family of its parameters. */
export interface CacheVersion {
  readonly version: string;
  readonly family: string;
}

/**
 * By engine and major version, the newest one last; minor versions are named since ElastiCache takes no other
 * (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html, read 2026-11-21).
 */
const VERSIONS: Readonly<Record<CacheEngine, Readonly<Record<string, CacheVersion>>>> = {
  valkey: {
    7: { version: "7.2", family: "valkey7" },
    8: { version: "8.2", family: "valkey8" },
  },
  redis: { 7: { version: "7.1", family: "redis7" } },
};

/** ElastiCache's own name of a version. @throws Error when there is none: it is refused before. */
export function cacheVersion(engine: CacheEngine, major?: string): CacheVersion {
  const known = VERSIONS[engine];
  const found = known[major ?? Object.keys(known).at(-1)!];
  if (found === undefined) throw new Error(`ElastiCache was asked for ${engine} ${major}`);
  return found;
}

const INSTANCE_TYPE = /^cache\.[a-z0-9-]+\.[a-z0-9]+$/;

/** What ElastiCache does not allow of what a stack asks; nothing for a cache on a machine. */
export function cacheIssues({ shape, engine, version, instanceType }: WantedCache): Issue[] {
  if (shape !== "managed") return [];
  const issues: Issue[] = [];
  const known = Object.keys(VERSIONS[engine]);
  if (version !== undefined && !known.includes(version)) {
    const problem = `is no version of ${engine} on ElastiCache`;
    issues.push({ at: "cache.version", problem, got: version, allowed: known });
  }
  if (instanceType !== undefined && !INSTANCE_TYPE.test(instanceType)) {
    const problem = "is no node type of ElastiCache";
    issues.push({ at: "cache.instanceType", problem, got: instanceType, allowed: "a type such as cache.t4g.micro" });
  }
  return issues;
}
