import type * as pulumi from "@pulumi/pulumi";
import { readsFrom, type MachineSecret, type ReadFrom } from "../../../components/host/environment";
import { CONFIG_DIRECTORY, SECRETS_DIRECTORY, type SecretReader } from "../../../components/host/host";

/** What a machine reads when it starts: secrets by key, each by its ARN. */
export interface MachineReads {
  readonly region: string;
  readonly secrets: Readonly<Record<string, ReadFrom>>;
}

const SCRIPT = "/usr/local/lib/landfall/read-secrets.py";
const CONFIG = `${CONFIG_DIRECTORY}/secrets.json`;

/** Rights may come minutes after the machine: whatever fails is tried again for half an hour, each time from anew. */
const SOURCE = String.raw`"""Reads the secrets of this machine from AWS Secrets Manager, as the machine itself."""

import json
import os
import sys
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

CONFIG = "${CONFIG}"
DIRECTORY = "${SECRETS_DIRECTORY}"
PATIENCE_SECONDS = 30 * 60
PAUSE_SECONDS = 15


def read(region, wanted):
    client = boto3.session.Session().client("secretsmanager", region_name=region)
    text = client.get_secret_value(SecretId=wanted["id"])["SecretString"]
    return str(json.loads(text)[wanted["field"]]) if "field" in wanted else text


def again(key, region, wanted, deadline):
    """Repeats until it works or patience ends; tells why it failed, never a value."""
    while True:
        try:
            return read(region, wanted)
        except (BotoCoreError, ClientError) as error:
            response = getattr(error, "response", {})
            reason = response.get("Error", {}).get("Code") or type(error).__name__
            print(f"{key}: {reason}", file=sys.stderr, flush=True)
            if time.monotonic() > deadline:
                raise SystemExit(1)
            time.sleep(PAUSE_SECONDS)


def write(path, content):
    """Writes a file at once or not at all."""
    draft = f"{path}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(draft, path)


def main():
    with open(CONFIG, encoding="utf-8") as file:
        config = json.load(file)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for key, wanted in config["secrets"].items():
        write(os.path.join(DIRECTORY, key), again(key, config["region"], wanted, deadline).encode())


main()
`;

/** Reads secrets of Secrets Manager with the machine's own role; the machine is told their ARNs, never a value. */
export const awsSecretReader = (reads: MachineReads): SecretReader => ({
  packages: ["python3-boto3"],
  files: [
    { path: SCRIPT, content: SOURCE, mode: "0700" },
    { path: CONFIG, content: `${JSON.stringify(reads, undefined, 2)}\n`, mode: "0600" },
  ],
  prepare: [],
  command: `/usr/bin/python3 ${SCRIPT}`,
});

/** The reader of a machine's secrets. */
export const readerOf = (region: string, secrets: readonly MachineSecret[]): pulumi.Output<SecretReader> =>
  readsFrom(secrets).apply((known) => awsSecretReader({ region, secrets: known }));
