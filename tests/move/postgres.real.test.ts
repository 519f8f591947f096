import { describeWith } from "../host/programs";
import { commandsOf, LoopbackPostgres, runbookOf, SERVER_PROGRAMS, Session } from "../support/runbook";
import type { Runbook } from "../../src/move/schema";

jest.setTimeout(180_000);

/** What an app of some years has: keys and none, sequences, large objects, partitions, a view, times and numbers. */
const SCHEMA = `
  CREATE EXTENSION pgcrypto;
  CREATE SCHEMA billing;
  CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL UNIQUE, seen timestamptz DEFAULT now(), score float8);
  CREATE TABLE billing.orders (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint REFERENCES users, total numeric(12, 2), note jsonb);
  CREATE TABLE events (at date NOT NULL, what text, PRIMARY KEY (at, what)) PARTITION BY RANGE (at);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE VIEW richest AS SELECT name, sum(total) AS total FROM users JOIN billing.orders ON user_id = users.id GROUP BY name;
  CREATE INDEX ON billing.orders (user_id);
  INSERT INTO users (name, score) SELECT 'user ' || n, n / 3.0 FROM generate_series(1, 500) AS n;
  INSERT INTO billing.orders (user_id, total, note)
    SELECT 1 + n % 500, n * 1.01, jsonb_build_object('n', n, 'odd', n % 2 = 1) FROM generate_series(1, 2000) AS n;
  INSERT INTO events SELECT DATE '2026-01-01' + n, 'day ' || n FROM generate_series(0, 300) AS n;
`;

const LARGE_OBJECT = "SELECT lo_from_bytea(0, 'a file of old times')";

const STEPS = ["session", "database-clients"];

/** Follows steps of a runbook, the session first. */
const following = (runbook: Runbook, session: Session) => ({
  must: (...ids: string[]) => session.must(...[...STEPS, ...ids].map((id) => commandsOf(runbook, id))),
  follow: (...ids: string[]) => session.follow(...[...STEPS, ...ids].map((id) => commandsOf(runbook, id))),
});

