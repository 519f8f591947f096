import { bind, common, containerName, secretOf } from "./containers";
import { CONFIG_DIRECTORY, DATA_DIRECTORY, type HostDatabase, type HostFile } from "./host";
import { bareWord, lines, shellWord } from "./text";

const NAME = "database";
const STORE = `${DATA_DIRECTORY}/database`;
const TLS = `${STORE}/tls`;
const SUPERUSER = `${STORE}/superuser`;
const BACKUPS = `${DATA_DIRECTORY}/backups`;
const ACCESS = `${CONFIG_DIRECTORY}/database/pg_hba.conf`;
const INIT = `${CONFIG_DIRECTORY}/database/init.sh`;

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
      ...set("shared_buffers", `${Math.floor(memoryMiB * SHARED_BUFFERS)}MB`),
    ],
    environment: {
      OWNER_PASSWORD: secretOf(database.passwordKey),
      // The same whatever the version: another major one then refuses to start, rather than to begin empty.
      PGDATA: `${STORE}/data`,
      POSTGRES_INITDB_ARGS: "--data-checksums",
      POSTGRES_PASSWORD_FILE: SUPERUSER,
    },
    volumes: [
      bind(STORE, STORE, false),
      bind(ACCESS, ACCESS, true),
      bind(INIT, "/docker-entrypoint-initdb.d/landfall.sh", true),
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

/** Run by the image once, when there is no data yet. */
function initScript({ name, username }: HostDatabase): string {
  return lines(
    "#!/bin/bash",
    "# Makes the database and its owner, who is no superuser.",
    "set -euo pipefail",
    "psql --quiet --no-psqlrc --variable=ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'",
    '\\set password `printf %s "$OWNER_PASSWORD"`',
    `CREATE ROLE "${bareWord(username)}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';`,
    `CREATE DATABASE "${bareWord(name)}" OWNER "${bareWord(username)}";`,
    `REVOKE ALL ON DATABASE "${bareWord(name)}" FROM PUBLIC;`,
    "SQL",
  );
}

function backupScript({ name, backupRetentionDays }: HostDatabase): string {
  return lines(
    "#!/bin/bash",
    "# Copies the database into a file of today, and takes away those that are old enough.",
    "set -euo pipefail",
    "umask 077",
    `file=${BACKUPS}/$(date --utc +%Y-%m-%dT%H%M%SZ).dump`,
    `docker exec --user postgres ${containerName(NAME)} pg_dump --format=custom --dbname=${shellWord(name)} >"$file.part"`,
    'mv "$file.part" "$file"',
    `find ${BACKUPS} -name '*.dump' -mmin +${backupRetentionDays * 24 * 60} -delete`,
    `find ${BACKUPS} -name '*.part' -mmin +1440 -delete`,
  );
}

const BACKUP_UNIT = lines(
  "[Unit]",
  "Description=Backup of the database",
  "After=landfall-services.service",
  "",
  "[Service]",
  "Type=oneshot",
  "ExecStart=/usr/local/sbin/landfall-backup",
);

/** Before the hour at which the machine restarts for updates. */
const BACKUP_TIMER = lines(
  "[Unit]",
  "Description=Daily backup of the database",
  "",
  "[Timer]",
  "OnCalendar=*-*-* 02:30:00 UTC",
  "Persistent=true",
  "",
  "[Install]",
  "WantedBy=timers.target",
);

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

/** What runs PostgreSQL beside the services and copies it once a day. */
export const databaseFiles = (database: HostDatabase): HostFile[] => [
  { path: ACCESS, content: HBA },
  { path: INIT, content: initScript(database), mode: "0755" },
  { path: "/usr/local/sbin/landfall-backup", content: backupScript(database), mode: "0755" },
  { path: "/etc/systemd/system/landfall-backup.service", content: BACKUP_UNIT },
  { path: "/etc/systemd/system/landfall-backup.timer", content: BACKUP_TIMER },
];
