import type { PlanComponent } from "../../plan/schema";
import { awsRegion, resourceOf, resourceOutput, setting, type Side } from "../side";
import { heredoc, script } from "../shell";
import { page, step } from "../step";
import type { Step } from "../schema";
import { postgresServiceOf, type PostgresService } from "./endpoint";

/** What a service says of logical replication: as the side that is read, and as the side that follows. */
interface Replication {
  readonly publishes: "yes" | "unverified" | "no";
  readonly subscribes: "yes" | "unverified" | "no";
  readonly about: string;
  readonly sources: Step["sources"];
}

const RDS_PAGE = page(
  "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.FeatureSupport.LogicalReplication.html",
);

/** The services, each with what its own pages say. */
export const REPLICATION: Readonly<Record<PostgresService, Replication>> = {
  rds: {
    publishes: "yes",
    subscribes: "yes",
    about: "RDS: the static parameter rds.logical_replication, a reboot, and the role rds_replication",
    sources: [RDS_PAGE],
  },
  aurora: {
    publishes: "yes",
    subscribes: "yes",
    about: "Aurora: rds.logical_replication in the cluster's parameter group, a reboot, and the role rds_replication",
    sources: [page("https://aws.amazon.com/premiumsupport/knowledge-center/rds-postgresql-use-logical-replication/")],
  },
  oci: {
    publishes: "unverified",
    subscribes: "unverified",
    about:
      "Database with PostgreSQL: Oracle tells of native logical replication and of pglogical; which setting turns it on, and whom the service lets use it, was not found on a page of the service itself",
    sources: [page("https://blogs.oracle.com/cloud-infrastructure/?p=14072")],
  },
  digitalocean: {
    publishes: "unverified",
    subscribes: "yes",
    about:
      "Managed PostgreSQL follows another server by its own continuous migration, which asks for a superuser of that server; no page says that a cluster can be read from",
    sources: [page("https://docs.digitalocean.com/products/databases/postgresql/how-to/migrate/")],
  },
  colocated: {
    publishes: "no",
    subscribes: "no",
    about: "PostgreSQL on a machine listens to the containers of that machine alone",
    sources: [],
  },
  external: {
    publishes: "unverified",
    subscribes: "unverified",
    about: "behind Hyperdrive stands a server that is yours: `SHOW wal_level` tells whether it is logical",
    sources: [page("https://www.postgresql.org/docs/current/logical-replication-config.html", "not read")],
  },
};

/** Why a database cannot follow another one, in words; undefined where it can, as far as is known. */
export function notFollowed(from: PlanComponent, to: PlanComponent): string | undefined {
  const [before, after] = [REPLICATION[postgresServiceOf(from)], REPLICATION[postgresServiceOf(to)]];
  if (before.publishes === "no") return before.about;
  if (after.subscribes === "no") return after.about;
  return undefined;
}

const MOVE_ROLE = "landfall_move";

/** Turns logical decoding on where the service has a switch for it. */
function turnOn(side: Side, part: PlanComponent): Step {
  const service = postgresServiceOf(part);
  const about = REPLICATION[service];
  const base = {
    id: "replicate-turn-on",
    kind: "database",
    title: "Turn logical decoding on at the old server",
    sources: about.sources,
    text: [about.about.replace(/^./, (first) => first.toUpperCase()) + "."],
  };
  if (service !== "rds" && service !== "aurora")
    return step({
      ...base,
      commands: script("from_db psql -XAtqc 'SHOW wal_level'"),
      unverified: about.publishes === "unverified" ? ["Whether this service lets its tables be followed."] : [],
    });
  const cluster = service === "aurora";
  const type = cluster
    ? "aws:rds/clusterParameterGroup:ClusterParameterGroup"
    : "aws:rds/parameterGroup:ParameterGroup";
  const group = resourceOf(side, part, type)!;
  const region = awsRegion(side, part);
  const server = resourceOf(
    side,
    part,
    cluster ? "aws:rds/clusterInstance:ClusterInstance" : "aws:rds/instance:Instance",
  )!;
  const writer = cluster ? { type: server.type, name: "database-writer" } : server;
  return step({
    ...base,
    commands: script(
      `group=$(${resourceOutput(side, group, ".outputs.name")})`,
      cluster
        ? `aws rds modify-db-cluster-parameter-group${region} --db-cluster-parameter-group-name "$group" \\`
        : `aws rds modify-db-parameter-group${region} --db-parameter-group-name "$group" \\`,
      '  --parameters "ParameterName=rds.logical_replication,ParameterValue=1,ApplyMethod=pending-reboot"',
      `instance=$(${resourceOutput(side, writer, ".outputs.identifier")})`,
      `aws rds reboot-db-instance${region} --db-instance-identifier "$instance"`,
      `aws rds wait db-instance-available${region} --db-instance-identifier "$instance"`,
      "from_db psql -XAtqc 'SHOW wal_level'",
    ),
    cautions: [
      "The reboot ends every connection for about as long as the server takes to start.",
      "The program does not know of the parameter: an update that changes the parameter group may take it out again. Change nothing else until the switch.",
    ],
  });
}