describeWith(SERVER_PROGRAMS, "the commands of a move from PostgreSQL to PostgreSQL", () => {
  const [old, fresh] = [new LoopbackPostgres(), new LoopbackPostgres("app", "doadmin")];
  let runbook: Runbook;
  let session: Session;

  beforeAll(async () => {
    runbook = await runbookOf("advancia", "aws-vm-group", "digitalocean");
    await Promise.all([old.start(), fresh.start()]);
    old.asOwner(SCHEMA);
    old.asOwner(LARGE_OBJECT);
    session = new Session({ ...old.variables("FROM"), ...fresh.variables("TO") });
  });
  afterAll(async () => {
    await Promise.all([old.stop(), fresh.stop()]);
    session.end();
  });

  it("hold the two servers against one another", () => {
    const out = following(runbook, session).must("check-database");
    expect(out).toContain("old server 15, new server 15, pg_dump 15");
    expect(out).toMatch(/kB\|UTF8\|/);
  });

  it("stop where the new server lacks an extension", () => {
    session.standIn(
      "psql",
      `if [[ "$*" == *pg_available_extensions* ]]; then echo plpgsql; else exec /usr/lib/postgresql/15/bin/psql "$@"; fi`,
    );
    const { code, out } = following(runbook, session).follow("check-database");
    session.standIn("psql", 'exec /usr/lib/postgresql/15/bin/psql "$@"');
    expect(code).not.toBe(0);
    expect(out).toContain("pgcrypto");
  });

  it("stop where pg_dump is of another version than the new server", () => {
    session.standIn("pg_dump", "echo 'pg_dump (PostgreSQL) 17.2'");
    const { code, error } = following(runbook, session).follow("check-database");
    session.standIn("pg_dump", 'exec /usr/lib/postgresql/15/bin/pg_dump "$@"');
    expect(code).not.toBe(0);
    expect(error).toContain("install the client programs of PostgreSQL 15");
  });

  it("rehearse a copy twice, each in place of the one before", () => {
    following(runbook, session).must("copy-database");
    old.asOwner("INSERT INTO users (name) VALUES ('came later')");
    following(runbook, session).must("copy-database");
    expect(fresh.asOwner("SELECT count(*) FROM users")).toBe("501");
    expect(fresh.sql("SELECT tableowner FROM pg_tables WHERE tablename = 'users'")).toBe("doadmin");
  });

  it("freeze the old database for whoever signs in, and end whoever is connected", () => {
    following(runbook, session).must("freeze-database");
    expect(() => old.asOwner("INSERT INTO users (name) VALUES ('too late')")).toThrow(/read-only transaction/);
    expect(old.asOwner("SELECT count(*) FROM users")).toBe("501");
  });

  it("copy all of it, sequences and large objects too, so that counts and checksums agree", () => {
    const out = following(runbook, session).must("final-copy-database", "verify-database");
    expect(out).toContain("the databases agree: 3 tables");
    expect(fresh.asOwner("SELECT nextval('users_id_seq')")).toBe("502");
    expect(fresh.sql("SELECT count(*) FROM pg_largeobject_metadata")).toBe("1");
    expect(fresh.asOwner("SELECT count(*) FROM richest")).toBe("500");
    // The position that was just taken is a difference as well.
    expect(following(runbook, session).follow("verify-database").out).toContain("> sequence public.users_id_seq|502|t");
    fresh.asOwner("SELECT setval('users_id_seq', 501)");
    following(runbook, session).must("verify-database");
  });

  it.each([
    [
      "a changed row",
      "UPDATE billing.orders SET total = total + 0.01 WHERE id = 7",
      "UPDATE billing.orders SET total = total - 0.01 WHERE id = 7",
    ],
    [
      "a row that is gone",
      "DELETE FROM events WHERE what = 'day 3'",
      "INSERT INTO events VALUES ('2026-01-04', 'day 3')",
    ],
    ["a table too many", "CREATE TABLE extra ()", "DROP TABLE extra"],
    ["an index that is gone", "DROP INDEX billing.orders_user_id_idx", "CREATE INDEX ON billing.orders (user_id)"],
  ])("tell %s by the verification", (_what, change, mend) => {
    fresh.asOwner(change);
    const { code, error } = following(runbook, session).follow("verify-database");
    expect(code).not.toBe(0);
    expect(error).toContain("THE DATABASES DIFFER");
    fresh.asOwner(mend);
    expect(following(runbook, session).must("verify-database")).toContain("the databases agree");
  });

  it("bring back what was written on the new side, and let the old one be written to again", () => {
    fresh.asOwner("INSERT INTO users (name) VALUES ('after the switch')");
    const out = following(runbook, session).must("roll-back-database");
    expect(out).toContain("the databases agree");
    expect(old.asOwner("SELECT count(*) FROM users WHERE name = 'after the switch'")).toBe("1");
    old.asOwner("INSERT INTO users (name) VALUES ('and on')");
  });

  it("take a freeze back where nothing was switched", () => {
    following(runbook, session).must("freeze-database", "thaw-database");
    old.asOwner("INSERT INTO users (name) VALUES ('thawed')");
  });

  it("name no password, and hand none to a program as an argument", () => {
    const text = JSON.stringify(runbook);
    expect(text).not.toMatch(/owner-of-the-test|superuser-of-the-test/);
    for (const { commands } of runbook.phases.flatMap(({ steps }) => steps))
      expect(commands ?? "").not.toMatch(/--password[= ]["$]|-w "\$|PGPASSWORD=\S+ env /);
  });
});

describeWith(SERVER_PROGRAMS, "the commands of following PostgreSQL by logical replication", () => {
  const [old, fresh] = [new LoopbackPostgres(), new LoopbackPostgres()];
  let runbook: Runbook;
  let session: Session;

  beforeAll(async () => {
    // Database with PostgreSQL to RDS: what is said to servers that are no cloud's own.
    runbook = await runbookOf("advancia", "oci", "aws-vm-group");
    await Promise.all([old.start(), fresh.start()]);
    old.sql(SCHEMA);
    session = new Session({
      ...old.variables("FROM", true),
      ...fresh.variables("TO", true),
      FROM_HOST_SEEN: "127.0.0.1",
      FROM_PORT_SEEN: String(old.port),
    });
  });
  afterAll(async () => {
    await Promise.all([old.stop(), fresh.stop()]);
    session.end();
  });

  it("stop at tables without a key, and at large objects", () => {
    old.sql("CREATE TABLE keyless (n integer)");
    const keyless = following(runbook, session).follow("replicate-check");
    expect([keyless.code === 0, keyless.out.trim()]).toEqual([false, "public.keyless"]);
    old.sql("DROP TABLE keyless");
    const oid = old.sql(LARGE_OBJECT);
    expect(following(runbook, session).follow("replicate-check").error).toContain("large objects are not followed");
    old.sql(`SELECT lo_unlink(${oid})`);
    following(runbook, session).must("replicate-check");
  });

  it("follow what is written, carry the sequences over, and agree after the freeze", async () => {
    following(runbook, session).must("replicate-publish", "replicate-subscribe");
    old.sql("INSERT INTO users (name) SELECT 'more ' || n FROM generate_series(1, 50) AS n");
    const synced = () => fresh.sql("SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") === "0";
    for (let turn = 0; turn < 100 && !synced(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 200));
    following(runbook, session).must("freeze-database", "replicate-switch-over", "verify-database");
    expect(fresh.sql("SELECT nextval('users_id_seq')")).toBe("551");
  });

  it("leave nothing of the move behind", () => {
    for (const server of [old, fresh]) {
      expect(server.sql("SELECT count(*) FROM pg_publication")).toBe("0");
      expect(server.sql("SELECT count(*) FROM pg_replication_slots")).toBe("0");
      expect(server.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'landfall_move'")).toBe("0");
    }
    expect(fresh.sql("SELECT count(*) FROM pg_subscription")).toBe("0");
  });
});
