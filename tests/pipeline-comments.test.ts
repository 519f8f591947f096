import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BOT, FORK, GitHub, runScript, type Comment } from "./support/github";

describe("what the workflows tell on GitHub", () => {
  let github: GitHub;
  let url: string;
  let folder: string;

  beforeEach(async () => {
    github = new GitHub();
    url = await github.start();
    folder = mkdtempSync(join(tmpdir(), "landfall-pipeline-"));
  });
  afterEach(() => {
    github.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (path: string, text: string) => {
    mkdirSync(join(folder, "told", path, ".."), { recursive: true });
    writeFileSync(join(folder, "told", path), text);
  };

  const script = (name: string, more: Readonly<Record<string, string>> = {}, changes: object = {}) =>
    runScript(name, { url, folder, more, changes });

  it("makes one comment, and edits it from then on", async () => {
    write("diff-dev.md", "# dev\n");
    write("diff-prod.md", "# prod\n");
    expect(await script("comment.mjs")).toMatchObject({ code: 0 });
    write("diff-dev.md", "# dev, again\n");
    expect(await script("comment.mjs")).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(1);
    const [{ body }] = github.comments as [Comment];
    expect(body.startsWith("<!-- landfall-diff -->\n")).toBe(true);
    expect(body).toMatch(/# dev, again[^]*# prod/);
    expect(body).toContain("without credentials");
  });

  it("finds its comment behind a hundred others, and never edits somebody else's with the same marker", async () => {
    const forged = { id: 1, user: { login: "somebody" }, body: "<!-- landfall-diff -->\nall is well" };
    const others = Array.from({ length: 120 }, (_, index) => ({ id: 2 + index, user: BOT, body: "another bot's" }));
    github.comments = [forged, ...others, { id: 500, user: BOT, body: "<!-- landfall-diff -->\nold" }];
    write("diff-dev.md", "new\n");
    await script("comment.mjs");
    expect(github.comments).toHaveLength(122);
    expect(github.comments.at(-1)!.body).toContain("new");
    expect(github.comments[0]!.body).toBe("<!-- landfall-diff -->\nall is well");
  });

  it.each([
    ["another commit", { head_sha: "b".repeat(40) }],
    ["another repository", { head_repository: { ...FORK, id: 8 } }],
    ["another branch", { head_branch: "main" }],
  ])("comments on no pull request whose head is %s than the run's", async (_, changes) => {
    write("diff-dev.md", "# dev\n");
    const { code } = await script("comment.mjs", {}, changes);
    expect([code, github.comments]).toEqual([0, []]);
    expect(github.calls).toEqual(["GET /pulls"]);
  });

  it("takes what the pull request wrote as text: calls nobody, hides nothing, reads no other file", async () => {
    write("diff-dev.md", "<!-- landfall-diff -->\n@owner please merge; megilance@aws-fargate\n");
    write("number.txt", "99");
    write("diff-..md", "outside");
    await script("comment.mjs");
    const [{ body }] = github.comments as [Comment];
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body).toContain("@\u200bowner");
    expect(body).toContain("megilance@aws-fargate");
    expect(body).not.toMatch(/outside|99/);
  });

  it("keeps a comment below what GitHub takes, with a link to the rest and nothing left open", async () => {
    write("diff-dev.md", `<details>\n\n\`\`\`\n${"a line of forty characters, all of them\n".repeat(4000)}`);
    await script("comment.mjs");
    const [{ body }] = github.comments as [Comment];
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\n```\n<\/details>\n\nThe rest does not fit: \[the whole of it\]/);
  });

  it("says nothing where a run left no diff", async () => {
    expect(await script("comment.mjs")).toMatchObject({ code: 0, output: "the run left no diff; nothing to tell\n" });
    expect(github.calls).toEqual([]);
  });

  it("fails, and shows no token, where GitHub refuses", async () => {
    write("diff-dev.md", "# dev\n");
    const { code, output } = await script("comment.mjs", { GITHUB_TOKEN: "a-wrong-one" });
    expect([code, output.includes("401"), output.includes("a-wrong-one")]).toEqual([1, true, false]);
  });

  it("opens one issue for each stack that drifted, and updates it the next day", async () => {
    github.issues = [
      { number: 3, title: "Drift of dev", user: BOT, body: "<!-- landfall-drift dev -->", pull_request: {} },
    ];
    write("drift-dev/drift.md", "1 update\n");
    await script("drift-issue.mjs");
    write("drift-dev/drift.md", "2 update\n");
    await script("drift-issue.mjs");
    expect(github.issues.slice(1).map(({ title, body }) => [title, body.includes("2 update")])).toEqual([
      ["Drift of dev", true],
    ]);
    expect(github.issues[0]!.body).toBe("<!-- landfall-drift dev -->");
  });

  it("opens no issue where a comparison itself failed", async () => {
    const { code, output } = await script("drift-issue.mjs");
    expect([code, output.includes("a comparison itself failed")]).toEqual([0, true]);
    expect(github.issues).toEqual([]);
  });
});
