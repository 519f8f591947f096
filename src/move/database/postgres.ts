import { setting, type Side } from "../side";
import { heredoc, script } from "../shell";
import { page, step } from "../step";
import type { PlanComponent } from "../../plan/schema";
import type { Step } from "../schema";
import { dumpAndRestore, dumpLines, restoreLines } from "./dump";
import { endpointOf, RUNNERS } from "./endpoint";

const PG_DUMP = page("https://www.postgresql.org/docs/current/app-pgdump.html", "not read");
const PG_RESTORE = page("https://www.postgresql.org/docs/current/app-pgrestore.html", "not read");

/** Signs in to one side. */
export function connect(side: Side, part: PlanComponent): Step {
  const { lines, text, asks, sources, unverified } = endpointOf(side, part);
  const from = side.label === "FROM";
  return step({
    id: `connect-database-${from ? "from" : "to"}`,
    kind: "database",
    title: `Sign in to ${from ? "the old" : "the new"} database, ${part.service}`,
    text: [...text, "You sign in as the user that the services use, so that what you bring over is theirs."],
    commands: script(
      ...asks.map((name) => `: "\${${name}:?set it first}"`),
      lines,
      `${from ? "from" : "to"}_db psql -XAtqc 'SELECT version()'`,
    ),
    asks,
    sources,
    unverified,
  });
}

/** How the commands speak to PostgreSQL on either side. */
export const clients = (): Step =>
  step({
    id: "database-clients",
    kind: "database",
    title: "Two ways to speak to PostgreSQL",
    checked: "run",
    text: ["Each runs a program of PostgreSQL against its side; a password goes by the environment alone."],
    commands: script(RUNNERS),
  });

/** What has to be true before anything is copied. */
export const check = (): Step =>
  step({
    id: "check-database",
    guard: true,
    kind: "database",
    title: "Hold the two databases against one another",
    checked: "run",
    text: [
      "The new server's version is the old one's or a later one, and `pg_dump` is of the new one's: a dump is read by later versions, never by earlier ones.",
      "The first list names extensions that the new server does not offer; it must be empty. The second names roles besides the one that the services use: they, their rights and their passwords do not come along, since the dump leaves owners and rights out.",
      "The sizes tell how much disk the dump may take, at most, and how long to plan for: time the rehearsal.",
    ],
    commands: script(
      "from_version=$(from_db psql -XAtqc 'SHOW server_version_num')",
      "to_version=$(to_db psql -XAtqc 'SHOW server_version_num')",
      "client=$(pg_dump --version | grep --only-matching --extended-regexp '[0-9]+' | head --lines=1)",
      'echo "old server ${from_version%????}, new server ${to_version%????}, pg_dump $client"',
      'test "${to_version%????}" -ge "${from_version%????}" || { echo "the new server is older" >&2; false; }',
      'test "$client" -eq "${to_version%????}" || { echo "install the client programs of PostgreSQL ${to_version%????}" >&2; false; }',
      "echo 'extensions that the new server does not offer:'",
      "from_db psql -XAtqc 'SELECT extname FROM pg_extension' | LC_ALL=C sort >\"$WORK/extensions.from\"",
      "to_db psql -XAtqc 'SELECT name FROM pg_available_extensions' | LC_ALL=C sort >\"$WORK/extensions.to\"",
      'LC_ALL=C comm -23 "$WORK/extensions.from" "$WORK/extensions.to" | tee "$WORK/extensions.missing"',
      'test ! -s "$WORK/extensions.missing" || { echo "ask the new service for these, or do without them" >&2; false; }',
      "echo 'roles besides the services own:'",
      "from_db psql -XAtqc \"SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolcanlogin AND rolname !~ '^(pg_|rds|postgres$)' ORDER BY 1\"",
      "echo 'size, encoding and collation, old and new:'",
      ...["from", "to"].map(
        (side) =>
          `${side}_db psql -XAtqc "SELECT pg_size_pretty(pg_database_size(datname)), pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"`,
      ),
    ),
    cautions: [
      "Another collation sorts texts differently. Indexes are built anew by the restore and are right; what the app shows in order may look different.",
    ],
    sources: [PG_DUMP, page("https://www.postgresql.org/docs/current/upgrading.html", "not read")],
  });

/** A copy while everything runs: tells how long the real one takes, and whether it works at all. */
export const rehearse = (): Step =>
  step({
    id: "copy-database",
    guard: true,
    kind: "database",
    title: "Rehearse the copy",
    checked: "run",
    text: [
      "The services go on writing; this copy is thrown away by the next. The two times, one after the other, are what the freeze will last at least, besides the verification: there is no better estimate.",
      "The rehearsal reads the whole database. Do it at a quiet hour where the server is small.",
    ],
    commands: script(dumpAndRestore("rehearsal")),
    sources: [PG_DUMP, PG_RESTORE],
  });

/** The copy that counts. */
export const copy = (): Step =>
  step({
    id: "final-copy-database",
    guard: true,
    kind: "database",
    title: "Copy the database",
    checked: "run",
    text: [
      "The same commands as in the rehearsal; everything of yours in the new database is taken out first. Sequences and large objects are part of a dump.",
    ],
    commands: script(dumpAndRestore("final")),
    sources: [PG_DUMP, PG_RESTORE],
  });

/** Only the dump, where the new server is not there before the switch. */
export const dumpOnly = (): Step =>
  step({
    id: "final-dump-database",
    guard: true,
    kind: "database",
    title: "Dump the database",
    text: [
      "The new database stands on the machine of the services, which the switch makes: the dump is restored after it. From here until then this dump and the old server hold the data.",
    ],
    commands: script(dumpLines("from", "final")),
    sources: [PG_DUMP],
  });

