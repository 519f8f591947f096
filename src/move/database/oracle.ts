import type { PlanComponent } from "../../plan/schema";
import { partOutput, regionOf, resourceOf, resourceOutput, resourceSecret, type Side } from "../side";
import { heredoc, script } from "../shell";
import { copyStep, page, step } from "../step";
import type { Step } from "../schema";

const TYPE = "oci:Database/autonomousDatabase:AutonomousDatabase";
const ORA2PG = page("https://ora2pg.darold.net/documentation.html", "not read");
const WALLET = page(
  "https://docs.cloud.oracle.com/iaas/tools/oci-cli/latest/oci_cli_docs/cmdref/db/autonomous-database/generate-wallet.html",
);

/** Statements for a side's Oracle, by SQLcl with its wallet; the password goes in by a pipe. */
const RUNNER = (label: string): string[] => [
  `${label.toLowerCase()}_oracle() {`,
  `  { printf 'connect %s/"%s"@%s_tp\\nset feedback off heading off pagesize 0 echo off\\nwhenever sqlerror exit failure\\n' \\`,
  `    "$${label}_USER" "$${label}_PASSWORD" "$${label}_DATABASE"; cat; printf '\\nexit\\n'; } |`,
  `    sql -S -cloudconfig "$WORK/wallet-${label.toLowerCase()}.zip" /nolog`,
  "}",
];

/** Signs in to an Autonomous Database with a wallet of the move's own. */
export function connect(side: Side, part: PlanComponent): Step {
  const { label } = side;
  const lower = label.toLowerCase();
  const database = resourceOf(side, part, TYPE)!;
  const region = regionOf(side, part);
  const option = region === null ? "" : ` --region ${region}`;
  return step({
    id: `connect-database-${lower}`,
    kind: "database",
    title: `Sign in to ${label === "FROM" ? "the old" : "the new"} database, ${part.service}`,
    text: [
      "A wallet proves this machine to the database; its password is made here and means nothing elsewhere. Where the database lets in a list of addresses only, put this machine's address on it in the console (Autonomous Database, Network, Access control list) for the time of the move: `oci db autonomous-database update --whitelisted-ips` replaces the whole list.",
      `Statements run through SQLcl (\`sql\`) as ${"ADMIN"}, the user that the services use.`,
    ],
    commands: script(
      `export ${label}_USER ${label}_DATABASE ${label}_PASSWORD ${label}_WALLET_PASSWORD`,
      `${label}_ID=$(${resourceOutput(side, database, ".id")})`,
      `${label}_USER=$(${partOutput(side, part, "username")})`,
      `${label}_DATABASE=$(${partOutput(side, part, "database")})`,
      `${label}_PASSWORD=$(${resourceSecret(side, database, ".inputs.adminPassword")})`,
      `${label}_WALLET_PASSWORD=Wallet1$(openssl rand -hex 12)`,
      `printf '{"autonomousDatabaseId": "%s", "password": "%s"}' "$${label}_ID" "$${label}_WALLET_PASSWORD" >"$WORK/wallet.json"`,
      `oci db autonomous-database generate-wallet${option} --from-json "file://$WORK/wallet.json" --file "$WORK/wallet-${lower}.zip"`,
      'rm "$WORK/wallet.json"',
      `unzip -o -q "$WORK/wallet-${lower}.zip" -d "$WORK/wallet-${lower}"`,
      RUNNER(label),
      ...heredoc(`${lower}_oracle`, ["select banner from v$version;"], "SQL"),
    ),
    sources: [WALLET],
  });
}

