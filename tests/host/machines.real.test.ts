import Ajv from "ajv";
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { machineCells } from "../support/cells";
import { machinesOn } from "../support/figures";
import type { MachineText as Machine } from "../support/machine-text";
import { onLoopback, Root } from "./nginx";
import { describeWith, program } from "./programs";

const cells = machineCells();
let machines: (Machine & { readonly name: string })[];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "landfall-machines-"));
  machines = [];
  for (const { app, topology } of cells)
    for (const [name, machine] of await machinesOn(app, topology))
      machines.push({ ...machine, name: `${app}@${topology} ${name}` });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files below a folder, as a machine has them. */
function lay(root: string, { files, modes }: Pick<Machine, "files" | "modes">): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), parseInt(modes[path]!, 8));
  }
}

/** Machines that differ in the files that a pattern fits, so that the same files are read once. */
function distinct(pattern: RegExp): { name: string; files: Record<string, string>; modes: Machine["modes"] }[] {
  const all = new Map<string, { name: string; files: Record<string, string>; modes: Machine["modes"] }>();
  for (const { name, files, modes } of machines) {
    const some = Object.fromEntries(Object.entries(files).filter(([path]) => pattern.test(path)));
    const text = JSON.stringify(some);
    if (!all.has(text)) all.set(text, { name, files: some, modes });
  }
  return [...all.values()];
}

const run = (name: string, args: readonly string[]): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(program(name), args, { encoding: "utf8" });
  return { status, said: stdout + stderr };
};

describe("machines of every shipped app", () => {
  it("are there for all five apps, on every topology that lands on machines", () => {
    expect([...new Set(cells.map(({ app }) => app))].sort()).toEqual([
      "advancia",
      "belly",
      "megilance",
      "voguevault",
      "zoptal",
    ]);
    for (const { app, topology } of cells)
      expect(machines.filter(({ name }) => name.startsWith(`${app}@${topology} `)).length).toBeGreaterThan(0);
  });
});

/** What the specification took in after Debian's copy of it, whose meaning other tests hold. */
const LATER = ["name", "create_host_path"];

/** Without the later words: the project's name, and whether a missing directory is made. */
function asEarlier(compose: string): object {
  const parsed = parse(compose, { version: "1.1" }) as object;
  return JSON.parse(
    JSON.stringify(parsed, (key, value: unknown) => (LATER.includes(key) ? undefined : value)),
  ) as object;
}

/** The schema of the Compose Specification, as Debian's docker-compose brings it. */
const COMPOSE_SPEC = "/usr/lib/python3/dist-packages/compose/config/compose_spec.json";

describeWith(["docker-compose"], "the Compose Specification", () => {
  it("accepts every compose file, and none with a word that it does not know", () => {
    // Ids as older drafts of JSON Schema write them say nothing that is used.
    const withoutIds = (key: string, value: unknown) => (key === "id" && typeof value === "string" ? undefined : value);
    const schema = JSON.parse(readFileSync(COMPOSE_SPEC, "utf8"), withoutIds) as object;
    const validate = new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      $schema: "http://json-schema.org/draft-07/schema#",
    });
    const refused = distinct(/compose\.yaml$/).flatMap(({ name, files }) => {
      return validate(asEarlier(files["/etc/landfall/compose.yaml"]!)) ? [] : [[name, validate.errors]];
    });
    expect(refused).toEqual([]);
    expect(validate({ services: { api: { image: "x", restarts: "always" } } })).toBe(false);
    expect(validate({ services: { api: { image: "x", mem_limit: [] } } })).toBe(false);
  });
});

/** `cloud-init schema`, for one file after the other in one process: starting it takes longer than the work. */
const SCHEMA = `
import sys
from cloudinit.cmd.main import main
for path in sys.argv[1:]:
    try:
        code = main(["cloud-init", "schema", "--config-file", path])
    except SystemExit as end:
        code = end.code
    print(("valid " if not code else "refused ") + path, flush=True)
`;

