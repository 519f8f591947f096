import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { MachineArchive } from "../compute";
import type { Binding } from "../core/binding";
import type { DriverContext } from "../core/driver";
import { CONFIG_DIRECTORY, type Host, type HostFile } from "./host";
import { encodeRelease, type ReleaseSource } from "./release";
import { seal, UNSEAL_PACKAGE, unsealFile, unsealWith } from "./seal";
import { lines, shellWord } from "./text";

const ENVIRONMENT = `${CONFIG_DIRECTORY}/release.env`;
const SECRET = `${CONFIG_DIRECTORY}/release.key`;
const REMOTE = "release";

const INTERVAL_SECONDS = 60;

/** Characters of the secret that a release is sealed with. */
const SECRET_LENGTH = 64;

/** A value that the program has; undefined for one that only a store's clients may read. */
const valueOf = (binding: Binding): pulumi.Input<string> | undefined =>
  binding.kind === "reference" ? undefined : binding.value;

/** How rclone finds the bucket: https://rclone.org/s3/ */
function rcloneFile(found: {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}): HostFile {
  const set = (name: string, value: string) =>
    `export RCLONE_CONFIG_${REMOTE.toUpperCase()}_${name}=${shellWord(value)}`;
  const content = lines(
    set("TYPE", "s3"),
    set("PROVIDER", "Other"),
    set("ENDPOINT", found.endpoint),
    set("REGION", found.region),
    set("ACCESS_KEY_ID", found.accessKeyId),
    set("SECRET_ACCESS_KEY", found.secretAccessKey),
  );
  return { path: ENVIRONMENT, content, mode: "0600" };
}

/** A machine's release in the app's bucket, for clouds that have no place of their own for it. */
export interface ReleaseObject {
  /** A secret: the keys of the bucket and of the release are in it. */
  readonly source: pulumi.Output<ReleaseSource>;
  publish(host: pulumi.Output<Host>): void;
}

/**
 * Prepares a release that travels through the app's bucket, sealed: services that write there can neither read the
 * secrets in it nor tell the machine anything.
 *
 * @returns undefined where the app has no such bucket, its provider no resource for objects, or no keys that a machine
 * could be handed.
 */
export function releaseObject(
  context: DriverContext,
  role: string,
  archive: MachineArchive | undefined,
): ReleaseObject | undefined {
  const { keys, put } = archive ?? {};
  const accessKeyId = keys === undefined ? undefined : valueOf(keys.accessKeyId);
  const secretAccessKey = keys === undefined ? undefined : valueOf(keys.secretAccessKey);
  if (archive === undefined || put === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    return undefined;
  }
  const { bucket } = archive;
  const key = `landfall/${context.stack.stack}/release/${role}`;
  const secret = new random.RandomPassword(
    context.child(`${role}-release`),
    { length: SECRET_LENGTH, special: false },
    context.options(),
  ).result;
  const source = pulumi
    .all([bucket.name, bucket.endpoint, bucket.region, accessKeyId, secretAccessKey, secret])
    .apply(([name, endpoint, region, id, accessKey, sealedWith]): ReleaseSource => ({
      packages: ["rclone", UNSEAL_PACKAGE],
      files: [
        rcloneFile({ endpoint, region, accessKeyId: id, secretAccessKey: accessKey }),
        { path: SECRET, content: sealedWith, mode: "0600" },
        unsealFile,
      ],
      command: lines(
        `. ${ENVIRONMENT}`,
        `rclone cat ${shellWord(`${REMOTE}:${name}/${key}`)} | ${unsealWith(SECRET)}`,
      ).trimEnd(),
      intervalSeconds: INTERVAL_SECONDS,
    }));
  return {
    source: pulumi.secret(source),
    publish: (host) => {
      const content = pulumi.all([host, secret]).apply(([known, text]) => seal(encodeRelease(known), text));
      put({ name: `${context.name}-${role}-release`, key, content: pulumi.secret(content) });
    },
  };
}
