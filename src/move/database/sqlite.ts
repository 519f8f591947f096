import type { PlanComponent } from "../../plan/schema";
import { partOutput, type Side } from "../side";
import { heredoc, script } from "../shell";
import { copyStep, page, step } from "../step";
import type { Step } from "../schema";

const EXPORT = page("https://developers.cloudflare.com/d1/how-to/importing-data");
const LIMITS = page("https://developers.cloudflare.com/d1/platform/limits/");
const PGLOADER = page("https://pgloader.readthedocs.io/en/latest/ref/sqlite.html", "not read");

/** Which D1 is meant; `wrangler` signs in by CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID. */
export const connect = (side: Side, part: PlanComponent): Step =>
  step({
    id: `connect-database-${side.label.toLowerCase()}`,
    kind: "database",
    title: `Sign in to ${side.label === "FROM" ? "the old" : "the new"} database, D1`,
    text: ["`wrangler` reads CLOUDFLARE_API_TOKEN, which needs the right D1: Edit, and CLOUDFLARE_ACCOUNT_ID."],
    asks: ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"],
    commands: script(
      ': "${CLOUDFLARE_API_TOKEN:?set it first}" "${CLOUDFLARE_ACCOUNT_ID:?set it first}"',
      `${side.label}_DATABASE=$(${partOutput(side, part, "database")})`,
      `wrangler d1 info "$${side.label}_DATABASE"`,
    ),
    sources: [page("https://developers.cloudflare.com/d1/wrangler-commands")],
  });

/** D1 as a file of SQLite on this machine. */
const EXPORT_D1 = (name: string): string[] => [
  `rm --force "$WORK/${name}.sql" "$WORK/${name}.db"`,
  `time wrangler d1 export "$FROM_DATABASE" --remote --output "$WORK/${name}.sql"`,
  `sqlite3 -bail "$WORK/${name}.db" <"$WORK/${name}.sql"`,
  `sqlite3 "$WORK/${name}.db" 'PRAGMA integrity_check' | grep --line-regexp ok`,
];

/** A file of SQLite into PostgreSQL: tables, rows, indexes and the positions of sequences. */
const LOAD_POSTGRES = (name: string): string[] => [
  ...heredoc(`cat >"$WORK/${name}.load"`, [
    "LOAD DATABASE",
    `  FROM sqlite://{{WORK}}/${name}.db`,
    "  INTO postgresql://{{TO_USER}}@{{TO_HOST}}:{{TO_PORT}}/{{TO_DATABASE}}?sslmode={{TO_SSLMODE}}",
    "  WITH include drop, create tables, create indexes, reset sequences, foreign keys",
    "  EXCLUDING TABLE NAMES LIKE '_cf_%', 'd1_migrations'",
    ";",
  ]),
  'export WORK TO_SSLMODE="${TO_SSLMODE:-require}"',
  `time PGPASSWORD="$TO_PASSWORD" pgloader --on-error-stop "$WORK/${name}.load"`,
  'to_db psql -Xq -c "SET client_min_messages = error" -c ANALYZE',
];

/** SQLite's rows into PostgreSQL. */
export const toPostgres = (final: boolean): Step =>
  copyStep(final, {
    title: final ? "Copy the database" : "Rehearse the copy",
    text: final
      ? ["The same commands as in the rehearsal; what the rehearsal left is replaced."]
      : [
          "The app has to speak PostgreSQL before anything moves. Columns of SQLite hold whatever was written to them; `pgloader` goes by what a column was declared as and stops at a value that does not fit (a text in an INTEGER column, a date in three spellings). Mend such rows in D1 first.",
          "The table `d1_migrations` is Wrangler's own and stays behind. Where the app's own migrations make its schema in PostgreSQL, run them first and write `data only, truncate` in place of `include drop, create tables, create indexes`.",
          "While it is exported, D1 answers nobody else: rehearse at a quiet hour. The times are what the freeze will last at least, besides the verification.",
        ],
    commands: script(EXPORT_D1(final ? "final" : "rehearsal"), LOAD_POSTGRES(final ? "final" : "rehearsal")),
    cautions: [
      "A database with virtual tables, such as those of full-text search, cannot be exported: drop them first and make the index anew in PostgreSQL.",
    ],
    sources: [EXPORT, PGLOADER],
    unverified: ["`wrangler d1 export` was not run: it needs an account. What follows it was, from a dump of SQLite."],
  });

/** D1 cannot be closed to writers; the Worker has to stop. */
export const freezeD1 = (): Step =>
  step({
    id: "freeze-database",
    guard: true,
    kind: "database",
    title: "Let nobody write to D1",
    text: [
      "D1 has no read-only mode. It is frozen when no Worker writes to it any more: the step before. D1's Time Travel keeps what was there, 30 days on a paid plan and 7 on the free one; note the bookmark.",
    ],
    commands: script('wrangler d1 time-travel info "$FROM_DATABASE" | tee "$WORK/bookmark.txt"'),
    sources: [LIMITS],
  });