describeWith(["cloud-init"], "cloud-init schema", () => {
  const check = (paths: readonly string[]): Promise<string[]> =>
    new Promise((resolve, reject) =>
      execFile("/usr/bin/python3", ["-c", SCHEMA, ...paths], { maxBuffer: 1e8 }, (error, stdout, stderr) => {
        if (error !== null) return reject(new Error(stderr));
        resolve(stdout.split("\n").filter((line) => /^(valid|refused) \//.test(line)));
      }),
    );

  it("accepts the user data of every machine", async () => {
    const paths = machines.map(({ config }, index) => {
      const path = join(folder, `user-data-${index}`);
      writeFileSync(path, config);
      return path;
    });
    const said = await check(paths);
    expect(said).toHaveLength(machines.length);
    const refused = said.flatMap((line, index) => (line.startsWith("valid ") ? [] : [machines[index]!.name]));
    expect(refused).toEqual([]);
  });

  it("refuses what is no user data", async () => {
    const path = join(folder, "no-user-data");
    writeFileSync(path, "#cloud-config\nwrite_files:\n  - path: 1\n");
    expect(await check([path])).toEqual([`refused ${path}`]);
  });
});

describeWith(["shellcheck"], "shellcheck", () => {
  /** What it says of scripts, by their text. */
  const check = (scripts: Iterable<string>): string => {
    const at = mkdtempSync(join(folder, "scripts-"));
    const paths = [...scripts].map((text, index) => {
      writeFileSync(join(at, `${index}`), text);
      return join(at, `${index}`);
    });
    return run("shellcheck", ["--severity=style", "--format=gcc", ...paths]).said;
  };

  it("finds nothing to say of any script", () => {
    const scripts = new Set(
      machines.flatMap(({ files }) => Object.values(files).filter((text) => /^#!.*\b(ba)?sh\n/.test(text))),
    );
    expect(scripts.size).toBeGreaterThan(20);
    expect(check(scripts)).toBe("");
  });

  it("would say so if there were something", () => {
    expect(check(["#!/bin/bash\nrm -r $1\n"])).toContain("SC2086");
  });
});

describeWith(["systemd-analyze"], "systemd-analyze verify", () => {
  /** Targets that units name; those of this machine stand for those of Ubuntu. */
  const SYSTEM = "/usr/lib/systemd/system";

  function check(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(folder, "units-"));
    lay(root, { files, modes: Object.fromEntries(Object.keys(files).map((path) => [path, "0644"])) });
    mkdirSync(join(root, SYSTEM), { recursive: true });
    symlinkSync("usr/lib", join(root, "lib"));
    const targets = run("find", [SYSTEM, "-maxdepth", "1", "-name", "*.target"]).said.trim().split("\n");
    for (const target of targets) cpSync(target, join(root, target), { dereference: true });
    const programs = Object.values(files).flatMap((text) =>
      [...text.matchAll(/^Exec\w+=[-+!@]*(\/\S+)/gm)].map(([, path]) => path!),
    );
    for (const path of programs) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), "#!/bin/sh\n", { mode: 0o755 });
    }
    const units = Object.keys(files).flatMap((path) => /\/system\/([^/]+\.(?:service|timer))$/.exec(path)?.[1] ?? []);
    const { status, said } = run("systemd-analyze", ["verify", `--root=${root}`, "--man=no", ...units]);
    return status === 0 ? said : `${status}: ${said}`;
  }

  it("accepts the units of every machine", () => {
    const all = distinct(/^\/etc\/systemd\/system\//);
    expect(all.length).toBeGreaterThan(3);
    expect(all.map(({ name, files }) => [name, check(files)]).filter(([, said]) => said !== "")).toEqual([]);
  });

  it.each([
    ["a time that is none", "x.timer", "[Timer]\nOnCalendar=*-13-01\n", /Failed to parse calendar specification/],
    [
      "a word that systemd does not know",
      "x.service",
      "[Service]\nExecStrt=/bin/x\n",
      /Unknown key (name )?'ExecStrt'/,
    ],
  ])("would refuse %s", (_, unit, text, said) => {
    const service = { "/etc/systemd/system/x.service": "[Service]\nExecStart=/bin/x\n" };
    expect(check({ ...service, [`/etc/systemd/system/${unit}`]: text })).toMatch(said);
  });
});

describeWith(["sshd", "ssh-keygen"], "sshd", () => {
  /** What sshd makes of a machine's file, beside what cloud-init would write; the image's own file reads both. */
  function effective(drop: string): string {
    const at = mkdtempSync(join(folder, "sshd-"));
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(at, "key")]);
    writeFileSync(join(at, "10-landfall.conf"), drop);
    writeFileSync(join(at, "50-cloud-init.conf"), "PasswordAuthentication yes\nPermitRootLogin yes\n");
    writeFileSync(join(at, "main"), `Include ${at}/*.conf\nHostKey ${at}/key\nX11Forwarding yes\nUsePAM no\n`);
    mkdirSync("/run/sshd", { recursive: true });
    const { status, said } = run("sshd", ["-T", "-f", join(at, "main")]);
    return `${status}\n${said}`;
  }

  it("takes the file of every machine, before whatever else is there", () => {
    for (const { files } of distinct(/sshd_config\.d/)) {
      const said = effective(files["/etc/ssh/sshd_config.d/10-landfall.conf"]!).split("\n");
      expect(said).toEqual(
        expect.arrayContaining([
          "0",
          "permitrootlogin no",
          "passwordauthentication no",
          "kbdinteractiveauthentication no",
          "x11forwarding no",
          "allowtcpforwarding no",
          "allowusers deploy",
          "maxauthtries 3",
        ]),
      );
    }
  });

  it("would refuse a file with a mistake", () => {
    expect(effective("PermitRootLogn no\n")).toMatch(/^255\n[^]*Bad configuration option/);
  });
});

