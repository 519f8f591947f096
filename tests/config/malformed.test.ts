import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { refusals, stackWith } from "../support/config";

interface Case {
  readonly title: string;
  readonly changes: Readonly<Record<string, unknown>>;
  readonly says: readonly string[];
}

const cases = parse(readFileSync(join(__dirname, "malformed.yaml"), "utf8")) as Case[];

describe("a malformed config", () => {
  it.each(cases)("is refused in one line: $title", ({ changes, says }) => {
    const without = Object.entries(changes).map(([key, value]) => [key, value === null ? undefined : value]);
    const lines = refusals(stackWith("dev", Object.fromEntries(without) as Record<string, unknown>));
    expect(lines).toHaveLength(1);
    for (const part of says) expect(lines[0]).toContain(part);
    expect(lines[0]).not.toMatch(/\n|\s+at .+:\d+:\d+/);
  });

  it("has at least forty kinds", () => expect(cases.length).toBeGreaterThanOrEqual(40));
});
