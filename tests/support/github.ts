import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { projectRoot } from "./config";

/** A comment of an issue or a pull request. */
export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
  body: string;
}

export const BOT = { login: "github-actions[bot]" };
/** The commit that a run is about. */
const SHA = "a".repeat(40);
/** The repository that its pull request comes from. */
export const FORK = { id: 7, owner: { login: "somebody" } };

/** What the scripts call of GitHub, on loopback. */
export class GitHub {
  readonly calls: string[] = [];
  comments: Comment[] = [];
  issues: (Omit<Comment, "id"> & { number: number; title: string; pull_request?: object })[] = [];
  pulls = [{ number: 12, head: { sha: SHA, repo: { id: FORK.id } } }];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let text = "";
      request.on("data", (part: Buffer) => (text += part.toString("utf8")));
      request.on("end", () => {
        const authorized = request.headers.authorization === "Bearer a-token";
        const url = new URL(request.url!, "http://github");
        const [status, answer] = authorized
          ? this.answer(request.method!, url, JSON.parse(text === "" ? "{}" : text) as { body: string; title: string })
          : [401, { message: "Bad credentials" }];
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
  }

  private answer(method: string, { pathname, searchParams }: URL, body: { body: string; title: string }) {
    const path = pathname.replace("/repos/owner/app", "");
    this.calls.push(`${method} ${path}`);
    const page = <T>(list: readonly T[]) => {
      const [size, at] = [Number(searchParams.get("per_page")), Number(searchParams.get("page")) - 1];
      return [200, list.slice(size * at, size * (at + 1))] as const;
    };
    if (method === "GET" && path === "/pulls") {
      return page(searchParams.get("head") === "somebody:a/branch" ? this.pulls : []);
    }
    if (method === "GET" && path === "/issues/12/comments") return page(this.comments);
    if (method === "GET" && path === "/issues") return page(this.issues);
    if (method === "POST" && path === "/issues/12/comments") {
      this.comments.push({ id: 900 + this.comments.length, user: BOT, body: body.body });
      return [201, {}] as const;
    }
    if (method === "POST" && path === "/issues") {
      this.issues.push({ number: 40 + this.issues.length, user: BOT, ...body });
      return [201, {}] as const;
    }
    const [, what, id] = /^\/issues\/(comments\/)?(\d+)$/.exec(path) ?? [];
    const found =
      what === undefined
        ? this.issues.find(({ number }) => number === Number(id))
        : this.comments.find((it) => it.id === Number(id));
    if (method !== "PATCH" || found === undefined) return [404, { message: "Not Found" }] as const;
    found.body = body.body;
    return [200, {}] as const;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Where a script finds GitHub and its files, and what it is told besides. */
export interface ScriptRun {
  readonly url: string;
  readonly folder: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly changes?: object;
}

/**
 * Runs a script of `.github/scripts` as its workflow does.
 *
 * @param folder - Holds what it tells, in `told`.
 * @param changes - What else is said of the run that it is about.
 */
export async function runScript(
  name: string,
  { url, folder, more = {}, changes = {} }: ScriptRun,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const event = join(folder, "event.json");
  const run = {
    head_sha: SHA,
    head_branch: "a/branch",
    head_repository: FORK,
    html_url: "https://github.test/runs/1",
    ...changes,
  };
  writeFileSync(event, JSON.stringify({ workflow_run: run }));
  const child = spawn(process.execPath, [join(projectRoot, ".github/scripts", name), join(folder, "told")], {
    env: {
      GITHUB_API_URL: url,
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY: "owner/app",
      GITHUB_RUN_ID: "1",
      GITHUB_SERVER_URL: "https://github.test",
      GITHUB_TOKEN: "a-token",
      ...more,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}