/** What `ora2pg` is told; who signs in, and with what, it reads from the environment. */
const CONFIGURE = [
  ...heredoc('cat >"$WORK/ora2pg.conf"', [
    "SCHEMA ADMIN",
    "EXPORT_SCHEMA 0",
    "PRESERVE_CASE 0",
    "EXCLUDE DBTOOLS\\$.* SYS_.*",
    "DATA_LIMIT 10000",
    "NLS_LANG AMERICAN_AMERICA.AL32UTF8",
    "STOP_ON_ERROR 1",
    "TRUNCATE_TABLE 1",
    "DROP_FKEY 1",
  ]),
  'sed --in-place "s#?/network/admin#$WORK/wallet-from#" "$WORK/wallet-from/sqlnet.ora"',
  'export TNS_ADMIN="$WORK/wallet-from" ORA2PG_USER="$FROM_USER" ORA2PG_PASSWD="$FROM_PASSWORD"',
  'ora() { ora2pg --conf "$WORK/ora2pg.conf" --source "dbi:Oracle:${FROM_DATABASE}_tp" --basedir "$WORK" "$@"; }',
];

/** The schema of the new side: a draft that people read, or the app's own migrations. */
export const oracleSchema = (): Step =>
  step({
    id: "schema-database",
    kind: "database",
    title: "Make the tables in PostgreSQL",
    text: [
      "No tool carries Oracle's dialect over by itself. The app has to speak PostgreSQL before anything moves: its driver, its statements, its types (an empty text is NULL in Oracle and is not in PostgreSQL; DATE has a time there; NUMBER without a scale is numeric).",
      "Best: the app's own migrations make the schema in the new database; run them against it now. Where the app has none, `ora2pg` drafts the tables, sequences, views and functions. The report says what it cannot translate; people read and mend the drafts before they are loaded.",
    ],
    commands: script(
      CONFIGURE,
      'ora --type SHOW_REPORT --estimate_cost >"$WORK/report.txt"',
      "ora --type TABLE --out tables.sql",
      "ora --type SEQUENCE --out sequences.sql",
      "ora --type VIEW --out views.sql",
      "# After reading and mending them, and only without migrations of the app:",
      'to_db psql -Xq --set=ON_ERROR_STOP=1 --single-transaction --file="$WORK/sequences.sql" --file="$WORK/tables.sql" --file="$WORK/views.sql"',
    ),
    sources: [ORA2PG],
    unverified: [
      "These commands were held against the options of ora2pg 23.2; no Oracle database was at hand to run them.",
    ],
  });

const load = (file: string): string[] => [
  `time ora --type COPY --jobs 4 --out ${file}.sql`,
  `time to_db psql -Xq --set=ON_ERROR_STOP=1 --single-transaction --file="$WORK/${file}.sql"`,
  'to_db psql -Xq -c "SET client_min_messages = error" -c ANALYZE',
];

/** Oracle's rows into the tables of PostgreSQL. */
export const oracleCopy = (final: boolean): Step =>
  copyStep(final, {
    title: final ? "Copy the rows" : "Rehearse the copy",
    text: final
      ? ["The same commands as in the rehearsal; the tables are emptied first."]
      : [
          "The services go on writing; this copy is thrown away by the next. The times are what the freeze will last at least, besides the verification: there is no better estimate. Then let the app's own tests run against the new database: it is the app that has to live with it.",
        ],
    commands: script(load(final ? "final" : "rehearsal")),
    sources: [ORA2PG],
    unverified: ["Not run: no Oracle database was at hand."],
  });

/** Nobody but the administrator writes to an Autonomous Database any more. */
export const oracleFreeze = (side: Side, part: PlanComponent): Step => {
  const region = regionOf(side, part);
  return step({
    id: "freeze-database",
    guard: true,
    kind: "database",
    title: "Let nobody write to the old database",
    text: ["The database is opened for reading alone; whoever is connected is told so by each statement that writes."],
    commands: script(
      `oci db autonomous-database update${region === null ? "" : ` --region ${region}`} --autonomous-database-id "$FROM_ID" --open-mode READ_ONLY --force \\`,
      "  --wait-for-state AVAILABLE",
    ),
    unverified: ["Whether the free tier offers the mode; the services are stopped in any case."],
    sources: [
      page(
        "https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/autonomous-mode-change.html",
        "not read",
      ),
    ],
  });
};

