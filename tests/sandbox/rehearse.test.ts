import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { rehearse } from "../../src/cli/rehearse";
import { rehearsalConfig, saltOf } from "../../src/cli/rehearse-config";
import { onPath, runPulumi } from "../../src/cli/rehearse-engine";

describe("the config of a rehearsal", () => {
  const config = `# a comment
secretsprovider: awskms://alias/owner
encryptedkey: AAAA
encryptionsalt: v1:owner
config:
  landfall:app: megilance
  landfall:domain: example.com
  digitalocean:token:
    secure: v1:one
  landfall:secrets:
    SENDGRID_API_KEY:
      secure: v1:two
    "odd.key":
      - secure: v1:three
      - plain
`;

  it("keeps plain values, and replaces each encrypted one, and every secret of the app, by the placeholder", () => {
    const { yaml, encrypted } = rehearsalConfig(config, "placeholder", undefined);
    expect(parse(yaml)).toEqual({
      config: {
        "landfall:app": "megilance",
        "landfall:domain": "example.com",
        "digitalocean:token": "placeholder",
        "landfall:secrets": { SENDGRID_API_KEY: "placeholder", "odd.key": ["placeholder", "placeholder"] },
      },
    });
    expect(encrypted).toEqual([
      "digitalocean:token",
      'landfall:secrets["SENDGRID_API_KEY"]',
      'landfall:secrets["odd.key"][0]',
      'landfall:secrets["odd.key"][1]',
    ]);
  });

  it("takes nothing of the owner's key along, and keeps a salt of its own", () => {
    const { yaml } = rehearsalConfig(config, "placeholder", "v1:rehearsal");
    expect(yaml).not.toMatch(/owner|AAAA|v1:(one|two|three)/);
    expect(saltOf(yaml)).toBe("v1:rehearsal");
  });

  it("may be empty", () => {
    expect(rehearsalConfig("", "placeholder", undefined)).toEqual({ yaml: "config: {}\n", encrypted: [] });
    expect(saltOf("")).toBeUndefined();
  });
});

/** A project with a stack, and a stand-in for the CLI that notes how it is called and does what the script says. */
function project(script: string) {
  const root = mkdtempSync(join(tmpdir(), "landfall-rehearse-"));
  const bin = join(root, "bin");
  mkdirSync(bin);
  writeFileSync(join(root, "Pulumi.yaml"), "name: landfall\nruntime: nodejs\n");
  writeFileSync(join(root, "Pulumi.dev.yaml"), "config:\n  landfall:app: shop\n");
  const log = join(root, "calls.log");
  writeFileSync(
    join(bin, "pulumi"),
    `#!/bin/sh\necho "$@" >> '${log}'\nenv > '${join(root, "environment")}'\n${script}\n`,
  );
  chmodSync(join(bin, "pulumi"), 0o755);
  const written = { out: "", err: "" };
  const run = (actions: readonly ("preview" | "up" | "refresh" | "destroy")[], environment: NodeJS.ProcessEnv = {}) =>
    rehearse({
      root,
      project: "landfall",
      stack: "dev",
      steps: actions,
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
      environment: { PATH: `${bin}:/usr/bin:/bin`, ...environment },
      colours: false,
    });
  const calls = () =>
    readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.replaceAll(root, "ROOT"));
  return { root, written, run, calls, environment: () => readFileSync(join(root, "environment"), "utf8") };
}

const EMPTY = `case "$1 $2" in "stack export") echo '{"deployment":{"resources":[]}}';; esac`;

