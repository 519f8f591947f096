import { createDecipheriv, createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { SIGNATURE } from "../../src/plan/wire";
import type { ResolvedResource } from "./resolve";

type Inputs = ResolvedResource["inputs"];

/** What the user data of a machine, or of the machines of a group, says. */
const USER_DATA: Readonly<Record<string, (inputs: Inputs) => unknown>> = {
  "aws:ec2/instance:Instance": ({ userDataBase64 }) => userDataBase64 as unknown,
  "aws:ec2/launchTemplate:LaunchTemplate": ({ userData }) => userData as unknown,
  "oci:Core/instance:Instance": ({ metadata }) => (metadata as { user_data: unknown }).user_data,
  "oci:Core/instanceConfiguration:InstanceConfiguration": ({ instanceDetails }) =>
    (instanceDetails as { launchDetails: { metadata: { user_data: unknown } } }).launchDetails.metadata.user_data,
  "digitalocean:index/droplet:Droplet": ({ userData }) => userData as unknown,
  "digitalocean:index/dropletAutoscale:DropletAutoscale": ({ dropletTemplate }) =>
    (unwrapped(dropletTemplate) as { userData: unknown }).userData,
};

/** What is put in place for a machine to follow, and where in it the text stands. */
const PUBLISHED: Readonly<Record<string, (inputs: Inputs) => unknown>> = {
  "aws:secretsmanager/secretVersion:SecretVersion": ({ secretString }) => secretString as unknown,
  "aws:s3/bucketObjectv2:BucketObjectv2": ({ content }) => content as unknown,
  "oci:ObjectStorage/storageObject:StorageObject": ({ content }) => content as unknown,
  "digitalocean:index/spacesBucketObject:SpacesBucketObject": ({ content }) => content as unknown,
};

const GZIP = 0x1f;

/** A value without the engine's mark of a secret. */
export const unwrapped = (value: unknown): unknown =>
  typeof value === "object" && value !== null && SIGNATURE in value ? (value as { value?: unknown }).value : value;

const plainText = (value: unknown): string => String(unwrapped(value));

/** A cloud-config as it is, in Base64, or compressed and in Base64. */
function cloudConfigOf(userData: string): string {
  if (userData.startsWith("#")) return userData;
  const bytes = Buffer.from(userData, "base64");
  return (bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString();
}

interface WrittenFile {
  readonly path: string;
  readonly content: string;
}

/** A file as cloud-init is told it. */
interface ToldFile extends WrittenFile {
  readonly permissions: string;
}

const byPath = (files: readonly WrittenFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, content }) => [path, content]));

/** What was sealed with a secret; see `components/host/seal.ts`. */
export function unseal(sealed: string, secret: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const key = createHash("sha256").update(secret).digest();
  const opener = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  opener.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]).toString();
}

const filesOfRelease = (release: string): readonly (WrittenFile & { readonly mode: string })[] =>
  (
    JSON.parse(gunzipSync(Buffer.from(release, "base64")).toString()) as {
      files: (WrittenFile & { readonly mode: string })[];
    }
  ).files;

/** The release that a machine follows; undefined where all was told at its making. */
function releaseOf(
  resources: readonly ResolvedResource[],
  { name, inputs }: ResolvedResource,
  told: Readonly<Record<string, string>>,
): string | undefined {
  const metadata = inputs["metadata"] as { landfall_release?: unknown } | undefined;
  if (metadata?.landfall_release !== undefined) return plainText(metadata.landfall_release);
  const published = resources.find((it) => it.type in PUBLISHED && it.name.endsWith(`${name}-release`));
  if (published === undefined) return undefined;
  const text = plainText(PUBLISHED[published.type]!(published.inputs));
  const secret = told["/etc/landfall/release.key"];
  return secret === undefined ? text : unseal(text, secret);
}

/** A machine as it is told to be. */
export interface MachineText {
  /** What it is told at its making, as text. */
  readonly config: string;
  /** Contents by path: what it is told at its making, and of its release. */
  readonly files: Readonly<Record<string, string>>;
  /** Rights of each file, in octal, by path. */
  readonly modes: Readonly<Record<string, string>>;
  /** What Docker Compose runs, by name. */
  readonly containers: Readonly<Record<string, unknown>>;
}

/** Logical names of the machines, and of one of each group. */
export const machineNames = (resources: readonly ResolvedResource[]): string[] =>
  resources.filter(({ type }) => type in USER_DATA).map(({ name }) => name);

/** A machine, or the machines of a group, by logical name. */
export function machineText(resources: readonly ResolvedResource[], name: string): MachineText {
  const machine = resources.find((it) => it.type in USER_DATA && it.name === name);
  if (machine === undefined) throw new Error(`there is no machine ${name}`);
  const config = cloudConfigOf(plainText(USER_DATA[machine.type]!(machine.inputs)));
  const told = (parse(config, { version: "1.1" }) as { write_files: ToldFile[] }).write_files;
  const release = releaseOf(resources, machine, byPath(told));
  const all = [
    ...told.map(({ permissions, ...file }) => ({ ...file, mode: permissions })),
    ...(release === undefined ? [] : filesOfRelease(release)),
  ];
  const files = byPath(all);
  const modes = Object.fromEntries(all.map(({ path, mode }) => [path, mode]));
  const compose = parse(files["/etc/landfall/compose.yaml"] ?? "services: {}") as { services: Record<string, unknown> };
  return { config, files, modes, containers: compose.services };
}
