import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { run } from "../host/machine";
import { describeWith } from "../host/programs";
import { projectRoot } from "../support/config";
import { commandsOf, runbookOf, Session, stepsOf } from "../support/runbook";
import { landfall } from "../support/terminal";
import type { Runbook } from "../../src/move/schema";

jest.setTimeout(240_000);

/** Moves that between them have every engine, every kind of compute and a database on a machine. */
const PAIRS = [
  ["megilance", "oci-do-free", "aws-fargate"],
  ["megilance", "aws-fargate", "oci-do-free"],
  ["advancia", "aws-vm-group", "digitalocean"],
  ["advancia", "oci", "aws-vm-group"],
  ["advancia", "cloudflare-droplet", "aws-fargate"],
  ["advancia", "aws-fargate", "cloudflare-droplet"],
  ["voguevault", "aws-fargate", "digitalocean"],
] as const;

describe("landfall move", () => {
  it("writes the same runbook twice, by the published schema", async () => {
    const argv = ["move", "dev", "--to", "aws-fargate", "--format", "json"];
    const [one, other] = [await landfall(argv), await landfall(argv)];
    expect([one.code, one.err]).toEqual([0, ""]);
    expect(other.out).toBe(one.out);
    const schema = JSON.parse(readFileSync(join(projectRoot, "schemas/move.schema.json"), "utf8")) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(JSON.parse(one.out)) || validate.errors).toBe(true);
  });

  it("says each step of the move in config, and goes through them in order", async () => {
    const { out } = await landfall(["move", "dev", "--to", "aws-fargate", "--format", "json"]);
    const runbook = JSON.parse(out) as Runbook;
    expect(commandsOf(runbook, "beside")).toContain("--path 'landfall:move.to' -- aws-fargate");
    const told = commandsOf(runbook, "switch");
    expect(told).toContain("pulumi config set --stack dev landfall:topology aws-fargate");
    expect(told).toContain("--path 'landfall:move.from' -- oci-do-free");
    expect(commandsOf(runbook, "release")).toContain("--path 'landfall:move.step' release");
    const order = [
      "beside",
      "copy-database",
      "freeze-services",
      "final-copy-database",
      "verify-database",
      "switch",
      "release",
    ];
    const ids = stepsOf(runbook).map(({ id }) => id);
    expect(order.map((id) => ids.indexOf(id))).toEqual(order.map((id) => ids.indexOf(id)).sort((a, b) => a - b));
  });

  it("moves one kind by an override, and leaves the others where they are", async () => {
    const { out } = await landfall([
      "move",
      "dev",
      "--kind",
      "object-storage",
      "--to",
      "aws-fargate",
      "--format",
      "json",
    ]);
    const runbook = JSON.parse(out) as Runbook;
    expect(runbook.moves.map(({ kind }) => kind)).toEqual(["object-storage"]);
    expect(commandsOf(runbook, "beside")).toContain("landfall:move.to.override.object-storage.provider' -- aws");
    expect(commandsOf(runbook, "switch")).not.toContain("landfall:topology aws");
  });

  it("moves to another region of the same provider by a second stack", async () => {
    const { out, err } = await landfall(["move", "prod", "--set", "aws:region=eu-west-1", "--format", "json"]);
    expect(err).toBe("");
    const runbook = JSON.parse(out) as Runbook;
    expect([runbook.way, runbook.to.stack]).toEqual(["second-stack", "prod-2"]);
    expect(commandsOf(runbook, "second-stack")).toContain("pulumi config set --stack prod-2 aws:region -- eu-west-1");
    expect(out).not.toContain("landfall:move.");
    expect(commandsOf(runbook, "copy-secrets")).toContain("--secret --path 'landfall:secrets.JWT_SECRET'");
  });

  it.each([
    [["--to", "aws-fargat"], "did you mean aws-fargate?"],
    [["--to", "aws-fargate", "--kind", "databse"], "did you mean database?"],
    [["--to", "aws"], "a provider takes --kind"],
    [[], "--to says where the data moves"],
    [["--kind", "database"], "--kind goes with --to"],
    [["--set", "landfall:secrets.JWT_SECRET=canary-of-the-test"], "a secret would stand in the runbook"],
  ])("refuses %j in one line", async (argv, told) => {
    const { code, out, err } = await landfall(["move", "dev", ...argv]);
    expect([code, out, err.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(err).toContain(told);
    expect(err).not.toContain("canary-of-the-test");
  });

  it("refuses where nothing that holds data would move", async () => {
    const { code, err } = await landfall(["move", "dev", "--to", "oci-do-free"]);
    expect([code, err.trim()]).toEqual([1, expect.stringContaining("nothing that holds data would move")]);
  });
});

describeWith(["shellcheck", "bash"], "every command of a runbook", () => {
  it.each(PAIRS)("%s from %s to %s passes ShellCheck", async (app, from, to) => {
    const runbook = await runbookOf(app, from, to);
    const session = new Session();
    const text = stepsOf(runbook).flatMap(({ id, commands }) => (commands === null ? [] : [`# ${id}`, commands]));
    const file = session.write("runbook.sh", ["#!/bin/bash", ...text].join("\n"));
    // Variables and functions of other steps, and words of which each is meant.
    const left = [
      "SC2034",
      "SC2046",
      "SC2154",
      "SC2086",
      "SC2317",
      "SC2329",
      "SC2029",
      "SC1112",
      "SC2218",
      "SC2043",
    ].join(",");
    const { code, out } = run(["shellcheck", "--severity=warning", `--exclude=${left}`, file]);
    session.end();
    expect([code, out]).toEqual([0, ""]);
  });
});

describeWith(["jq"], "the session's readers of the state", () => {
  it("read parts and resources of either side, and secrets decrypted", async () => {
    const runbook = await runbookOf("megilance", "oci-do-free", "aws-fargate");
    const session = new Session();
    const part = (name: string, provider: string, host: string) => ({
      urn: `urn:pulumi:dev::landfall::landfall:index:Database::${name}`,
      type: "landfall:index:Database",
      outputs: { provider, host },
    });
    const server = { type: "aws:rds/instance:Instance", urn: "urn:pulumi:dev::landfall::a::database-server" };
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"hidden"' };
    const resources = [
      part("standby-database", "aws", "no"),
      part("database", "oci", "old.example"),
      part("database-on-aws", "aws", "new.example"),
      { ...server, delete: true, id: "gone", inputs: {} },
      { ...server, id: "db-1", inputs: { password: secret } },
    ];
    session.write("state.json", JSON.stringify({ deployment: { resources } }));
    session.standIn("pulumi", "exec cat state.json");
    const out = session.must(
      commandsOf(runbook, "session"),
      "of_part dev Database database oci host",
      "of_part dev Database database aws host",
      "of_resource dev aws:rds/instance:Instance database-server .id",
      "secret_of_resource dev aws:rds/instance:Instance database-server .inputs.password",
    );
    expect(out.trim().split("\n")).toEqual(["old.example", "new.example", "db-1", "hidden"]);
    expect(session.follow(commandsOf(runbook, "session"), "of_part dev Cache cache oci host").code).not.toBe(0);
    session.end();
  });
});
