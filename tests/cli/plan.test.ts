import { createHash } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import type { Plan } from "../../src/plan/schema";
import { projectRoot } from "../support/config";
import { landfall } from "../support/terminal";

const topologies = ["aws-fargate", "oci-do-free"];
const free = (topology: string) => ["plan", "--app", "megilance", "--topology", topology, "--format", "json"];

describe("landfall plan", () => {
  it.each(topologies)("is valid by the published schema: %s", async (topology) => {
    const schema = JSON.parse(readFileSync(join(projectRoot, "schemas/plan.schema.json"), "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const { out } = await landfall(free(topology));
    expect(validate(JSON.parse(out)) || validate.errors).toBe(true);
  });

  it.each(topologies)("gives the same bytes again, in a process of its own: %s", async (topology) => {
    const { out } = await landfall(free(topology));
    const again = execFileSync(join(projectRoot, "bin/landfall.js"), free(topology), {
      cwd: projectRoot,
      env: { PATH: process.env["PATH"] },
    });
    expect(again.toString()).toBe(out);
  });

  it.each(["dev", "prod"])("holds no secret of the stack %s", async (stack) => {
    const set = ["--set", "secrets.SENDGRID_API_KEY=canary-5f1c", "--set", "cloudflare:apiToken=canary-9d2e"];
    for (const format of ["text", "json"]) {
      const { code, out, err } = await landfall(["plan", stack, ...set, "--format", format]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).not.toMatch(/canary/);
      expect(out).not.toContain(Buffer.from("canary-5f1c").toString("base64"));
    }
  });

  it("prints both shipped stacks when none is named", async () => {
    const { code, out } = await landfall(["plan"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Plan of dev$/m);
    expect(out).toMatch(/^Plan of prod$/m);
    expect(out).toContain("Holds data, protected from deletion");
    expect(out).toContain("Known only after the update");
  });

  it("lists the examples that a real run would refuse", async () => {
    const { out } = await landfall(["plan", "prod", "--format", "json"]);
    const { issues } = JSON.parse(out) as Plan;
    expect(issues.map(({ at }) => at)).toEqual(
      expect.arrayContaining(["landfall:domain", "landfall:cloudflare.accountId", "landfall:secrets.SENDGRID_API_KEY"]),
    );
  });

  it("tells in one line what only shows when a value is made", () => {
    const service = (port: number) => ({
      image: "ghcr.io/a/b:1",
      port,
      routes: [`/s${port}`],
      health: { path: "/h" },
      memoryMiB: 64,
      // Text that cannot be made shorter.
      environment: {
        NOISE: [1, 2, 3, 4, 5].map((n) => createHash("sha512").update(`${port}.${n}`).digest("hex")).join(""),
      },
    });
    const services = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`s${index}`, service(8000 + index)]),
    );
    const app = `app=${JSON.stringify({ name: "shop", services })}`;
    const argv = ["bin/landfall.js", "plan", "dev", "--set", app, "--set", "override.compute.size=xlarge"];
    const { status, stdout, stderr } = spawnSync("node", argv, {
      cwd: projectRoot,
      env: { PATH: process.env["PATH"] },
      encoding: "utf8",
    });
    expect([status, stdout, stderr.trimEnd().split("\n").length]).toEqual([1, "", 1]);
    expect(stderr).toMatch(/^compute, machine app: what the machine is told is too long/);
  });

  it("ends well when whoever reads stops early", () => {
    const command = "set -o pipefail; node bin/landfall.js plan | head -1";
    const out = execFileSync("bash", ["--norc", "-c", command], {
      cwd: projectRoot,
      env: { PATH: process.env["PATH"] },
    });
    expect(out.toString()).toBe("Plan of dev\n");
  });

  it("writes to a file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "landfall-")), "plan.json");
    const { out } = await landfall([...free("aws-fargate"), "--out", file]);
    expect(out).toBe("");
    expect((JSON.parse(readFileSync(file, "utf8")) as Plan).app).toBe("megilance");
  });

  it("uses colours at a terminal only, and not under NO_COLOR", async () => {
    const at = async (isTTY: boolean, environment: NodeJS.ProcessEnv) =>
      (await landfall(["plan", "prod"], { isTTY, environment })).out.includes("\u001b[");
    expect(await at(false, {})).toBe(false);
    expect(await at(true, { NO_COLOR: "1" })).toBe(false);
    expect(await at(true, {})).toBe(true);
  });

  it.each([
    ["aws-fargate", ["aws", "cloudflare"]],
    ["oci-do-free", ["cloudflare", "digitalocean", "oci"]],
  ])("loads the SDKs of the chosen providers only: %s", (topology, expected) => {
    const script = `
      require("./bin/register");
      const { main } = require("./src/cli/main");
      main(${JSON.stringify([...free(topology), "--out", "/dev/null"])}).then(() => {
        const loaded = Object.keys(require.cache).flatMap((file) => /@pulumi.(aws|oci|digitalocean|cloudflare|kubernetes)./.exec(file)?.[1] ?? []);
        console.log(JSON.stringify([...new Set(loaded)].sort()));
      });`;
    const out = execFileSync("node", ["-e", script], { cwd: projectRoot, env: { PATH: process.env["PATH"] } });
    expect(JSON.parse(out.toString())).toEqual(expected);
  });
});
