import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostFiles } from "../../components/host/files";
import type { HostFile } from "../../components/host/host";
import { host } from "../components/host/example-host";
import { program } from "./programs";

/** Ports of loopback that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Where a config is run in place of a machine. */
export interface Place {
  /** The folder that stands for `/`. */
  readonly root: string;
  readonly http: number;
  readonly https: number;
  /** The port of loopback that stands for each server of an upstream, by `address:port`. @default - as they are */
  readonly servers?: ReadonlyMap<string, number>;
}

/**
 * A machine's nginx config with other paths and ports, and nothing else changed: files stand below a folder, ports 80 and
 * 443 are free ports of loopback, and so are the servers of upstreams.
 *
 * @throws Error when something that it rewrites is not there, or is still there afterwards.
 */
export function onLoopback(config: string, { root, http, https, servers }: Place): string {
  const rewritten = config
    .replace(/listen 80\b/g, `listen 127.0.0.1:${http}`)
    .replace(/listen \[::\]:80\b/g, `listen [::1]:${http}`)
    .replace(/listen 443\b/g, `listen 127.0.0.1:${https}`)
    .replace(/listen \[::\]:443\b/g, `listen [::1]:${https}`)
    .replace(
      /(ssl_certificate(?:_key)?|ssl_client_certificate|root) (\/[^;]+);/g,
      (_, directive: string, path: string) => {
        return `${directive} ${root}${path};`;
      },
    )
    .replace(/\(-f (\/[^)]+)\)/g, `(-f ${root}$1)`)
    .replace(/^ {2}server (\S+:\d+)(.*);$/gm, (line, server: string, how: string) => {
      if (servers === undefined) return line;
      const port = servers.get(server);
      if (port === undefined) throw new Error(`nothing stands for ${server}`);
      return `  server 127.0.0.1:${port}${how};`;
    });
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const listens = count(config, /\blisten /g);
  if (listens === 0 || count(rewritten, /listen (127\.0\.0\.1|\[::1\]):\d+/g) !== listens)
    throw new Error("a port of the config is not rewritten");
  if (count(rewritten, / \/(etc|var)\//g) > 0) throw new Error("a path of the config is not rewritten");
  return rewritten;
}

/** As in Ubuntu's own nginx.conf: what a server block does not say itself is what stands here. */
const main = (root: string, config: string): string => `
daemon off;
worker_processes 1;
pid ${root}/nginx.pid;
error_log ${root}/error.log;
${process.getuid?.() === 0 ? "user root;" : ""}
events { worker_connections 512; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${root}/tmp/${it};`).join("\n  ")}
  types_hash_max_size 2048;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers on;
  gzip on;
  include ${config};
}
`;

/** A folder that stands for `/`, with the certificate that a machine makes itself at first. */
export class Root {
  readonly path = mkdtempSync(join(tmpdir(), "landfall-nginx-"));

  constructor() {
    mkdirSync(join(this.path, "tmp"));
    const script = hostFiles(host()).find(({ path }) => path === "/usr/local/sbin/landfall-certificate")!.content;
    mkdirSync(join(this.path, "etc/landfall"), { recursive: true });
    const here = script.replace(/\/(etc\/landfall|var\/www)/g, `${this.path}/$1`);
    execFileSync("bash", ["-c", here, "landfall-certificate", "self-signed"], { stdio: "pipe" });
  }

  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  /** What `nginx -t` says of a config besides that it is right. */
  check(config: string): string {
    const path = this.write("checked.conf", main(this.path, this.write("landfall.conf", config)));
    const { status, stderr } = spawnSync(program("nginx"), ["-t", "-q", "-c", path], { encoding: "utf8" });
    return status === 0 || stderr !== "" ? stderr : `nginx -t ended with ${status}`;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true))).once("error", () => resolve(false));
  });

/** A running nginx. */
export class Nginx {
  private constructor(
    private readonly root: Root,
    private readonly child: ChildProcess,
    readonly place: Place,
  ) {}

  /**
   * @param servers - Ports that stand for the servers of upstreams.
   * @param beside - Files that the config refers to.
   */
  static async start(
    config: string,
    servers?: ReadonlyMap<string, number>,
    beside: readonly HostFile[] = [],
  ): Promise<Nginx> {
    const root = new Root();
    for (const { path, content } of beside) root.write(path, content);
    const [http, https] = await freePorts(2);
    const place: Place = { root: root.path, http: http!, https: https!, ...(servers === undefined ? {} : { servers }) };
    const path = root.write("main.conf", main(root.path, root.write("landfall.conf", onLoopback(config, place))));
    const child = spawn(program("nginx"), ["-c", path], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
      if (await accepts(place.http)) return new Nginx(root, child, place);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    child.kill("SIGKILL");
    throw new Error(`nginx does not listen: ${said}`);
  }

  /** What it wrote of errors. */
  errors(): string {
    return readFileSync(join(this.root.path, "error.log"), "utf8");
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
    this.root.remove();
  }
}
