import * as pulumi from "@pulumi/pulumi";
import type { PlanAbout } from "../../src/plan/graph";
import { record, type RecordedResource, type Recording } from "../../src/plan/recorder";

export const options = { project: "landfall", stack: "test", config: {} };

export const about: PlanAbout = { stack: "test", app: "shop", topology: "sample", issues: [], prices: [] };

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as the SDK sends it. */
export const secretOf = <T>(value: T) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

/** A resource of a provider, without an SDK. */
export class Thing extends pulumi.CustomResource {
  declare readonly address: pulumi.Output<string>;
  constructor(type: string, name: string, inputs: pulumi.Inputs, resourceOptions?: pulumi.CustomResourceOptions) {
    super(type, name, { address: undefined, ...inputs }, resourceOptions);
  }
}

export class Cloud extends pulumi.ProviderResource {
  constructor(id: string, inputs: pulumi.Inputs = {}) {
    super(id, id, inputs);
  }
}

/** A component that registers what landfall's own do. */
export class Part extends pulumi.ComponentResource {
  constructor(kind: string, name: string, about: { provider: string; service: string; shape: string }) {
    super(`landfall:index:${kind}`, name);
    this.registerOutputs({ ...about, token: pulumi.secret("component-secret-1") });
  }
}

/** A recording by hand: what these inputs look like when one resource has them. */
export function recordingOf(inputs: RecordedResource["inputs"], more: Partial<Recording> = {}): Recording {
  const resource: RecordedResource = {
    urn: "urn:pulumi:test::landfall::aws:s3/bucket:Bucket::it",
    type: "aws:s3/bucket:Bucket",
    name: "it",
    custom: true,
    parent: "urn:pulumi:test::landfall::pulumi:pulumi:Stack::landfall-test",
    provider: "urn:pulumi:test::landfall::pulumi:providers:aws::aws",
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    dependsOn: [],
    propertyDependencies: {},
    ignoreChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    inputs,
  };
  return { resources: [resource], componentOutputs: {}, outputs: {}, ...more };
}

/** A small stack with everything that a plan can show. */
export function sample(token = "provider-token-1"): Promise<Recording> {
  return record(async () => {
    const cloud = new Cloud("aws", { region: "us-east-1", token: pulumi.secret(token) });
    const storage = new Part("ObjectStorage", "storage", { provider: "aws", service: "S3", shape: "managed" });
    const bucket = new Thing(
      "aws:s3/bucket:Bucket",
      "storage-uploads",
      { tags: { b: "2", a: "1" } },
      { parent: storage, provider: cloud, protect: true, retainOnDelete: true },
    );
    new Thing(
      "aws:s3/bucketPolicy:BucketPolicy",
      "storage-uploads-policy",
      { bucket: bucket.address, key: pulumi.secret("bucket-policy-key") },
      { parent: bucket, provider: cloud },
    );
    new Thing("random:index/randomPassword:RandomPassword", "password", { length: 32 });
    return { url: bucket.address, login: pulumi.secret("stack-output-secret"), buckets: ["uploads"] };
  }, options);
}
