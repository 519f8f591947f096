import { parse } from "yaml";
import { composeFile, composeFiles } from "../../../components/host/compose";
import { healthFiles } from "../../../components/host/health";
import { memoryLimits } from "../../../components/host/memory";
import type { HostService } from "../../../components/host/host";
import { cache, database, host, reader, service, webOn } from "./example-host";

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
      cpu_shares: 256,
      mem_limit: "768m",
      memswap_limit: "1536m",
      pids_limit: 1024,
      security_opt: ["no-new-privileges:true"],
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
    });
  });

  it("publishes on loopback, and on the private address only where another machine calls", () => {
    expect(only({ web: webOn(20000), addresses: ["10.20.0.11"] })["ports"]).toEqual([
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

  it("publishes on all addresses at once where a machine is not told its own", () => {
    expect(only({ addresses: ["0.0.0.0"] })["ports"]).toEqual(["0.0.0.0:8000:8000"]);
  });

  it("gives a service the weight of the CPU that it needs, and the least that Docker takes", () => {
    expect(only({ cpu: 2 })["cpu_shares"]).toBe(2048);
    expect(only({ cpu: 0.001 })["cpu_shares"]).toBe(2);
  });
});

describe("copies of a service", () => {
  const { services } = read(service({ copies: 2, web: webOn(8000, 20000) }));

  it("are containers of their own, each on its own port", () => {
    expect(Object.entries(services).map(([name, { container_name, ports }]) => [name, container_name, ports])).toEqual([
      ["backend-1", "landfall-backend-1", ["127.0.0.1:8000:8000"]],
      ["backend-2", "landfall-backend-2", ["127.0.0.1:20000:8000"]],
    ]);
  });

  it("are all found under the service's name", () => {
    for (const copy of Object.values(services)) {
      expect(copy["networks"]).toEqual({ default: { aliases: ["backend"] } });
    }
    expect(only()["networks"]).toBeUndefined();
  });
});

describe("a service that answers no requests", () => {
  it("publishes no port", () => {
    expect(only({ web: undefined })).toMatchObject({ ports: [], restart: "unless-stopped" });
  });

  it("is started at its times alone where it is scheduled, and not again when it ends", () => {
    const nightly = only({ web: undefined, schedule: "0 3 * * *" });
    expect(nightly).toMatchObject({ profiles: ["scheduled"] });
    expect(nightly["restart"]).toBeUndefined();
  });
});

describe("memory of the containers", () => {
  const limits = (memoryMiB: number, change: Partial<Parameters<typeof memoryLimits>[0]> = {}) =>
    memoryLimits({ memoryMiB, services: [service()], ...change });

  it("is what each needs, and a share of what the system leaves", () => {
    expect(limits(1024).of(256)).toBe(768);
    expect(limits(1024, { services: [service({ copies: 2 }), service({ memoryMiB: 512 })] }).of(512)).toBe(512);
    const { of, ...beside } = limits(4096, { database, cache });
    expect({ ...beside, service: of(256) }).toEqual({ database: 1536, cache: 768, service: 1536 });
  });

  it("is never less than what was asked for, even where the machine is too small", () => {
    expect(limits(512, { services: [service({ memoryMiB: 2048 })] }).of(2048)).toBe(2048);
    expect(limits(128, { services: [] }).of(100)).toBe(100);
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
    const health = { path: "/h", intervalSeconds: 30, graceSeconds: 180 };
    const ai = service({ name: "ai", web: { port: 8000, hostPorts: [8500], health } });
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
    const health = { path, intervalSeconds: 1, graceSeconds: 1 };
    expect(script(service({ web: { port: 8000, hostPorts: [8000], health } }))).toContain(
      "'http://127.0.0.1:8000/h'\\'';%20reboot%20#'",
    );
  });

  it("look at each copy, and at no service that answers no requests", () => {
    const text = script(service({ copies: 2, web: webOn(8000, 20000) }), service({ name: "worker", web: undefined }));
    expect(text.match(/^watch '(\S+)' '(\S+)'/gm)).toEqual([
      "watch 'landfall-backend-1' 'http://127.0.0.1:8000/api/health'",
      "watch 'landfall-backend-2' 'http://127.0.0.1:20000/api/health'",
    ]);
  });
});
