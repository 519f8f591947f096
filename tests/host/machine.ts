import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { hostFiles } from "../../components/host/files";
import { composeFile } from "../../components/host/compose";
import type { Host } from "../../components/host/host";

/** What a program said, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a program to its end. */
export function run(words: readonly string[], options: { env?: Record<string, string>; input?: string } = {}): Run {
  const [program, ...rest] = words;
  const { status, stdout, stderr, error } = spawnSync(program!, rest, {
    encoding: "utf8",
    input: options.input ?? "",
    env: { PATH: process.env["PATH"]!, ...options.env },
    timeout: 120_000,
  });
  if (error !== undefined) throw error;
  return { code: status, out: stdout, error: stderr };
}

/** A port of loopback that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Asks again and again until something is so. */
export async function until(what: string, test: () => boolean, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** Replaces every appearance of each text. @throws Error when one does not appear, so that no change goes unnoticed. */
export function moved(text: string, places: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [from, to] of Object.entries(places)) {
    if (!result.includes(from)) throw new Error(`${from} does not appear in ${text.slice(0, 200)}`);
    result = result.replaceAll(from, to);
  }
  return result;
}

/** A folder that stands for a machine: what it is made of lies below it, under the paths that it has on the machine. */
export class TestMachine {
  readonly root = mkdtempSync(join(tmpdir(), "lf-"));
  private readonly started: ChildProcess[] = [];

  constructor(readonly host: Host) {
    // Other users, such as the one of PostgreSQL, must come through.
    chmodSync(this.root, 0o755);
  }

  /** A path of the machine in the folder. */
  path(of: string): string {
    return join(this.root, of);
  }

  write(path: string, content: string, mode = 0o644): string {
    const at = this.path(path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content, { mode });
    return at;
  }

  /** What the machine is told to have at a path. */
  told(path: string): string {
    const file = hostFiles(this.host).find((it) => it.path === path);
    if (file === undefined) throw new Error(`the machine has no ${path}`);
    return file.content;
  }

  /** Lays a file of the machine down in the folder, its paths moved there; each must appear. */
  lay(path: string, places: readonly string[], more: Readonly<Record<string, string>> = {}): string {
    const inFolder = Object.fromEntries(places.map((place) => [place, this.path(place)]));
    const content = moved(this.told(path), { ...inFolder, ...more });
    return this.write(path, content, content.startsWith("#!") ? 0o755 : 0o644);
  }

  /** The command line of a container. */
  command(container: string): string[] {
    const { services } = parse(composeFile(this.host)) as { services: Record<string, { command: string[] }> };
    return services[container]!.command;
  }

  /** Starts a program that goes on until `stop`. */
  start(words: readonly string[], env: Record<string, string> = {}): { readonly log: () => string } {
    const [program, ...rest] = words;
    const child = spawn(program!, rest, {
      env: { PATH: process.env["PATH"]!, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (log += data.toString()));
    this.started.push(child);
    return { log: () => log };
  }

  /** Ends everything that was started, and takes the folder away. */
  async stop(): Promise<void> {
    const running = this.started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(
      running.map(
        (child) =>
          new Promise<void>((resolve) => {
            child.once("exit", () => resolve());
            child.kill("SIGINT");
          }),
      ),
    );
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The number of a user of this machine. */
export const userId = (name: string): number => Number(execFileSync("id", ["-u", name], { encoding: "utf8" }));
