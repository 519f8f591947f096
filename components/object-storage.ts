import type * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./core/binding";
import { buildWith, Component, type ComponentArgs } from "./core/component";
import type { Driver, DriverContext, Placement } from "./core/driver";

export type ObjectStorageFeature =
  /** Earlier versions of an object are kept. */
  | "versioning"
  /** Objects expire after some days. */
  | "lifecycle"
  /** Browsers of other origins may read and write. */
  | "cors"
  /** Objects cannot be deleted before some days have passed. */
  | "retention"
  /** Compute on the same provider is let in by its own role, without keys. */
  | "accessByRole"
  /** Compute anywhere is let in by a pair of keys. */
  | "accessByKeys"
  /** Objects are copied to a bucket in another region. */
  | "crossRegionCopy";

export type ObjectStorageShape = "managed";

/** What the services may do with a bucket. */
export type BucketAccess = "read" | "read-write";

export interface BucketArgs {
  /** @default true */
  readonly versioned?: boolean;
  /** Days after which an object is deleted. @default - never */
  readonly expireDays?: number;
  /** Days during which an object cannot be deleted. @default - none */
  readonly retainDays?: number;
  /** Origins whose pages may reach the bucket, e.g. `https://app.example.com`. @default - none */
  readonly corsOrigins?: readonly string[];
  /** What the app's services may do. @default - nothing */
  readonly access?: BucketAccess;
}

export interface ObjectStorageArgs extends ComponentArgs {
  /** The buckets by the app's own names for them; physical names are made unique. */
  readonly buckets: Readonly<Record<string, BucketArgs>>;
  /** How the services are let in: by the compute's own role, or by a pair of keys. */
  readonly access: "role" | "keys";
}

export interface ResolvedBucketArgs extends BucketArgs {
  readonly versioned: boolean;
  readonly corsOrigins: readonly string[];
}

export interface ResolvedObjectStorageArgs extends ObjectStorageArgs {
  readonly buckets: Readonly<Record<string, ResolvedBucketArgs>>;
}

export interface BucketOutputs {
  /** The physical name. */
  readonly name: pulumi.Output<string>;
  /** The S3-compatible endpoint, with scheme. */
  readonly endpoint: pulumi.Output<string>;
  /** The region that requests are signed for. */
  readonly region: pulumi.Output<string>;
  /** The address of the bucket itself. */
  readonly url: pulumi.Output<string>;
}

export interface AccessKeys {
  readonly accessKeyId: Binding;
  readonly secretAccessKey: Binding;
}

/** An object that the program itself writes. */
export interface ObjectArgs {
  /** What it is called among the component's own children. */
  readonly name: string;
  /** The app's name for the bucket. */
  readonly bucket: string;
  /** Its place in the bucket, e.g. `landfall/release`. */
  readonly key: string;
  readonly content: pulumi.Output<string>;
}

/** Writes an object; written anew whenever its content changes. */
export type PutObject = (context: DriverContext, object: ObjectArgs) => pulumi.Resource;

export interface ObjectStorageOutputs {
  readonly buckets: Readonly<Record<string, BucketOutputs>>;
  /** Left out where the provider has no resource for an object. */
  readonly put?: PutObject;
  /** Keys for the S3 protocol; undefined when access is by role. */
  readonly keys: AccessKeys | undefined;
}

export type ObjectStorageDriver = Driver<ResolvedObjectStorageArgs, ObjectStorageOutputs>;

export function resolveObjectStorageArgs(args: ObjectStorageArgs): ResolvedObjectStorageArgs {
  const buckets = Object.entries(args.buckets).map(([key, bucket]): [string, ResolvedBucketArgs] => [
    key,
    { ...bucket, versioned: bucket.versioned ?? true, corsOrigins: bucket.corsOrigins ?? [] },
  ]);
  return { ...args, buckets: Object.fromEntries(buckets) };
}

export function requiredObjectStorageFeatures(buckets: Readonly<Record<string, BucketArgs>>): ObjectStorageFeature[] {
  const required = new Set<ObjectStorageFeature>();
  for (const bucket of Object.values(buckets)) {
    if (bucket.versioned === true) required.add("versioning");
    if (bucket.expireDays !== undefined) required.add("lifecycle");
    if (bucket.retainDays !== undefined) required.add("retention");
    if ((bucket.corsOrigins ?? []).length > 0) required.add("cors");
  }
  return [...required];
}

/** Private, encrypted buckets. Hold data: protected and kept on delete. */
export class ObjectStorage extends Component<ObjectStorageOutputs> {
  readonly buckets: Readonly<Record<string, BucketOutputs>>;
  readonly keys: AccessKeys | undefined;

  constructor(name: string, args: ObjectStorageArgs, placement: Placement<ObjectStorageDriver>) {
    const resolved = resolveObjectStorageArgs(args);
    super("ObjectStorage", name, args.stack, placement, buildWith(placement, resolved), ({ buckets }) => ({ buckets }));
    this.buckets = this.outputs.buckets;
    this.keys = this.outputs.keys;
  }

  /** Writes an object; undefined where the provider has no resource for one. */
  get put(): ((object: ObjectArgs) => pulumi.Resource) | undefined {
    const { put } = this.outputs;
    return put === undefined ? undefined : (object) => put(this.context, object);
  }
}