/** Counts by table, from the file that was exported and from the new server. */
export const verifyFromD1 = (): Step =>
  step({
    id: "verify-database",
    guard: true,
    kind: "database",
    title: "Verify the database",
    text: [
      "Two engines write the same row differently, so that no checksum of theirs agrees: the commands compare tables and counts, of the export that was made after the freeze. Add what only the app knows, such as sums of its amounts, and let its own checks run before you switch.",
    ],
    commands: script(
      "sqlite3 \"$WORK/final.db\" \"SELECT 'SELECT ''' || lower(name) || ' '' || count(*) FROM \\\"' || name || '\\\";' FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name <> 'd1_migrations'\" |",
      '  sqlite3 "$WORK/final.db" | LC_ALL=C sort >"$WORK/counts.from"',
      ...heredoc(
        "to_db psql -XAtq --field-separator=' ' --set=ON_ERROR_STOP=1 >\"$WORK/counts.raw\"",
        [
          "SELECT format('SELECT %L, count(*) FROM %I.%I', relname, schemaname, relname) FROM pg_stat_user_tables ORDER BY relname",
          "\\gexec",
        ],
        "SQL",
      ),
      'LC_ALL=C sort "$WORK/counts.raw" >"$WORK/counts.to"',
      'if test -s "$WORK/counts.from" && diff "$WORK/counts.from" "$WORK/counts.to"; then',
      '  echo "the counts agree: $(grep --count . "$WORK/counts.from") tables"',
      "else",
      '  echo "THE DATABASES DIFFER: do not switch" >&2',
      "  false",
      "fi",
    ),
  });

/** The app's own work: nothing brings another engine's schema into D1. */
export const toD1 = (final: boolean, from: string): Step =>
  copyStep(final, {
    title: final ? "Copy the rows" : "Make the tables in D1, and rehearse the copy",
    text: [
      `No tool brings ${from} into D1: its types, its statements and its limits are SQLite's and D1's. The app writes its rows as statements of SQLite into "$WORK/rows.sql", in the order of its foreign keys; the commands load them.`,
      "A database of D1 holds 10 GB at most, 500 MB on the free plan; a row or a text 2 MB, a statement 100 KB, and a file that is loaded 5 GB.",
      ...(final ? [] : ["The app's migrations make the tables first: `wrangler d1 migrations apply`."]),
    ],
    commands: script(
      'test -s "$WORK/rows.sql" || { echo "the app writes this file" >&2; false; }',
      'time wrangler d1 execute "$TO_DATABASE" --remote --yes --file "$WORK/rows.sql"',
    ),
    sources: [LIMITS, EXPORT],
    unverified: ["Not run: D1 needs an account."],
  });

/** Counts of D1's own tables, to be held against what the app counts on the other side. */
export const verifyD1 = (): Step =>
  step({
    id: "verify-database",
    guard: true,
    kind: "database",
    title: "Verify the database",
    text: ["D1 tells its tables; hold each one's count and the app's own sums against the old side."],
    commands: script(
      'wrangler d1 execute "$TO_DATABASE" --remote --json --command "SELECT name FROM sqlite_master WHERE type = \'table\' ORDER BY name" |',
      "  jq --raw-output '.[0].results[].name' | grep --invert-match --extended-regexp '^(_cf_|sqlite_|d1_migrations)' |",
      "  while read -r table; do",
      '    wrangler d1 execute "$TO_DATABASE" --remote --json --command "SELECT \'$table\' AS name, count(*) AS rows FROM \\"$table\\"" |',
      "      jq --raw-output '.[0].results[0] | \"\\(.name) \\(.rows)\"'",
      '  done | LC_ALL=C sort | tee "$WORK/counts.to"',
    ),
    unverified: ["Not run: D1 needs an account."],
  });

/** The rows of D1, for an app that loads them itself. */
export const exportForApp = (): Step =>
  step({
    id: "final-copy-database",
    guard: true,
    kind: "database",
    title: "Copy the rows",
    text: [
      "No tool brings D1 into Oracle. The commands make a file of SQLite that the app reads, and writes from there into the tables that its migrations made. Its own counts and sums say whether all arrived; rehearse it before the freeze.",
    ],
    commands: script(EXPORT_D1("final")),
    sources: [EXPORT],
    unverified: ["`wrangler d1 export` was not run: it needs an account."],
  });

/** Another D1, of another stack. */
export const d1ToD1 = (final: boolean): Step =>
  copyStep(final, {
    title: final ? "Copy the database" : "Rehearse the copy",
    text: ["An export makes every table; the new database has to be empty for it, so drop what a rehearsal left."],
    commands: script(
      EXPORT_D1(final ? "final" : "rehearsal"),
      `time wrangler d1 execute "$TO_DATABASE" --remote --yes --file "$WORK/${final ? "final" : "rehearsal"}.sql"`,
    ),
    cautions: [
      "While it is exported, D1 answers nobody else. Virtual tables cannot be exported; a file of more than 5 GB cannot be loaded.",
    ],
    sources: [EXPORT, LIMITS],
    unverified: ["Not run: D1 needs an account."],
  });
