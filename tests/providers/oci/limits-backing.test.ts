import { resolveCacheArgs } from "../../../components/cache";
import { resolveDatabaseArgs } from "../../../components/database";
import { resolveQueueArgs } from "../../../components/queue";
import { cacheMemoryOf, cacheVersionOf, postgresShapeOf } from "../../../providers/oci/limits-backing";
import { ociSizes } from "../../../providers/oci/sizes";
import { registry } from "../../../providers/registry";
import { testStack } from "../../support/harness";

const told = (wanted: Parameters<typeof registry.oci.refusals>[0]["wanted"]) =>
  registry.oci.refusals({ settings: {}, standard: {}, wanted }).map(({ at }) => at);

const stack = testStack;
const postgres = { stack, engine: "postgres", databaseName: "shop", size: "small" } as const;
const cache = { stack, engine: "valkey", size: "small" } as const;

describe("what backing parts on Oracle Cloud cannot have", () => {
  it("is told by the registry, by the shape that is asked for", () => {
    const database = {
      ...resolveDatabaseArgs({ ...postgres, version: "9", instanceType: "db.t4g.micro" }),
      shape: "managed",
    };
    expect(told({ database })).toEqual(["database.version", "database.instanceType"]);
    expect(told({ cache: { ...resolveCacheArgs({ ...cache, version: "5" }), shape: "managed" } })).toEqual([
      "cache.version",
    ]);
    expect(told({ cache: { ...resolveCacheArgs({ ...cache, version: "5" }), shape: "colocated" } })).toEqual([]);
    const queue = { ...resolveQueueArgs({ stack, topics: { prices: { retentionHours: 1 } } }), shape: "kafka" };
    expect(told({ queue })).toEqual(["queue.topics.prices.retentionHours"]);
  });

  it.each(Object.keys(ociSizes.cache.managed))("is nothing of a %s cache", (size) => {
    expect(told({ cache: { ...resolveCacheArgs({ ...cache, size }), shape: "managed" } })).toEqual([]);
  });

  it.each(["1 GB", "501 GB", "cache.m7g.large"])("is a cache of %s", (instanceType) => {
    const args = resolveCacheArgs({ ...cache, instanceType });
    expect(told({ cache: { ...args, shape: "managed" } })).toEqual(["cache.instanceType"]);
  });

  it.each(Object.entries(ociSizes.database.managed))("is nothing of a %s database", (size, entry) => {
    expect(told({ database: { ...resolveDatabaseArgs({ ...postgres, size }), shape: "managed" } })).toEqual([]);
    expect(postgresShapeOf({ size })).toEqual({
      shape: entry.instanceType,
      ocpus: entry.vcpus / 2,
      memoryGiB: entry.memoryMiB / 1024,
    });
  });

  it("reads memory and versions as the API writes them", () => {
    expect(cacheMemoryOf({ size: "large" })).toBe(8);
    expect(cacheMemoryOf({ size: "large", instanceType: "12 GB" })).toBe(12);
    expect(cacheVersionOf({ engine: "redis" })).toBe("REDIS_7_0");
    expect(cacheVersionOf({ engine: "valkey", version: "6" })).toBeUndefined();
    expect(() => postgresShapeOf({ size: "huge" })).toThrow("unknown size");
  });
});
