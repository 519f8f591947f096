import { parse } from "yaml";
import { composeFile, composeFiles } from "../../../components/host/compose";
import { healthFiles } from "../../../components/host/health";
import { serviceMemoryMiB } from "../../../components/host/memory";
import type { HostService } from "../../../components/host/host";
import { host, reader, service } from "./example-host";

interface Compose {
  name: string;
  services: Record<string, Record<string, unknown>>;
}
const read = (...services: HostService[]): Compose =>
  parse(composeFile(host({ services })), { version: "1.2" }) as Compose;
const only = (change: Partial<HostService> = {}): Record<string, unknown> => read(service(change)).services["backend"]!;

describe("composeFile", () => {
  it("runs a service with limits, restarts and no more rights than it begins with", () => {
    expect(only()).toEqual({
      container_name: "landfall-backend",
      image: "ghcr.io/acme/backend:1.0.0",
      restart: "unless-stopped",
      init: true,
      environment: { PORT: "8000" },
      ports: ["127.0.0.1:8000:8000"],
      volumes: [],
      mem_limit: "768m",
      memswap_limit: "1536m",
      pids_limit: 1024,
      security_opt: ["no-new-privileges:true"],
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    });
  });

  it("publishes on loopback, and on the private address only where another machine calls", () => {
    expect(only({ hostPort: 20000, addresses: ["10.20.0.11"] })["ports"]).toEqual([
      "127.0.0.1:20000:8000",
      "10.20.0.11:20000:8000",
    ]);
    expect(composeFile(host())).not.toContain("0.0.0.0");
  });

  it.each([
    "$HOME",
    "${PATH}",
    "$$",
    "yes",
    "no",
    "0123",
    "1e3",
    "12:30:45",
    "null",
    "~",
    "",
    " padded ",
    "a: b",
    "# c",
    "'",
    '"',
    "{{x}}",
    "- x",
    "two\nlines\n",
    "\\n",
    "é ☃",
    "*a",
    "!tag",
  ])("hands the value %j over as it is", (value) => {
    const told = (only({ environment: { A: value } })["environment"] as Record<string, string>)["A"]!;
    // What Compose makes of it: a doubled sign stands for itself, a single one would be replaced.
    expect(told.replaceAll("$$", "")).not.toContain("$");
    expect(told.replaceAll("$$", "$")).toBe(value);
  });

  it("reads alike in YAML 1.1 and 1.2", () => {
    const text = composeFile(host({ services: [service({ environment: { YES: "yes", N: "010", T: "1:30" } })] }));
    expect(parse(text, { version: "1.1" })).toEqual(parse(text, { version: "1.2" }));
  });

  it("names the key of a secret, never a value, and fails while it is not read yet", () => {
    expect(only({ secrets: { JWT_SECRET: "SECRET_1" } })["environment"]).toEqual({
      JWT_SECRET: "${SECRET_1?is not read yet}",
      PORT: "8000",
    });
  });

  it("keeps dollar signs in commands", () => {
    expect(only({ command: ["sh", "-c", "echo $PORT"] })["command"]).toEqual(["sh", "-c", "echo $$PORT"]);
  });

  it("shows a directory of the machine read-only, and fails while it is not there", () => {
    expect(only({ directories: ["/run/landfall/wallet"] })["volumes"]).toEqual([
      {
        type: "bind",
        source: "/run/landfall/wallet",
        target: "/run/landfall/wallet",
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
  });

  it("shares what memory the system leaves", () => {
    const services = [service(), service({ name: "web" }), service({ name: "worker" })];
    expect(serviceMemoryMiB({ memoryMiB: 1024, services })).toBe(256);
    expect(serviceMemoryMiB({ memoryMiB: 256, services })).toBe(64);
    expect(serviceMemoryMiB({ memoryMiB: 1024, services: [] })).toBe(0);
  });
});

describe("the start of the services", () => {
  const unit = (change: Parameters<typeof host>[0]) =>
    composeFiles(host(change)).find(({ path }) => path.endsWith("landfall-services.service"))!.content;

  it("comes after the secrets where there are any", () => {
    expect(unit({ secrets: reader })).toMatch(/^After=.*landfall-secrets\.service$/m);
    expect(unit({})).not.toContain("landfall-secrets");
  });

  it("is tried again when it fails", () => {
    expect(unit({})).toContain("Restart=on-failure");
    expect(unit({})).not.toContain("Requires=");
  });
});

describe("health checks", () => {
  const script = (...services: HostService[]) => healthFiles({ services })[0]!.content;

  it("ask each service on its own port, as often and as late as it wants", () => {
    const ai = service({ name: "ai", hostPort: 8500, health: { path: "/h", intervalSeconds: 30, graceSeconds: 180 } });
    expect(
      script(service(), ai)
        .split("\n")
        .filter((line) => line.startsWith("watch '")),
    ).toEqual([
      "watch 'landfall-ai' 'http://127.0.0.1:8500/h' '30' '180' &",
      "watch 'landfall-backend' 'http://127.0.0.1:8000/api/health' '15' '60' &",
    ]);
  });

  it("keep a hostile path one word", () => {
    const path = "/h'; reboot #";
    expect(script(service({ health: { path, intervalSeconds: 1, graceSeconds: 1 } }))).toContain(
      "'http://127.0.0.1:8000/h'\\'';%20reboot%20#'",
    );
  });
});
