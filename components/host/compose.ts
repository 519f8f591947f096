import { cacheContainer, cacheStart } from "./cache";
import { bind, common, copiesOf, inOrder, literal, runsAlways, secretOf, type Copy } from "./containers";
import { databaseContainer, databaseStart } from "./database";
import {
  CONFIG_DIRECTORY,
  keepsData,
  SECRETS_DIRECTORY,
  VALUES_DIRECTORY,
  type Host,
  type HostFile,
  type HostService,
} from "./host";
import { memoryLimits } from "./memory";
import { lines } from "./text";
import { toYaml } from "./yaml";

const COMPOSE_FILE = `${CONFIG_DIRECTORY}/compose.yaml`;

/** Docker Compose on this machine's file, with the secrets that it needs. */
export const COMPOSE = "/usr/local/sbin/landfall-compose";

/** What of a machine its containers are made from. */
export type Composed = Pick<Host, "services" | "memoryMiB" | "database" | "cache">;

/** Weight of a whole CPU among containers that want it at the same time. */
const SHARES_OF_A_CPU = 1024;

/** The least that Docker takes. */
const LEAST_SHARES = 2;

function environmentOf(service: HostService): Record<string, string> {
  const plain = Object.entries(service.environment).map(([name, value]): [string, string] => [name, literal(value)]);
  const secret = Object.entries(service.secrets).map(([name, key]): [string, string] => [name, secretOf(key)]);
  return Object.fromEntries([...plain, ...secret].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Loopback, for nginx and health checks, and where other machines call; all addresses take in loopback. */
function ports({ web, addresses }: HostService, hostPort: number | undefined): string[] {
  if (web === undefined || hostPort === undefined) return [];
  const on = addresses.includes("0.0.0.0") ? ["0.0.0.0"] : ["127.0.0.1", ...addresses];
  return on.map((address) => `${address}:${hostPort}:${web.port}`);
}

function serviceContainer(service: HostService, copy: Copy, memoryMiB: number, withDatabase: boolean): object {
  const { restart, ...rest } = common(copy.name, service.image, memoryMiB) as { restart: string };
  return {
    ...rest,
    // A profile keeps a scheduled service from being started with the others.
    ...(service.schedule === undefined ? { restart } : { profiles: ["scheduled"] }),
    ...(service.command === undefined ? {} : { command: service.command.map(literal) }),
    environment: environmentOf(service),
    ports: ports(service, copy.hostPort),
    volumes: service.directories.map((path) => bind(path, path, true)),
    cpu_shares: Math.max(LEAST_SHARES, Math.round(service.cpu * SHARES_OF_A_CPU)),
    ...(service.copies === 1 ? {} : { networks: { default: { aliases: [service.name] } } }),
    ...(withDatabase && service.usesDatabase ? { depends_on: { database: { condition: "service_healthy" } } } : {}),
  };
}

/**
 * The Docker Compose file of a machine's containers; holds no secret, only the keys that secrets are read under.
 *
 * A service that needs a part of a CPU gets that weight where all are busy, and the whole machine where none is.
 */
export function composeFile(host: Composed): string {
  const memory = memoryLimits(host);
  const { database, cache } = host;
  const services = inOrder(host.services).flatMap((service) =>
    copiesOf(service).map((copy): [string, object] => [
      copy.name,
      serviceContainer(service, copy, memory.of(service.memoryMiB), database !== undefined),
    ]),
  );
  return toYaml({
    name: "landfall",
    services: {
      ...(database === undefined ? {} : { database: databaseContainer(database, memory.database) }),
      ...(cache === undefined ? {} : { cache: cacheContainer(cache, memory.cache) }),
      ...Object.fromEntries(services),
    },
  });
}

/**
 * Secrets are handed over as variables of this one process: an env file would need quoting that differs between
 * versions of Compose, and would lose line breaks and dollar signs.
 */
const SCRIPT = lines(
  "#!/bin/bash",
  "# Docker Compose for the services of this machine, each with its own secrets.",
  "set -euo pipefail",
  "umask 077",
  `for file in ${VALUES_DIRECTORY}/* ${SECRETS_DIRECTORY}/*; do`,
  '  [ -f "$file" ] || continue',
  '  value=$(cat "$file")',
  '  export "$(basename "$file")=$value"',
  "done",
  `exec docker compose --file ${COMPOSE_FILE} "$@"`,
);

const start = (host: Host): string =>
  lines(
    "#!/bin/bash",
    "# Starts what runs all the time.",
    "set -euo pipefail",
    host.cache === undefined ? [] : cacheStart(host.cache, host),
    host.database === undefined ? [] : databaseStart(host.database, host, COMPOSE),
    `exec ${COMPOSE} up --detach --remove-orphans --quiet-pull`,
  );

/** Wanted, not required: a start that came too early is tried again, a refused dependency never is. */
function unit(host: Host): string {
  const before = [
    "docker.service network-online.target",
    ...(host.secrets === undefined ? [] : ["landfall-secrets.service"]),
    ...(keepsData(host) ? ["landfall-data.service"] : []),
  ].join(" ");
  return lines(
    "[Unit]",
    "Description=Services",
    `Wants=${before}`,
    `After=${before}`,
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
}

/** What runs the services of a machine: the Compose file, and the unit that starts it once secrets are there. */
export function composeFiles(host: Host): HostFile[] {
  const always: HostFile[] = [
    { path: "/usr/local/sbin/landfall-services", content: start(host), mode: "0755" },
    { path: "/etc/systemd/system/landfall-services.service", content: unit(host) },
  ];
  return [
    { path: COMPOSE_FILE, content: composeFile(host), mode: "0600" },
    { path: COMPOSE, content: SCRIPT, mode: "0755" },
    ...(runsAlways(host) ? always : []),
  ];
}