describe("rehearse", () => {
  it("tells how to install the CLI when there is none", async () => {
    const { root } = project("");
    let said = "";
    const code = await rehearse({
      root,
      project: "landfall",
      stack: "dev",
      out: () => undefined,
      err: (text) => (said += text),
      environment: { PATH: "/nonexistent" },
      colours: false,
    });
    expect(code).toBe(1);
    for (const way of [
      "curl -fsSL https://get.pulumi.com | sh",
      "brew install",
      "choco install",
      "https://www.pulumi.com/docs/iac/download-install/",
    ]) {
      expect(said).toContain(way);
    }
  });

  it("runs each action in turn, and lets nothing change after an up", async () => {
    const { run, calls, written } = project(EMPTY);
    expect(await run(["preview", "up", "up", "refresh", "destroy", "up"])).toBe(0);
    const common = "--stack dev --config-file ROOT/.landfall/rehearsal/dev/Pulumi.dev.yaml --non-interactive";
    const rest = "--suppress-progress --color never";
    expect(calls().filter((call) => call.includes("--config-file"))).toEqual([
      `preview ${common} ${rest}`,
      `up ${common} --yes --skip-preview ${rest}`,
      `up ${common} --yes --skip-preview ${rest} --expect-no-changes`,
      `refresh ${common} --yes --skip-preview ${rest} --expect-no-changes`,
      `destroy ${common} --yes --skip-preview ${rest}`,
      `up ${common} --yes --skip-preview ${rest}`,
    ]);
    expect(written.err).toContain("rehearse dev: nothing stayed behind in the sandbox cloud\n");
  });

  it("stops at the step that fails, passes its output through and exits 1", async () => {
    const { run, calls, written } = project(`${EMPTY}\nif [ "$1" = up ]; then echo told; echo why >&2; exit 255; fi`);
    expect(await run(["up", "destroy"])).toBe(1);
    expect(calls().at(-1)).toMatch(/^up /);
    expect(written.out).toContain("told\n");
    expect(written.err).toMatch(/why\nrehearse dev: up failed after [\d.]+ s; state and cloud are kept in \.landfall/);
  });

  it("names what is protected before it unprotects and destroys", async () => {
    const state = JSON.stringify({
      deployment: {
        resources: [
          { urn: "urn:pulumi:dev::landfall::landfall:index:Database$aws:rds/instance:Instance::db", protect: true },
          { urn: "urn:pulumi:dev::landfall::aws:ec2/vpc:Vpc::vpc" },
        ],
      },
    });
    const { run, calls, written } = project(`case "$1 $2" in "stack export") echo '${state}';; esac`);
    expect(await run(["destroy"])).toBe(0);
    expect(written.err).toContain(
      "1 resource protected, which a real destroy refuses to delete:\n  aws:rds/instance:Instance db\n",
    );
    expect(
      calls()
        .slice(-2)
        .map((call) => call.split(" --")[0]),
    ).toEqual(["state unprotect", "destroy"]);
  });

  it("hands the engine neither the owner's Pulumi settings nor any credential", async () => {
    const { run, environment, root } = project(EMPTY);
    await run(["preview"], {
      PULUMI_ACCESS_TOKEN: "pul-owner",
      PULUMI_STACK: "other",
      AWS_SECRET_ACCESS_KEY: "hidden",
      CLOUDFLARE_API_TOKEN: "hidden",
      AWS_REGION: "eu-west-1",
    });
    const seen = environment();
    expect(seen).not.toMatch(/pul-owner|hidden|PULUMI_STACK/);
    expect(seen).toContain("AWS_REGION=eu-west-1\n");
    expect(seen).toContain("LANDFALL_REHEARSAL=1\n");
    expect(seen).toContain(`PULUMI_BACKEND_URL=file://${root}/.landfall/rehearsal/dev/state\n`);
    expect(seen).toMatch(
      /PULUMI_DEBUG_PROVIDERS=aws:\d+,oci:\d+,digitalocean:\d+,cloudflare:\d+,kubernetes:\d+,random:\d+\n/,
    );
  });

  it("never writes to the owner's files", async () => {
    const { run, root } = project(EMPTY);
    await run(["preview"]);
    expect(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")).toBe("config:\n  landfall:app: shop\n");
    expect(readFileSync(join(root, "Pulumi.yaml"), "utf8")).toBe("name: landfall\nruntime: nodejs\n");
  });

  it("tells in a line what kept it from beginning", async () => {
    const { run, written } = project(
      `if [ "$1 $2" = "stack init" ]; then echo "error: no passphrase" >&2; exit 255; fi`,
    );
    expect(await run(["up"])).toBe(1);
    expect(written.err).toBe("rehearse dev: pulumi stack init --no-select failed: error: no passphrase\n");
  });
});

describe("the program on PATH", () => {
  it("is the first that can be run", () => {
    const { root } = project("");
    const file = join(root, "plain");
    mkdirSync(file);
    writeFileSync(join(file, "pulumi"), "not a program", { mode: 0o644 });
    expect(onPath("pulumi", { PATH: `/nonexistent:${file}::${root}/bin` })).toBe(join(root, "bin", "pulumi"));
    expect(onPath("pulumi", {})).toBeUndefined();
  });

  it("takes an end by a signal for a failure", async () => {
    const { root } = project("kill -9 $$");
    const run = await runPulumi(join(root, "bin", "pulumi"), ["up"], { cwd: root, environment: process.env });
    expect(run.code).toBe(1);
  });
});
