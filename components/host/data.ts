import { cacheDirectories } from "./cache";
import { databaseDirectories } from "./database";
import { DATA_DIRECTORY, type Host, type HostFile } from "./host";
import { lines, shellWord } from "./text";

const LABEL = "landfall-data";

/** How much of a disk must hold nothing but zeros for it to be taken as new. */
const EMPTY_MIB = 16;

/** Only a disk without any signature and without a written byte at its beginning is ever formatted. */
const mounted = (device: string): string[] => [
  `device=${shellWord(device)}`,
  `if ! mountpoint --quiet ${DATA_DIRECTORY}; then`,
  "  # The disk may come some minutes after the machine.",
  '  until [ -b "$device" ]; do sleep 5; done',
  '  if ! blkid --probe "$device" >/dev/null; then',
  `    if ! cmp --quiet --bytes=${EMPTY_MIB}M "$device" /dev/zero; then`,
  '      echo "$device holds something that is no file system; leaving it alone" >&2',
  "      exit 1",
  "    fi",
  `    mkfs.ext4 -q -L ${LABEL} "$device"`,
  "  fi",
  '  fsck.ext4 -p "$device" || [ $? -eq 1 ]',
  `  mkdir --parents ${DATA_DIRECTORY}`,
  `  mount -t ext4 -o noatime,nodev,nosuid "$device" ${DATA_DIRECTORY}`,
  `  resize2fs "$device"`,
  "fi",
];

const UNIT = lines(
  "[Unit]",
  "Description=Data of the machine",
  "",
  "[Service]",
  "Type=oneshot",
  "RemainAfterExit=yes",
  "ExecStart=/usr/local/sbin/landfall-data",
  "TimeoutStartSec=45min",
  "Restart=on-failure",
  "RestartSec=30",
  "",
  "[Install]",
  "WantedBy=multi-user.target",
);

/** What the database and the cache of a machine store: on a disk that outlives it, where there is one. */
export function dataFiles({ data, database, cache }: Pick<Host, "data" | "database" | "cache">): HostFile[] {
  const script = lines(
    "#!/bin/bash",
    "# Puts the disk with the data in place; run again, it only does what is missing.",
    "set -euo pipefail",
    "umask 077",
    data === undefined ? [] : mounted(data.device),
    `install --directory --mode=0711 ${DATA_DIRECTORY}`,
    database === undefined ? [] : databaseDirectories,
    cache === undefined ? [] : cacheDirectories(cache),
  );
  return [
    { path: "/usr/local/sbin/landfall-data", content: script, mode: "0755" },
    { path: "/etc/systemd/system/landfall-data.service", content: UNIT },
    // Containers stop before the disk is taken from them.
    {
      path: "/etc/systemd/system/docker.service.d/landfall.conf",
      content: lines("[Unit]", "After=var-lib-landfall.mount"),
    },
  ];
}