describeWith(["fail2ban-client"], "fail2ban-client", () => {
  function check(jail: string): { status: number | null; said: string } {
    const at = mkdtempSync(join(folder, "fail2ban-"));
    cpSync("/etc/fail2ban", at, { recursive: true });
    writeFileSync(join(at, "jail.d/landfall.local"), jail);
    const tested = run("fail2ban-client", ["-t", "-c", at]);
    return { status: tested.status, said: tested.said + run("fail2ban-client", ["-d", "-c", at]).said };
  }

  it("takes the jail of every machine", () => {
    for (const { files } of distinct(/fail2ban/)) {
      const { status, said } = check(files["/etc/fail2ban/jail.d/landfall.local"]!);
      expect(status).toBe(0);
      expect(said).toContain("['add', 'sshd', 'systemd']");
      expect(said).toContain("['set', 'sshd', 'maxretry', 5]");
      expect(said).toContain("['set', 'sshd', 'bantime', '1h']");
      expect(said).toContain("['set', 'sshd', 'addaction', 'ufw']");
    }
  });

  it("would refuse a jail that nothing is known of", () => {
    expect(check("[nothing]\nenabled = true\n").status).not.toBe(0);
  });
});

describeWith(["nginx", "openssl"], "nginx -t", () => {
  let root: Root;
  beforeAll(() => void (root = new Root()));
  afterAll(() => root.remove());
  const check = (config: string) => root.check(onLoopback(config, { root: root.path, http: 20080, https: 20443 }));

  it("accepts the config of every machine that answers browsers, without a warning", () => {
    const all = distinct(/nginx\.conf$/).filter(({ files }) => Object.keys(files).length > 0);
    expect(all.length).toBeGreaterThan(20);
    const refused = all
      .map(({ name, files }) => [name, check(files["/etc/landfall/nginx.conf"]!)])
      .filter(([, said]) => said !== "");
    expect(refused).toEqual([]);
  });

  it("would refuse a config with a mistake", () => {
    expect(check("server {\n  listen 80;\n  proxy_pas http://x;\n}\n")).toContain('unknown directive "proxy_pas"');
  });
});
