import { deltaText, diffText, fieldText, moveText, usdText, valueText } from "../../src/diff/text";
import type { Diff } from "../../src/diff/schema";
import { compared, component, planOf, resource } from "./support";

const layout = { columns: 100, colours: false };
const database = component("database", "database");
const text = (diff: Diff) => diffText(diff, layout);

/** The lines below a heading, up to the next empty one. */
function below(written: string, heading: string): string[] {
  const lines = written.split("\n");
  const start = lines.indexOf(heading) + 1;
  return start === 0 ? [] : lines.slice(start, lines.indexOf("", start));
}

describe("diffText", () => {
  it("says little where nothing differs", () => {
    const plan = planOf([database], [resource("a:b:C", "it")]);
    expect(text(compared(plan, plan))).toBe(
      [
        "From before to after",
        "  from       shop on aws (aws)",
        "  to         shop on aws (aws)",
        "  resources  0 at risk, 0 replaced, 0 removed, 0 added, 0 changed, 1 unchanged",
        "  cost       unknown -> unknown USD a month",
        "",
      ].join("\n"),
    );
  });

  it("tells what makes a new one first, and what nobody knows as such", () => {
    const inputs = (value: number) => ({ alike: 1, forces: value, open: value, size: value });
    const [from, to] = [1, 2].map((value) => planOf([], [resource("aws:rds/instance:Instance", "db", inputs(value))]));
    expect(below(text(compared(from!, to!)), "Replaced")).toEqual([
      "  db  aws:rds:Instance",
      "      forces: 1 -> 2 (makes a new one)",
      "      open: 1 -> 2 (whether it makes a new one is not known)",
      "      size: 1 -> 2",
    ]);
  });

  it("tells once what more than three resources have alike, and tags in one line", () => {
    const names = ["a", "b", "c", "d", "e"];
    const plan = (size: number) =>
      planOf(
        [],
        names.map((name) => resource("a:b:C", name, name === "e" ? { tags: { size } } : { size })),
      );
    expect(below(text(compared(plan(1), plan(2))), "Changed")).toEqual([
      "  4 resources: a, b, c, d",
      "      size: 1 -> 2",
      "  only tags and descriptions: e",
    ]);
  });

  it("counts what is added by part and type", () => {
    const inside = { parent: database.urn };
    const to = planOf(
      [database],
      [resource("a:b:C", "one", {}, inside), resource("a:b:C", "two", {}, inside), resource("a:b:D", "alone")],
    );
    expect(below(text(compared(planOf([database], []), to)), "Added")).toEqual([
      "  database: 2 x a:b:C",
      "  outside parts: a:b:D",
    ]);
  });

  it("shows no secret's value, only that another one stands there", () => {
    const plan = planOf([], []);
    const diff: Diff = { ...compared(plan, plan), secrets: [{ key: "landfall:secrets.KEY", change: "changed" }] };
    expect(below(text(diff), "Secrets of the config, never shown")).toEqual(["  landfall:secrets.KEY: another value"]);
  });

  it("has colours only where they are wanted", () => {
    const diff = compared(planOf([], []), planOf([], [resource("a:b:C", "it")]));
    const escape = String.fromCharCode(27);
    expect(diffText(diff, { ...layout, colours: true })).toContain(`${escape}[`);
    expect(diffText(diff, layout)).not.toContain(escape);
  });
});

describe("words of a comparison", () => {
  it.each([
    [undefined, "not set"],
    [{ unknown: true }, "known after the update"],
    [{ secret: true }, "secret"],
    [{ resource: "a:b:C::it" }, "it"],
    ["", '""'],
    ["two\nlines", '"two\\nlines"'],
    [[1, "a"], '[1,"a"]'],
    ["x".repeat(70), `${"x".repeat(59)}…`],
  ])("of the value %j are %s", (value, expected) => {
    expect(valueText(value)).toBe(expected);
  });

  it("show two long texts from where they part", () => {
    const common = "0123456789".repeat(10);
    expect(fieldText({ path: "options.region", from: `${common}left`, to: `${common}right` })).toBe(
      "region: …567890123456789left -> …567890123456789right",
    );
  });

  it("of money know what is unknown, and no negative zero", () => {
    expect([usdText(null), usdText(3.1), deltaText(1, 1), deltaText(0.3, 0.1), deltaText(null, 2)]).toEqual([
      "unknown",
      "3.10",
      "+0.00",
      "-0.20",
      "+2.00",
    ]);
  });

  it("of a place name what stands still once", () => {
    const place = { provider: "aws", service: "RDS", shape: "managed", size: "db.t4g.micro" };
    expect(moveText({ from: place, to: place })).toBe("RDS db.t4g.micro (aws, managed)");
    expect(moveText({ from: null, to: place })).toBe("nothing -> RDS db.t4g.micro (aws, managed)");
  });
});
