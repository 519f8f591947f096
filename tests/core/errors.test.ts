import * as pulumi from "@pulumi/pulumi";
import { formatIssue, IssuesError } from "../../components/core/errors";
import { nearest } from "../../components/core/nearest";

describe("formatIssue", () => {
  it("tells place, problem, value, what is allowed, the nearest name and the way out", () => {
    const issue = { at: "landfall:x", problem: "is wrong", got: "a", allowed: ["b", "c"], nearest: "b", fix: "do d" };
    expect(formatIssue(issue)).toBe('landfall:x: is wrong; got "a"; allowed b, c; did you mean "b"?; do d');
  });

  it("leaves out what is not known", () =>
    expect(formatIssue({ at: "x", problem: "is missing" })).toBe("x: is missing"));

  it("stays on one line whatever the value", () => {
    expect(formatIssue({ at: "x", problem: "is wrong", got: "a\nb", allowed: "c\r\n  d" })).not.toMatch(/[\r\n]/);
  });

  it("cuts a long value and says how long it was", () => {
    expect(formatIssue({ at: "x", problem: "is wrong", got: "y".repeat(300) })).toContain("(300 characters)");
  });

  it("names numbers that JSON has not", () => {
    expect(formatIssue({ at: "x", problem: "is wrong", got: NaN })).toContain("got NaN");
  });
});

describe("IssuesError", () => {
  it("is an error whose stack trace the engine does not show", () => {
    const error = new IssuesError([
      { at: "x", problem: "a" },
      { at: "y", problem: "b" },
    ]);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error.message).toBe("x: a\ny: b");
  });
});

describe("nearest", () => {
  it.each([
    ["topologi", "topology"],
    ["TOPOLOGY", "topology"],
    ["toplogoy", "topology"],
    ["ap", "app"],
  ])("finds what %s means", (wrong, right) => expect(nearest(wrong, ["app", "topology"])).toBe(right));

  it.each(["", "kubernetes", "x".repeat(300)])("suggests nothing for %s", (text) => {
    expect(nearest(text, ["app", "topology"])).toBeUndefined();
  });
});
