import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { isSingle, slugIn, standbyIssue } from "../database/limits";
import { digitaloceanSizes } from "../sizes";

type WantedCache = Pick<NonNullable<Wanted["cache"]>, "version" | "size" | "instanceType" | "highAvailability">;

/** https://github.com/digitalocean/openapi, databases/responses/options.yml (2026-08-07) */
const VERSIONS = ["8"];
export const NEWEST_VERSION = "8";
const SLUG = /^(db-s|m)-\d+vcpu-\d+gb$/;

/** The slug of a node. */
export const cacheSlug = (wanted: Pick<WantedCache, "size" | "instanceType">): string =>
  slugIn(digitaloceanSizes.cache.managed, wanted);

/** What a cluster of Valkey cannot have. */
export function cacheIssues(wanted: WantedCache): Issue[] {
  const { version, instanceType, highAvailability } = wanted;
  const issues: Issue[] = [];
  if (version !== undefined && !VERSIONS.includes(version)) {
    const problem = "is no version of Valkey that DigitalOcean makes clusters of";
    issues.push({ at: "cache.version", problem, got: version, allowed: VERSIONS });
  }
  if (instanceType !== undefined && !SLUG.test(instanceType)) {
    const problem = "is no plan of managed Valkey";
    issues.push({ at: "cache.instanceType", problem, got: instanceType, allowed: "a slug such as m-2vcpu-16gb" });
  }
  if (highAvailability && isSingle(cacheSlug(wanted))) {
    issues.push(standbyIssue("cache", wanted, Object.keys(digitaloceanSizes.cache.managed)));
  }
  return issues;
}
