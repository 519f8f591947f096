import type { ResolvedComputeArgs } from "../compute";
import type { Issue } from "../core/errors";

/** GiB of the data disk of a machine that stores nothing but a persistent cache. */
const CACHE_DISK_GIB = 10;

/** GiB of the disk that data on the app machine stands on and that outlives it; undefined where nothing is stored. */
export function dataDiskGiB({
  colocated: { database, cache },
}: Pick<ResolvedComputeArgs, "colocated">): number | undefined {
  if (database !== undefined) return database.storageGiB;
  return cache?.persistent === true ? CACHE_DISK_GIB : undefined;
}

/** What a database or a cache beside the services cannot have: users on another machine, and services of its name. */
export function colocationIssues({
  colocated,
  services,
}: Pick<ResolvedComputeArgs, "colocated" | "services">): Issue[] {
  const parts = (["database", "cache"] as const).filter((part) => colocated[part] !== undefined);
  const all = Object.entries(services).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.flatMap((part) => [
    ...all
      .filter(([, service]) => service[part] && service.machine === "own")
      .map(([name]) => ({
        at: `app.services.${name}.machine`,
        problem: `uses the ${part}, which only services on its machine reach`,
        got: "own",
        allowed: "shared",
      })),
    ...all
      .filter(([name]) => name === part)
      .map(([name]) => ({
        at: `app.services.${name}`,
        problem: `has the name of the ${part} on its machine`,
        fix: "give the service another name",
      })),
  ]);
}
