import type { Diff } from "../../src/diff/schema";
import { diffSchema } from "../../src/diff/schema";
import type { Plan } from "../../src/plan/schema";
import { formats, renderDiff, renderPlan } from "../../src/render";
import { landfall } from "../support/terminal";
import { compare, landed, shuffled } from "./support";

const layout = { columns: 100, colours: false };

describe("every format", () => {
  let from: Plan;
  let to: Plan;
  let diff: Diff;

  beforeAll(async () => {
    [from, to] = [await landed("megilance", "aws-fargate"), await landed("megilance", "oci-do-free")];
    diff = compare(from, to, ["megilance@aws-fargate", "megilance@oci-do-free"]);
    diffSchema.parse(diff);
  });

  it.each(formats)("is the same again, and whatever the order of keys: %s", (format) => {
    const plans = { from, to };
    const [onePlan, oneDiff] = [renderPlan(format, to, layout), renderDiff(format, diff, layout, plans)];
    const mixed = { from: shuffled(from), to: shuffled(to) };
    expect(Object.keys(mixed.to)).not.toEqual(Object.keys(to));
    expect(renderPlan(format, mixed.to, layout)).toBe(onePlan);
    expect(renderDiff(format, shuffled(diff), layout, mixed)).toBe(oneDiff);
    expect(renderDiff(format, diff, layout, plans)).toBe(oneDiff);
  });

  it.each(formats)("ends with one line break and says what moves: %s", (format) => {
    const text = renderDiff(format, diff, layout);
    expect(text).toMatch(/[^\n]\n$/);
    for (const name of ["Autonomous Database", "RDS"]) expect(text).toContain(name);
  });

  it.each(formats)("is what the command line writes: %s", async (format) => {
    const argv = ["plan", "--app", "megilance", "--topology", "oci-do-free", "--format", format];
    const { code, out } = await landfall(argv);
    expect([code, out]).toEqual([0, renderPlan(format, to, layout)]);
  });

  it("refuses several stacks in a format that holds one", async () => {
    const { code, err } = await landfall(["plan", "--format", "html"]);
    expect([code, err]).toEqual([2, expect.stringContaining("--format html takes one stack; name it")]);
  });
});
