import type { KindSupport } from "../../src/capabilities";
import type { Cell } from "../../src/matrix";
import { landfall } from "../support/terminal";

describe("landfall capabilities", () => {
  it("answers every kind for every provider", async () => {
    const { code, out } = await landfall(["capabilities", "--format", "json"]);
    const { kinds } = JSON.parse(out) as { kinds: Record<string, Record<string, KindSupport>> };
    expect(code).toBe(0);
    expect(Object.keys(kinds)).toHaveLength(11);
    for (const providers of Object.values(kinds)) {
      expect(Object.keys(providers)).toEqual(["aws", "cloudflare", "digitalocean", "oci"]);
      for (const { supported, service, shapes, reason } of Object.values(providers)) {
        expect([service !== null, shapes.length > 0, reason === undefined]).toEqual([supported, supported, supported]);
      }
    }
    expect(kinds["database"]!["aws"]).toMatchObject({
      service: "RDS, Aurora Serverless, PostgreSQL on EC2",
      shapes: ["managed", "serverless", "colocated"],
      features: { postgres: true, oracle: false },
    });
  });

  it("tells one kind when asked for it", async () => {
    const { out } = await landfall(["capabilities", "database"]);
    expect(out).toMatch(/^database\n/);
    expect(out).toContain("(managed, serverless, colocated); without oracle, sqlite");
    expect(out).not.toMatch(/^compute$/m);
  });

  it("refuses an unknown kind", async () => {
    const { code, err } = await landfall(["capabilities", "databse"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^kind: unknown kind; got "databse"; allowed .*; did you mean "database"\?\n$/);
  });
});

describe("landfall matrix", () => {
  it("tells for every app and topology whether it lands", async () => {
    const { code, out } = await landfall(["matrix", "--format", "json"]);
    const { cells } = JSON.parse(out) as { cells: Cell[] };
    expect(code).toBe(0);
    expect(cells.length).toBeGreaterThanOrEqual(5 * 25);
    expect(cells).toContainEqual({ app: "megilance", topology: "aws-fargate", outcome: "lands", reasons: [] });
    const workers = cells.find((cell) => cell.app === "zoptal" && cell.topology === "cloudflare");
    expect(workers).toMatchObject({
      outcome: "refused",
      reasons: [expect.stringContaining("Workers run scripts"), expect.anything(), expect.anything()],
    });
  });
});
