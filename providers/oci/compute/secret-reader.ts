import type { ReadFrom } from "../../../components/host/environment";
import { CONFIG_DIRECTORY, SECRETS_DIRECTORY, type SecretReader } from "../../../components/host/host";

/** What a machine reads when it starts. */
export interface MachineReads {
  /** By key, each by its OCID. */
  readonly secrets: Readonly<Record<string, ReadFrom>>;
  /** The wallet of a database, where a service uses one. */
  readonly wallet?: {
    readonly compartmentId: string;
    readonly databaseName: string;
    /** The key of the secret that the wallet's own keys are encrypted with. */
    readonly passwordKey: string;
    readonly directory: string;
  };
}

/** Oracle's own client, pinned: https://pypi.org/project/oci/ (read 2026-11-21). */
const CLIENT = "oci==2.189.0";
const ENVIRONMENT = "/opt/landfall/oci";
const SCRIPT = "/usr/local/lib/landfall/read-secrets.py";
const CONFIG = `${CONFIG_DIRECTORY}/secrets.json`;

/**
 * Rights may come minutes after the machine, since they name it; the same holds for its database. Whatever fails is
 * tried again for half an hour, each time with a fresh identity: an older one does not know of rights given since.
 */
const SOURCE = String.raw`"""Reads the secrets of this machine from OCI Vault, and the wallet of its database, as the machine itself."""

import base64
import io
import json
import os
import sys
import time
import zipfile

import oci

CONFIG = "${CONFIG}"
DIRECTORY = "${SECRETS_DIRECTORY}"
PATIENCE_SECONDS = 30 * 60
PAUSE_SECONDS = 15


class NotThere(Exception):
    """What is asked for does not exist yet."""


def again(what, action, deadline):
    """Repeats an action until it works or patience ends; tells why it failed, never a value."""
    while True:
        try:
            return action(oci.auth.signers.InstancePrincipalsSecurityTokenSigner())
        except (oci.exceptions.ServiceError, oci.exceptions.RequestException, OSError, NotThere) as error:
            reason = getattr(error, "code", None) or type(error).__name__
            print(f"{what}: {reason}", file=sys.stderr, flush=True)
            if time.monotonic() > deadline:
                raise SystemExit(1)
            time.sleep(PAUSE_SECONDS)


def write(path, content, mode):
    """Writes a file at once or not at all."""
    draft = f"{path}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    os.chmod(draft, mode)
    os.replace(draft, path)


def secret(signer, wanted):
    bundle = oci.secrets.SecretsClient({}, signer=signer).get_secret_bundle(wanted["id"]).data
    value = base64.b64decode(bundle.secret_bundle_content.content)
    if "field" not in wanted:
        return value
    return str(json.loads(value)[wanted["field"]]).encode()


def wallet(signer, wanted, password):
    client = oci.database.DatabaseClient({}, signer=signer)
    name = wanted["databaseName"]
    found = client.list_autonomous_databases(wanted["compartmentId"], display_name=name).data
    usable = [it.id for it in found if it.db_name.lower() == name and it.lifecycle_state.startswith("AVAILABLE")]
    if not usable:
        raise NotThere()
    details = oci.database.models.GenerateAutonomousDatabaseWalletDetails(generate_type="SINGLE", password=password)
    return client.generate_autonomous_database_wallet(usable[0], details).data.content


def unpack(archive, directory):
    """The wallet's files, readable in the containers that see the directory; nobody else gets past its parent."""
    os.makedirs(directory, mode=0o755, exist_ok=True)
    os.chmod(directory, 0o755)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for entry in files.namelist():
            content = files.read(entry)
            if entry == "sqlnet.ora":
                content = content.replace(b"?/network/admin", directory.encode())
            write(os.path.join(directory, os.path.basename(entry)), content, 0o644)


def main():
    with open(CONFIG, encoding="utf-8") as file:
        config = json.load(file)
    deadline = time.monotonic() + PATIENCE_SECONDS
    values = {}
    for key, wanted in config["secrets"].items():
        values[key] = again(key, lambda signer, wanted=wanted: secret(signer, wanted), deadline)
        write(os.path.join(DIRECTORY, key), values[key], 0o600)
    if "wallet" in config:
        wanted = config["wallet"]
        password = values[wanted["passwordKey"]].decode()
        unpack(again("wallet", lambda signer: wallet(signer, wanted, password), deadline), wanted["directory"])


main()
`;

/** Reads secrets of OCI Vault with the machine's own identity; the machine is told their OCIDs, never a value. */
export const ociSecretReader = (reads: MachineReads): SecretReader => ({
  packages: ["python3-venv"],
  files: [
    { path: SCRIPT, content: SOURCE, mode: "0700" },
    { path: CONFIG, content: `${JSON.stringify(reads, undefined, 2)}\n`, mode: "0600" },
  ],
  prepare: [
    `python3 -m venv ${ENVIRONMENT}`,
    `until ${ENVIRONMENT}/bin/pip install --quiet --no-cache-dir --disable-pip-version-check ${CLIENT}; do sleep 10; done`,
  ],
  command: `${ENVIRONMENT}/bin/python ${SCRIPT}`,
});
