import { parse } from "yaml";
import { cloudConfig } from "../../../components/host/cloud-init";
import { hostFiles } from "../../../components/host/files";
import type { Host } from "../../../components/host/host";
import { host, KEY, reader, service, webOn } from "./example-host";

interface CloudConfig {
  users: Record<string, unknown>[];
  disable_root: boolean;
  ssh_pwauth: boolean;
  swap?: { size: number };
  write_files: { path: string; permissions: string; content: string }[];
  runcmd: string[][];
}

/** As cloud-init reads it: YAML 1.1. */
const read = (of: Host): CloudConfig => parse(cloudConfig(of), { version: "1.1" }) as CloudConfig;
const fileOf = (of: Host, path: string): string => {
  const found = hostFiles(of).filter((file) => file.path === path);
  if (found.length !== 1) throw new Error(`expected one ${path}, found ${found.length}`);
  return found[0]!.content;
};
const setup = "/usr/local/sbin/landfall-setup";

describe("cloudConfig", () => {
  it("makes one user that signs in by key only, and not root", () => {
    const config = read(host());
    expect(config.users).toEqual([
      {
        name: "deploy",
        gecos: "Administrator",
        shell: "/bin/bash",
        lock_passwd: true,
        sudo: "ALL=(ALL) NOPASSWD:ALL",
        ssh_authorized_keys: [KEY],
      },
    ]);
    expect(config).toMatchObject({ disable_root: true, ssh_pwauth: false, runcmd: [[setup]] });
  });

  it("gives a machine of 1 GiB a swap file, and a larger one none", () => {
    expect(read(host()).swap).toEqual({ filename: "/swapfile", size: 2147483648, maxsize: 2147483648 });
    expect(read(host({ memoryMiB: 2048 })).swap).toBeUndefined();
  });

  it("writes every file as it is, with the rights that keep it from others", () => {
    const files = read(host({ secrets: reader })).write_files;
    expect(files.map(({ path, content }) => [path, content])).toEqual(
      hostFiles(host({ secrets: reader })).map(({ path, content }) => [path, content]),
    );
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
    const rights = Object.fromEntries(files.map(({ path, permissions }) => [path, permissions]));
    expect(rights).toMatchObject({
      "/etc/landfall/compose.yaml": "0600",
      "/usr/local/lib/landfall/read.py": "0700",
      "/usr/local/sbin/landfall-setup": "0755",
      "/etc/systemd/system/landfall-services.service": "0644",
    });
  });

  it("gives the same bytes for the same host", () => {
    expect(cloudConfig(host({ secrets: reader }))).toBe(cloudConfig(host({ secrets: reader })));
  });

  it("gives the same bytes whatever order the services come in", () => {
    const [one, two] = [service({ name: "one" }), service({ name: "two", web: webOn(8001) })];
    expect(cloudConfig(host({ services: [one, two] }))).toBe(cloudConfig(host({ services: [two, one] })));
  });

  it("keeps hostile keys and values as they are", () => {
    const hostile = "ssh-ed25519 AAAA a: b # c 'd' \"e\" {f} [g] *h &i !j %k @l `m` yes";
    expect(read(host({ sshPublicKeys: [hostile] })).users[0]!["ssh_authorized_keys"]).toEqual([hostile]);
  });

  it("has neither nginx nor open web ports on a machine that answers no browsers", () => {
    const machine = host({ web: undefined });
    const paths = hostFiles(machine).map(({ path }) => path);
    expect(paths.filter((path) => /nginx|certificate|letsencrypt/.test(path))).toEqual([]);
    expect(fileOf(machine, setup)).not.toMatch(/nginx|certbot/);
    expect(fileOf(machine, "/usr/local/sbin/landfall-firewall")).not.toMatch(/allow (80|443)/);
  });
});

