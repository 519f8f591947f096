import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import type { Diff } from "../../src/diff/schema";
import type { Plan } from "../../src/plan/schema";
import { named } from "../../src/cli/diff-sides";
import { projectRoot } from "../support/config";
import { landfall } from "../support/terminal";

jest.setTimeout(240_000);

const SWITCH = ["diff", "--from", "megilance@aws-fargate", "--to", "megilance@oci-do-free"];
const asDiff = (text: string) => JSON.parse(text) as Diff;

describe("landfall diff", () => {
  it("reads a switch of cloud as a switch, by the published schema", async () => {
    const { code, out } = await landfall([...SWITCH, "--format", "json"]);
    expect(code).toBe(0);
    const schema = JSON.parse(readFileSync(join(projectRoot, "schemas/diff.schema.json"), "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const diff = asDiff(out);
    expect(validate(diff) || validate.errors).toBe(true);
    const database = diff.parts.find(({ name }) => name === "database")!;
    expect(database).toMatchObject({
      change: "moved",
      from: { provider: "aws", service: "RDS", size: "db.t4g.micro" },
      to: { provider: "oci", service: "Autonomous Database", size: "Always Free" },
    });
    expect(database.portability!.app).toEqual([
      "speak oracle in place of postgres: another driver and another dialect of SQL",
    ]);
    expect(diff.risks.map(({ name }) => name)).toEqual(expect.arrayContaining(["database-server", "storage-uploads"]));
    expect(diff.risks.every(({ guarded }) => guarded)).toBe(true);
    expect(diff.environment).toMatchObject([{ service: "backend", removed: ["PGPASSWORD"] }]);
  });

  it("tells data at risk first, then what is replaced, the parts, and what is removed, added and changed", async () => {
    const { out } = await landfall(SWITCH);
    const titles = [
      "Data at risk",
      "Replaced",
      "Parts",
      "Removed",
      "Added",
      "Changed",
      "Cost in USD a month, by list price",
    ];
    const lines = out.split("\n");
    const at = titles.map((title) => lines.indexOf(title));
    expect(at).not.toContain(-1);
    expect([...at].sort((one, other) => one - other)).toEqual(at);
  });

  it("compares a stack with itself, some keys changed, and names what makes a new one", async () => {
    const set = ["--set", 'override={"database":{"version":"17","size":"small"}}', "--set", "aws:region=eu-west-1"];
    const { out } = await landfall(["diff", "--from", "prod", "--to", "prod", ...set, "--format", "json"]);
    const diff = asDiff(out);
    expect(diff.to.label).toBe("prod with override, aws:region");
    const server = diff.changes.find(({ name, type }) => name === "database-server" && /rds/.test(type))!;
    expect(server.action).toBe("replace");
    const forcing = server.fields.filter(({ forcesReplacement }) => forcesReplacement).map(({ path }) => path);
    expect(forcing).toContain("options.region");
    expect(server.fields).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: "instanceClass", forcesReplacement: false })]),
    );
  });

  it("compares plans that were saved, and says which file is none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "landfall-diff-"));
    const saved = join(folder, "saved.json");
    await landfall(["plan", "--app", "belly", "--topology", "digitalocean", "--format", "json", "--out", saved]);
    const { code, out } = await landfall(["diff", "--from", saved, "--to", saved]);
    expect([code, out]).toEqual([0, expect.stringContaining("0 at risk, 0 replaced, 0 removed, 0 added, 0 changed")]);
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{");
    const refused = await landfall(["diff", "--from", saved, "--to", broken]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`${broken}: is no JSON`)]);
    const missing = await landfall(["diff", "--from", saved, "--to", join(folder, "missing.json")]);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("cannot be read: ENOENT")]);
  });

  it("refuses what costs more than it may, with the items, and lets pass what does not", async () => {
    const back = ["diff", "--from", "megilance@oci-do-free", "--to", "megilance@aws-fargate", "--out", "/dev/null"];
    const over = await landfall([...back, "--max-increase-usd", "50"]);
    expect(over.code).toBe(1);
    expect(over.err).toContain("over --max-increase-usd 50");
    expect(over.err).toContain("Fargate CPU");
    expect((await landfall([...back, "--max-increase-usd", "500", "--max-monthly-usd", "500"])).code).toBe(0);
    expect((await landfall([...back, "--max-monthly-usd", "10"])).code).toBe(1);
  });

  it.each([
    [["diff", "--from", "dev"], "--from and --to say what to compare"],
    [["diff", "dev", "--from", "dev", "--to", "prod"], "name what to compare by --from and --to"],
    [["diff", "--from", "git:", "--to", "prod"], "git: needs a branch"],
    [["diff", "--from", "git:a", "--to", "git:b"], "name a stack or app@topology on the other side"],
    [["diff", "--from", "dev", "--to", "x.json", "--set", "a=b"], "--set changes what is evaluated here"],
    [["diff", "--from", "dev", "--to", "prod", "--format", "jsno"], "did you mean json?"],
    [["diff", "--from", "dev", "--to", "a@b@c"], "allowed app@topology"],
    [["diff", "--from", "dev", "--to", "prod", "--max-increase-usd", "much"], "allowed an amount in USD"],
  ])("does not understand %j", async (argv, message) => {
    const { code, err } = await landfall(argv);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("says of a stack that does not exist which ones do", async () => {
    const { code, err } = await landfall(["diff", "--from", "dve", "--to", "prod"]);
    expect([code, err]).toEqual([1, expect.stringMatching(/dve.*dev/)]);
  });
});

