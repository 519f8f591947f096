import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALERTS_DIRECTORY } from "../../components/host/alerts";
import { healthFiles } from "../../components/host/health";
import { service } from "../components/host/example-host";
import { moved } from "./machine";
import { describeWith } from "./programs";
import { Backend } from "./requests";

describeWith(["bash", "curl"], "the health check of a machine", () => {
  let folder: string;
  let watching: ChildProcess | undefined;
  let backends: Backend[] = [];
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "landfall-health-"))));
  afterEach(async () => {
    if (watching !== undefined) process.kill(-watching.pid!, "SIGKILL");
    watching = undefined;
    for (const backend of backends) await backend.stop();
    backends = [];
    rmSync(folder, { recursive: true });
  });

  /** Runs the script with a `docker` that only writes down what it was told. */
  function watch(paths: Readonly<Record<string, string>>, exit = 0): { said: () => string; told: () => string[] } {
    const services = Object.entries(paths).map(([name, path], index) =>
      service({
        name,
        web: { port: 1, hostPorts: [backends[index]!.port], health: { path, intervalSeconds: 0.1, graceSeconds: 0.1 } },
      }),
    );
    writeFileSync(join(folder, "docker"), `#!/bin/sh\necho "$@" >>${folder}/told\nexit ${exit}\n`, { mode: 0o755 });
    writeFileSync(join(folder, "told"), "");
    writeFileSync(join(folder, "health"), moved(healthFiles({ services })[0]!.content, { [ALERTS_DIRECTORY]: folder }));
    // A group of its own, so that all it started ends with it.
    watching = spawn("bash", [join(folder, "health")], {
      detached: true,
      env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    watching.stdout!.on("data", (text: Buffer) => (said += text.toString()));
    return { said: () => said, told: () => readFileSync(join(folder, "told"), "utf8").split("\n").filter(Boolean) };
  }

  async function until(test: () => boolean): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (test()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("it never came to be");
  }

  it("restarts the container that fails three times, says so as an error, and leaves the others alone", async () => {
    backends = [await Backend.start("ill"), await Backend.start("well")];
    const { said, told } = watch({ ill: "/status/503", well: "/health" });
    await until(() => told().length >= 2);
    expect(new Set(told())).toEqual(new Set(["restart landfall-ill"]));
    expect(said()).toMatch(/^<3>landfall-ill fails its health check; restarting it\n/);
    expect(said()).not.toContain("landfall-well");
  });

  it("restarts the container of a service that is gone, and says as critical when that fails", async () => {
    backends = [await Backend.start("gone")];
    const { said } = watch({ gone: "/health" }, 1);
    await backends[0]!.stop();
    await until(() => said().includes("<2>landfall-gone cannot be restarted\n"));
  });

  it("raises an alert with a restart, and lowers it an hour after the last one, once the service is well", async () => {
    const alert = join(folder, "landfall-health.service");
    const aged = (minutes: number) => utimesSync(alert, new Date(), new Date(Date.now() - minutes * 60_000));
    backends = [await Backend.start("ill")];
    const ill = watch({ ill: "/status/503" });
    await until(() => existsSync(alert));
    const restarts = ill.told().length;
    aged(61);
    await until(() => ill.told().length > restarts);
    expect(existsSync(alert)).toBe(true);
    process.kill(-watching!.pid!, "SIGKILL");

    const well = watch({ ill: "/health" });
    aged(59);
    const asked = backends[0]!.requests;
    await until(() => backends[0]!.requests >= asked + 4);
    expect(existsSync(alert)).toBe(true);
    aged(61);
    await until(() => !existsSync(alert));
    expect(well.told()).toEqual([]);
  });
});