describe("a machine without services", () => {
  it("starts none, and sends requests on all the same", () => {
    const machine = host({ services: [] });
    expect(hostFiles(machine).some(({ path }) => /compose|landfall-(services|health)/.test(path))).toBe(false);
    expect(fileOf(machine, setup)).not.toMatch(/landfall-(services|health)/);
    expect(fileOf(machine, "/etc/landfall/nginx.conf")).toContain("proxy_pass");
  });
});

describe("the set-up script", () => {
  it("waits for the internet before it installs, and starts nothing before its firewall", () => {
    const script = fileOf(host({ secrets: reader }), setup);
    const order = [
      "landfall-certificate self-signed",
      "until apt-get update",
      "apt-get install",
      "systemctl restart landfall-firewall.service",
      "systemctl reload-or-restart nginx",
      "python3 -m venv /opt/reader",
      "--no-block landfall-secrets.service",
      "--no-block landfall-services.service",
      "--no-block landfall-health.service",
    ].map((text) => script.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("installs what the machine needs and nothing else", () => {
    const packages = (of: Host) => /force-confold \\\n {2}(.*)/.exec(fileOf(of, setup))![1]!.split(" ");
    const firewall = ["fail2ban", "openssl", "python3-systemd", "ufw", "unattended-upgrades"];
    const base = ["curl", "docker-compose-v2", "docker.io", ...firewall];
    expect(packages(host({ web: undefined }))).toEqual(base);
    expect(packages(host({ web: { routes: [], limits: [] } }))).toEqual([...base, "nginx"].sort());
    expect(packages(host({ secrets: reader }))).toEqual([...base, "certbot", "nginx", "python3-venv"].sort());
  });

  it("has no unit of secrets where nothing is secret", () => {
    expect(hostFiles(host()).some(({ path }) => path.includes("secrets"))).toBe(false);
    expect(fileOf(host(), setup)).not.toContain("landfall-secrets");
  });
});

describe("the unit of secrets", () => {
  const unit = fileOf(host({ secrets: reader }), "/etc/systemd/system/landfall-secrets.service");

  it("reads them into memory, into a directory of root's, and tries again when it fails", () => {
    expect(unit).toContain("install --directory --mode=0700 /run/landfall /run/landfall/secrets");
    expect(unit).toContain(`ExecStart=${reader.command}`);
    expect(unit).toContain("UMask=0077");
    expect(unit).toContain("Restart=on-failure");
  });
});

describe("security of the machine", () => {
  const sshd = fileOf(host(), "/etc/ssh/sshd_config.d/10-landfall.conf");

  it.each([
    "PermitRootLogin no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitEmptyPasswords no",
    "AllowUsers deploy",
  ])("tells sshd: %s", (line) => expect(sshd.split("\n")).toContain(line));

  it("shuts out addresses that keep guessing", () => {
    const jail = fileOf(host(), "/etc/fail2ban/jail.d/landfall.local");
    expect(jail).toMatch(/\[sshd\]\nenabled = true\n/);
    expect(jail).toContain("maxretry = 5");
    expect(jail).toContain("bantime = 1h");
  });

  it("puts an end to the journal and to every container's log", () => {
    const journal = fileOf(host(), "/etc/systemd/journald.conf.d/60-landfall.conf");
    expect(journal).toContain("[Journal]\n");
    expect(journal).toContain("SystemMaxUse=500M\n");
    expect(JSON.parse(fileOf(host(), "/etc/docker/daemon.json"))).toEqual({
      "log-driver": "json-file",
      "log-opts": { "max-size": "10m", "max-file": "3" },
    });
    expect(hostFiles(host({ services: [] })).some(({ path }) => path === "/etc/docker/daemon.json")).toBe(false);
  });

  it("installs security updates by itself and restarts when one asks for it", () => {
    expect(fileOf(host(), "/etc/apt/apt.conf.d/20auto-upgrades")).toContain('Unattended-Upgrade "1"');
    expect(fileOf(host(), "/etc/apt/apt.conf.d/52landfall")).toContain('Automatic-Reboot "true"');
  });
});
