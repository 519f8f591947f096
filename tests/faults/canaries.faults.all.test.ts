import { cellConfig, coveringCells } from "../support/cells";
import { describeOnEngine, tell } from "../support/engine";
import { recordResult } from "../support/reliability";
import { SecretStack } from "../support/secret-stack";

jest.setTimeout(14_400_000);

/** Shipped, and the one with the most clouds. */
const CELLS = ["megilance@oci-do-free", "advancia@kubernetes"];

/** Keys that the aws CLI would not see, which signs in to the cluster: the program refuses them. */
const NOT_TAKEN: Readonly<Record<string, readonly string[]>> = { "belly@aws-eks": ["aws:accessKey", "aws:secretKey"] };

const openCell = (cell: string) => {
  const [app, topology] = cell.split("@") as [string, string];
  return SecretStack.open(cellConfig(app, topology), NOT_TAKEN[cell]);
};

describeOnEngine("secrets of every kind, provider and shape, through a stack's life on the engine", () => {
  it("can be read nowhere", async () => {
    const begun = Date.now();
    const failed: string[] = [];
    const cells = [...new Set([...CELLS, ...coveringCells()])];
    let secrets = 0;
    for (const cell of cells) {
      const stack = await openCell(cell);
      try {
        const codes = [(await stack.plan()).code, (await stack.up("up")).code];
        await stack.rotate("--secret");
        codes.push((await stack.up("up with another value")).code);
        await stack.tell();
        await stack.keep();
        const wrong = codes.some((code) => code !== 0) ? [`ended with ${codes.join(", ")}`] : [];
        const found = [...wrong, ...stack.leaks()];
        secrets += stack.canaries.labels.length;
        failed.push(...found.map((line) => `${cell}: ${line}`));
        tell(`${cell}: ${stack.canaries.labels.length} secrets in ${stack.surfaces.size} texts, ${found.length} found`);
      } finally {
        stack.close();
      }
    }
    recordResult("secrets", {
      runs: cells.length,
      failures: new Set(failed.map((line) => line.split(":")[0])).size,
      seconds: (Date.now() - begun) / 1000,
      notes: [`${secrets} secrets in all.`],
    });
    expect(failed).toEqual([]);
  });
});

describeOnEngine("what was not marked as a secret before", () => {
  it("is in what was written before, and in nothing that the pipeline keeps or prints from then on", async () => {
    const stack = await openCell("megilance@oci-do-free");
    try {
      await stack.rotate("--plaintext");
      expect((await stack.up("up, in the clear")).code).toBe(0);
      await stack.rotate("--secret");
      expect((await stack.plan("marked")).code).toBe(0);
      expect((await stack.up("up that marks")).code).toBe(0);
      await stack.keep();
      // The history of an update holds the config that it had.
      const leaks = stack
        .leaks()
        .map((line) => line.replace(/dev-\d+/, "dev-N"))
        .sort();
      expect(leaks).toEqual(
        [
          `stack history: ${stack.given}, changed`,
          `state/.pulumi/history/landfall/dev/dev-N.history.json: ${stack.given}, changed`,
        ].filter((line) => leaks.includes(line)),
      );
      expect(leaks.length).toBeGreaterThan(0);
    } finally {
      stack.close();
    }
  });

  it("is shown by --diff and --json of the engine where the state held it, not by what the pipeline keeps", async () => {
    const stack = await openCell("megilance@oci-do-free");
    try {
      expect((await stack.up("up")).code).toBe(0);
      await stack.forgetMarks();
      // What changes is shown with what it was before.
      await stack.rotate("--secret");
      stack.surfaces.clear();
      expect((await stack.pulumi("preview --diff", "preview", "--diff")).code).toBe(0);
      expect((await stack.plan()).code).toBe(0);
      expect((await stack.pulumi("up that marks", "up", "--yes", "--skip-preview")).code).toBe(0);
      await stack.pulumi("stack export", "stack", "export");
      expect(stack.leaks().length).toBeGreaterThan(0);
      expect(stack.leaks(["preview --diff"])).toEqual([]);
    } finally {
      stack.close();
    }
  });

  it("is in the engine's own log, which no workflow asks for", async () => {
    const stack = await openCell("megilance@oci-do-free");
    try {
      await stack.pulumi("log", "preview", "--logtostderr", "-v=9");
      const readable = stack.canaries.readableIn(stack.surfaces.get("log")!);
      expect(readable).toEqual(expect.arrayContaining(["cloudflare:apiToken", "oci:privateKey", stack.given]));
    } finally {
      stack.close();
    }
  });
});
