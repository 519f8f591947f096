import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, run, until, userId, type Run } from "../host/machine";
import { program } from "../host/programs";
import type { Runbook, Step } from "../../src/move/schema";
import { landfall } from "./terminal";

/** The runbook of an app's move between two topologies, as the command line writes it. */
export async function runbookOf(app: string, from: string, to: string, more: readonly string[] = []): Promise<Runbook> {
  const asked = ["move", "--app", app, "--topology", from, "--to", to, "--format", "json", ...more];
  const { code, out, err } = await landfall(asked);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as Runbook;
}

/** All steps, in the order in which they are followed. */
export const stepsOf = ({ phases }: Runbook): Step[] => phases.flatMap(({ steps }) => steps);

/** The commands of a step, as the runbook has them. */
export function commandsOf(runbook: Runbook, id: string): string {
  const found = stepsOf(runbook).find((step) => step.id === id);
  if (found?.commands === undefined || found.commands === null) throw new Error(`the runbook has no commands ${id}`);
  return found.commands;
}

/** A folder to follow a runbook in, with stand-ins for the programs of clouds. */
export class Session {
  readonly root = mkdtempSync(join(tmpdir(), "lf-move-"));

  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.root, "bin"));
  }

  /** A stand-in for a program: lines of Bash. */
  standIn(name: string, ...lines: readonly string[]): void {
    const path = join(this.root, "bin", name);
    writeFileSync(path, ["#!/bin/bash", ...lines, ""].join("\n"));
    chmodSync(path, 0o755);
  }

  write(name: string, content: string): string {
    const path = join(this.root, name);
    writeFileSync(path, content);
    return path;
  }

  private get env(): Record<string, string> {
    return {
      PATH: [join(this.root, "bin"), "/usr/lib/postgresql/15/bin", process.env["PATH"]!].join(":"),
      HOME: this.root,
      WORK: join(this.root, "work"),
      LC_ALL: "C",
      ...this.environment,
    };
  }

  /** Follows commands in one session, and stops at the first that fails. */
  follow(...commands: readonly string[]): Run {
    const file = this.write("follow.sh", commands.join("\n"));
    const { status, stdout, stderr, error } = spawnSync("bash", ["-e", "-o", "pipefail", file], {
      encoding: "utf8",
      input: "",
      cwd: this.root,
      timeout: 120_000,
      env: this.env,
    });
    if (error !== undefined) throw error;
    return { code: status, out: stdout, error: stderr };
  }

  /** The same while this process goes on answering, such as for a server of the test's own. */
  followBeside(...commands: readonly string[]): Promise<Run> {
    const file = this.write("follow.sh", commands.join("\n"));
    const child = spawn("bash", ["-e", "-o", "pipefail", file], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.root,
      timeout: 60_000,
      env: this.env,
    });
    const told = { out: "", error: "" };
    child.stdout.on("data", (data) => (told.out += String(data)));
    child.stderr.on("data", (data) => (told.error += String(data)));
    return new Promise((resolve, reject) => {
      child.on("error", reject).on("close", (code) => resolve({ code, ...told }));
    });
  }

  /** Follows commands that must not fail. */
  must(...commands: readonly string[]): string {
    const { code, out, error } = this.follow(...commands);
    if (code !== 0) throw new Error(`ended with ${code}: ${error}${out}`);
    return out;
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What servers of PostgreSQL take. */
export const SERVER_PROGRAMS = ["initdb", "postgres", "psql", "pg_dump", "pg_restore", "setpriv", "openssl"];

const AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];

/** A server of PostgreSQL on loopback, with one database whose owner is no superuser, as the services have it. */
export class LoopbackPostgres {
  private readonly root = mkdtempSync(join(tmpdir(), "lf-pg-"));
  private server: ChildProcess | undefined;
  port = 0;

  constructor(
    readonly database = "shop",
    readonly owner = "landfall",
  ) {}

  private get as(): readonly string[] {
    return userId("postgres") === process.getuid?.() ? [] : AS_POSTGRES;
  }

  async start(): Promise<this> {
    this.port = await freePort();
    chmodSync(this.root, 0o755);
    const data = join(this.root, "data");
    this.must(["install", "--directory", "--owner=postgres", data]);
    const password = join(this.root, "superuser");
    writeFileSync(password, "superuser-of-the-test");
    const init = [
      program("initdb"),
      "--encoding=UTF8",
      "--username=postgres",
      `--pwfile=${password}`,
      "--auth=scram-sha-256",
      "-D",
      data,
    ];
    this.must([...this.as, ...init, "--no-sync"]);
    const set = ["fsync=off", "wal_level=logical", "listen_addresses=127.0.0.1", `port=${this.port}`];
    const options = [...set, "unix_socket_directories="].flatMap((it) => ["-c", it]);
    const [first, ...rest] = [...this.as, program("postgres"), "-D", data, ...options];
    this.server = spawn(first!, rest, { stdio: "ignore" });
    await until("PostgreSQL", () => this.psql("SELECT 1", "postgres").code === 0);
    this.sql(`CREATE ROLE ${this.owner} LOGIN PASSWORD 'owner-of-the-test'`, "postgres");
    this.sql(`CREATE DATABASE ${this.database} OWNER ${this.owner}`, "postgres");
    return this;
  }

  private must(words: readonly string[]): void {
    const done = run(words);
    if (done.code !== 0) throw new Error(`${words.join(" ")}: ${done.error}`);
  }

  private psql(statement: string, database: string, user = "postgres"): Run {
    const env = { PGPASSWORD: user === "postgres" ? "superuser-of-the-test" : "owner-of-the-test", LC_ALL: "C" };
    const connection = `host=127.0.0.1 port=${this.port} user=${user} dbname=${database}`;
    return run([program("psql"), "-XAtq", "--set=ON_ERROR_STOP=1", connection, "--command", statement], { env });
  }

  /** As the superuser. */
  sql(statement: string, database = this.database): string {
    const { code, out, error } = this.psql(statement, database);
    if (code !== 0) throw new Error(error);
    return out.trim();
  }

  /** As the owner of the database, like a service. */
  asOwner(statement: string): string {
    const { code, out, error } = this.psql(statement, this.database, this.owner);
    if (code !== 0) throw new Error(error);
    return out.trim();
  }

  /** The variables that a runbook's step of signing in would set. */
  variables(label: "FROM" | "TO", superuser = false): Record<string, string> {
    const values = {
      HOST: "127.0.0.1",
      PORT: String(this.port),
      USER: superuser ? "postgres" : this.owner,
      DATABASE: this.database,
      PASSWORD: superuser ? "superuser-of-the-test" : "owner-of-the-test",
      SSLMODE: "disable",
    };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${label}_${name}`, value]));
  }

  async stop(): Promise<void> {
    this.server?.kill("SIGINT");
    await until("the end of PostgreSQL", () => this.server === undefined || this.server.exitCode !== null);
    rmSync(this.root, { recursive: true, force: true });
  }
}
