import { inOrder } from "./containers";
import { hostFiles } from "./files";
import type { Host, HostFile } from "./host";
import { SETUP } from "./setup";
import { lines, shellWord } from "./text";
import { compressed } from "./user-data";

/**
 * How a machine fetches its release; each provider brings its own.
 *
 * The command is run as root, writes the release to its standard output as `encodeRelease` made it, and fails while there
 * is none.
 */
export interface ReleaseSource {
  /** Ubuntu packages that the command needs. */
  readonly packages: readonly string[];
  readonly files: readonly HostFile[];
  /** A shell command. */
  readonly command: string;
  /** Seconds between two looks. */
  readonly intervalSeconds: number;
}

/** What has to answer before a release counts as set up, and how long it may take. */
const checksOf = ({ services }: Host) =>
  inOrder(services).flatMap(({ web }) =>
    (web?.hostPorts ?? []).map((port) => ({
      url: `http://127.0.0.1:${port}${encodeURI(web!.health.path)}`,
      seconds: web!.health.graceSeconds + ANSWER_SECONDS,
    })),
  );

/** All that a machine is but its users and its disks, as one text: compressed JSON in Base64. */
export const encodeRelease = (host: Host): string =>
  compressed(
    JSON.stringify({
      files: hostFiles(host).map(({ path, content, mode }) => ({ path, content, mode: mode ?? "0644" })),
      checks: checksOf(host),
    }),
  ).toString("base64");

/** How long a service may take to answer once the time that it is let be is over. */
const ANSWER_SECONDS = 60;

const AGENT = "/usr/local/sbin/landfall-release";
const FETCH = "/usr/local/sbin/landfall-release-fetch";
const UNITS = "/etc/systemd/system";

/** The unit that looks for another release again and again. */
export const AGENT_TIMER = "landfall-release.timer";

/**
 * A release that cannot be set up is taken back, and tried again half an hour later: nginx refuses its configuration, an
 * image is not there, a service does not answer. The very first one is tried until it works, since there is nothing to go
 * back to.
 */
const SOURCE = String.raw`#!/usr/bin/python3
"""Brings this machine to its current release: writes what changed, sets it up, and goes back when that fails."""

import base64
import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

FETCH = "${FETCH}"
SETUP = "${SETUP}"
STATE = "/var/lib/landfall-release"
REFUSED_SECONDS = 30 * 60
UNITS = "${UNITS}"
# In this order: secrets are read before the services that get them start anew.
FOLLOWING = ("landfall-secrets.service", "landfall-services.service", "landfall-health.service")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path, content, mode):
    """Writes a file at once or not at all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    draft = f"{path}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    os.chmod(draft, mode)
    os.replace(draft, path)


def run(*command):
    subprocess.run(command, check=True)


def is_unit(path):
    return os.path.dirname(path) == UNITS and path.endswith((".service", ".timer"))


def files_of(release):
    return {file["path"]: (file["content"].encode(), int(file["mode"], 8)) for file in release["files"]}


def take_away(path):
    if is_unit(path):
        subprocess.run(["systemctl", "disable", "--now", os.path.basename(path)], check=False)
    if os.path.exists(path):
        os.remove(path)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status < 400
    except (urllib.error.URLError, OSError):
        return False


def wait_for(checks):
    """Waits until every service answers."""
    begun = time.monotonic()
    for check in checks:
        while not answers(check["url"]):
            if time.monotonic() - begun > check["seconds"]:
                raise TimeoutError(f"{check['url']} does not answer")
            time.sleep(2)


def set_up(before, after):
    """Makes the machine what one release says, where it was what the other one said."""
    old, new = files_of(before), files_of(after)
    for path in sorted(old.keys() - new.keys()):
        take_away(path)
    changed = [path for path in sorted(new) if new[path] != old.get(path)]
    for path in changed:
        write(path, *new[path])
    run(SETUP)
    if not old:
        return
    timers = [os.path.basename(path) for path in changed if is_unit(path) and path.endswith(".timer")]
    following = [unit for unit in FOLLOWING if f"{UNITS}/{unit}" in new]
    for unit in timers + following:
        run("systemctl", "restart", unit)
    wait_for(after["checks"])


def is_refused(digest):
    path = f"{STATE}/refused"
    return read(path) == digest and time.time() - os.path.getmtime(path) < REFUSED_SECONDS


def main():
    fetched = gzip.decompress(base64.b64decode(subprocess.run([FETCH], check=True, stdout=subprocess.PIPE).stdout))
    current = read(f"{STATE}/current.json")
    digest = hashlib.sha256(fetched).hexdigest().encode()
    if fetched == current or is_refused(digest):
        return
    old = {"files": []} if current is None else json.loads(current)
    new = json.loads(fetched)
    try:
        set_up(old, new)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the release {digest.decode()[:12]} cannot be set up: {error}", file=sys.stderr, flush=True)
        if current is not None:
            write(f"{STATE}/refused", digest, 0o600)
            set_up(new, old)
            print("went back to the release before it", file=sys.stderr, flush=True)
        raise SystemExit(1)
    write(f"{STATE}/current.json", fetched, 0o600)
    print(f"runs the release {digest.decode()[:12]}", flush=True)


try:
    main()
except subprocess.CalledProcessError as error:
    print(f"no release: {error}", file=sys.stderr)
    raise SystemExit(1)
`;

function fetchScript({ packages, command }: ReleaseSource): string {
  const names = packages.map(shellWord).join(" ");
  const install = [
    `if ! dpkg --status ${names} >/dev/null 2>&1; then`,
    "  {",
    "    # The way to the internet may come some minutes after the machine.",
    "    until apt-get update --option APT::Update::Error-Mode=any; do sleep 10; done",
    "    apt-get install --yes --no-install-recommends --option DPkg::Lock::Timeout=900 \\",
    `      ${names}`,
    "  } >&2",
    "fi",
  ];
  return lines(
    "#!/bin/bash",
    "# Writes the release that this machine is to run.",
    "set -euo pipefail",
    "export DEBIAN_FRONTEND=noninteractive",
    packages.length === 0 ? [] : install,
    command,
  );
}

/** A first setup installs all packages, so that it may take its time. */
const UNIT = lines(
  "[Unit]",
  "Description=Release of the machine",
  "Wants=network-online.target",
  "After=network-online.target",
  "",
  "[Service]",
  "Type=oneshot",
  `ExecStart=${AGENT}`,
  "TimeoutStartSec=90min",
);

const timer = ({ intervalSeconds }: ReleaseSource): string =>
  lines(
    "[Unit]",
    "Description=Looks for another release",
    "",
    "[Timer]",
    "OnActiveSec=1s",
    `OnUnitInactiveSec=${intervalSeconds}s`,
    "AccuracySec=1s",
    "",
    "[Install]",
    "WantedBy=timers.target",
  );

/** What a machine needs to follow its release. */
export const agentFiles = (source: ReleaseSource): HostFile[] => [
  { path: AGENT, content: SOURCE, mode: "0700" },
  { path: FETCH, content: fetchScript(source), mode: "0700" },
  { path: `${UNITS}/landfall-release.service`, content: UNIT },
  { path: `${UNITS}/${AGENT_TIMER}`, content: timer(source) },
  ...source.files,
];
