import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertFile, ALERTS_DIRECTORY, ALERTS_PATH, type AlertingUnit } from "../../components/host/alerts";
import { hostFiles } from "../../components/host/files";
import type { Host } from "../../components/host/host";
import { database, host, reader } from "../components/host/example-host";
import { run } from "./machine";
import { Nginx } from "./nginx";
import { describeWith } from "./programs";
import { ask, Backend, type Answer } from "./requests";
import { keep, NAME, PROGRAMS, stopAll } from "./running";

afterEach(stopAll);

const BACKUP = "landfall-backup.service";
const PROGRAM = "/usr/local/sbin/landfall-backup";

/** A machine whose nginx runs, and whose units are run as systemd would. */
class Machine {
  private readonly files: ReadonlyMap<string, string>;

  private constructor(
    told: Host,
    private readonly nginx: Nginx,
  ) {
    this.files = new Map(hostFiles(told).map(({ path, content }) => [path, content]));
    mkdirSync(join(this.root, ALERTS_DIRECTORY), { recursive: true });
  }

  static async start(told: Host): Promise<Machine> {
    const backend = keep(await Backend.start("backend"));
    const config = hostFiles(told).find(({ path }) => path === "/etc/landfall/nginx.conf")!.content;
    return new Machine(told, keep(await Nginx.start(config, new Map([["127.0.0.1:8000", backend.port]]))));
  }

  private get root(): string {
    return this.nginx.place.root;
  }

  get = (path: string): Promise<Answer> => ask({ port: this.nginx.place.https, tls: true, host: NAME, path });

  /** Has the next backup end so. */
  backupEnds(code: number): void {
    writeFileSync(join(this.root, "backup"), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
  }

  /** Lays down what is there while a unit's alert stands. */
  raise(unit: AlertingUnit): void {
    writeFileSync(join(this.root, alertFile(unit)), "");
  }

  /** What a unit's file says under a name, in order. */
  private said(unit: string, key: string): string[] {
    const [, template, instance = ""] = /^([^@]+@)?(.*?)(?:\.service)?$/.exec(unit)!;
    const path = `/etc/systemd/system/${template === undefined ? unit : `${template}.service`}`;
    const text = this.files.get(path);
    if (text === undefined) throw new Error(`the machine has no ${path}`);
    return [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) =>
      value!.replaceAll("%i", instance).replaceAll("%n", unit),
    );
  }

  /** Runs a unit of the kind `oneshot` to its end: what comes first must work for what follows, but for a `-` before it. */
  start(unit: string): void {
    const commands = ["ExecStart", "ExecStartPost"].flatMap((key) => this.said(unit, key));
    for (const command of commands) {
      const here = command
        .replace(/^-/, "")
        .replaceAll(PROGRAM, join(this.root, "backup"))
        .replaceAll(ALERTS_DIRECTORY, join(this.root, ALERTS_DIRECTORY));
      const { code } = run(["sh", "-c", here]);
      if (code === 0 || command.startsWith("-")) continue;
      for (const next of this.said(unit, "OnFailure")) this.start(next);
      return;
    }
  }
}

describeWith([...PROGRAMS, "sh"], "what a machine says of itself to who asks from outside", () => {
  const withDatabase = host({ database, secrets: reader });
  const statusOf = async (machine: Machine) => (await machine.get(ALERTS_PATH)).status;

  it("is 200, 503 once a backup has failed, and 200 again once one is made", async () => {
    const machine = await Machine.start(withDatabase);
    expect(await statusOf(machine)).toBe(200);
    for (const [code, status] of [
      [1, 503],
      [1, 503],
      [0, 200],
      [0, 200],
      [1, 503],
    ] as const) {
      machine.backupEnds(code);
      machine.start(BACKUP);
      expect(await statusOf(machine)).toBe(status);
    }
  });

  it("is the status alone, which nobody may keep, and leaves the services as they are", async () => {
    const machine = await Machine.start(withDatabase);
    machine.backupEnds(1);
    machine.start(BACKUP);
    const { status, body, headers } = await machine.get(ALERTS_PATH);
    expect([status, headers["cache-control"], headers["server"]]).toEqual([503, "no-store", "nginx"]);
    expect(body).not.toMatch(/backup|database|landfall|systemd/i);
    expect((await machine.get("/api/health")).status).toBe(200);
    expect((await machine.get(`${ALERTS_PATH}/landfall-backup.service`)).status).toBe(404);
  });

  it("is 200 where what failed is no longer the machine's to do", async () => {
    const machine = await Machine.start(host());
    machine.raise("landfall-backup.service");
    expect(await statusOf(machine)).toBe(200);
    machine.raise("landfall-health.service");
    expect(await statusOf(machine)).toBe(503);
  });
});
