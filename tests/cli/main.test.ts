import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../support/config";
import { landfall } from "../support/terminal";

const COMMANDS = ["plan", "cost", "diff", "move", "matrix", "capabilities", "gate", "doctor", "rehearse"];

/** What the group of `pattern` finds, sorted. */
const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!).sort();

describe("the command line", () => {
  it("tells its commands when it is given none", async () => {
    const { code, out } = await landfall([]);
    expect(code).toBe(0);
    expect(named(out, /^ {2}([a-z]+) +\S/gm)).toEqual([...COMMANDS].sort());
  });

  it("has every command in the README", () => {
    const table = readFileSync(join(projectRoot, "README.md"), "utf8").split("## Commands")[1]!.split("\n## ")[0]!;
    expect(named(table, /^\| `([a-z]+)/gm)).toEqual([...COMMANDS].sort());
  });

  it.each(COMMANDS)("tells how %s is called", async (command) => {
    const { code, out } = await landfall([command, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`landfall ${command}`);
  });

  it.each([
    [["plna"], "unknown command plna", "did you mean plan?"],
    [["constructor"], "unknown command constructor"],
    [["plan", "dev", "--out", "/nowhere/at/all/x"], "--out /nowhere/at/all/x: cannot be written: ENOENT"],
    [["plan", "--topologie", "x"], "unknown option --topologie", "did you mean --topology?"],
    [["plan", "--format", "jsn"], "--format jsn", "did you mean json?"],
    [["plan", "--app", "megilance"], "--app and --topology go together"],
    [["plan", "dev", "--app", "a", "--topology", "b"], "take the place of the stack dev"],
    [["plan", "--format", "json"], "takes one stack"],
    [["plan", "dev", "--set", "domain"], "--set domain: allowed key=value"],
    [["plan", "--root", "/nowhere"], "no Pulumi.yaml in /nowhere"],
    [["rehearse", "dev", "upp"], "--action upp", "did you mean up?"],
    [["rehearse", "prd"], "prd is neither a stack (dev, prod) nor an action"],
  ])("calls %j wrong usage in one line", async (argv, ...parts) => {
    const { code, out, err } = await landfall(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    for (const part of parts) expect(err).toContain(part);
  });

  it("refuses a mistaken stack with a line each and nothing on stdout", async () => {
    const { code, out, err } = await landfall(["plan", "dev", "--set", "topology=aws-fargte", "--set", "email=ops"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err.trimEnd().split("\n")).toEqual([
      'landfall:email: is malformed; got "ops"; allowed an e-mail address',
      expect.stringMatching(
        /^landfall:topology: unknown topology; got "aws-fargte"; allowed aws-autoscale, .*; did you mean "aws-fargate"\?$/,
      ),
    ]);
  });

  it("names the stacks that there are", async () => {
    const { code, err } = await landfall(["plan", "prd"]);
    expect([code, err]).toEqual([1, 'stack: unknown stack; got "prd"; allowed dev, prod; did you mean "prod"?\n']);
  });
});
