import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { agentFiles } from "../../components/host/release";
import { seal, unsealFile } from "../../components/host/seal";
import { describeWith, program } from "./programs";

const source = { packages: [], files: [], command: "cat /nowhere", intervalSeconds: 60 };
const AGENT = agentFiles(source).find(({ path }) => path === "/usr/local/sbin/landfall-release")!.content;

interface File {
  readonly path: string;
  readonly content: string;
  readonly mode: string;
}

/** A machine in a folder: its agent with its own paths below it, a `systemctl` that writes down what it is told. */
class Bench {
  readonly root = mkdtempSync(join(tmpdir(), "landfall-release-"));

  constructor() {
    const paths = {
      "/usr/local/sbin/landfall-release-fetch": this.at("fetch"),
      "/usr/local/sbin/landfall-setup": this.at("setup"),
      "/var/lib/landfall-release": this.at("state"),
      "/etc/systemd/system": this.at("units"),
    };
    let agent = AGENT;
    for (const [path, here] of Object.entries(paths)) {
      expect(agent).toContain(`"${path}"`);
      agent = agent.replaceAll(`"${path}"`, `"${here}"`);
    }
    writeFileSync(this.at("agent.py"), agent);
    mkdirSync(this.at("bin"));
    this.script("bin/systemctl", `echo "$@" >>${this.at("told")}; [ ! -e ${this.at("broken")} ]`);
    this.script("fetch", `cat ${this.at("release")}`);
    this.script("setup", `echo setup >>${this.at("told")}; [ ! -e ${this.at("bad.conf")} ]`);
  }

  at(path: string): string {
    return join(this.root, path);
  }

  script(path: string, line: string): void {
    writeFileSync(this.at(path), `#!/bin/sh\n${line}\n`);
    chmodSync(this.at(path), 0o755);
  }

  publish(files: Readonly<Record<string, string>>, checks: readonly object[] = []): void {
    const all = Object.entries(files).map(([path, content]): File => ({ path: this.at(path), content, mode: "0640" }));
    writeFileSync(this.at("release"), gzipSync(JSON.stringify({ files: all, checks })).toString("base64"));
  }

  run() {
    rmSync(this.at("told"), { force: true });
    const env = { ...process.env, PATH: `${this.at("bin")}:${process.env["PATH"]}` };
    const { status, stderr } = spawnSync(program("python3"), [this.at("agent.py")], { env, encoding: "utf8" });
    const told = existsSync(this.at("told")) ? readFileSync(this.at("told"), "utf8").trim().split("\n") : [];
    return { status, stderr, told };
  }

  read(path: string): string | undefined {
    return existsSync(this.at(path)) ? readFileSync(this.at(path), "utf8") : undefined;
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }
}

const SERVICES = "units/landfall-services.service";

