import { heredoc } from "../shell";

/** Connections that a dump or a restore opens side by side. */
const JOBS = 4;

/** A dump of a side, with the list of what is restored of it. */
export const dumpLines = (side: "from" | "to", name: string, timed = "time "): string[] => [
  `rm --recursive --force "$WORK/${name}"`,
  `${timed}${side}_db pg_dump --format=directory --jobs=${JOBS} --no-owner --no-privileges --file="$WORK/${name}"`,
  // Nobody but a superuser may comment on an extension, and managed services have none.
  `pg_restore --list "$WORK/${name}" | grep --invert-match ' COMMENT - EXTENSION ' >"$WORK/${name}.list"`,
];

const OWNED = "current_user::regrole AND nspname !~ '^pg_' AND nspname <> 'information_schema'";
const OF_EXTENSION = "EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')";

/**
 * Takes everything out of a database that belongs to who signs in: `pg_restore --clean` stops at the keys of partitions, and
 * leaves what the dump does not know.
 */
const EMPTY: readonly string[] = [
  "empty_db() {",
  '  test "$FROM_HOST:$FROM_PORT/$FROM_DATABASE" != "$TO_HOST:$TO_PORT/$TO_DATABASE" || return 1',
  ...heredoc(
    '  "$1" psql -XAtq --set=ON_ERROR_STOP=1',
    [
      "SET client_min_messages = warning;",
      `SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace o WHERE nspowner = ${OWNED}`,
      `  AND nspname <> 'public' AND NOT ${OF_EXTENSION}`,
      "\\gexec",
      "SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extowner = current_user::regrole AND extname <> 'plpgsql'",
      "\\gexec",
      "SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, nspname, relname)",
      `  FROM pg_class o JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relowner = ${OWNED}`,
      `  AND NOT ${OF_EXTENSION}`,
      "\\gexec",
      "SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', o.oid::regprocedure)",
      `  FROM pg_proc o JOIN pg_namespace n ON n.oid = pronamespace WHERE proowner = ${OWNED} AND NOT ${OF_EXTENSION}`,
      "\\gexec",
      "SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', nspname, typname)",
      `  FROM pg_type o JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype IN ('e', 'd', 'r') AND typowner = ${OWNED}`,
      `  AND NOT ${OF_EXTENSION}`,
      "\\gexec",
      "SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE lomowner = current_user::regrole",
      "\\g /dev/null",
    ],
    "SQL",
  ),
  "}",
];

/** Restores a dump into a side, in place of whatever it holds. */
export const restoreLines = (side: "from" | "to", name: string, timed = "time "): string[] => [
  ...EMPTY,
  `empty_db ${side}_db`,
  `${timed}${side}_db pg_restore --format=directory --jobs=${JOBS} --no-owner --no-privileges --exit-on-error \\`,
  `  --use-list="$WORK/${name}.list" --dbname="$${side.toUpperCase()}_DATABASE" "$WORK/${name}"`,
  // What nobody but a superuser may analyze is told as a warning for each table of the system.
  `${side}_db psql -Xq -c "SET client_min_messages = error" -c ANALYZE`,
];

/** Copies everything; the same commands rehearse and move. */
export const dumpAndRestore = (name: string): string[] => [...dumpLines("from", name), ...restoreLines("to", name)];