describe("named", () => {
  it("takes a branch with slashes for a revision, and what ends in .json for a plan", () => {
    expect(named("git:feature/x", "/")).toEqual({ as: "revision", ref: "feature/x" });
    expect(named("out/plan.json", "/srv")).toEqual({ as: "file", file: "/srv/out/plan.json" });
    expect(named("belly@oci", "/")).toEqual({ as: "cell", app: "belly", topology: "oci" });
    expect(named("prod", "/")).toEqual({ as: "stack", stack: "prod" });
  });
});

describe("landfall diff --from git:REF", () => {
  /** A repository whose first commit plans as `saved` does, and whose second has no landfall. */
  function repository(saved: Plan): string {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "landfall-repository-")));
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
    const put = (file: string, text: string) => writeFileSync(join(root, file), text);
    mkdirSync(join(root, "bin"));
    mkdirSync(join(root, "node_modules"));
    put(".gitignore", "node_modules\n");
    put("package-lock.json", "{}");
    put("Pulumi.yaml", "name: shop\n");
    put("Pulumi.dev.yaml", "config:\n  landfall:secrets:\n    KEY:\n      secure: v1:old\n");
    put("saved.json", JSON.stringify(saved));
    // Says what it was asked, where it found its packages, and plans what was saved.
    put(
      "bin/landfall.js",
      `const plan = require("../saved.json");
       plan.outputs = { asked: process.argv.slice(2), packages: require("fs").existsSync("node_modules") };
       console.log(JSON.stringify(plan));`,
    );
    git("init", "--quiet", "--initial-branch", "main");
    git("add", "-A");
    git("commit", "--quiet", "-m", "one");
    git("rm", "--quiet", "-r", "bin");
    git("commit", "--quiet", "-m", "two");
    return root;
  }

  let root: string;

  beforeAll(async () => {
    const { out } = await landfall(["plan", "dev", "--format", "json"]);
    root = repository(JSON.parse(out) as Plan);
  });

  it("plans another revision by its own code, and throws its work tree away", async () => {
    const argv = ["diff", "--root", root, "--from", "git:HEAD~1", "--to", "megilance@oci-do-free", "--format", "json"];
    const { code, err } = await landfall(argv);
    // The app is not in that folder, which is the other side's matter; the revision itself was planned.
    expect([code, err]).toEqual([1, expect.stringContaining("landfall:app")]);
    expect(err).not.toContain("git:");
    const list = execFileSync("git", ["-C", root, "worktree", "list"]).toString();
    expect(list.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(root, "bin"))).toBe(false);
  });

  it.each([
    ["git:HEAD", "has no landfall yet"],
    ["git:no-such-branch", "is no commit of this repository"],
    ["git:--output=x", "is no commit of this repository"],
  ])("says why %s cannot be planned", async (from, message) => {
    const { code, err } = await landfall(["diff", "--root", root, "--from", from, "--to", "dev"]);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  });

  it("compares this repository with its own last commit", async () => {
    const { code, out, err } = await landfall(["diff", "--from", "git:HEAD", "--to", "dev", "--format", "json"]);
    expect([code, err]).toEqual([0, ""]);
    const diff = asDiff(out);
    expect(diff.from).toMatchObject({ label: "git:HEAD", stack: "dev", app: "megilance" });
    expect(diff.secrets).toEqual([]);
  });
});
