import { landfall } from "../support/terminal";

describe("landfall doctor", () => {
  it("points out each example of a shipped stack, with the command that replaces it", async () => {
    const { code, out } = await landfall(["doctor", "dev"]);
    expect(code).toBe(1);
    const examples = out.split("\n").filter((line) => line.startsWith("  example"));
    expect(examples).toHaveLength(10);
    for (const line of examples) expect(line).toMatch(/pulumi config set /);
  });

  it("says how to install a CLI that is not there", async () => {
    const { out } = await landfall(["doctor", "dev"], { environment: { PATH: "/nowhere", HOME: "/nowhere" } });
    expect(out).toMatch(/missing +Pulumi CLI on PATH.*https:\/\/www\.pulumi\.com\/docs\/iac\/download-install/);
  });

  it("finds credentials in the environment without showing them", async () => {
    const environment = { PATH: "/nowhere", HOME: "/nowhere", DIGITALOCEAN_TOKEN: "canary" };
    const { out } = await landfall(["doctor", "dev"], { environment });
    expect(out).toMatch(/ok +credentials for DigitalOcean: digitalocean:token/);
    expect(out).toMatch(/missing +credentials for Oracle Cloud; oci setup config/);
    expect(out).not.toContain("canary");
  });

  it("tells the mistakes of a stack's config", async () => {
    const { code, err } = await landfall(["doctor", "dv"]);
    expect([code, err]).toEqual([1, ""]);
  });
});
