import type { Workspace } from "../../src/cli/rehearse-workspace";
import { configWith, describeOnEngine, openStack, sharedFolder } from "../support/engine";

jest.setTimeout(180_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

/** What a refused switch says, a line for each kind that holds data. */
const LINES = [
  "database: would leave its data on oci:us-ashburn-1:oracle:serverless and begin empty on aws:us-east-1:postgres",
  "object-storage: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
  "secrets: would leave its data on oci:us-ashburn-1 and begin empty on aws:us-east-1",
];

describeOnEngine("a switch of cloud while data stands somewhere", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  /** Does something on the dev stack as it is left by the steps before. */
  async function onDev<T>(
    changes: Readonly<Record<string, unknown>>,
    act: (workspace: Workspace) => Promise<T>,
  ): Promise<T> {
    const { workspace, close } = await openStack("dev", configWith("dev", changes), { folder });
    try {
      return await act(workspace);
    } finally {
      close();
    }
  }

  const objects = (workspace: Workspace) => workspace.cloud.list().map(({ urn, id }) => `${urn} ${id}`);
  let before: string[] = [];

  it("begins with a stack that is up", async () => {
    before = await onDev({}, async (workspace) => {
      expect((await workspace.run("up", AT_ONCE)).code).toBe(0);
      return objects(workspace);
    });
    expect(before.length).toBeGreaterThan(50);
  });

  it("is refused before anything changes, also when the preview is skipped", async () => {
    await onDev({ "landfall:topology": "aws-fargate" }, async (workspace) => {
      const { code, stdout } = await workspace.run("up", AT_ONCE);
      expect(code).not.toBe(0);
      const told = stdout.slice(stdout.indexOf("Diagnostics:"));
      for (const line of LINES) expect(told.split(line)).toHaveLength(2);
      expect(stdout).toContain("pulumi config set --path 'landfall:moved.database' aws:us-east-1:postgres");
      expect(stdout).not.toMatch(/\n\s+at .+:\d+:\d+/);
      expect(objects(workspace)).toEqual(before);
    });
  });

  it("leaves the stack as it was: set back, nothing is to change", async () => {
    await onDev({}, async (workspace) => {
      const { code, stdout } = await workspace.run("up", [...AT_ONCE, "--expect-no-changes"]);
      expect([code, stdout.includes("would leave")]).toEqual([0, false]);
    });
  });

  it("is let through once its owner confirms each move, and the old stores are still protected", async () => {
    const moved = { database: "aws:us-east-1:postgres", "object-storage": "aws:us-east-1", secrets: "aws:us-east-1" };
    await onDev({ "landfall:topology": "aws-fargate", "landfall:moved": moved }, async (workspace) => {
      const { code, stdout } = await workspace.run("preview", ["--color", "never"]);
      expect(stdout).not.toContain("would leave");
      expect(code).not.toBe(0);
      expect(stdout).toMatch(/cannot be deleted[\s\S]*protected/);
    });
  });
});
