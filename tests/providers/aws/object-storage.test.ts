import * as pulumi from "@pulumi/pulumi";
import type { BucketArgs, ObjectStorageArgs } from "../../../components/object-storage";
import { bucketStatements, grantStatements } from "../../../providers/aws/object-storage/access";
import { countByType, isSecret, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, statementsOf, valueOf } from "./record-shop";
import { buildStorage, type Shop } from "./shop";

const storageOf = (buckets: Record<string, BucketArgs>, access: ObjectStorageArgs["access"] = "role"): Shop => ({
  storage: { buckets, access },
});
const record = (uploads: BucketArgs, more: Shop = {}) =>
  recordShop({ ...storageOf({ uploads }), ...more }, buildStorage);
const resolve = (buckets: Record<string, BucketArgs>, access: ObjectStorageArgs["access"] = "role") =>
  resolveShop(storageOf(buckets, access), buildStorage);

const S3 = {
  bucket: "aws:s3/bucket:Bucket",
  block: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ownership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  policy: "aws:s3/bucketPolicy:BucketPolicy",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  lock: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  cors: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
};
const { lock: _lock, cors: _cors, ...always } = S3;

const bucketArn = "arn:aws:test:us-east-1:123456789012:Bucket/storage-uploads";
const everything = { prefix: "" };
const abandoned = {
  id: "abandoned-uploads",
  status: "Enabled",
  filter: everything,
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

describe("object storage on AWS", () => {
  it("builds each bucket with all that keeps it private", async () => {
    const recording = await recordShop(storageOf({ uploads: {}, assets: {} }), buildStorage);
    const types = [...Object.values(always), "random:index/randomId:RandomId"];
    expect(countByType(recording)).toEqual(Object.fromEntries(types.map((type) => [type, 2])));
  });

  it("closes the bucket to the public", async () => {
    expect(onlyOf(await record({}), S3.block).inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(onlyOf(await record({}), S3.ownership).inputs["rule"]).toEqual({ objectOwnership: "BucketOwnerEnforced" });
  });

  it("encrypts with the account's key, one call a bucket and not an object", async () => {
    expect(onlyOf(await record({}), S3.encryption).inputs["rules"]).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
    ]);
  });

  it("refuses requests without TLS 1.2", async () => {
    const resources = await resolve({ uploads: {} });
    const refuse = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [bucketArn, `${bucketArn}/*`] };
    expect(statementsOf(resolved(resources, S3.policy).inputs["policy"])).toEqual([
      { Sid: "RefusePlainHttp", ...refuse, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "RefuseOldTls", ...refuse, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
  });

  it("protects the bucket, and keeps its guards where it is kept", async () => {
    const recording = await record({});
    const guards = recording.resources.filter(({ type }) => type.startsWith("aws:s3/") && type !== S3.bucket);
    expect(onlyOf(recording, S3.bucket)).toMatchObject({ protect: true, retainOnDelete: true });
    expect(guards.map(({ protect, retainOnDelete }) => [protect, retainOnDelete])).toEqual(
      guards.map(() => [false, true]),
    );
  });

  it("lets go of everything when data protection is off", async () => {
    const recording = await record({}, { stack: { dataProtection: false } });
    const s3 = recording.resources.filter(({ type }) => type.startsWith("aws:s3/"));
    expect(s3.some(({ protect, retainOnDelete }) => protect || retainOnDelete)).toBe(false);
  });

  it("never deletes objects along with a bucket, and asks for the name that a second create would meet", async () => {
    const { inputs } = onlyOf(await record({}), S3.bucket);
    expect(inputs).toMatchObject({ forceDestroy: false });
    // Drawn once, and known when it is.
    expect(inputs["bucket"]).toBe(UNKNOWN);
  });

  it("keeps earlier versions for 30 days by default", async () => {
    const recording = await record({});
    expect(onlyOf(recording, S3.versioning).inputs["versioningConfiguration"]).toEqual({ status: "Enabled" });
    expect(onlyOf(recording, S3.lifecycle).inputs["rules"]).toEqual([
      abandoned,
      {
        id: "earlier-versions",
        status: "Enabled",
        filter: everything,
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        expiration: { expiredObjectDeleteMarker: true },
      },
    ]);
  });

  it("keeps no versions where the app wants none", async () => {
    const recording = await record({ versioned: false });
    expect(onlyOf(recording, S3.versioning).inputs["versioningConfiguration"]).toEqual({ status: "Suspended" });
    expect(onlyOf(recording, S3.lifecycle).inputs["rules"]).toEqual([abandoned]);
  });

  it("deletes objects after the days that the app names", async () => {
    expect(onlyOf(await record({ versioned: false, expireDays: 90 }), S3.lifecycle).inputs["rules"]).toEqual([
      abandoned,
      { id: "expire", status: "Enabled", filter: everything, expiration: { days: 90 } },
    ]);
  });

  it("locks objects for the days that the app names, which needs versions", async () => {
    const recording = await record({ versioned: false, retainDays: 30 });
    expect(onlyOf(recording, S3.bucket).inputs).toMatchObject({ objectLockEnabled: true });
    expect(onlyOf(recording, S3.versioning).inputs["versioningConfiguration"]).toEqual({ status: "Enabled" });
    expect(onlyOf(recording, S3.lock).inputs["rule"]).toEqual({ defaultRetention: { mode: "GOVERNANCE", days: 30 } });
  });

  it("does not lock objects unasked", async () => {
    const recording = await record({});
    expect(onlyOf(recording, S3.bucket).inputs).not.toHaveProperty("objectLockEnabled");
    expect(ofType(recording, S3.lock)).toEqual([]);
  });

  it("lets pages of the named origins in, and can be told not to any more", async () => {
    const cors = onlyOf(await record({ corsOrigins: ["https://example.com"] }), S3.cors);
    expect(cors.inputs["corsRules"]).toEqual([
      {
        allowedOrigins: ["https://example.com"],
        allowedMethods: ["GET", "HEAD", "PUT", "POST"],
        allowedHeaders: ["*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 3600,
      },
    ]);
    expect(cors).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("changes a bucket's access one step at a time, and its lifecycle after its versions", async () => {
    const { resources } = await record({});
    const urnOf = (type: string) => resources.find((it) => it.type === type)!.urn;
    expect(resources.find(({ type }) => type === S3.policy)!.dependsOn).toContain(urnOf(S3.block));
    expect(resources.find(({ type }) => type === S3.lifecycle)!.dependsOn).toContain(urnOf(S3.versioning));
  });

  it("tells where the buckets are", async () => {
    const shop = { ...storageOf({ uploads: {} }), region: "eu-west-1" };
    const seen = await valueOf(shop, (connections) => {
      const { name, endpoint, region, url } = buildStorage(connections, shop).buckets["uploads"]!;
      return pulumi.all({ name, endpoint, region, url });
    });
    expect(seen).toEqual({
      name: "shop-test-storage-uploads-0a1b2c3d",
      endpoint: "https://s3.eu-west-1.amazonaws.com",
      region: "eu-west-1",
      url: "https://shop-test-storage-uploads-0a1b2c3d.s3.eu-west-1.amazonaws.com",
    });
  });
});

describe("access to object storage on AWS", () => {
  it("makes no keys where compute is let in by its role", async () => {
    const recording = await record({ access: "read-write" });
    expect(recording.resources.filter(({ type }) => type.startsWith("aws:iam/"))).toEqual([]);
  });

  it("lets a reader list and read, and no more", () => {
    const actions = bucketStatements("uploads", bucketArn, "read").flatMap(({ Action }) => Action);
    expect(actions).toEqual(["s3:ListBucket", "s3:GetObject"]);
  });

  it("gives keys to compute elsewhere, for exactly the buckets and the access that were granted", async () => {
    const resources = await resolve(
      { uploads: { access: "read-write" }, assets: { access: "read" }, logs: {} },
      "keys",
    );
    const granted = statementsOf(resolved(resources, "aws:iam/userPolicy:UserPolicy").inputs["policy"]);
    const arn = (name: string) => `arn:aws:test:us-east-1:123456789012:Bucket/storage-${name}`;
    expect(granted).toEqual([
      { Sid: "ListAssets", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [arn("assets")] },
      { Sid: "ObjectsAssets", Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${arn("assets")}/*`] },
      { Sid: "ListUploads", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [arn("uploads")] },
      {
        Sid: "ObjectsUploads",
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        Resource: [`${arn("uploads")}/*`],
      },
    ]);
  });

  it("hands both halves of a pair of keys out as secrets", async () => {
    const kinds = await valueOf(storageOf({ uploads: { access: "read" } }, "keys"), (connections, shop) => {
      const { accessKeyId, secretAccessKey } = buildStorage(connections, shop).keys!;
      return [accessKeyId.kind, secretAccessKey.kind];
    });
    expect(kinds).toEqual(["secret", "secret"]);
  });

  it("writes no policy without a right in it", async () => {
    const recording = await recordShop(storageOf({ uploads: {} }, "keys"), buildStorage);
    expect(ofType(recording, "aws:iam/userPolicy:UserPolicy")).toEqual([]);
    expect(ofType(recording, "aws:iam/accessKey:AccessKey")).toHaveLength(1);
  });

  it("keeps the secret half of a pair of keys out of plain inputs", async () => {
    const recording = await recordShop(storageOf({ uploads: { access: "read" } }, "keys"), buildStorage);
    const { inputs } = onlyOf(recording, "aws:iam/accessKey:AccessKey");
    expect(Object.values(inputs).some(isSecret)).toBe(false);
    expect(JSON.stringify(recording)).not.toContain("canary");
  });

  it("takes a grant on a bucket that was not built for a bug", () => {
    expect(() => grantStatements({}, { uploads: "read" })).toThrow("uploads");
  });
});

describe("copies of object storage on AWS in another region", () => {
  const REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
  const copied = (uploads: BucketArgs): Shop => ({
    ...storageOf({ uploads }),
    settings: { standbyRegion: "us-west-2" },
  });
  const recordCopied = (uploads: BucketArgs = {}) => recordShop(copied(uploads), buildStorage);

  it("are made only where the stack names the region", async () => {
    expect(ofType(await record({}), REPLICATION)).toEqual([]);
    expect(ofType(await record({}), S3.bucket)).toHaveLength(1);
  });

  it("are as private as what is copied, all of them in the other region", async () => {
    const recording = await recordCopied();
    const copy = recording.resources.filter(({ name }) => name === "storage-uploads-copy");
    expect(copy.map(({ type }) => type).sort()).toEqual(Object.values(always).sort());
    expect(copy.map(({ inputs }) => inputs["region"])).toEqual(copy.map(() => "us-west-2"));
    expect(copy.find(({ type }) => type === S3.bucket)).toMatchObject({ protect: true, retainOnDelete: true });
    const source = recording.resources.filter(({ name }) => name === "storage-uploads");
    expect(source.map(({ inputs }) => inputs["region"])).toEqual(source.map(() => undefined));
  });

  it("have versions and S3's own key on both sides, without which S3 copies nothing", async () => {
    const recording = await recordCopied({ versioned: false });
    const states = ofType(recording, S3.versioning).map(({ inputs }) => inputs["versioningConfiguration"]);
    expect(states).toEqual([{ status: "Enabled" }, { status: "Enabled" }]);
    const resources = await resolveShop(copied({}), buildStorage);
    for (const { inputs } of resources.filter(({ type }) => type === S3.encryption)) {
      expect(inputs["rules"]).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    }
  });

  it("hold everything that is written, once both sides have versions", async () => {
    const resources = await resolveShop(copied({}), buildStorage);
    expect(resolved(resources, REPLICATION).inputs).toEqual({
      bucket: "storage-uploads-id",
      role: "arn:aws:test:us-east-1:123456789012:Role/storage-copies",
      rules: [
        {
          id: "everything",
          status: "Enabled",
          priority: 1,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          destination: { bucket: `${bucketArn}-copy` },
        },
      ],
    });
    const { dependsOn } = onlyOf(await recordCopied(), REPLICATION);
    expect(dependsOn.filter((urn) => urn.includes("bucketVersioning"))).toHaveLength(2);
  });

  it("are written by a role that may do no more than that", async () => {
    const resources = await resolveShop(copied({}), buildStorage);
    const statements = statementsOf(resolved(resources, "aws:iam/rolePolicy:RolePolicy").inputs["policy"]);
    expect(statements.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ["SeeSources", [bucketArn]],
      ["ReadSources", [`${bucketArn}/*`]],
      ["WriteCopies", [`${bucketArn}-copy/*`]],
    ]);
  });
});
