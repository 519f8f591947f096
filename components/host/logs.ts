import type { HostFile } from "./host";
import { lines } from "./text";

/** The journal holds what systemd, sshd and the scripts of the machine say; else it may take a tenth of the disk. */
const JOURNAL = lines(
  "[Journal]",
  "Storage=persistent",
  "SystemMaxUse=500M",
  "SystemKeepFree=1G",
  "RuntimeMaxUse=64M",
  "MaxRetentionSec=30day",
);

/** For containers that are started by hand; those of Compose say the same themselves. Docker sets no limit of its own. */
const DOCKER = { "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" } };

/**
 * How much of the disk logs may take: https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html and
 * https://docs.docker.com/engine/logging/drivers/json-file/ (2026-11). nginx's own are turned over by its package, daily,
 * for 14 days.
 */
export const logFiles = (hasContainers: boolean): HostFile[] => [
  { path: "/etc/systemd/journald.conf.d/60-landfall.conf", content: JOURNAL },
  // Read by Docker when it is started for the first time, which is after this file is written.
  ...(hasContainers ? [{ path: "/etc/docker/daemon.json", content: `${JSON.stringify(DOCKER)}\n` }] : []),
];
