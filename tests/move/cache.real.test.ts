import { spawn, type ChildProcess } from "node:child_process";
import { freePort, run, until } from "../host/machine";
import { describeWith, program } from "../host/programs";
import { commandsOf, Session } from "../support/runbook";
import { landfall } from "../support/terminal";
import type { Runbook } from "../../src/move/schema";

jest.setTimeout(120_000);

describeWith(["redis-server", "redis-cli", "openssl"], "the commands of a move of a persistent cache", () => {
  const servers: ChildProcess[] = [];
  const ports: number[] = [];
  let runbook: Runbook;
  let session: Session;

  const redis = (side: number, ...words: string[]) =>
    run([program("redis-cli"), "-p", String(ports[side]), ...words], {
      env: { REDISCLI_AUTH: "password-of-the-test" },
    }).out.trim();
  const follow = (...ids: string[]) =>
    session.follow(...["session", "cache-clients", ...ids].map((id) => commandsOf(runbook, id)));

  beforeAll(async () => {
    const asked = ["move", "--app", "voguevault", "--topology", "aws-vm-group", "--to", "digitalocean"];
    const { out, err } = await landfall([...asked, "--format", "json"]);
    if (out === "") throw new Error(err);
    runbook = JSON.parse(out) as Runbook;
    for (const side of [0, 1]) {
      ports[side] = await freePort();
      const options = ["--port", String(ports[side]), "--bind", "127.0.0.1", "--save", "", "--requirepass"];
      servers.push(spawn(program("redis-server"), [...options, "password-of-the-test"], { stdio: "ignore" }));
      await until("Redis", () => redis(side, "ping") === "PONG");
    }
    session = new Session(
      Object.fromEntries(
        ["FROM", "TO"].flatMap((label, side) => [
          [`${label}_CACHE_HOST`, "127.0.0.1"],
          [`${label}_CACHE_PORT`, String(ports[side])],
          [`${label}_CACHE_PASSWORD`, "password-of-the-test"],
          [`${label}_CACHE_TLS`, ""],
        ]),
      ),
    );
    redis(0, "set", "plain", "a value\n");
    redis(0, "set", "a key with blanks", "x", "EX", "3600");
    redis(0, "rpush", "jobs", "one", "two", "three");
    redis(0, "zadd", "scores", "1.5", "a", "2", "b");
    redis(0, "hset", "user:1", "name", "Ann");
    redis(0, "xadd", "stream", "*", "field", "value");
  });
  afterAll(() => {
    for (const server of servers) server.kill("SIGKILL");
    session.end();
  });

  it("copy every type of key with what is left of its time, so that digests agree", () => {
    const done = follow("final-copy-cache", "verify-cache");
    expect(done.error + done.out).toContain("the caches agree: 6 keys");
    expect(Number(redis(1, "ttl", "a key with blanks"))).toBeGreaterThan(3500);
    expect(redis(1, "lrange", "jobs", "0", "-1")).toBe("one\ntwo\nthree");
    expect(redis(1, "ttl", "plain")).toBe("-1");
  });

  it("tell a changed key and a missing one by the verification", () => {
    redis(1, "rpush", "jobs", "four");
    expect(follow("verify-cache").error).toContain("THE CACHES DIFFER");
    redis(1, "del", "jobs");
    const { code, error } = follow("verify-cache");
    expect(code).not.toBe(0);
    expect(error).toContain("THE CACHES DIFFER");
  });

  it("stop where the new engine refuses what the old one wrote", () => {
    session.standIn("head", "printf 'no dump at all'");
    const { code, error } = follow("final-copy-cache");
    session.standIn("head", 'exec /usr/bin/head "$@"');
    expect(code).not.toBe(0);
    expect(error).toContain("DUMP payload version or checksum are wrong");
  });
});
