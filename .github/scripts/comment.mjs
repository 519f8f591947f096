// Makes or edits the one comment of a pull request that tells what it would change: `node comment.mjs FOLDER`.
// The files of the folder were made by code of the pull request, so they are text to show and nothing else. Which pull
// request it is comes from GitHub, by what started the run: its repository, branch and commit.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { all, call, own, shortened } from "./github.mjs";

const MARKER = "<!-- landfall-diff -->";

const folder = process.argv[2];
const { workflow_run: run } = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"));

/** Open pull requests whose head is exactly what the run was about; a newer commit has a run of its own. */
async function pullRequests() {
  const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
  const open = await all(`/pulls?state=open&head=${head}`);
  return open.filter((it) => it.head.sha === run.head_sha && it.head.repo?.id === run.head_repository.id);
}

/** What a stack is called in a file's name; any other file is left alone. */
const STACK = /^diff-([a-z0-9][a-z0-9-]{0,62})\.md$/;

/** The first line of a diff, by which a comment of a single stack would be found again; this comment has its own. */
const OWN_MARKER = /^<!-- landfall-diff [^\n]*-->\n/;

/** Nobody is called by a text of a pull request, and it cannot pass for the comment's own marker. */
const tamed = (text) => text.replace(/(^|[^\w`])@(?=\w)/g, "$1@\u200b").replaceAll("<!--", "&lt;!--");

function page() {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => STACK.test(name)) : [];
  const parts = files
    .sort()
    .map((name) => tamed(readFileSync(join(folder, name), "utf8").replace(OWN_MARKER, "")).trim());
  if (parts.length === 0) return undefined;
  const about = `Written by the code of ${run.head_sha} without credentials: what it would register, not what a cloud holds. [Run](${run.html_url})`;
  return `${MARKER}\n${shortened([about, ...parts].join("\n\n"), run.html_url)}\n`;
}

const body = page();
if (body === undefined) {
  console.log("the run left no diff; nothing to tell");
} else {
  const found = await pullRequests();
  if (found.length === 0) console.log(`no open pull request has ${run.head_sha} as its head; nothing to tell`);
  for (const { number } of found) {
    const before = own(await all(`/issues/${number}/comments`), MARKER);
    if (before === undefined) await call("POST", `/issues/${number}/comments`, { body });
    else await call("PATCH", `/issues/comments/${before.id}`, { body });
    console.log(`#${number}: ${before === undefined ? "commented" : "comment edited"}`);
  }
}
