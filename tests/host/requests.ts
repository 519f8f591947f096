import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer, request as overHttp, type IncomingHttpHeaders, type Server } from "node:http";
import { request as overHttps } from "node:https";
import type { Socket } from "node:net";

/** What a backend was asked. */
export interface Seen {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What WebSockets add to a key before they hash it: RFC 6455, section 1.3. */
const WEB_SOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A small service on loopback: says what it was asked, sends back what a WebSocket sends. */
export class Backend {
  private readonly sockets = new Set<Socket>();
  /** How many requests came, WebSockets aside. */
  requests = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {
    server.on("request", () => void this.requests++);
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
  }

  /**
   * The status of an answer is the path's number, as in `/status/302`, else 200.
   *
   * @param headers - What it says of itself with every answer.
   */
  static start(name: string, headers: Readonly<Record<string, string>> = {}): Promise<Backend> {
    const server = createServer(({ method, url, headers: asked }, response) => {
      const status = Number(/\/status\/(\d{3})$/.exec(url!)?.[1] ?? 200);
      response.writeHead(status, headers);
      const seen: Seen = { name, method: method!, url: url!, headers: asked };
      response.end(status === 304 ? undefined : JSON.stringify(seen));
    });
    server.on("upgrade", ({ headers: asked }, socket) => {
      const accept = createHash("sha1").update(`${asked["sec-websocket-key"]}${WEB_SOCKET}`).digest("base64");
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.on("data", (bytes: Buffer) => void socket.write(bytes)).on("error", () => socket.destroy());
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject).listen(0, "127.0.0.1", () => {
        resolve(new Backend(server, (server.address() as { port: number }).port));
      });
    });
  }

  /** On the same port as before. */
  startAgain(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject).listen(this.port, "127.0.0.1", () => resolve());
    });
  }

  /** Ends it as a crash does: what is open is cut. */
  stop(): Promise<void> {
    if (!this.server.listening) return Promise.resolve();
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }
}

/** A certificate and its key, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Ask {
  readonly port: number;
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly tls?: boolean;
  /** The name that the connection is opened under. @default - `host` */
  readonly servername?: string;
  /** What the client shows of itself. @default - nothing */
  readonly identity?: Identity;
  /** A session of TLS that is taken up again. @default - a new one */
  readonly session?: Buffer;
  /** The address of loopback that it comes from. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Every header as it came: a name that came twice is here twice. */
  readonly raw: readonly string[];
  readonly body: string;
  /** What a backend says that it was asked; fails when nginx itself answered. */
  seen(): Seen;
}

/** One request on a connection of its own. */
export function ask(how: Ask): Promise<Answer> {
  const {
    port,
    path = "/",
    method = "GET",
    host,
    tls = false,
    servername = host,
    identity,
    session,
    from,
    headers,
  } = how;
  const options = {
    host: "127.0.0.1",
    port,
    path,
    method,
    agent: false,
    headers: { ...(host === undefined ? {} : { Host: host }), ...headers },
    ...(from === undefined ? {} : { localAddress: from }),
    ...(tls ? { rejectUnauthorized: false, ...identity } : {}),
    ...(tls && servername !== undefined ? { servername } : {}),
    ...(tls && session !== undefined ? { session } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (tls ? overHttps : overHttp)(options, (response) => {
      let body = "";
      response.on("data", (text: Buffer) => (body += text.toString()));
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          raw: response.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
          body,
          seen: () => JSON.parse(body) as Seen,
        }),
      );
      response.on("error", reject);
    });
    request.on("error", reject).end();
  });
}

/** A frame of text as a browser sends it, masked: RFC 6455, section 5.2. */
export function frame(text: string): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const data = Buffer.from(text).map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([Buffer.from([0x81, 0x80 | data.length]), mask, data]);
}

/** Opens a WebSocket, sends a frame and waits for as many bytes as were sent. */
export function echo({ port, path, host, tls = true }: Ask, sent: Buffer): Promise<Buffer> {
  const key = Buffer.alloc(16, 7).toString("base64");
  return new Promise((resolve, reject) => {
    const request = (tls ? overHttps : overHttp)({
      host: "127.0.0.1",
      port,
      path,
      agent: false,
      rejectUnauthorized: false,
      servername: host ?? "",
      headers: {
        Host: host ?? "127.0.0.1",
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
      },
    });
    request.on("error", reject).on("response", ({ statusCode }) => reject(new Error(`no upgrade: ${statusCode}`)));
    request.on("upgrade", (response, socket, head) => {
      const accept = createHash("sha1").update(`${key}${WEB_SOCKET}`).digest("base64");
      if (response.headers["sec-websocket-accept"] !== accept) reject(new Error("not the answer to this key"));
      let back = head;
      const take = () => {
        if (back.length < sent.length) return;
        socket.destroy();
        resolve(back);
      };
      socket.on("data", (bytes: Buffer) => {
        back = Buffer.concat([back, bytes]);
        take();
      });
      socket.on("error", reject);
      socket.write(sent);
    });
    request.end();
  });
}

/** The version of TLS that openssl and a server come to, or undefined where they come to none. */
export function tlsVersion(port: number, version: "tls1" | "tls1_1" | "tls1_2" | "tls1_3", name: string) {
  const { stdout } = spawnSync(
    "openssl",
    [
      ...["s_client", "-connect", `127.0.0.1:${port}`, "-servername", name, `-${version}`],
      // Else openssl itself refuses what is older than TLS 1.2.
      ...(version === "tls1_3" ? [] : ["-cipher", "DEFAULT:@SECLEVEL=0"]),
    ],
    { input: "", encoding: "utf8", timeout: 10_000 },
  );
  if (!/^(New|Reused), TLSv/m.test(stdout)) return undefined;
  return (/^\s*Protocol\s*: (\S+)/m.exec(stdout) ?? /^New, (TLSv[\d.]+)/m.exec(stdout))?.[1];
}
