import { readFileSync, writeFileSync } from "node:fs";
import type { HostCache } from "../../components/host/host";
import { cache, host } from "../components/host/example-host";
import { freePort, moved, run, TestMachine, until } from "./machine";
import { describeWith } from "./programs";

/** What a shell and a config file each have to be careful with. */
const AWKWARD = `it's "$HOME" \\ \`id\` #1`;

const AS_CACHE = ["setpriv", "--reuid=999", "--regid=999", "--clear-groups"];

/** A cache as a machine runs it, without a container: on a free port of loopback. */
class TestCache {
  readonly machine: TestMachine;
  private port = 0;

  constructor(change: Partial<HostCache>) {
    this.machine = new TestMachine(host({ cache: { ...cache, engine: "redis", version: "7", ...change } }));
  }

  /** What a start of the services does before the first of them. */
  handOver(password: string): void {
    const { machine } = this;
    machine.write("/run/landfall/secrets/SECRET_2", password, 0o600);
    machine.write("/usr/local/sbin/landfall-compose", "#!/bin/bash\n", 0o755);
    machine.write("bin/docker", `#!/bin/bash\necho "$@" >>${machine.path("docker.log")}\n`, 0o755);
    const script = machine.lay(
      "/usr/local/sbin/landfall-services",
      ["/run/landfall", "/usr/local/sbin/landfall-compose"],
      {
        // In the container, what leads to the file is Docker's and open.
        "--mode=0700": "--mode=0755",
      },
    );
    writeFileSync(machine.path("docker.log"), "");
    const { code, error } = run([script], { env: { PATH: `${machine.path("bin")}:${process.env["PATH"]}` } });
    if (code !== 0) throw new Error(error);
  }

  /** What Docker was asked for. */
  get asked(): string {
    return readFileSync(this.machine.path("docker.log"), "utf8");
  }

  async start(password: string): Promise<void> {
    this.handOver(password);
    this.port = await freePort();
    run(["install", "--directory", "--owner=999", this.machine.path("/data")]);
    const places = { "/run/landfall": this.machine.path("/run/landfall"), "/data": this.machine.path("/data") };
    // An argument may be empty, so that lines join them.
    const words = moved(this.machine.command("cache").join("\n"), places).split("\n");
    const { log } = this.machine.start([...AS_CACHE, ...words, "--bind", "127.0.0.1", "--port", String(this.port)]);
    await until("Redis", () => log().includes("Ready to accept connections")).catch(() => {
      throw new Error(log());
    });
  }

  cli(password: string | undefined, ...words: string[]): string {
    const env: Record<string, string> = password === undefined ? {} : { REDISCLI_AUTH: password };
    const { out, error } = run(["redis-cli", "-p", String(this.port), ...words], { env });
    return (out + error).trim();
  }
}

describeWith(["redis-server", "redis-cli", "setpriv"], "Redis as a machine runs it", () => {
  const kept = new TestCache({ persistent: true, evictionPolicy: "noeviction" });
  const passing = new TestCache({ persistent: false, evictionPolicy: "allkeys-lru" });

  beforeAll(async () => {
    await kept.start(AWKWARD);
    await passing.start("plain");
  });
  afterAll(() => Promise.all([kept.machine.stop(), passing.machine.stop()]));

  it.each([
    ["PING"],
    ["GET", "x"],
    ["SET", "x", "1"],
    ["KEYS", "*"],
    ["INFO"],
    ["CONFIG", "GET", "requirepass"],
    ["FLUSHALL"],
    ["EVAL", "return 1", "0"],
    ["REPLICAOF", "127.0.0.1", "1"],
    ["SHUTDOWN", "NOSAVE"],
  ])("answers no %s without the password", (...words) => {
    expect(kept.cli(undefined, ...words)).toMatch(/^NOAUTH/);
  });

  it("refuses a wrong password, and works with the right one, whatever is in it", () => {
    expect(kept.cli("wrong", "PING")).toMatch(/WRONGPASS/);
    expect(kept.cli(AWKWARD, "PING")).toBe("PONG");
  });

  it("lets nobody load code or look into its process, not even with the password", () => {
    expect(kept.cli(AWKWARD, "DEBUG", "SLEEP", "0")).toMatch(/^ERR DEBUG command not allowed/);
    expect(kept.cli(AWKWARD, "MODULE", "LOAD", "/x.so")).toMatch(/^ERR MODULE command not allowed/);
  });

  const setting = (of: TestCache, password: string, name: string) =>
    of.cli(password, "CONFIG", "GET", name).split("\n")[1] ?? "";

  it("has the memory and the policy that it was told, and makes room or refuses by it", () => {
    for (const [of, password, policy] of [
      [kept, AWKWARD, "noeviction"],
      [passing, "plain", "allkeys-lru"],
    ] as const) {
      const command = of.machine.command("cache");
      const told = command[command.indexOf("--maxmemory") + 1]!;
      expect(setting(of, password, "maxmemory")).toBe(String(parseInt(told) * 1024 * 1024));
      expect(setting(of, password, "maxmemory-policy")).toBe(policy);
      of.cli(password, "CONFIG", "SET", "maxmemory", "1");
      const refused = /^OOM command not allowed/;
      if (policy === "noeviction") expect(of.cli(password, "SET", "big", "x")).toMatch(refused);
      of.cli(password, "CONFIG", "SET", "maxmemory", "4mb");
      for (let n = 0; n < 8; n++)
        of.cli(password, "EVAL", `for i=1,100 do redis.call('SET', '${n}-'..i, string.rep('x', 10000)) end`, "0");
      if (policy === "allkeys-lru") expect(of.cli(password, "INFO", "stats")).toMatch(/evicted_keys:[1-9]/);
      of.cli(password, "FLUSHALL");
    }
  });

  it("has what it was given after a restart where that is wanted, and nowhere else", async () => {
    expect([setting(kept, AWKWARD, "appendonly"), setting(kept, AWKWARD, "save")]).toEqual(["yes", ""]);
    expect([setting(passing, "plain", "appendonly"), setting(passing, "plain", "save")]).toEqual(["no", ""]);
    for (const [of, password, after] of [
      [kept, AWKWARD, "1"],
      [passing, "plain", ""],
    ] as const) {
      expect(of.cli(password, "SET", "stays", "1")).toBe("OK");
      of.cli(password, "SHUTDOWN");
      await of.start(password);
      expect(of.cli(password, "GET", "stays")).toBe(after);
    }
  });

  it("is made anew for another password, and left alone for the same one", () => {
    kept.handOver(AWKWARD);
    expect(kept.asked).not.toContain("landfall-cache");
    kept.handOver("another");
    expect(kept.asked).toBe("rm --force landfall-cache\n");
  });
});
