import * as pulumi from "@pulumi/pulumi";
import { ObjectStorage, type BucketArgs } from "../../../components/object-storage";
import type { Connections } from "../../../providers/connections";
import { spacesRegionOf } from "../../../providers/digitalocean/object-storage";
import { DATACENTERS } from "../../../providers/digitalocean/regions";
import { countByType, ofType, onlyOf, testStack, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordParts, resolveParts, valueOf } from "./database-stack";

const BUCKET = "digitalocean:index/spacesBucket:SpacesBucket";
const CORS = "digitalocean:index/spacesBucketCorsConfiguration:SpacesBucketCorsConfiguration";
const KEY = "digitalocean:index/spacesKey:SpacesKey";

const buckets: Readonly<Record<string, BucketArgs>> = {
  uploads: { access: "read-write", corsOrigins: ["https://www.example.com"] },
  assets: { access: "read", versioned: false },
  logs: { expireDays: 90 },
};

const build =
  (of: Readonly<Record<string, BucketArgs>> = buckets, access: "keys" | "role" = "keys") =>
  (connections: Connections) =>
    new ObjectStorage(
      "storage",
      { stack: testStack, buckets: of, access },
      connections.place("object-storage", "digitalocean", "managed"),
    );

describe("Spaces", () => {
  it("is a bucket for each of the app's, and one pair of keys", async () => {
    expect(countByType(await recordParts(build()))).toMatchObject({ [BUCKET]: 3, [CORS]: 1, [KEY]: 1 });
  });

  it("keeps every bucket private, with earlier versions for a month", async () => {
    const { inputs } = ofType(await recordParts(build()), BUCKET).find(({ name }) => name === "storage-uploads")!;
    expect(inputs).toMatchObject({
      region: "nyc3",
      acl: "private",
      versioning: { enabled: true },
      lifecycleRules: [
        {
          id: "tidy",
          enabled: true,
          abortIncompleteMultipartUploadDays: 7,
          noncurrentVersionExpiration: { days: 30 },
        },
      ],
      forceDestroy: false,
    });
  });

  it("lets expire what the app lets expire", async () => {
    const { resources } = await resolveParts((on) => void build()(on));
    expect(resolved(resources, BUCKET, "storage-logs").inputs.lifecycleRules[1]).toEqual({
      id: "expire",
      enabled: true,
      expiration: { days: 90 },
    });
    expect(resolved(resources, BUCKET, "storage-assets").inputs).toMatchObject({
      versioning: { enabled: false },
      lifecycleRules: [{ id: "tidy", enabled: true, abortIncompleteMultipartUploadDays: 7 }],
    });
  });

  it("draws names once, unlike those of all other customers, so that a create that is repeated meets the first", async () => {
    for (const { inputs } of ofType(await recordParts(build()), BUCKET)) expect(inputs.name).toBe(UNKNOWN);
  });

  it("protects and keeps the buckets", async () => {
    for (const bucket of ofType(await recordParts(build()), BUCKET)) {
      expect(bucket).toMatchObject({ protect: true, retainOnDelete: true });
    }
  });

  it("lets pages of other origins in where they are named", async () => {
    const { resources } = await resolveParts((on) => void build()(on));
    expect(resolved(resources, CORS).inputs).toMatchObject({
      bucket: "shop-test-storage-uploads-0a1b2c3d",
      region: "nyc3",
      corsRules: [{ allowedOrigins: ["https://www.example.com"], allowedMethods: expect.arrayContaining(["PUT"]) }],
    });
  });

  it("opens with its keys exactly what was asked for", async () => {
    const { resources } = await resolveParts((on) => void build()(on));
    expect(resolved(resources, KEY).inputs.grants).toEqual([
      { bucket: "shop-test-storage-assets-0a1b2c3d", permission: "read" },
      { bucket: "shop-test-storage-uploads-0a1b2c3d", permission: "readwrite" },
    ]);
  });

  it("makes no keys that would open nothing", async () => {
    expect(ofType(await recordParts(build({ logs: {} })), KEY)).toEqual([]);
  });

  it("hides both halves of the keys", async () => {
    expect(onlyOf(await recordParts(build()), KEY).additionalSecretOutputs).toEqual(
      expect.arrayContaining(["accessKey", "secretKey"]),
    );
    const { value } = await resolveParts((on) => {
      const { accessKeyId, secretAccessKey } = build()(on).keys!;
      expect([accessKeyId.kind, secretAccessKey.kind]).toEqual(["secret", "secret"]);
      return pulumi.all([valueOf(accessKeyId), valueOf(secretAccessKey)]);
    });
    expect(value).toEqual(["canary-access-key", "canary-secret-key"]);
  });

  it("says where a bucket is", async () => {
    const { value } = await resolveParts((on) => pulumi.output({ ...build()(on).buckets["uploads"] }));
    expect(value).toEqual({
      name: "shop-test-storage-uploads-0a1b2c3d",
      endpoint: "https://nyc3.digitaloceanspaces.com",
      region: "nyc3",
      url: "https://storage-uploads-name.nyc3.digitaloceanspaces.com",
    });
  });

  it("stands in the data centre, or in the nearest that has Spaces", () => {
    expect(spacesRegionOf("nyc1")).toBe("nyc3");
    for (const datacenter of DATACENTERS.filter((it) => it !== "nyc1"))
      expect(spacesRegionOf(datacenter)).toBe(datacenter);
  });

  it("knows no access by role", async () => {
    await expect(recordParts(build(buckets, "role"))).rejects.toThrow("refused by the capabilities");
  });
});