/** Restores what was dumped before. */
export const restoreOnly = (): Step =>
  step({
    id: "final-restore-database",
    guard: true,
    kind: "database",
    title: "Restore the database",
    commands: script(restoreLines("to", "final")),
    sources: [PG_RESTORE],
  });

/** Lets nobody write any more, whatever of the services still runs. */
export const freeze = (): Step =>
  step({
    id: "freeze-database",
    guard: true,
    kind: "database",
    title: "Let nobody write to the old database",
    checked: "run",
    text: [
      "A belt beside the braces: new sessions of the database may only read, and those that are open are ended. The number at the end counts sessions that are still there; it must be 0.",
    ],
    commands: script(
      'from_db psql -Xqc "ALTER DATABASE \\"$FROM_DATABASE\\" SET default_transaction_read_only = on"',
      'from_db psql -Xqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = \'client backend\'" >"$WORK/ended"',
      "sleep 2",
      "from_db psql -XAtqc \"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'\"",
      '! from_db psql -Xqc "CREATE TABLE landfall_freeze_probe ()" 2>/dev/null || { echo "the old database still takes writes" >&2; false; }',
    ),
    sources: [page("https://www.postgresql.org/docs/current/runtime-config-client.html", "not read")],
  });

/** Counts and checksums of everything, one line each, the same on every server. */
const FINGERPRINT = [
  "fingerprint() {",
  ...heredoc(
    '  "$1" psql -XAtq --set=ON_ERROR_STOP=1',
    [
      "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1;",
      "SELECT format('SELECT %L, count(*), coalesce(sum((''x'' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) FROM ONLY %I.%I AS t', 'table ' || n.nspname || '.' || c.relname, n.nspname, c.relname)",
      "  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace",
      "  WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
      "    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')",
      "\\gexec",
      "SELECT format('SELECT %L, last_value, is_called FROM %I.%I', 'sequence ' || schemaname || '.' || sequencename, schemaname, sequencename)",
      "  FROM pg_sequences WHERE schemaname !~ '^pg_'",
      "\\gexec",
      "SELECT 'large objects', count(*) FROM pg_largeobject_metadata;",
      "SELECT 'indexes', count(*) FROM pg_indexes WHERE schemaname !~ '^(pg_|information_schema$)';",
      "SELECT 'constraints ' || contype::text, count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace",
      "  WHERE n.nspname !~ '^(pg_|information_schema$)' AND contype IN ('p', 'u', 'f', 'c', 'x') GROUP BY contype;",
      "SELECT 'triggers', count(*) FROM pg_trigger WHERE NOT tgisinternal;",
      "SELECT 'views', count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace",
      "  WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^(pg_|information_schema$)';",
    ],
    "SQL",
    " | LC_ALL=C sort",
  ),
  "}",
];

/** Compares every row of every table. */
export const verify = (): Step =>
  step({
    id: "verify-database",
    guard: true,
    kind: "database",
    title: "Verify the database",
    checked: "run",
    text: [
      "Each line is a table with the count of its rows and a checksum over all of them, a sequence with its position, or a count of indexes, constraints, triggers, views and large objects. Nothing may differ. It reads both databases as a whole, on the servers; no row travels.",
    ],
    commands: script(
      FINGERPRINT,
      'if fingerprint from_db >"$WORK/fingerprint.from" && fingerprint to_db >"$WORK/fingerprint.to" &&',
      '  test -s "$WORK/fingerprint.from" && diff "$WORK/fingerprint.from" "$WORK/fingerprint.to"; then',
      '  echo "the databases agree: $(grep --count ^table "$WORK/fingerprint.from") tables"',
      "else",
      '  echo "THE DATABASES DIFFER: do not switch" >&2',
      "  false",
      "fi",
    ),
    cautions: [
      "A type whose text differs between versions of PostgreSQL or of an extension differs here without being wrong. Look at such a table by itself before you go on.",
    ],
    sources: [page("https://www.postgresql.org/docs/current/functions-binarystring.html", "not read")],
  });

/** Takes the freeze back; nothing was switched. */
export const thaw = (): Step =>
  step({
    id: "thaw-database",
    guard: true,
    kind: "database",
    title: "Let the old database be written to again",
    checked: "run",
    commands: script(
      'PGOPTIONS="-c default_transaction_read_only=off" from_db psql -Xqc "ALTER DATABASE \\"$FROM_DATABASE\\" RESET default_transaction_read_only"',
    ),
  });

/** Brings what was written since the switch back to the old server. */
export const bringBack = (): Step =>
  step({
    id: "roll-back-database",
    guard: true,
    kind: "database",
    title: "Bring what was written since back to the old database",
    checked: "run",
    text: [
      "The freeze, the other way round: the services are stopped and the new database is the one that is read. Its whole content replaces that of the old one.",
    ],
    commands: script(
      'PGOPTIONS="-c default_transaction_read_only=off" from_db psql -Xqc "ALTER DATABASE \\"$FROM_DATABASE\\" RESET default_transaction_read_only"',
      dumpLines("to", "back", ""),
      restoreLines("from", "back", ""),
      FINGERPRINT,
      'fingerprint to_db >"$WORK/fingerprint.to" && fingerprint from_db >"$WORK/fingerprint.from"',
      'diff "$WORK/fingerprint.to" "$WORK/fingerprint.from" && echo "the databases agree"',
    ),
    cautions: [
      "The way back needs a dump that the old server reads: where the new one is of a later major version, use the client programs of the old one's version, and expect to leave out what it does not know.",
    ],
  });

/** Versions as the stack asks for them. */
export const versionText = (from: PlanComponent, to: PlanComponent): string[] => {
  const [before, after] = [setting(from, "version"), setting(to, "version")];
  return [`version ${before ?? "the service's own"} to ${after ?? "the service's own"}`];
};
