import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { landfall } from "../support/terminal";

const TYPE = "oci:ObjectStorage/bucket:Bucket";
const URN = `urn:pulumi:dev::landfall::landfall:index:ObjectStorage$${TYPE}::storage-uploads`;
const CANARY = "canary-3f1c7be2a94d8065";

const state = { type: TYPE, inputs: { name: CANARY }, outputs: { name: CANARY } };
const preview = { steps: [{ op: "delete", urn: URN, oldState: state }], changeSummary: { delete: 1 } };

describe("landfall gate", () => {
  const folder = mkdtempSync(join(tmpdir(), "landfall-gate-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** @param content - The file's text; anything else is written as JSON. */
  const gate = (content: unknown, ...options: string[]) => {
    const file = join(folder, "preview.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return landfall(["gate", file, ...options]);
  };

  it("refuses with exit code 1 and says which, how and what to name", async () => {
    const { code, out } = await gate(preview);
    expect(code).toBe(1);
    expect(out).toContain("refused: 1 resource with data or protection would go");
    expect(out).toContain(`--allow '${URN}'`);
  });

  it("takes names one a line, as a form of a pipeline gives them, and none from an empty form", async () => {
    expect((await gate(preview, "--allow", `\n  ${URN}  \n\n`)).code).toBe(0);
    expect((await gate({ ...preview, steps: [] }, "--allow", "")).code).toBe(0);
    expect((await gate(preview, "--allow", "")).code).toBe(1);
  });

  it.each(["text", "markdown", "json"])("shows no value of the state as %s", async (format) => {
    const { out } = await gate(preview, "--format", format);
    expect(out).toContain("storage-uploads");
    expect(out).not.toContain(CANARY);
  });

  it("tells everything as JSON", async () => {
    const { out } = await gate(preview, "--format", "json");
    expect(JSON.parse(out)).toEqual({
      passes: false,
      dangers: [{ urn: URN, type: TYPE, fate: "deleted", why: "holds data", because: [], named: false, held: false }],
      needless: [],
      errors: [],
      changes: [{ op: "delete", urn: URN }],
    });
  });

  it.each([
    ["what is no JSON", "error: no stack selected", "is no JSON"],
    ["a preview that was cut off", JSON.stringify(preview).slice(0, -20), "is no JSON"],
    ["another JSON", { manifest: {}, resourcePlans: {} }, "changeSummary: is missing"],
    ["an empty file", "", "is no JSON"],
    ["a step without a URN", { steps: [{ op: "delete" }], changeSummary: {} }, "steps[0].urn: is missing"],
    ["a URN of two lines", { steps: [{ op: "same", urn: `${URN}\n# x` }], changeSummary: {} }, "a URN in one line"],
  ])("refuses %s", async (_, content, problem) => {
    const { code, err } = await gate(content);
    expect([code, err.includes(problem)]).toEqual([1, true]);
  });

  it.each([
    [["gate"], "gate takes one file"],
    [["gate", "a", "b"], "gate takes one file"],
    [["gate", "/nowhere/preview.json"], "cannot be read: ENOENT"],
    [["gate", "x", "--allow", "storage-uploads"], "allowed a URN"],
    [["gate", "x", "--format", "html"], "allowed text, markdown, json"],
  ])("is wrong usage: %j", async (argv, problem) => {
    const { code, err } = await landfall(argv);
    expect([code, err.includes(problem)]).toEqual([2, true]);
  });
});
