import { describeWith } from "../host/programs";
import { commandsOf, LoopbackPostgres, SERVER_PROGRAMS, Session } from "../support/runbook";
import { landfall } from "../support/terminal";
import { workerShopProject } from "../support/worker-shop";
import type { Runbook } from "../../src/move/schema";

jest.setTimeout(120_000);

const PROGRAMS = [...SERVER_PROGRAMS, "sqlite3", "pgloader"];

describeWith(PROGRAMS, "the commands of a move from D1 to PostgreSQL, after the export", () => {
  const fresh = new LoopbackPostgres();
  let runbook: Runbook;
  let session: Session;
  const IDS = ["session", "database-clients"];
  const follow = (...ids: string[]) => session.follow(...[...IDS, ...ids].map((id) => commandsOf(runbook, id)));

  beforeAll(async () => {
    const asked = [
      "move",
      "--app",
      "worker-shop",
      "--topology",
      "cloudflare",
      "--to",
      "digitalocean",
      "--format",
      "json",
    ];
    const queue = ["--set", 'override.queue={"provider":"oci","shape":"queue"}'];
    const { out, err } = await landfall([...asked, ...queue, "--root", workerShopProject()]);
    if (out === "") throw new Error(err);
    runbook = JSON.parse(out) as Runbook;
    await fresh.start();
    session = new Session({ ...fresh.variables("TO"), FROM_DATABASE: "shop" });
    session.write(
      "d1.sql",
      `PRAGMA defer_foreign_keys=TRUE;
      CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
      INSERT INTO users VALUES (1, 'Ann'), (2, 'Ben');
      CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER REFERENCES users (id), total REAL);
      INSERT INTO orders VALUES (1, 1, 2.5), (2, 2, 3.25), (7, 1, 1);
      CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO d1_migrations VALUES (1, '0001_init.sql');
      CREATE INDEX by_user ON orders (user_id);`,
    );
    // `wrangler d1 export NAME --remote --output FILE`
    session.standIn(
      "wrangler",
      '[ "$1 $2 $3 $4 $5" = "d1 export shop --remote --output" ] || exit 64',
      'cp d1.sql "$6"',
    );
  });
  afterAll(async () => {
    await fresh.stop();
    session.end();
  });

  it("load tables, rows, indexes and the positions of sequences twice, and agree in counts", () => {
    const done = follow("copy-database", "final-copy-database", "verify-database");
    expect([done.code, done.code === 0 ? "" : done.error + done.out]).toEqual([0, ""]);
    expect(done.out).toContain("the counts agree: 2 tables");
    expect(fresh.asOwner("SELECT sum(total) FROM orders")).toBe("6.75");
    expect(fresh.asOwner("INSERT INTO orders (user_id, total) VALUES (1, 1) RETURNING id")).toBe("8");
  });

  it("tell a row too many by the verification", () => {
    const { code, error } = follow("verify-database");
    expect(code).not.toBe(0);
    expect(error).toContain("THE DATABASES DIFFER");
  });
});