/** What logical replication leaves out or cannot carry. */
const checkTables = (): Step =>
  step({
    id: "replicate-check",
    guard: true,
    kind: "database",
    title: "Look for what would not be followed",
    checked: "run",
    text: [
      "The first list names tables without a primary key: a change or a deletion there fails at the old server once the table is published. Give each a key, or `ALTER TABLE … REPLICA IDENTITY FULL`, before you go on. The number of large objects must be 0: they are not followed. Nor are changes of tables themselves: let no migration run until the switch.",
    ],
    commands: script(
      "from_db psql -XAtqc \"SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema\\$)' AND c.relreplident = 'd' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) ORDER BY 1\" | tee \"$WORK/tables.keyless\"",
      'test ! -s "$WORK/tables.keyless" || { echo "these tables need a key first" >&2; false; }',
      "test \"$(from_db psql -XAtqc 'SELECT count(*) FROM pg_largeobject_metadata')\" -eq 0 || { echo 'large objects are not followed: take the dump' >&2; false; }",
    ),
    sources: [page("https://www.postgresql.org/docs/current/logical-replication-restrictions.html", "not read")],
  });

/** Publishes every table and lets a role of its own read. */
const publish = (service: PostgresService): Step =>
  step({
    id: "replicate-publish",
    kind: "database",
    title: "Publish the old database",
    checked: service === "rds" || service === "aurora" ? "syntax" : "run",
    text: [
      "A role for the move alone, whose password the new server keeps in its subscription and whose making a server may log. It goes with the move.",
    ],
    commands: script(
      "REPLICATION_PASSWORD=$(openssl rand -hex 24)",
      "export REPLICATION_PASSWORD",
      "from_db psql -Xq --set=ON_ERROR_STOP=1 <<'SQL'",
      '\\set password `printf %s "$REPLICATION_PASSWORD"`',
      service === "rds" || service === "aurora"
        ? `CREATE ROLE ${MOVE_ROLE} LOGIN PASSWORD :'password' IN ROLE rds_replication;`
        : `CREATE ROLE ${MOVE_ROLE} LOGIN REPLICATION PASSWORD :'password';`,
      `SELECT format('GRANT USAGE ON SCHEMA %I TO ${MOVE_ROLE}; GRANT SELECT ON ALL TABLES IN SCHEMA %I TO ${MOVE_ROLE}', nspname, nspname)`,
      "  FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
      "\\gexec",
      // FOR ALL TABLES is for superusers alone.
      "SELECT format('CREATE PUBLICATION landfall_move FOR TABLE %s', string_agg(format('%I.%I', n.nspname, c.relname), ', '))",
      "  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace",
      "  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
      "\\gexec",
      "SQL",
    ),
    sources: [page("https://www.postgresql.org/docs/current/sql-createpublication.html", "not read")],
  });

/** Copies the tables' shape, and begins to follow. */
const subscribe = (): Step =>
  step({
    id: "replicate-subscribe",
    guard: true,
    kind: "database",
    title: "Let the new database follow",
    checked: "run",
    text: [
      "The new server opens the connection, so it has to reach the old one by itself: set FROM_HOST_SEEN and FROM_PORT_SEEN to where it finds it. Two private networks need a VPN between them for that, which landfall does not build; without one, take the dump.",
    ],
    asks: ["FROM_HOST_SEEN", "FROM_PORT_SEEN"],
    commands: script(
      ': "${FROM_HOST_SEEN:?set it first}" "${FROM_PORT_SEEN:?set it first}"',
      "export FROM_HOST_SEEN FROM_PORT_SEEN",
      'from_db pg_dump --schema-only --no-owner --no-privileges --no-publications --file="$WORK/schema.sql"',
      'to_db psql -Xq --set=ON_ERROR_STOP=1 --file="$WORK/schema.sql"',
      "to_db psql -Xq --set=ON_ERROR_STOP=1 <<'SQL'",
      '\\set connection `printf "host=%s port=%s dbname=%s user=landfall_move password=%s sslmode=%s" "$FROM_HOST_SEEN" "$FROM_PORT_SEEN" "$FROM_DATABASE" "$REPLICATION_PASSWORD" "${FROM_SSLMODE:-require}"`',
      "CREATE SUBSCRIPTION landfall_move CONNECTION :'connection' PUBLICATION landfall_move;",
      "SQL",
      "# Repeat until it prints 0: tables whose first copy is not done.",
      "to_db psql -XAtqc \"SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'\"",
    ),
    cautions: [
      "A subscription that nobody follows any more makes the old server keep its log until its disk is full. Where you give up, drop it: the last step of this phase.",
    ],
    sources: [page("https://www.postgresql.org/docs/current/sql-createsubscription.html", "not read")],
  });