export const oracleThaw = (side: Side, part: PlanComponent): Step => {
  const region = regionOf(side, part);
  return step({
    id: "thaw-database",
    guard: true,
    kind: "database",
    title: "Let the old database be written to again",
    commands: script(
      `oci db autonomous-database update${region === null ? "" : ` --region ${region}`} --autonomous-database-id "$FROM_ID" --open-mode READ_WRITE --force \\`,
      "  --wait-for-state AVAILABLE",
    ),
  });
};

const COUNT_ORACLE = (label: "from" | "to"): string[] => [
  ...heredoc(
    `${label}_oracle >"$WORK/count.sql"`,
    [
      "select 'select ''' || lower(table_name) || ' '' || count(*) from \"' || table_name || '\";' from user_tables",
      "  where table_name not like 'DBTOOLS$%' and table_name not like 'SYS\\_%' escape '\\' order by 1;",
    ],
    "SQL",
  ),
  `${label}_oracle <"$WORK/count.sql" | sed 's/[[:space:]]*$//' | grep . | LC_ALL=C sort >"$WORK/counts.${label}"`,
];

const COUNT_POSTGRES = (label: "from" | "to"): string[] => [
  ...heredoc(
    `${label}_db psql -XAtq --field-separator=' ' --set=ON_ERROR_STOP=1 >"$WORK/counts.raw"`,
    [
      "SELECT format('SELECT %L, count(*) FROM %I.%I', relname, schemaname, relname) FROM pg_stat_user_tables ORDER BY relname",
      "\\gexec",
    ],
    "SQL",
  ),
  `LC_ALL=C sort "$WORK/counts.raw" >"$WORK/counts.${label}"`,
];

/** Rows by table on both sides: what two engines can be held to without the app's help. */
export const countRows = (from: "oracle" | "postgres", to: "oracle" | "postgres"): Step =>
  step({
    id: "verify-database",
    guard: true,
    kind: "database",
    title: "Verify the database",
    text: [
      "Two engines write the same row differently, so that no checksum of theirs agrees: the commands compare tables and counts. Add what only the app knows, such as sums of its amounts and the newest id of each table, and let its own checks run before you switch.",
    ],
    commands: script(
      from === "oracle" ? COUNT_ORACLE("from") : COUNT_POSTGRES("from"),
      to === "oracle" ? COUNT_ORACLE("to") : COUNT_POSTGRES("to"),
      'if test -s "$WORK/counts.from" && diff "$WORK/counts.from" "$WORK/counts.to"; then',
      '  echo "the counts agree: $(grep --count . "$WORK/counts.from") tables"',
      "else",
      '  echo "THE DATABASES DIFFER: do not switch" >&2',
      "  false",
      "fi",
    ),
    unverified: ["Oracle's half was not run: no Oracle database was at hand."],
  });

