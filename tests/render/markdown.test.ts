import type { Diff } from "../../src/diff/schema";
import { diffMarkdown, MARKDOWN_LIMIT } from "../../src/render/diff-markdown";
import { code, codeCell, marker, prose } from "../../src/render/markdown-text";
import { planMarkdown } from "../../src/render/plan-markdown";
import { component, planWith, resource } from "../support/plans";
import { compare, HOSTILE } from "./support";

/** A plan whose every name and value is hostile. */
const hostilePlan = (value: string) =>
  planWith({
    components: HOSTILE.map((name) => component("cache", name, { service: name, settings: { note: name } })),
    resources: HOSTILE.map((name) =>
      resource("aws:sqs/queue:Queue", name, {
        parent: component("cache", name).urn,
        inputs: { [name]: `${name} ${value}` },
      }),
    ),
    issues: HOSTILE.map((name) => ({ at: name, problem: name, got: name })),
  });

/** What is left of a text for GitHub to read as Markdown: no code, no comment of its own, no escapes. */
const bare = (text: string): string =>
  text
    .replace(/^<!-- [^\n]* -->\n/, "")
    .replace(/```mermaid[\s\S]*?```/g, "")
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "")
    .replace(/<code>[^<]*<\/code>/g, "")
    .replace(/<\/?(details|summary)>/g, "")
    .replace(/\\[\\`*_{}[\]()<>|~!]/g, "");

const changed = (count: number, fields = 3): Diff => {
  const side = (value: string) =>
    planWith({
      components: [component("compute", "compute"), component("database", "database")],
      resources: Array.from({ length: count }, (_, index) =>
        resource("aws:sqs/queue:Queue", `queue-${index}`, {
          inputs: Object.fromEntries(Array.from({ length: fields }, (__, at) => [`input${at}`, `${value}-${index}`])),
        }),
      ),
    });
  return compare(side("old"), side("new"));
};

describe("text in Markdown", () => {
  it("keeps a code span closed around backticks and blanks", () => {
    expect(code("a`b``c")).toBe("```a`b``c```");
    expect(code("`a`")).toBe("`` `a` ``");
    expect(code(" a")).toBe("`  a `");
    expect(code("")).toBe("`(blank)`");
    expect(code("a\nb\u202e")).toBe("`a\\nb\\u{202e}`");
  });

  it("keeps the cell of a table whole", () => {
    expect(codeCell("a|b<c")).toBe("<code>a&#124;b&#60;c</code>");
    expect(codeCell("plain")).toBe("`plain`");
  });

  it("lets no word be a mention, a reference, a link, an emoji or markup", () => {
    const text = prose("@octocat fixed #1, GH-2, http://evil.example, www.evil.example :tada: <b> *x* $a$ a@b.example");
    expect(text).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\.|:\w|(?<!\\)[<>*]|\$/i);
    expect(prose("- no list")).toBe("\\- no list");
    expect(prose("1. no list")).toBe("1\\. no list");
  });

  it.each(HOSTILE)("keeps the first line one comment: %s", (label) => {
    expect(marker("diff", label)).toMatch(/^<!-- landfall-diff [\w@:./+ %-]+ -->$/);
    expect(marker("diff", label).slice(4, -3)).not.toMatch(/--|>/);
  });
});

describe("diffMarkdown", () => {
  it("begins with a line that stays the same, and the counts", () => {
    const lines = diffMarkdown(changed(2)).split("\n");
    expect(lines[0]).toBe("<!-- landfall-diff after -->");
    expect(lines[3]).toBe("**0 at risk · 0 replaced · 0 removed · 0 added · 2 changed · ±$0.00/month**");
    expect(diffMarkdown(changed(9), { label: "dev" }).split("\n")[0]).toBe("<!-- landfall-diff dev -->");
    expect(diffMarkdown(changed(0))).toContain("**Nothing differs.**");
  });

  it("lets nothing in a name or a value be markup", () => {
    const text = diffMarkdown(compare(hostilePlan("old"), hostilePlan("new"), [HOSTILE[6], HOSTILE[0]]));
    expect(text).toContain("onerror");
    expect(bare(text)).not.toMatch(/<img|<script|@octocat|#1|evil|alert/);
    expect(bare(text)).not.toContain("<!--");
  });

  it("gives up what matters least first, and says what and where the rest is", () => {
    const diff = changed(400);
    const text = diffMarkdown(diff, { limit: 20_000, pointer: "see the artifact" });
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text.length).toBeGreaterThan(19_000);
    const [, missing] = /Left out to stay short: the picture, the inputs of (\d+) of 400 changed/.exec(text) ?? [];
    expect(400 - Number(missing)).toBe(text.match(/`input0`/g)?.length);
    expect(text).toContain("All of it: `see the artifact`");
    expect(text).toContain("- `queue-399`");
    const shorter = diffMarkdown(diff, { limit: 8000 });
    expect(shorter).toMatch(/the inputs of 400 of 400 changed resources, \d+ of 400 changed resources\./);
    expect(shorter).toContain("`landfall diff --from before --to after --format json`");
    expect(diffMarkdown(changed(2))).not.toContain("Left out");
  });

  it.each([64, 200, 1000, 5000, MARKDOWN_LIMIT])("is never longer than the limit: %d", (limit) => {
    const { risks, ...diff } = compare(hostilePlan("old\u{1f600}".repeat(500)), hostilePlan("new"));
    const text = diffMarkdown({ ...diff, risks: [...risks] }, { limit });
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  it("shows data at risk before all else, unfolded", () => {
    const server = (engine: string) =>
      planWith({
        components: [component("database", "database")],
        resources: [resource("aws:rds/instance:Instance", "server", { protect: true, inputs: { engine } })],
      });
    const text = diffMarkdown(compare(server("postgres"), server("mysql")));
    expect(text).toContain("**1 at risk · 1 replaced");
    expect(text.indexOf("#### Data at risk")).toBeLessThan(text.indexOf("<details>"));
    expect(text).toContain("`engine`: `postgres` → `mysql`, forces a new one");
  });
});

describe("planMarkdown", () => {
  it("lets nothing in a name or a value be markup", () => {
    const text = planMarkdown(hostilePlan("x"));
    expect(text).toContain("onerror");
    expect(bare(text)).not.toMatch(/<img|<script|@octocat|#1|:\/\//);
    expect(planMarkdown(hostilePlan("x"), { limit: 300 }).length).toBeLessThanOrEqual(300);
  });

  it("says that nothing is protected", () => {
    const text = planMarkdown(planWith({ resources: [resource("aws:sqs/queue:Queue", "q")] }));
    expect(text).toContain("**Nothing is protected: deleting the stack deletes its data.**");
  });
});
