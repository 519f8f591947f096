import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { MachineBucket } from "../compute";
import type { Binding } from "../core/binding";
import type { DriverContext } from "../core/driver";
import { CONFIG_DIRECTORY, type Host } from "./host";
import { encodeRelease, type ReleaseSource } from "./release";
import { seal, UNSEAL_PACKAGE, unsealFile, unsealWith } from "./seal";

const CONFIG = `${CONFIG_DIRECTORY}/release.json`;
const SECRET = `${CONFIG_DIRECTORY}/release.key`;
const SCRIPT = "/usr/local/lib/landfall/fetch-release.py";

const FETCH = `"""Writes the release of this machine, as it stands in a bucket."""

import json
import shutil
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

with open("${CONFIG}", encoding="utf-8") as file:
    config = json.load(file)
try:
    s3 = boto3.client(
        "s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}), **config["client"]
    )
    shutil.copyfileobj(s3.get_object(**config["object"])["Body"], sys.stdout.buffer)
except (BotoCoreError, ClientError) as error:
    raise SystemExit(str(error))
`;

const INTERVAL_SECONDS = 60;

/** Characters of the secret that a release is sealed with. */
const SECRET_LENGTH = 64;

/** A value that the program has; undefined for one that only a store's clients may read. */
const valueOf = (binding: Binding): pulumi.Input<string> | undefined =>
  binding.kind === "reference" ? undefined : binding.value;

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
  releases: MachineBucket | undefined,
): ReleaseObject | undefined {
  const { keys, put } = releases ?? {};
  const accessKeyId = keys === undefined ? undefined : valueOf(keys.accessKeyId);
  const secretAccessKey = keys === undefined ? undefined : valueOf(keys.secretAccessKey);
  if (releases === undefined || put === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    return undefined;
  }
  const { bucket } = releases;
  const key = `landfall/${context.stack.stack}/release/${role}`;
  const secret = new random.RandomPassword(
    context.child(`${role}-release`),
    { length: SECRET_LENGTH, special: false },
    context.options(),
  ).result;
  const source = pulumi
    .all([bucket.name, bucket.endpoint, bucket.region, accessKeyId, secretAccessKey, secret])
    .apply(([name, endpoint, region, id, accessKey, sealedWith]): ReleaseSource => {
      const client = {
        endpoint_url: endpoint,
        region_name: region,
        aws_access_key_id: id,
        aws_secret_access_key: accessKey,
      };
      const config = JSON.stringify({ client, object: { Bucket: name, Key: key } }, undefined, 2);
      return {
        packages: ["python3-boto3", UNSEAL_PACKAGE],
        files: [
          { path: CONFIG, content: `${config}\n`, mode: "0600" },
          { path: SECRET, content: sealedWith, mode: "0600" },
          { path: SCRIPT, content: FETCH, mode: "0700" },
          unsealFile,
        ],
        command: `/usr/bin/python3 ${SCRIPT} | ${unsealWith(SECRET)}`,
        intervalSeconds: INTERVAL_SECONDS,
      };
    });
  return {
    source: pulumi.secret(source),
    publish: (host) => {
      const content = pulumi.all([host, secret]).apply(([known, text]) => seal(encodeRelease(known), text));
      put({ name: `${context.name}-${role}-release`, key, content: pulumi.secret(content) });
    },
  };
}
