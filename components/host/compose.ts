import { CONFIG_DIRECTORY, SECRETS_DIRECTORY, type Host, type HostFile, type HostService } from "./host";
import { serviceMemoryMiB } from "./memory";
import { lines } from "./text";
import { toYaml } from "./yaml";

const COMPOSE_FILE = `${CONFIG_DIRECTORY}/compose.yaml`;

/** The name of a service's container. */
export const containerName = (service: string): string => `landfall-${service}`;

/** Compose replaces `$NAME` in every text; a doubled sign stands for itself. */
const literal = (value: string): string => value.replaceAll("$", "$$$$");

function environmentOf(service: HostService): Record<string, string> {
  const plain = Object.entries(service.environment).map(([name, value]): [string, string] => [name, literal(value)]);
  const secret = Object.entries(service.secrets).map(([name, key]): [string, string] => [
    name,
    `\${${key}?is not read yet}`,
  ]);
  return Object.fromEntries([...plain, ...secret].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function composeService(service: HostService, memoryMiB: number): object {
  return {
    container_name: containerName(service.name),
    image: service.image,
    restart: "unless-stopped",
    init: true,
    ...(service.command === undefined ? {} : { command: service.command.map(literal) }),
    environment: environmentOf(service),
    ports: ["127.0.0.1", ...service.addresses].map((address) => `${address}:${service.hostPort}:${service.port}`),
    // A bind that is not there yet must fail, not be made as an empty directory.
    volumes: service.directories.map((path) => ({
      type: "bind",
      source: path,
      target: path,
      read_only: true,
      bind: { create_host_path: false },
    })),
    mem_limit: `${memoryMiB}m`,
    memswap_limit: `${2 * memoryMiB}m`,
    pids_limit: 1024,
    security_opt: ["no-new-privileges:true"],
    logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
  };
}

/** The Docker Compose file of a machine's services; holds no secret, only the keys that secrets are read under. */
export function composeFile(host: Pick<Host, "services" | "memoryMiB">): string {
  const memory = serviceMemoryMiB(host);
  const byName = [...host.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  return toYaml({
    name: "landfall",
    services: Object.fromEntries(byName.map((service) => [service.name, composeService(service, memory)])),
  });
}

/**
 * Starts the services. Secrets are handed over as variables of this one process: an env file would need quoting that
 * differs between versions of Compose, and would lose line breaks and dollar signs.
 */
const START = lines(
  "#!/bin/bash",
  "# Starts the services, each with its own secrets.",
  "set -euo pipefail",
  "umask 077",
  `for file in ${SECRETS_DIRECTORY}/*; do`,
  '  [ -f "$file" ] || continue',
  '  value=$(cat "$file")',
  '  export "$(basename "$file")=$value"',
  "done",
  `exec docker compose --file ${COMPOSE_FILE} up --detach --remove-orphans --quiet-pull`,
);

const unit = (withSecrets: boolean): string =>
  lines(
    "[Unit]",
    "Description=Services",
    // Wanted, not required: a start that came too early is tried again, a refused dependency never is.
    `Wants=docker.service network-online.target${withSecrets ? " landfall-secrets.service" : ""}`,
    `After=docker.service network-online.target${withSecrets ? " landfall-secrets.service" : ""}`,
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=/usr/local/sbin/landfall-services",
    "TimeoutStartSec=30min",
    "Restart=on-failure",
    "RestartSec=30",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );

/** What runs the services of a machine: the Compose file, and the unit that starts it once secrets are there. */
export function composeFiles(host: Host): HostFile[] {
  return [
    { path: COMPOSE_FILE, content: composeFile(host), mode: "0600" },
    { path: "/usr/local/sbin/landfall-services", content: START, mode: "0755" },
    { path: "/etc/systemd/system/landfall-services.service", content: unit(host.secrets !== undefined) },
  ];
}
