import { RUN_DIRECTORY, SECRETS_DIRECTORY, VALUES_DIRECTORY, type HostFile, type SecretReader } from "./host";
import { bareWord, lines } from "./text";

/** The unit that reads the secrets at every boot, before any service starts, into a directory of root's in memory. */
export function secretFiles(reader: SecretReader): HostFile[] {
  const unit = lines(
    "[Unit]",
    "Description=Secrets of the services",
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "UMask=0077",
    `ExecStartPre=/usr/bin/install --directory --mode=0700 ${RUN_DIRECTORY} ${SECRETS_DIRECTORY}`,
    `ExecStart=${reader.command}`,
    "TimeoutStartSec=45min",
    "Restart=on-failure",
    "RestartSec=30",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
  return [...reader.files, { path: "/etc/systemd/system/landfall-secrets.service", content: unit }];
}

/** Secrets that no store keeps, each in a root-only file from the first minute on. */
export const valueFiles = (values: Readonly<Record<string, string>>): HostFile[] =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, content]) => ({ path: `${VALUES_DIRECTORY}/${bareWord(key)}`, content, mode: "0600" }));
