// Opens or updates one issue for each stack that drifted: `node drift-issue.mjs FOLDER`, with drift-STACK/drift.md in it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { all, call, own, shortened } from "./github.mjs";

const folder = process.argv[2];
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = process.env;
const link = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;

const stacks = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((name) => name.startsWith("drift-") && existsSync(join(folder, name, "drift.md")))
  .map((name) => name.slice("drift-".length))
  .sort();
if (stacks.length === 0) console.log("no stack has drifted; a comparison itself failed, see its log");

const open = stacks.length === 0 ? [] : await all("/issues?state=open");
for (const stack of stacks) {
  const marker = `<!-- landfall-drift ${stack} -->`;
  const told = readFileSync(join(folder, `drift-${stack}`, "drift.md"), "utf8").trim();
  const about = `The cloud is not what the state of \`${stack}\` says. [Run](${link})`;
  const body = `${marker}\n${shortened(`${about}\n\n${told}`, link)}\n`;
  const before = own(
    open.filter((it) => it.pull_request === undefined),
    marker,
  );
  if (before === undefined) await call("POST", "/issues", { title: `Drift of ${stack}`, body });
  else await call("PATCH", `/issues/${before.number}`, { body });
  console.log(`${stack}: ${before === undefined ? "issue opened" : `#${before.number} updated`}`);
}
