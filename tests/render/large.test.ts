import { rmSync } from "node:fs";
import { writeGrowthProject } from "../../bench/growth";
import type { Diff } from "../../src/diff/schema";
import type { Plan } from "../../src/plan/schema";
import { MARKDOWN_LIMIT } from "../../src/render/diff-markdown";
import { renderDiff, renderPlan } from "../../src/render";
import { projectRoot } from "../support/config";
import { compare, landedApart } from "./support";

const layout = { columns: 100, colours: false };
const SERVICES = 300;
const MOST_BYTES = 5_000_000;

describe(`an app with ${SERVICES} services`, () => {
  let plan: Plan;
  let diff: Diff;

  beforeAll(() => {
    const folder = writeGrowthProject(projectRoot, [1, SERVICES]);
    try {
      const small = landedApart("grow-1", "aws-fargate", folder);
      plan = landedApart(`grow-${SERVICES}`, "aws-fargate", folder);
      diff = compare(small, plan, ["grow-1", `grow-${SERVICES}`]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is told in a comment with its summary, its cost by part and what is left out", () => {
    const text = renderPlan("markdown", plan, layout);
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text.length).toBeGreaterThan(MARKDOWN_LIMIT / 2);
    expect(text).toMatch(
      /^\*\*\d{4} resources · 6 parts · \d+ protected · \$[\d.]+\/month, \$[\d.]+ of it by use, \d+ not priced/m,
    );
    expect(text).toMatch(/^\| `compute` \| `aws` \| `ECS Fargate` \|/m);
    expect(text).toContain("#### To settle before a real run");
    expect(text).toMatch(/^Left out to stay short: .* of \d+ resources/m);
    expect(text).toContain(`landfall plan --app grow-${SERVICES} --topology aws-fargate --format json`);
  });

  it("is compared in a comment with its summary, its risks and its cost by part", () => {
    const text = renderDiff("markdown", diff, layout);
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text).toMatch(
      /^\*\*\d+ at risk · \d+ replaced · \d+ removed · \d{4} added · \d+ changed · \+\$[\d.]+\/month/m,
    );
    expect(text).toMatch(/^\| `compute` \| \$[\d.]+ and \d+ not priced \| \$[\d.]+ and \d+ not priced \| \+\$/m);
    expect(text).toMatch(/^Left out to stay short: the picture, .* of \d{4} added resources/m);
    expect(text).toMatch(/^\| \*\*in all\*\* \|/m);
  });

  it("is a picture that Mermaid still draws, within its 500 arrows", () => {
    const text = renderPlan("mermaid", plan, layout);
    expect(text).toContain(`${SERVICES} services`);
    expect(text.match(/-->/g)!.length).toBeLessThan(500);
    expect(text.length).toBeLessThan(50_000);
  });

  it("is a page of less than five megabytes that says which inputs it leaves out", () => {
    const text = renderPlan("html", plan, layout);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
    expect(text).toMatch(/The inputs of \d+ resources are left out here/);
    expect(text.match(/<li data-group=/g)).toHaveLength(
      plan.resources.filter(({ type }) => !type.startsWith("pulumi:providers:")).length,
    );
    expect(Buffer.byteLength(renderDiff("html", diff, layout))).toBeLessThan(MOST_BYTES);
  });
});
