import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { database, host } from "../components/host/example-host";
import { run, TestMachine } from "./machine";
import { describeWith } from "./programs";
import { POSTGRES_PROGRAMS, TestPostgres } from "./postgres";

/** What a shell, SQL and a connection string each have to be careful with. */
const AWKWARD = `it's "$HOME" \\ \`id\``;

describeWith(POSTGRES_PROGRAMS, "PostgreSQL as a machine runs it", () => {
  const server = new TestPostgres(host({ database: { ...database, version: "15" } }));
  const secretFile = (key: string) => server.machine.path(`/run/landfall/secrets/${key}`);
  const asOwner = "user=shop dbname=shop password=first sslmode=require";

  beforeAll(() => server.start({ SECRET_1: "first" }));
  afterAll(() => server.stop());

  it("lets the owner in over TLS 1.2 or newer", () => {
    const { code, out } = server.connect(
      asOwner,
      "SELECT ssl AND version >= 'TLSv1.2' FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    );
    expect([code, out.trim()]).toEqual([0, "t"]);
  });

  it("has an owner who is no superuser and makes neither roles nor databases", () => {
    expect(
      server.sql(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = 'shop'",
      ),
    ).toBe("f|f|f|f|f");
    expect(server.connect(asOwner, "CREATE ROLE other").error).toContain("permission denied to create role");
    expect(server.connect(asOwner, "CREATE DATABASE other").error).toContain("permission denied to create database");
    expect(server.connect(asOwner, "COPY (SELECT 1) TO PROGRAM 'id'").error).toMatch(
      /superuser|pg_execute_server_program/,
    );
    expect(server.connect(asOwner, "CREATE TABLE mine (x int); DROP TABLE mine").code).toBe(0);
  });

  it("refuses a connection that is not encrypted", () => {
    const { code, error } = server.connect(asOwner.replace("require", "disable"));
    expect(code).not.toBe(0);
    expect(error).toContain(
      'pg_hba.conf rejects connection for host "127.0.0.1", user "shop", database "shop", no encryption',
    );
  });

  it("refuses a wrong password, and the superuser from anywhere but beside it", () => {
    expect(server.connect(asOwner.replace("first", "second")).error).toContain("password authentication failed");
    const superuser = readFileSync(server.machine.path("/var/lib/landfall/database/superuser"), "utf8").trim();
    expect(superuser).toMatch(/^[0-9a-f]{64}$/);
    const { error } = server.connect(`user=postgres dbname=postgres password=${superuser} sslmode=require`);
    expect(error).toContain('pg_hba.conf rejects connection for host "127.0.0.1", user "postgres"');
  });

  it("keeps passwords as SCRAM verifiers only", () => {
    expect(server.sql("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'shop'")).toBe("t");
  });

  it("gives nobody else anything in the database", () => {
    server.sql("CREATE ROLE stranger LOGIN PASSWORD 'x'");
    expect(server.connect("user=stranger dbname=shop password=x sslmode=require").error).toContain(
      'permission denied for database "shop"',
    );
    server.sql("DROP ROLE stranger");
  });

  it("takes another password at the next start of the services, whatever is in it, and refuses the old one", () => {
    writeFileSync(secretFile("SECRET_1"), AWKWARD);
    server.handOver();
    const quoted = `'${AWKWARD.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    expect(server.connect(`user=shop dbname=shop password=${quoted} sslmode=require`).error).toBe("");
    expect(server.connect(asOwner).error).toContain("password authentication failed");
    writeFileSync(secretFile("SECRET_1"), "first");
    server.handOver();
    expect(server.connect(asOwner).code).toBe(0);
  });

  it("is put on its disk only, and on no empty directory in the disk's place", () => {
    const machine = new TestMachine(host({ database, data: { device: "/dev/disk/by-id/x" } }));
    try {
      const device = machine.write("device", "");
      for (const [name, code] of Object.entries({ mountpoint: 1, blkid: 0, "fsck.ext4": 0, mount: 32 })) {
        machine.write(`bin/${name}`, `#!/bin/bash\nexit ${code}\n`, 0o755);
      }
      const script = machine.lay("/usr/local/sbin/landfall-data", ["/var/lib/landfall"], {
        "/dev/disk/by-id/x": device,
        '[ -b "$device" ]': '[ -e "$device" ]',
      });
      const { code } = run([script], { env: { PATH: `${machine.path("bin")}:${process.env["PATH"]}` } });
      expect(code).toBe(32);
      expect(readdirSync(machine.path("/var/lib/landfall"))).toEqual([]);
    } finally {
      rmSync(machine.root, { recursive: true });
    }
  });

  it("runs with the settings that it was told", () => {
    const show = (name: string) => server.sql(`SHOW ${name}`);
    expect(show("ssl")).toBe("on");
    expect(show("data_checksums")).toBe("on");
    expect(show("password_encryption")).toBe("scram-sha-256");
    expect(show("ssl_min_protocol_version")).toBe("TLSv1.2");
    const told = server.machine.command("database").find((word) => word.startsWith("shared_buffers="))!;
    expect(show("shared_buffers")).toBe(told.slice("shared_buffers=".length));
    expect(server.sql("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL")).toBe("0");
  });
});
