import { BACKUPS } from "./backup-store";
import { bind, common, containerName } from "./containers";
import { CONFIG_DIRECTORY, DATA_DIRECTORY, RUN_DIRECTORY, secretFile } from "./host";
import type { Host, HostDatabase, HostFile } from "./host";
import { bareWord, lines } from "./text";

const NAME = "database";
const STORE = `${DATA_DIRECTORY}/database`;
const TLS = `${STORE}/tls`;
const SUPERUSER = `${STORE}/superuser`;
const ACCESS = `${CONFIG_DIRECTORY}/database/pg_hba.conf`;
const OWNER = `${CONFIG_DIRECTORY}/database/owner.sh`;
const OWNER_IN_CONTAINER = "/docker-entrypoint-initdb.d/landfall.sh";

/** A directory, since a file that is replaced would stay the old one for a container that runs. */
const HANDED_OVER = `${RUN_DIRECTORY}/database`;
const PASSWORD = `${HANDED_OVER}/password`;

/** The user of the image: https://github.com/docker-library/postgres/blob/master/Dockerfile-debian.template */
const USER = 999;

/** The part of its memory that PostgreSQL is told to keep pages in: https://www.postgresql.org/docs/current/runtime-config-resource.html */
const SHARED_BUFFERS = 0.25;

/** One database of PostgreSQL; only containers of this machine reach it. */
export function databaseContainer(database: HostDatabase, memoryMiB: number): object {
  const set = (name: string, value: string): string[] => ["-c", `${name}=${value}`];
  return {
    ...common(NAME, `postgres:${bareWord(database.version)}`, memoryMiB),
    command: [
      "postgres",
      ...set("hba_file", ACCESS),
      ...set("ssl", "on"),
      ...set("ssl_cert_file", `${TLS}/server.crt`),
      ...set("ssl_key_file", `${TLS}/server.key`),
      ...set("ssl_min_protocol_version", "TLSv1.2"),
      // What pg_hba.conf asks for; the default since PostgreSQL 14.
      ...set("password_encryption", "scram-sha-256"),
      ...set("shared_buffers", `${Math.floor(memoryMiB * SHARED_BUFFERS)}MB`),
    ],
    environment: {
      // The same whatever the version: another major one then refuses to start, rather than to begin empty.
      PGDATA: `${STORE}/data`,
      POSTGRES_INITDB_ARGS: "--data-checksums",
      POSTGRES_PASSWORD_FILE: SUPERUSER,
    },
    volumes: [
      bind(STORE, STORE, false),
      bind(ACCESS, ACCESS, true),
      bind(OWNER, OWNER_IN_CONTAINER, true),
      bind(HANDED_OVER, HANDED_OVER, true),
    ],
    shm_size: `${Math.max(64, Math.floor(memoryMiB / 4))}m`,
    stop_grace_period: "1m",
    healthcheck: {
      test: ["CMD", "pg_isready", "--quiet", "--host", "127.0.0.1"],
      interval: "10s",
      timeout: "5s",
      retries: 6,
      start_period: "10m",
    },
  };
}

/** Nobody signs in as the superuser but from inside the container, and nobody from elsewhere without TLS. */
const HBA = lines(
  "local all postgres peer",
  "host all postgres all reject",
  "hostssl all all samenet scram-sha-256",
  "host all all all reject",
);

/** Run by the image when there is no data yet, and at every start of the services: a new password is then the owner's. */
function ownerScript({ name, username }: HostDatabase): string {
  const [database, owner] = [bareWord(name), bareWord(username)];
  return lines(
    "#!/bin/bash",
    "# Makes the database and its owner, who is no superuser; run again, it gives the owner the password of today.",
    "set -euo pipefail",
    `OWNER_PASSWORD=$(cat ${PASSWORD})`,
    "export OWNER_PASSWORD",
    "psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<'SQL'",
    '\\set password `printf %s "$OWNER_PASSWORD"`',
    "-- A statement that fails is logged as it is.",
    "SET log_min_error_statement = panic;",
    `SELECT 'CREATE ROLE "${owner}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${owner}') \\gexec`,
    `ALTER ROLE "${owner}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';`,
    `SELECT 'CREATE DATABASE "${database}" OWNER "${owner}"'`,
    `WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec`,
    `REVOKE ALL ON DATABASE "${database}" FROM PUBLIC;`,
    "SQL",
  );
}

/** Shell lines that hand the owner's password over in a file in memory, and have it taken before any service starts. */
export const databaseStart = ({ passwordKey }: HostDatabase, host: Pick<Host, "values">, compose: string): string[] => [
  `install --directory --mode=0700 ${RUN_DIRECTORY}`,
  `install --directory --owner=${USER} --group=${USER} --mode=0500 ${HANDED_OVER}`,
  `install --owner=${USER} --group=${USER} --mode=0400 ${secretFile(host, passwordKey)} ${PASSWORD}.new`,
  `mv ${PASSWORD}.new ${PASSWORD}`,
  `${compose} up --detach --quiet-pull --wait ${NAME}`,
  `docker exec --user postgres ${containerName(NAME)} ${OWNER_IN_CONTAINER}`,
];

/** Shell lines that put in place what PostgreSQL needs before it starts: directories, a certificate, a password. */
export const databaseDirectories: readonly string[] = [
  `install --directory --owner=${USER} --group=${USER} --mode=0700 ${STORE} ${TLS}`,
  `install --directory --mode=0700 ${BACKUPS}`,
  `if [ ! -e ${TLS}/server.crt ]; then`,
  "  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=database \\",
  `    -addext subjectAltName=DNS:database -keyout ${TLS}/server.key -out ${TLS}/server.crt`,
  "fi",
  // PostgreSQL refuses a key that others than its own user can read.
  `chown ${USER}:${USER} ${TLS}/server.key ${TLS}/server.crt`,
  `[ -e ${SUPERUSER} ] || openssl rand -hex 32 >${SUPERUSER}`,
];

/** What runs PostgreSQL beside the services. */
export const databaseFiles = (database: HostDatabase): HostFile[] => [
  { path: ACCESS, content: HBA },
  { path: OWNER, content: ownerScript(database), mode: "0755" },
];
