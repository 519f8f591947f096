import { spawn, type ChildProcess } from "node:child_process";
import { createServer, request, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort, until } from "../host/machine";
import { program } from "../host/programs";

/** A request that a server of S3 was sent. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** How S3 says no. */
export interface Refusal {
  readonly status: number;
  /** Of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, such as `ExpiredToken`. */
  readonly code: string;
}

const bodyOf = ({ code }: Refusal) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;

/** moto's server of S3 and KMS on loopback, and a note of whatever it is sent. */
export class S3 {
  readonly sent: Sent[] = [];
  /** Answers in the place of the server where it has an answer. */
  refuse: (sent: Sent) => Refusal | undefined = () => undefined;
  private readonly proxy: Server;

  private constructor(
    private readonly moto: ChildProcess,
    private readonly port: number,
  ) {
    this.proxy = createServer((incoming, outgoing) => {
      const { method = "", url: path = "", headers } = incoming;
      const sent = { method, path, headers };
      this.sent.push(sent);
      const refusal = this.refuse(sent);
      if (refusal !== undefined) {
        incoming.resume();
        outgoing.writeHead(refusal.status, { "content-type": "application/xml" }).end(bodyOf(refusal));
        return;
      }
      const onward = request({ host: "127.0.0.1", port: this.port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
  }

  static async start(): Promise<S3> {
    const port = await freePort();
    const moto = spawn(program("moto_server"), ["--host", "127.0.0.1", "--port", String(port)], { stdio: "ignore" });
    const s3 = new S3(moto, port);
    await new Promise<void>((resolve) => s3.proxy.listen(0, "127.0.0.1", resolve));
    let up = false;
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/moto-api/`).then(
        () => (up = true),
        () => undefined,
      );
    await until("moto", () => (void ask(), up));
    return s3;
  }

  /** Where it is reached. */
  get url(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  /** A request of the test's own, whose signature moto does not check; not among what it was sent. */
  async ask(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
    service = "s3",
  ) {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20261128/us-east-1/${service}/aws4_request`,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  }

  /** The keys in a bucket. */
  async keys(bucket: string): Promise<string[]> {
    const listed = await this.ask("GET", `/${bucket}?list-type=2`);
    return [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key!);
  }

  stop(): void {
    this.proxy.closeAllConnections();
    this.proxy.close();
    this.moto.kill("SIGKILL");
  }
}
