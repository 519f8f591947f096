import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { database, host } from "../components/host/example-host";
import { freePort, run, until, type Run } from "./machine";
import { POSTGRES_PROGRAMS, TestPostgres } from "./postgres";
import { describeWith } from "./programs";

const DAY_MS = 24 * 60 * 60 * 1000;
const ARCHIVE = { bucket: "shop-backups", region: "eu-central-1", prefix: "landfall/test/database/" };
const KEYS = { accessKeyId: "SECRET_4", secretAccessKey: "SECRET_5" };
const SECRETS = {
  SECRET_1: "first",
  SECRET_3: "a passphrase of its own",
  SECRET_4: "AKIATEST",
  SECRET_5: "a secret key",
};

const OWNER = "user=shop dbname=shop password=first sslmode=require";
const PROGRAMS = [...POSTGRES_PROGRAMS, "gpg", "gpg-agent", "python3", "node"];

// Each run begins Python anew, on cores that others use as well.
jest.setTimeout(240_000);

/** The day so many days ago. */
const dayOf = (ago: number): string => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
const nameOf = (ago: number): string => `${dayOf(ago)}T023000Z.dump.gpg`;

describeWith(PROGRAMS, "backups of a database on a machine", () => {
  let server: TestPostgres;
  let backups: string;
  let bucket: string;

  /** @param endpoint - Undefined where the app has no bucket. */
  const machineWith = (endpoint: string | undefined) =>
    host({
      database: {
        ...database,
        version: "15",
        ...(endpoint === undefined ? {} : { archive: { ...ARCHIVE, endpoint, keys: KEYS } }),
      },
    });

  /** Lays the scripts down as a machine has them. */
  function layScripts(): void {
    const { machine } = server;
    const secrets = "/run/landfall/secrets";
    const program = "/usr/local/sbin/landfall-archive";
    machine.lay(program, ["/etc/landfall/archive.json"]);
    machine.lay("/etc/landfall/archive.json", [secrets]);
    for (const script of ["backup", "restore"]) {
      machine.lay(`/usr/local/sbin/landfall-${script}`, ["/var/lib/landfall/backups", secrets, program]);
    }
  }

  beforeAll(async () => {
    const port = await freePort();
    server = new TestPostgres(machineWith(`http://127.0.0.1:${port}`));
    await server.start(SECRETS);
    layScripts();
    backups = server.machine.path("/var/lib/landfall/backups");
    bucket = server.machine.path("buckets/shop-backups");
    const words = [join(__dirname, "bucket.mjs"), String(port), server.machine.path("buckets")];
    mkdirSync(bucket, { recursive: true });
    const { log } = server.machine.start([process.execPath, ...words, SECRETS.SECRET_4, ARCHIVE.region]);
    await until("the bucket", () => log().includes("ready"));
  });
  afterAll(() => server.stop());

  const archived = (): string[] => {
    const folder = join(bucket, ARCHIVE.prefix);
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  const kept = (): string[] => readdirSync(backups).sort();
  const script = (name: string, ...words: string[]): Run =>
    run([server.machine.path(`/usr/local/sbin/landfall-${name}`), ...words], {
      env: { ...server.env, HOME: "/nowhere" },
    });
  const owner = (statement: string) => server.connect(OWNER, statement);

  beforeEach(() => {
    for (const folder of [backups, join(bucket, ARCHIVE.prefix)]) {
      rmSync(folder, { recursive: true, force: true });
      if (folder === backups) mkdirSync(folder);
    }
    owner("CREATE TABLE IF NOT EXISTS orders (id int PRIMARY KEY, note text)");
    owner("TRUNCATE orders; INSERT INTO orders SELECT n, 'canary-' || n FROM generate_series(1, 200) AS n");
    writeFileSync(server.machine.path("running"), "landfall-database\nlandfall-cache\n");
  });

  it("are kept on the machine and in the bucket, byte for byte the same, and tell nothing without the passphrase", () => {
    const { code, error } = script("backup");
    expect([code, error]).toEqual([0, ""]);
    const [name] = kept();
    expect(kept()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d{6}Z\.dump\.gpg$/)]);
    expect(archived()).toEqual(kept());
    const local = readFileSync(join(backups, name!));
    expect(readFileSync(join(bucket, ARCHIVE.prefix, name!)).equals(local)).toBe(true);
    // Neither what a dump begins with, nor a row, nor a name.
    for (const plain of ["PGDMP", "canary-1", "orders"]) expect(local.includes(plain)).toBe(false);
    // A key made of a passphrase, version 4, for AES with 256 bits: RFC 4880, 5.3 and 9.2.
    expect([...local.subarray(0, 4)]).toEqual([0x8c, expect.any(Number), 4, 9]);
  });

  it("are not overwritten by the next", async () => {
    expect(script("backup").code).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(script("backup").code).toBe(0);
    expect(kept()).toHaveLength(2);
    expect(archived()).toEqual(kept());
  });

  it("are kept for today and the seven days before, on the machine and in the bucket, and nothing else goes", () => {
    mkdirSync(join(bucket, ARCHIVE.prefix), { recursive: true });
    for (let ago = 1; ago <= 12; ago++) {
      writeFileSync(join(backups, nameOf(ago)), "old");
      writeFileSync(join(bucket, ARCHIVE.prefix, nameOf(ago)), "old");
    }
    for (const folder of [backups, join(bucket, ARCHIVE.prefix)]) writeFileSync(join(folder, "2001-notes.txt"), "mine");
    writeFileSync(join(bucket, "2001-01-01T000000Z.dump.gpg"), "another's");
    expect(script("backup").code).toBe(0);
    const days = (names: string[]) => names.filter((name) => name.endsWith(".gpg")).map((name) => name.slice(0, 10));
    const expected = Array.from({ length: 8 }, (_, ago) => dayOf(ago)).sort();
    expect(days(kept())).toEqual(expected);
    expect(days(archived())).toEqual(expected);
    expect([kept(), archived()]).toEqual([
      expect.arrayContaining(["2001-notes.txt"]),
      expect.arrayContaining(["2001-notes.txt"]),
    ]);
    expect(existsSync(join(bucket, "2001-01-01T000000Z.dump.gpg"))).toBe(true);
  });

  it("fail aloud when the dump breaks off, leave nothing behind and take nothing away", () => {
    writeFileSync(join(backups, nameOf(30)), "the only one");
    writeFileSync(server.machine.path("broken"), "");
    const { code } = script("backup");
    rmSync(server.machine.path("broken"));
    expect(code).not.toBe(0);
    expect(kept()).toEqual([nameOf(30)]);
    expect(archived()).toEqual([]);
  });

  it("fail aloud without a passphrase, rather than to be encrypted with none", () => {
    const file = server.machine.path("/run/landfall/secrets/SECRET_3");
    writeFileSync(file, "");
    const { code, error } = script("backup");
    writeFileSync(file, SECRETS.SECRET_3);
    expect(code).not.toBe(0);
    expect(error).toContain("there is no passphrase for backups");
    expect([kept(), archived()]).toEqual([[], []]);
  });

  it("fail aloud without the bucket, stay on the machine, and are sent the next time", () => {
    renameSync(bucket, `${bucket}-gone`);
    const { code, error } = script("backup");
    renameSync(`${bucket}-gone`, bucket);
    expect(code).not.toBe(0);
    expect(error).toContain("NoSuchBucket");
    expect(error).not.toContain(SECRETS.SECRET_5);
    const first = kept();
    expect(first).toHaveLength(1);
    expect(archived()).toEqual([]);
    expect(script("backup").code).toBe(0);
    expect(archived()).toEqual(kept());
    expect(archived()).toEqual(expect.arrayContaining(first));
  });

  const count = () => owner("SELECT count(*) FROM orders").out.trim();
  const aside = () => server.sql("SELECT datname FROM pg_database WHERE datname LIKE 'shop\\_%' ORDER BY 1");

  it("bring the rows back, and put aside what was there", () => {
    expect(script("backup").code).toBe(0);
    owner("DROP TABLE orders; CREATE TABLE later (x int)");
    const { code, out, error } = script("restore", "latest");
    expect([code, error]).toEqual([0, ""]);
    expect(count()).toBe("200");
    expect(out).toMatch(/what was there before stands aside as shop_before_\d{8}t\d{6}z/);
    expect(aside()).toMatch(/^shop_before_\d{8}t\d{6}z$/);
    expect(server.sql("SELECT count(*) FROM later", aside())).toBe("0");
    // The owner is as before, and nobody else is let in.
    expect(owner("CREATE TABLE again (x int); DROP TABLE again").code).toBe(0);
    expect(server.sql("SELECT datacl::text !~ '[{,]=' FROM pg_database WHERE datname = 'shop'")).toBe("t");
    expect(script("restore", "list").out).toContain(aside());
    server.sql(`DROP DATABASE ${aside()}`);
  });

  it("come back from the bucket on a machine that has none", () => {
    expect(script("backup").code).toBe(0);
    const [name] = kept();
    rmSync(join(backups, name!));
    owner("DROP TABLE orders");
    expect(script("restore", "list").out).toMatch(
      new RegExp(`on this machine:\nin the bucket:\n${name}\nput aside:\n`),
    );
    const { code, error } = script("restore", name!);
    expect([code, error]).toEqual([0, ""]);
    expect(count()).toBe("200");
    expect(kept()).toEqual([]);
    server.sql(`DROP DATABASE ${aside()}`);
  });

  it("go to the bucket and come back in parts when they are large", () => {
    owner("CREATE TABLE large AS SELECT n, sha256(n::text::bytea) AS bytes FROM generate_series(1, 500000) AS n");
    expect(script("backup").code).toBe(0);
    const [name] = kept();
    const local = readFileSync(join(backups, name!));
    // boto3 sends and gets more than 8 MiB in parts.
    expect(local.length).toBeGreaterThan(2 * 8 * 1024 * 1024);
    expect(readFileSync(join(bucket, ARCHIVE.prefix, name!)).equals(local)).toBe(true);
    rmSync(join(backups, name!));
    writeFileSync(join(bucket, ARCHIVE.prefix, "zzz.txt"), "no backup, though last of all");
    owner("DROP TABLE large");
    expect(script("restore", "latest").error).toBe("");
    expect(owner("SELECT count(*) FROM large WHERE bytes = sha256(n::text::bytea)").out.trim()).toBe("500000");
    owner("DROP TABLE large");
    server.sql(`DROP DATABASE ${aside()}`);
  });

  it("are not brought back while services run, unless that is wanted", async () => {
    expect(script("backup").code).toBe(0);
    writeFileSync(server.machine.path("running"), "landfall-database\nlandfall-backend-1\nlandfall-cache\n");
    owner("DELETE FROM orders WHERE id > 100");
    const refused = script("restore", "latest");
    expect(refused.code).toBe(1);
    expect(refused.error).toContain("docker stop landfall-backend-1)");
    expect([count(), aside()]).toEqual(["100", ""]);
    const { log } = server.hold(`${OWNER} application_name=holding`);
    const held = () => server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holding'");
    await until("a service that is connected", () => held() === "1");
    expect(script("restore", "latest", "--while-running").code).toBe(0);
    expect(count()).toBe("200");
    await until("the end of its connection", () => log().includes("terminating connection"));
    server.sql(`DROP DATABASE ${aside()}`);
  });

  it.each([
    ["cut off", (whole: Buffer) => whole.subarray(0, whole.length - 200)],
    [
      "changed",
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 500), Buffer.from([whole[500]! ^ 1]), whole.subarray(501)]),
    ],
  ])("are not brought back when one was %s, and the database stays as it is", (_, spoil) => {
    expect(script("backup").code).toBe(0);
    const [name] = kept();
    writeFileSync(join(backups, name!), spoil(readFileSync(join(backups, name!))));
    owner("DELETE FROM orders WHERE id > 100");
    const { code, error } = script("restore", "latest");
    expect(code).not.toBe(0);
    expect(error).toContain("the restore failed; shop is as it was");
    expect([count(), aside()]).toEqual(["100", ""]);
    expect(kept()).toEqual([name]);
  });

  it("are not brought back with another passphrase, nor from a name that is none", () => {
    expect(script("backup").code).toBe(0);
    const file = server.machine.path("/run/landfall/secrets/SECRET_3");
    writeFileSync(file, "another");
    const { code, error } = script("restore", "latest");
    writeFileSync(file, SECRETS.SECRET_3);
    expect(code).not.toBe(0);
    expect(error).toContain("the restore failed; shop is as it was");
    for (const words of [[], ["x.dump.gpg"], ["latest", "--now"], ["list", "all"]])
      expect(script("restore", ...words).code).toBe(2);
    expect(script("restore", nameOf(3)).error).toContain("Not Found");
    expect([count(), aside()]).toEqual(["200", ""]);
  });

  it("show their passphrase and keys in no command line", () => {
    const texts = ["backup", "restore", "archive"].map((name) =>
      readFileSync(server.machine.path(`/usr/local/sbin/landfall-${name}`), "utf8"),
    );
    for (const secret of Object.values(SECRETS).slice(1)) expect(texts.join("\n")).not.toContain(secret);
    expect(texts[0]).toContain('--passphrase-file "$passphrase"');
  });
});
