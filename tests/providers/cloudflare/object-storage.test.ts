import { createHash } from "node:crypto";
import * as accountToken from "@pulumi/cloudflare/accountToken";
import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../../components/core/binding";
import { Edge } from "../../../components/edge";
import { ObjectStorage, type BucketArgs } from "../../../components/object-storage";
import { known } from "../../conformance/wire";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { ACCOUNT_ID, buildDns, onCloudflare, origin, ZONE_ID } from "./zone";

const type = (name: string) => `cloudflare:index/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`;
const BUCKET = type("R2Bucket");
const PUBLIC = type("R2ManagedDomain");
const LIFECYCLE = type("R2BucketLifecycle");
const CORS = type("R2BucketCors");
const LOCK = type("R2BucketLock");
const TOKEN = type("AccountToken");
const DOMAIN = type("R2CustomDomain");

const READ = "6a018a9f2fc74eb6b293b0c548f38b39";
const WRITE = "2efd5506f9c8494dacb1fa10a3e7d5b6";

async function build(buckets: Record<string, BucketArgs>, access: "role" | "keys" = "role") {
  let storage: ObjectStorage | undefined;
  const recording = await onCloudflare({}, (connections) => {
    storage = new ObjectStorage(
      "storage",
      { stack: testStack, buckets, access },
      connections.place("object-storage", "cloudflare", "managed"),
    );
  });
  return { recording, storage: storage! };
}

const target = { accountId: ACCOUNT_ID, bucketName: "shop-test-uploads" };
const unfinished = {
  id: "abort-unfinished-uploads",
  enabled: true,
  conditions: { prefix: "" },
  abortMultipartUploadsTransition: { condition: { type: "Age", maxAge: 86_400 } },
};

describe("buckets on Cloudflare", () => {
  it("are protected, kept when their name would change, and closed to the public", async () => {
    const { recording } = await build({ uploads: {} });
    expect(countByType(recording)).toEqual({ [BUCKET]: 1, [PUBLIC]: 1, [LIFECYCLE]: 1 });
    const bucket = onlyOf(recording, BUCKET);
    expect(bucket).toMatchObject({ name: "storage-uploads", protect: true, retainOnDelete: true });
    expect(bucket.ignoreChanges).toEqual(["name"]);
    expect(bucket.inputs).toEqual({ accountId: ACCOUNT_ID, name: "shop-test-uploads", storageClass: "Standard" });
    expect(onlyOf(recording, PUBLIC).inputs).toEqual({ ...target, enabled: false });
    expect(onlyOf(recording, LIFECYCLE).inputs).toEqual({ ...target, rules: [unfinished] });
  });

  it("let objects expire, after days counted in seconds", async () => {
    const { recording } = await build({ uploads: { expireDays: 90 } });
    const expiry = {
      id: "expire",
      enabled: true,
      conditions: { prefix: "" },
      deleteObjectsTransition: { condition: { type: "Age", maxAge: 90 * 86_400 } },
    };
    expect(onlyOf(recording, LIFECYCLE).inputs["rules"]).toEqual([unfinished, expiry]);
  });

  it("keep objects from being deleted for some days", async () => {
    const { recording } = await build({ uploads: { retainDays: 7 } });
    expect(onlyOf(recording, LOCK).inputs).toEqual({
      ...target,
      rules: [{ id: "retain", enabled: true, prefix: "", condition: { type: "Age", maxAgeSeconds: 7 * 86_400 } }],
    });
  });

  it("let the site's pages in, and nobody else's", async () => {
    const { recording } = await build({ uploads: { corsOrigins: ["https://www.example.com"] } });
    const allowed = {
      origins: ["https://www.example.com"],
      methods: ["GET", "PUT", "POST", "DELETE", "HEAD"],
      headers: ["*"],
    };
    expect(onlyOf(recording, CORS).inputs).toEqual({
      ...target,
      rules: [{ allowed, exposeHeaders: ["ETag"], maxAgeSeconds: 3600 }],
    });
    expect(ofType((await build({ uploads: {} })).recording, CORS)).toEqual([]);
  });

  it("speak the S3 protocol at the account's endpoint", async () => {
    const { uploads } = (await build({ uploads: {} })).storage.buckets;
    const endpoint = `https://${ACCOUNT_ID}.r2.cloudflarestorage.com`;
    expect(await known(uploads!.endpoint)).toBe(endpoint);
    expect(await known(uploads!.region)).toBe("auto");
    expect(await known(uploads!.url)).toBe(`${endpoint}/shop-test-uploads`);
  });
});

