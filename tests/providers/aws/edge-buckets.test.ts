import type { EdgeArgs } from "../../../components/edge";
import { BucketReaders } from "../../../providers/aws/bucket-readers";
import { countByType, ofType } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { buildEdge, recordFront, resolveFront } from "./edge-shop";
import { statementsOf } from "./record-shop";

const CF = {
  distribution: "aws:cloudfront/distribution:Distribution",
  cache: "aws:cloudfront/cachePolicy:CachePolicy",
  signer: "aws:cloudfront/originAccessControl:OriginAccessControl",
};
const CERTIFICATE = "aws:acm/certificate:Certificate";
const LOGS = { group: "aws:cloudwatch/logGroup:LogGroup", delivery: "aws:cloudwatch/logDelivery:LogDelivery" };

const record = (edge: Partial<EdgeArgs>) => recordFront({ edge }, buildEdge);
const resolve = (edge: Partial<EdgeArgs>) => resolveFront({ edge }, buildEdge);

describe("buckets behind CloudFront", () => {
  const cdn = { cdn: { assets: "assets-cdn.example.com" } };

  it("have a distribution, a certificate and a name each, and one signer for all", async () => {
    const recording = await record({ cdn: { assets: "a.example.com", uploads: "u.example.com" } });
    const counts = countByType(recording);
    expect(counts).toMatchObject({ [CF.distribution]: 3, [CERTIFICATE]: 3, [CF.signer]: 1, [CF.cache]: 1 });
    expect(ofType(recording, LOGS.group).filter(({ name }) => name === "edge-access-log")).toHaveLength(1);
    expect(counts[LOGS.delivery]).toBe(3);
  });

  it("are read by their distribution alone, which can list nothing", async () => {
    const resources = await resolve(cdn);
    const policy = (name: string) =>
      statementsOf(resolved(resources, "aws:s3/bucketPolicy:BucketPolicy", name).inputs["policy"]);
    const bucket = "arn:aws:test:us-east-1:123456789012:Bucket/storage-assets";
    expect(policy("storage-assets").at(-1)).toEqual({
      Sid: "ReadByCloudFront",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject"],
      Resource: [`${bucket}/*`],
      Condition: {
        StringEquals: { "aws:SourceArn": "arn:aws:test:us-east-1:123456789012:Distribution/edge-cdn-assets" },
      },
    });
    expect(policy("storage-uploads").map(({ Sid }) => Sid)).toEqual(["RefusePlainHttp", "RefuseOldTls"]);
  });

  it("are encrypted with a key that CloudFront can use, and the others with the account's", async () => {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    const rulesOf = async (name: string) => resolved(await resolve(cdn), type, name).inputs["rules"];
    expect(await rulesOf("storage-assets")).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    expect(await rulesOf("storage-uploads")).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
    ]);
  });

  it("are read with S3's own name, or the signature would not hold", async () => {
    const { inputs } = resolved(await resolve(cdn), CF.distribution, "edge-cdn-assets");
    expect(inputs["origins"]).toEqual([
      {
        originId: "assets",
        domainName: "storage-assets.s3.us-east-1.amazonaws.com",
        originAccessControlId: "edge-buckets-id",
      },
    ]);
    expect(inputs["defaultCacheBehavior"]).not.toHaveProperty("originRequestPolicyId");
    const [policy] = (await resolve(cdn)).filter(({ type }) => type === CF.cache);
    const { headersConfig } = policy!.inputs["parametersInCacheKeyAndForwardedToOrigin"];
    expect(headersConfig.headers.items).not.toContain("Host");
  });

  it("take storage that was built, and a bucket that is in it", async () => {
    const withoutStorage = { edge: { ...cdn, objectStorage: undefined } };
    await expect(recordFront(withoutStorage, buildEdge)).rejects.toThrow("without their storage");
    await expect(record({ cdn: { nothing: "n.example.com" } })).rejects.toThrow("not built: nothing");
  });
});

describe("the list of a bucket's readers", () => {
  it("takes no more once the bucket's policy is written", async () => {
    const readers = new BucketReaders();
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.resolve();
    expect(() => readers.add({ Sid: "Late", Effect: "Allow", Action: ["s3:GetObject"] })).toThrow(
      "after the bucket's policy",
    );
  });
});