/** PostgreSQL's rows as files that Oracle loads. */
export const csvCopy = (final: boolean, side: Side, part: PlanComponent): Step => {
  const region = regionOf(side, part) ?? "REGION";
  return copyStep(final, {
    title: final ? "Copy the rows" : "Make the tables in Oracle, and rehearse the copy",
    text: final
      ? ["The same commands as in the rehearsal. Empty the tables first; the app's migrations know in which order."]
      : [
          "No tool turns a PostgreSQL schema into Oracle's. The app has to speak Oracle before anything moves, and its migrations make the tables in the new database; run them now. What has no counterpart there (arrays, jsonb operators, boolean before 23ai, an empty text, which is NULL) is the app's to decide.",
          "Rows travel as CSV: one file a table, through a bucket of Oracle Cloud that you name in BUCKET, into DBMS_CLOUD.COPY_DATA. CREDENTIAL is one that you made in the database with DBMS_CLOUD.CREATE_CREDENTIAL for that bucket.",
        ],
    asks: ["BUCKET", "CREDENTIAL"],
    commands: script(
      ': "${BUCKET:?set it first}" "${CREDENTIAL:?set it first}"',
      'mkdir -p "$WORK/csv" && rm --force "$WORK"/csv/*',
      ...heredoc(
        'from_db psql -XAtq --set=ON_ERROR_STOP=1 >"$WORK/export.sql"',
        [
          "SELECT format('\\copy %I.%I TO %s.csv WITH (FORMAT csv, HEADER true, FORCE_QUOTE *)', schemaname, relname, relname)",
          "  FROM pg_stat_user_tables ORDER BY relname;",
        ],
        "SQL",
      ),
      '(cd "$WORK/csv" && time from_db psql -Xq --set=ON_ERROR_STOP=1 --file="$WORK/export.sql")',
      `NAMESPACE=$(oci os ns get --region ${region} --query data --raw-output)`,
      `oci os object bulk-upload --region ${region} --namespace "$NAMESPACE" --bucket-name "$BUCKET" --src-dir "$WORK/csv" --overwrite`,
      'for file in "$WORK"/csv/*.csv; do',
      "  table=$(basename \"$file\" .csv | tr '[:lower:]' '[:upper:]')",
      "  printf \"begin dbms_cloud.copy_data(table_name => '%s', credential_name => '%s', file_uri_list => 'https://objectstorage.%s.oraclecloud.com/n/%s/b/%s/o/%s', format => json_object('type' value 'csv', 'skipheaders' value '1', 'dateformat' value 'auto', 'timestampformat' value 'auto')); end;\\n/\\n\" \\",
      `    "$table" "$CREDENTIAL" ${region} "$NAMESPACE" "$BUCKET" "$(basename "$file")"`,
      "done | to_oracle",
    ),
    cautions: [
      "Sequences and identity columns begin where the migrations left them: set each beyond the newest id of its table.",
    ],
    sources: [page("https://docs.oracle.com/en-us/iaas/autonomous-database-shared/doc/load-data-cloud.html")],
    unverified: ["DBMS_CLOUD's half was not run: no Oracle database was at hand."],
  });
};

/** Oracle's own export and import, through a bucket. */
export const dataPump = (final: boolean, from: Side, before: PlanComponent, to: Side, after: PlanComponent): Step => {
  const url = (side: Side, part: PlanComponent) =>
    `https://objectstorage.${regionOf(side, part) ?? "REGION"}.oraclecloud.com/n/$NAMESPACE/b/$BUCKET/o/${final ? "final" : "rehearsal"}`;
  const parameters = (label: "FROM" | "TO", more: string) => [
    `printf 'userid=%s/"%s"@%s_tp\\n${more}\\n' "$${label}_USER" "$${label}_PASSWORD" "$${label}_DATABASE" >"$WORK/pump.par"`,
  ];
  return copyStep(final, {
    title: final ? "Copy the database" : "Rehearse the copy",
    text: [
      "Data Pump, by the clients of Oracle's Instant Client, through a bucket that you name in BUCKET and NAMESPACE. CREDENTIAL is one that you made in both databases with DBMS_CLOUD.CREATE_CREDENTIAL for that bucket.",
    ],
    asks: ["BUCKET", "CREDENTIAL", "NAMESPACE"],
    commands: script(
      ': "${BUCKET:?set it first}" "${CREDENTIAL:?set it first}" "${NAMESPACE:?set it first}"',
      parameters("FROM", "schemas=ADMIN"),
      `TNS_ADMIN="$WORK/wallet-from" expdp parfile="$WORK/pump.par" credential="$CREDENTIAL" dumpfile="${url(from, before)}%U.dmp" parallel=2`,
      parameters("TO", "schemas=ADMIN"),
      `TNS_ADMIN="$WORK/wallet-to" impdp parfile="$WORK/pump.par" credential="$CREDENTIAL" dumpfile="${url(to, after)}%U.dmp" parallel=2 table_exists_action=replace`,
      'rm "$WORK/pump.par"',
    ),
    sources: [
      page("https://docs.oracle.com/ja-jp/iaas/autonomous-database-serverless/doc/export-data-object-directory.html"),
    ],
    unverified: ["Not run: no Oracle database was at hand."],
  });
};
