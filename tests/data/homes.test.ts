import { rememberData } from "../../src/data/guard";
import { homeOf } from "../../src/data/homes";
import type { LandfallConfig } from "../../src/config/load";
import { record } from "../../src/plan/recorder";
import { attempt, stackWith } from "../support/config";

function configOf(changes: Readonly<Record<string, unknown>> = {}): LandfallConfig {
  const config = attempt(stackWith("dev", changes));
  if (Array.isArray(config)) throw new Error(config.join("\n"));
  return config;
}

/** What the guard registers, in a plan. */
async function guarded(changes: Readonly<Record<string, unknown>> = {}) {
  const { resources } = await record(() => rememberData(configOf(changes), []), {
    project: "landfall",
    stack: "dev",
    config: {},
  });
  return resources.slice(1);
}

describe("the home of data", () => {
  it.each([
    ["oci-do-free", "database", "oci:us-ashburn-1:oracle:serverless"],
    ["oci-do-free", "secrets", "oci:us-ashburn-1"],
    ["aws-fargate", "database", "aws:us-east-1:postgres"],
    ["aws-fargate", "object-storage", "aws:us-east-1"],
  ] as const)("names provider, region and engine: %s %s", (topology, kind, home) => {
    expect(homeOf(configOf({ "landfall:topology": topology }), kind)).toBe(home);
  });

  it("changes with the region", () => {
    expect(homeOf(configOf({ "oci:region": "eu-frankfurt-1" }), "database")).toBe(
      "oci:eu-frankfurt-1:oracle:serverless",
    );
  });

  it("is remembered by the stack itself, and never changed by what is asked for", async () => {
    const stashes = await guarded();
    expect(
      stashes.map(({ type, name, inputs, ignoreChanges }) => [type, name, inputs["input"], ignoreChanges]),
    ).toEqual([
      ["pulumi:index:Stash", "data-home-database", "oci:us-ashburn-1:oracle:serverless", ["input"]],
      ["pulumi:index:Stash", "data-home-object-storage", "oci:us-ashburn-1", ["input"]],
      ["pulumi:index:Stash", "data-home-secrets", "oci:us-ashburn-1", ["input"]],
      ["pulumi:index:Stash", "data-home-dns", "cloudflare", ["input"]],
    ]);
  });

  it("is changed by a switch of what is moved alone", async () => {
    const stashes = await guarded({
      "landfall:topology": "aws-fargate",
      "landfall:move": { step: "switch", from: "oci-do-free" },
    });
    expect(stashes.map(({ name, ignoreChanges }) => [name, ignoreChanges.length])).toEqual([
      ["data-beside-database", 1],
      ["data-beside-object-storage", 1],
      ["data-beside-secrets", 1],
      ["data-home-database", 1],
      ["data-home-object-storage", 1],
      ["data-home-secrets", 1],
      ["data-home-dns", 1],
    ]);
  });

  it("is nowhere when data protection is off", async () => {
    expect(await guarded({ "landfall:dataProtection": "off" })).toEqual([]);
  });
});