/** DigitalOcean's own way of following another server. */
const migrateOnline = (): Step =>
  step({
    id: "replicate-subscribe",
    guard: true,
    kind: "database",
    title: "Let the new cluster follow, by DigitalOcean's continuous migration",
    text: [
      "The cluster opens the connection, so the old server has to be reachable from it, and FROM_USER has to be a superuser there. Set FROM_HOST_SEEN and FROM_PORT_SEEN to where the cluster finds it. Where one of these cannot be had, take the dump.",
    ],
    asks: ["DIGITALOCEAN_TOKEN", "FROM_HOST_SEEN", "FROM_PORT_SEEN"],
    commands: script(
      ': "${FROM_HOST_SEEN:?set it first}" "${FROM_PORT_SEEN:?set it first}" "${DIGITALOCEAN_TOKEN:?set it first}"',
      'MIGRATION="https://api.digitalocean.com/v2/databases/$TO_CLUSTER/online-migration"',
      "export FROM_HOST_SEEN FROM_PORT_SEEN",
      "jq --null-input '{source: {host: env.FROM_HOST_SEEN, port: (env.FROM_PORT_SEEN | tonumber), dbname: env.FROM_DATABASE,",
      '  username: env.FROM_USER, password: env.FROM_PASSWORD}, disable_ssl: false}\' >"$WORK/migration.json"',
      'auth() { printf \'header = "Authorization: Bearer %s"\\n\' "$DIGITALOCEAN_TOKEN"; }',
      'curl --fail --silent --show-error --config <(auth) --header "Content-Type: application/json" --request PUT \\',
      '  --data "@$WORK/migration.json" "$MIGRATION"',
      'rm "$WORK/migration.json"',
      "# Repeat until the status is done or syncing.",
      'curl --fail --silent --show-error --config <(auth) "$MIGRATION" | jq --raw-output .status',
    ),
    unverified: ["The request itself: it is written by DigitalOcean's description of its API and was never sent."],
    sources: REPLICATION.digitalocean.sources,
  });

/** After the freeze: everything has arrived, sequences follow by hand, and the two are parted. */
const part = (online: boolean): Step =>
  step({
    id: "replicate-switch-over",
    guard: true,
    kind: "database",
    title: "After the freeze: wait for the rest, carry the sequences over, part the two",
    checked: online ? "syntax" : "run",
    text: [
      "Do this in place of the final copy, once the old database takes no writes. Sequences are not followed: without their positions the first insert on the new side collides with a row that is there.",
    ],
    commands: script(
      online
        ? "# Stop the migration in the control panel, or by the API, once its status says that nothing is left."
        : [
            "position=$(from_db psql -XAtqc 'SELECT pg_current_wal_lsn()')",
            "until test \"$(from_db psql -XAtqc \"SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'landfall_move' AND confirmed_flush_lsn >= '$position'\")\" = 1; do sleep 1; done",
          ],
      heredoc(
        'from_db psql -XAtq --set=ON_ERROR_STOP=1 >"$WORK/sequences.sql"',
        [
          "SELECT format('SELECT format(%L, last_value, is_called) FROM %I.%I', 'SELECT setval(' || quote_literal(format('%I.%I', schemaname, sequencename)) || ', %s, %L);', schemaname, sequencename)",
          "  FROM pg_sequences WHERE schemaname !~ '^pg_'",
          "\\gexec",
        ],
        "SQL",
      ),
      'to_db psql -Xq --set=ON_ERROR_STOP=1 --output=/dev/null --file="$WORK/sequences.sql"',
      ...(online ? [] : ["to_db psql -Xqc 'DROP SUBSCRIPTION landfall_move'"]),
      "PGOPTIONS='-c default_transaction_read_only=off' from_db psql -Xq --set=ON_ERROR_STOP=1 <<'SQL'",
      "DROP PUBLICATION IF EXISTS landfall_move;",
      `SELECT 'GRANT ${MOVE_ROLE} TO CURRENT_USER; DROP OWNED BY ${MOVE_ROLE}; DROP ROLE ${MOVE_ROLE}' FROM pg_roles WHERE rolname = '${MOVE_ROLE}'`,
      "\\gexec",
      "SQL",
    ),
    sources: [page("https://www.postgresql.org/docs/current/logical-replication-restrictions.html", "not read")],
  });

/** All steps of following the old database in place of copying it. */
export function replicate(from: Side, before: PlanComponent, after: PlanComponent): Step[] {
  const online = postgresServiceOf(after) === "digitalocean";
  const reader = online ? [] : [publish(postgresServiceOf(before))];
  return [turnOn(from, before), checkTables(), ...reader, online ? migrateOnline() : subscribe(), part(online)];
}

/** What the pair is told of, before the steps. */
export const replicationText = (before: PlanComponent, after: PlanComponent): string[] => {
  const [source, target] = [postgresServiceOf(before), postgresServiceOf(after)];
  const isPrivate = setting(before, "exposure") !== "public";
  return [
    "Only where the freeze would last too long otherwise, as the rehearsal tells. The new database follows the old one while the services go on; the freeze then lasts as long as the rest takes to arrive. It takes the place of the rehearsal and of the final copy; freeze, verification and switch stay as they are.",
    ...(isPrivate
      ? [
          "The old server has no address on the internet: this needs a network between the two clouds that you build yourself.",
        ]
      : []),
    ...(target === source ? [] : [`${REPLICATION[target].about.replace(/^./, (first) => first.toUpperCase())}.`]),
  ];
};
