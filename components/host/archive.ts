import { CONFIG_DIRECTORY, secretFile, type Host, type HostArchive, type HostFile } from "./host";

/** Puts files into the bucket of the machine, and gets them back. */
export const ARCHIVE = "/usr/local/sbin/landfall-archive";

/** What it is written in, from Ubuntu's own archive: 1.20 on 22.04, 1.34 on 24.04 (packages.ubuntu.com, 2026-11-28). */
export const ARCHIVE_PACKAGES = ["python3-boto3"];

const CONFIG = `${CONFIG_DIRECTORY}/archive.json`;

/**
 * The rclone of Ubuntu 22.04 and 24.04 (1.53.3 and 1.60.1, read in `backend/s3/s3.go`) sends an access control list with
 * every object, which a bucket that is owned whole refuses, and takes an object that S3 encrypts with a key of KMS for
 * broken, since its ETag is no MD5. boto3 sends neither; S3 checks what arrives by its Content-MD5. An object is there
 * whole or not at all: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel, 2026-11.
 */
const SOURCE = String.raw`#!/usr/bin/python3
"""Files in the bucket of this machine: list | put FILE | get NAME FILE | remove NAME."""

import json
import os
import sys

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CONFIG = "${CONFIG}"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read().strip()


def connect(config):
    return boto3.client(
        "s3",
        endpoint_url=config["endpoint"],
        region_name=config["region"],
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            retries={"max_attempts": 8, "mode": "standard"},
        ),
        **{name: read(path) for name, path in config["keys"].items()},
    )


def names(s3, bucket, prefix):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    found = [entry["Key"][len(prefix) :] for page in pages for entry in page.get("Contents", [])]
    return sorted(name for name in found if name and "/" not in name)


def put(s3, bucket, prefix, path):
    key = prefix + os.path.basename(path)
    s3.upload_file(path, bucket, key)
    arrived = s3.head_object(Bucket=bucket, Key=key)["ContentLength"]
    if arrived != os.path.getsize(path):
        raise SystemExit(f"{key}: {arrived} bytes arrived of {os.path.getsize(path)}")


def main(command, *words):
    config = json.loads(read(CONFIG))
    s3, bucket, prefix = connect(config), config["bucket"], config["prefix"]
    if command == "list" and not words:
        print("".join(f"{name}\n" for name in names(s3, bucket, prefix)), end="")
    elif command == "put" and len(words) == 1:
        put(s3, bucket, prefix, words[0])
    elif command == "get" and len(words) == 2:
        s3.download_file(bucket, prefix + words[0], words[1])
    elif command == "remove" and len(words) == 1:
        s3.delete_object(Bucket=bucket, Key=prefix + words[0])
    else:
        raise SystemExit(__doc__)


try:
    main(*sys.argv[1:] or [""])
except (Boto3Error, BotoCoreError, ClientError, OSError) as error:
    raise SystemExit(f"the bucket: {error}")
`;

/** What reaches the bucket of a machine. Of keys only the files are named that they are read from. */
export function archiveFiles({ bucket, endpoint, region, prefix, keys }: HostArchive, host: Pick<Host, "values">) {
  const files =
    keys === undefined
      ? {}
      : {
          aws_access_key_id: secretFile(host, keys.accessKeyId),
          aws_secret_access_key: secretFile(host, keys.secretAccessKey),
        };
  const config = JSON.stringify({ bucket, endpoint, region, prefix, keys: files }, undefined, 2);
  const all: readonly HostFile[] = [
    { path: ARCHIVE, content: SOURCE, mode: "0700" },
    { path: CONFIG, content: `${config}\n`, mode: "0600" },
  ];
  return all;
}
