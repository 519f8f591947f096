import { ARCHIVE } from "./archive";
import { IN_DATABASE, sealing } from "./backup-store";
import { containerName } from "./containers";
import { bareWord, lines } from "./text";
import type { Host, HostDatabase } from "./host";

/** Letters of a database's name that are left beside a word and a time: 63 in all, https://www.postgresql.org/docs/current/limits.html */
const NAME_LETTERS = 30;

const USAGE = [
  "usage() {",
  "  cat <<'TEXT'",
  "landfall-restore list                              shows the backups, and the databases that were put aside",
  "landfall-restore latest|NAME [--while-running]     brings a backup back in place of the database, which is put aside",
  "TEXT",
  "}",
];

/** Containers that may write to the database, and what to do about them. */
const RUNNING = [
  "running=$(docker ps --format '{{.Names}}' --filter 'name=^landfall-' |",
  `  grep --invert-match --line-regexp --regexp=${containerName("database")} --regexp=${containerName("cache")} |`,
  "  paste --serial --delimiters=' ' || true)",
  'if [ -n "$running" ] && [ "${2:-}" != --while-running ]; then',
  '  echo "these run, and what they write until the end of the restore would be put aside with the old database:" >&2',
  '  echo "  $running" >&2',
  `  echo "stop them (systemctl stop landfall-health 'landfall-job-*.timer'; docker stop $running)," >&2`,
  '  echo "or add --while-running: they lose their connections at the end, and may open new ones" >&2',
  "  exit 1",
  "fi",
];

/**
 * Brings a backup back: into a new database first, which takes the name of the old one once it is whole. The old one stays
 * beside it under another name until somebody drops it.
 */
export function restoreScript(
  { name, username, passphraseKey, archive }: HostDatabase,
  host: Pick<Host, "values">,
): string {
  const archived = archive === undefined ? "true" : `${ARCHIVE} list`;
  const short = bareWord(name).slice(0, NAME_LETTERS);
  return lines(
    "#!/bin/bash",
    "# Brings a backup of the database back; `landfall-restore` alone says how.",
    sealing(host, passphraseKey),
    `archived() { ${archived}; }`,
    `sql() { ${IN_DATABASE} psql --quiet --no-psqlrc --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname=postgres; }`,
    USAGE,
    "",
    'case "${1:-}:${2:-}:$#" in',
    "  list::1)",
    "    echo 'on this machine:'",
    "    names",
    "    echo 'in the bucket:'",
    "    archived",
    "    echo 'put aside:'",
    `    sql <<<"SELECT datname FROM pg_database WHERE datname ~ '^${short}_before_[0-9tz]+$' ORDER BY 1;"`,
    "    exit",
    "    ;;",
    "  latest::1 | latest:--while-running:2 | 20*.dump.gpg::1 | 20*.dump.gpg:--while-running:2) ;;",
    "  *)",
    "    usage >&2",
    "    exit 2",
    "    ;;",
    "esac",
    "",
    RUNNING,
    'name=$(basename "$1")',
    'if [ "$name" = latest ]; then',
    // Others may keep files there as well.
    "  pattern='^20..-..-..T......Z[.]dump[.]gpg$'",
    "  all=$(names)",
    "  more=$(archived)",
    '  name=$(printf "%s\\n%s\\n" "$all" "$more" | { grep "$pattern" || true; } | sort | tail --lines=1)',
    '  if [ -z "$name" ]; then',
    '    echo "there is no backup" >&2',
    "    exit 1",
    "  fi",
    "fi",
    "",
    "stamp=$(date --utc +%Y%m%dt%H%M%Sz)",
    `fresh=${short}_restored_$stamp`,
    `aside=${short}_before_$stamp`,
    "made=no",
    "swapped=no",
    'scratch=$(mktemp --directory "$backups/restore.XXXXXX")',
    "finish() {",
    '  rm --recursive --force "$scratch"',
    '  if [ "$swapped" = yes ]; then return; fi',
    '  if [ "$made" = yes ]; then',
    "    sql <<SQL || true",
    `ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true;`,
    'DROP DATABASE IF EXISTS "$fresh";',
    "SQL",
    "  fi",
    `  echo "the restore failed; ${name} is as it was" >&2`,
    "}",
    "trap finish EXIT",
    "",
    'file="$backups/$name"',
    'if [ ! -e "$file" ]; then',
    archive === undefined
      ? ['  echo "there is no backup $name" >&2', "  exit 1"]
      : ['  file="$scratch/$name"', `  ${ARCHIVE} get "$name" "$file"`],
    "fi",
    "# Whether it is whole is known before anything is made of it.",
    'sealed --decrypt "$file" >/dev/null',
    "made=yes",
    "sql <<SQL",
    `CREATE DATABASE "$fresh" OWNER "${bareWord(username)}" TEMPLATE template0;`,
    'REVOKE ALL ON DATABASE "$fresh" FROM PUBLIC;',
    "SQL",
    `sealed --decrypt "$file" | ${IN_DATABASE} pg_restore --single-transaction --dbname="$fresh"`,
    "# Both names change or none does, and nobody comes in meanwhile.",
    "sql >/dev/null <<SQL",
    `ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false;`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}';`,
    "BEGIN;",
    `ALTER DATABASE "${name}" RENAME TO "$aside";`,
    `ALTER DATABASE "$fresh" RENAME TO "${name}";`,
    "COMMIT;",
    "SQL",
    "swapped=yes",
    `sql <<<"ALTER DATABASE \\"$aside\\" WITH ALLOW_CONNECTIONS true;"`,
    `echo "$name is back as ${name}; what was there before stands aside as $aside"`,
    'echo "start what was stopped: systemctl restart landfall-services; systemctl start landfall-health"',
    `echo "once nobody needs it: ${IN_DATABASE.replace(" --interactive", "")} dropdb $aside"`,
  );
}