describe("keys to buckets on Cloudflare", () => {
  const granted: Record<string, BucketArgs> = {
    uploads: { access: "read-write" },
    assets: { access: "read" },
    images: { access: "read" },
    logs: {},
  };
  const resources = (...names: string[]) =>
    JSON.stringify(
      Object.fromEntries(
        names.map((name) => [`com.cloudflare.edge.r2.bucket.${ACCOUNT_ID}_default_shop-test-${name}`, "*"]),
      ),
    );

  it("are one token with exactly the rights that were granted", async () => {
    const { recording } = await build(granted, "keys");
    const token = onlyOf(recording, TOKEN);
    expect(token).toMatchObject({ name: "storage-keys", protect: false });
    expect(token.inputs).toEqual({
      accountId: ACCOUNT_ID,
      name: "shop-test-objects",
      policies: [
        { effect: "allow", permissionGroups: [{ id: READ }], resources: resources("assets", "images") },
        { effect: "allow", permissionGroups: [{ id: WRITE }], resources: resources("uploads") },
      ],
    });
    expect(token.additionalSecretOutputs).toContain("value");
  });

  it("are the token's id, and a hash of its value in place of the value", async () => {
    const Token = accountToken.AccountToken;
    const spy = jest
      .spyOn(accountToken, "AccountToken")
      .mockImplementation((name, args, options) =>
        Object.defineProperty(new Token(name, args, options), "value", { value: pulumi.secret("token value") }),
      );
    try {
      const { secretAccessKey } = (await build(granted, "keys")).storage.keys!;
      const { value } = secretAccessKey as Extract<Binding, { kind: "secret" }>;
      expect(await pulumi.isSecret(value)).toBe(true);
      expect(await known(value)).toBe(createHash("sha256").update("token value").digest("hex"));
    } finally {
      spy.mockRestore();
    }
  });

  it("are not made where nothing was granted, or where Workers are bound to the buckets", async () => {
    const { recording, storage } = await build({ logs: {} }, "keys");
    expect(ofType(recording, TOKEN)).toEqual([]);
    expect(storage.keys).toBeUndefined();
    expect(ofType((await build(granted, "role")).recording, TOKEN)).toEqual([]);
  });
});

describe("buckets served near the browser", () => {
  it("have a hostname of their own each, over TLS 1.2 and up", async () => {
    let url: pulumi.Output<string> | undefined;
    const recording = await onCloudflare({ zoneId: ZONE_ID }, (connections) => {
      const storage = new ObjectStorage(
        "storage",
        { stack: testStack, buckets: { images: {}, uploads: {} }, access: "role" },
        connections.place("object-storage", "cloudflare", "managed"),
      );
      const edge = new Edge(
        "edge",
        {
          stack: testStack,
          dns: buildDns(connections),
          hostname: "api.example.com",
          origin: origin(),
          cdn: { images: "images-cdn.example.com" },
          objectStorage: storage,
        },
        connections.place("edge", "cloudflare", "managed"),
      );
      url = edge.cdnUrls["images"];
    });
    const domain = onlyOf(recording, DOMAIN);
    expect(domain.name).toBe("edge-cdn-images");
    expect(domain.inputs).toEqual({
      accountId: ACCOUNT_ID,
      bucketName: "shop-test-images",
      domain: "images-cdn.example.com",
      enabled: true,
      minTls: "1.2",
      zoneId: ZONE_ID,
    });
    expect(await known(url!)).toBe("https://images-cdn.example.com");
  });
});
