import * as pulumi from "@pulumi/pulumi";
import { ObjectStorage, type BucketArgs, type ObjectStorageArgs } from "../../components/object-storage";
import { describePortableContract } from "./contract";
import { recordScene, type Place, type Scene } from "./places";
import { findCanaries, known } from "./wire";

type Neutral = Omit<ObjectStorageArgs, "stack">;

const buckets: Readonly<Record<string, BucketArgs>> = {
  uploads: { access: "read-write" },
  assets: { access: "read" },
  logs: {},
};

/** Describes what buckets promise on every provider. */
export function describeObjectStorageConformance(name: string, place: Place<"object-storage">): void {
  const access = place.has("accessByRole") ? "role" : "keys";
  const minimal: Neutral = { buckets, access };
  const build = ({ connections, stack }: Scene, args: Neutral): ObjectStorage =>
    new ObjectStorage("storage", { stack, ...args }, place.placement(connections));
  const record = (args: Neutral) => recordScene([place.provider], (scene) => build(scene, args));

  describe(`object storage on ${name}`, () => {
    describePortableContract<Neutral, ObjectStorage>(place, {
      token: "ObjectStorage",
      name: "storage",
      variations: {
        "three buckets": minimal,
        "one bucket without versions": { ...minimal, buckets: { uploads: { versioned: false } } },
        ...(place.has("lifecycle")
          ? { expiry: { ...minimal, buckets: { ...buckets, logs: { expireDays: 90 } } } }
          : {}),
        ...(place.has("cors")
          ? { "other origins": { ...minimal, buckets: { uploads: { corsOrigins: ["https://www.example.com"] } } } }
          : {}),
        ...(place.has("retention") ? { retention: { ...minimal, buckets: { backups: { retainDays: 7 } } } } : {}),
        "access by keys": { ...minimal, access: "keys" },
      },
      build,
      outputs: (storage) => ({ ...storage.buckets }),
      registered: ["buckets"],
      holdsData: true,
    });

    it("says where each bucket is under the app's own name for it", async () => {
      const { built } = await record(minimal);
      expect(Object.keys(built.buckets).sort()).toEqual(["assets", "logs", "uploads"]);
      for (const bucket of Object.values(built.buckets)) {
        expect(Object.keys(bucket).sort()).toEqual(["endpoint", "name", "region", "url"]);
        const endpoint = await known(bucket.endpoint);
        if (endpoint !== undefined) expect(endpoint).toMatch(/^https:\/\/[^/]+$/);
      }
    });

    it("makes one resource that holds data for each bucket", async () => {
      const { recording } = await record(minimal);
      const holding = recording.resources.filter(({ protect, type }) => protect && /bucket/i.test(type));
      expect(holding).toHaveLength(3);
    });

    it("hands out keys only where access is by keys, and never in plain", async () => {
      const { built, recording } = await record({ ...minimal, access: "keys" });
      expect(built.keys).toBeDefined();
      const { secretAccessKey } = built.keys!;
      expect(secretAccessKey.kind).not.toBe("plain");
      if (secretAccessKey.kind === "secret") expect(await pulumi.isSecret(secretAccessKey.value)).toBe(true);
      expect(findCanaries(recording).plain).toEqual([]);
    });

    if (place.has("accessByRole")) {
      it("hands out no keys where access is by role", async () => {
        expect((await record({ ...minimal, access: "role" })).built.keys).toBeUndefined();
      });
    }
  });
}