describeWith(["python3"], "a machine that follows its release", () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));
  afterEach(() => bench.close());

  it("asks again while there is none", () => {
    expect(bench.run()).toMatchObject({ status: 1, told: [], stderr: expect.stringContaining("no release:") });
  });

  it("writes the first one and sets the machine up, which starts what there is", () => {
    bench.publish({ "etc/compose.yaml": "image: api:1", [SERVICES]: "[Unit]" });
    expect(bench.run()).toMatchObject({ status: 0, told: ["setup"] });
    expect(bench.read("etc/compose.yaml")).toBe("image: api:1");
  });

  it("does nothing while it stays the same", () => {
    bench.publish({ [SERVICES]: "[Unit]" });
    bench.run();
    expect(bench.run()).toMatchObject({ status: 0, told: [] });
  });

  it("sets up again and restarts the services when an image changes, and nothing else", () => {
    bench.publish({ "etc/compose.yaml": "image: api:1", [SERVICES]: "[Unit]", "units/job.timer": "[Timer]" });
    bench.run();
    bench.publish({ "etc/compose.yaml": "image: api:2", [SERVICES]: "[Unit]", "units/job.timer": "[Timer]" });
    expect(bench.run()).toMatchObject({ status: 0, told: ["setup", "restart landfall-services.service"] });
    expect(bench.read("etc/compose.yaml")).toBe("image: api:2");
  });

  it("restarts a timer that changes, and takes away what is gone, stopped first", () => {
    bench.publish({ "units/job.timer": "[Timer]", "units/old.timer": "[Timer]", "etc/old": "" });
    bench.run();
    bench.publish({ "units/job.timer": "[Timer] 2" });
    expect(bench.run().told).toEqual(["disable --now old.timer", "setup", "restart job.timer"]);
    expect([bench.read("units/old.timer"), bench.read("etc/old")]).toEqual([undefined, undefined]);
  });

  it("goes back to the one before when it cannot be set up, and leaves it be for half an hour", () => {
    bench.publish({ "etc/compose.yaml": "image: api:1", [SERVICES]: "[Unit]" });
    bench.run();
    bench.publish({ "etc/compose.yaml": "image: api:2", "bad.conf": "no nginx would take it", [SERVICES]: "[Unit]" });
    const refused = bench.run();
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("went back to the release before it") });
    expect([bench.read("etc/compose.yaml"), bench.read("bad.conf")]).toEqual(["image: api:1", undefined]);
    expect(bench.run()).toMatchObject({ status: 0, told: [] });
    const longAgo = Date.now() / 1000 - 31 * 60;
    utimesSync(bench.at("state/refused"), longAgo, longAgo);
    expect(bench.run()).toMatchObject({ status: 1, told: expect.arrayContaining(["setup"]) });
  });

  it("keeps what is secret in it from everybody but root", () => {
    bench.publish({ "etc/values/KEY": "canary" });
    bench.run();
    const modes = spawnSync("stat", ["--format=%a", bench.at("state/current.json"), bench.at("etc/values/KEY")]);
    expect(modes.stdout.toString().trim().split("\n")).toEqual(["600", "640"]);
  });

  describe("whose services have to answer", () => {
    let server: Server;
    let status = 200;
    let url: string;
    beforeAll((done) => {
      server = createServer((_request, response) => response.writeHead(status).end()).listen(0, "127.0.0.1", () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
        done();
      });
    });
    afterAll(() => server.close());

    /** The agent in another process, so that this one can answer it. */
    const follow = async () => {
      const { spawn } = await import("node:child_process");
      const env = { ...process.env, PATH: `${bench.at("bin")}:${process.env["PATH"]}` };
      const child = spawn(program("python3"), [bench.at("agent.py")], { env, stdio: ["ignore", "ignore", "pipe"] });
      let stderr = "";
      child.stderr.on("data", (text) => (stderr += String(text)));
      const code = await new Promise((resolve) => child.on("close", resolve));
      return { code, stderr };
    };

    it("keeps a release that does", async () => {
      status = 200;
      bench.publish({ "etc/a": "1" }, [{ url, seconds: 0 }]);
      await follow();
      bench.publish({ "etc/a": "2" }, [{ url, seconds: 0 }]);
      expect(await follow()).toMatchObject({ code: 0 });
      expect(bench.read("etc/a")).toBe("2");
    });

    it("takes one back whose service fails its health check", async () => {
      status = 200;
      bench.publish({ "etc/a": "1" });
      await follow();
      status = 503;
      bench.publish({ "etc/a": "2" }, [{ url, seconds: 0 }]);
      expect(await follow()).toMatchObject({ code: 1, stderr: expect.stringContaining("does not answer") });
      expect(bench.read("etc/a")).toBe("1");
    });
  });
});

/** Told as Debian's package of it, since it is a library. */
const cryptography =
  spawnSync("/usr/bin/python3", ["-c", "import cryptography"]).status === 0 ? [] : ["python3-cryptography"];

describeWith(["python3", ...cryptography], "a release that travels sealed", () => {
  const opened = (sealed: string, secret: string) => {
    const folder = mkdtempSync(join(tmpdir(), "landfall-seal-"));
    try {
      writeFileSync(join(folder, "unseal.py"), unsealFile.content);
      writeFileSync(join(folder, "key"), secret);
      const run = spawnSync("/usr/bin/python3", [join(folder, "unseal.py"), join(folder, "key")], { input: sealed });
      return { status: run.status, out: run.stdout.toString(), err: run.stderr.toString() };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("is opened with its secret, by the library that Ubuntu has", () => {
    expect(opened(seal("a release", "secret"), "secret")).toEqual({ status: 0, out: "a release", err: "" });
  });

  it("is the same for the same text, and shows nothing of it", () => {
    expect(seal("a release", "secret")).toBe(seal("a release", "secret"));
    expect(Buffer.from(seal("a release", "secret"), "base64").toString("latin1")).not.toContain("release");
  });

  it("is refused when anybody has changed it, or sealed it with another secret", () => {
    const bytes = Buffer.from(seal("a release", "secret"), "base64");
    bytes[14]! ^= 1;
    for (const forged of [bytes.toString("base64"), seal("rm -rf /", "guessed")]) {
      expect(opened(forged, "secret")).toMatchObject({ out: "", err: expect.stringContaining("was not sealed") });
    }
  });
});
