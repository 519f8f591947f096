import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { IssuesError } from "../../components/core/errors";
import { encryptedTexts } from "../config/source";
import type { Side } from "../diff/evaluate";
import { readPlan } from "../plan/read";
import type { Terminal } from "./command";
import type { Project } from "./project";

const run = promisify(execFile);

/** A plan of some hundred services takes a few MiB. */
const LARGEST_OUTPUT = 512 * 1024 * 1024;

/** What is asked of a revision: a stack, or an app on a topology. */
export type AtRevision = { readonly stack: string } | { readonly app: string; readonly topology: string };

interface Failed {
  readonly code?: number | string;
  readonly stderr?: string;
}

const firstLines = ({ stderr = "", code }: Failed): string => {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.length === 0 ? `it ended with ${code ?? "no code"}` : lines.slice(0, 5).join("; ");
};

const refused = (at: string, problem: string, fix?: string): IssuesError =>
  new IssuesError([{ at, problem, ...(fix === undefined ? {} : { fix }) }]);

/** git in a folder; a ref that looks like an option is none. */
async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", folder, ...args], { maxBuffer: LARGEST_OUTPUT });
  return stdout.trim();
}

async function commitOf(root: string, ref: string, at: string): Promise<string> {
  try {
    return await git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  } catch (error) {
    if ((error as Failed).code === "ENOENT") throw refused(at, "git is not on PATH");
    throw refused(at, "is no commit of this repository", "git fetch, or name another branch, tag or commit");
  }
}

/** The packages that a revision locks: those that are there when it locks the same, else its own. */
async function install(root: string, folder: string, at: string): Promise<void> {
  const lockOf = (where: string) => {
    const file = join(where, "package-lock.json");
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  };
  const modules = join(root, "node_modules");
  if (lockOf(root) === lockOf(folder) && existsSync(modules)) {
    symlinkSync(modules, join(folder, "node_modules"), "junction");
    return;
  }
  try {
    // Nothing of another revision is run but landfall itself.
    await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, maxBuffer: LARGEST_OUTPUT });
  } catch (error) {
    throw refused(at, `its packages cannot be installed: ${firstLines(error as Failed)}`);
  }
}

async function planIn(folder: string, asked: AtRevision, environment: NodeJS.ProcessEnv, at: string): Promise<string> {
  const cli = join(folder, "bin", "landfall.js");
  if (!existsSync(cli)) throw refused(at, "has no landfall yet");
  const which = "stack" in asked ? [asked.stack] : ["--app", asked.app, "--topology", asked.topology];
  try {
    const argv = [cli, "plan", ...which, "--format", "json"];
    const { stdout } = await run(process.execPath, argv, { cwd: folder, env: environment, maxBuffer: LARGEST_OUTPUT });
    return stdout;
  } catch (error) {
    throw refused(at, `cannot be planned: ${firstLines(error as Failed)}`);
  }
}

/**
 * The plan of the same stack at another revision, by that revision's own code and packages, in a work tree that is
 * thrown away. Needs no account; nothing of the current work tree is touched.
 *
 * @throws IssuesError where there is no such revision, or it cannot be planned.
 */
export async function planAt(project: Project, ref: string, asked: AtRevision, terminal: Terminal): Promise<Side> {
  const at = `git:${ref}`;
  const commit = await commitOf(project.root, ref, at);
  const within = await git(project.root, "rev-parse", "--show-prefix");
  const parent = mkdtempSync(join(tmpdir(), "landfall-revision-"));
  const tree = join(parent, "tree");
  try {
    await git(project.root, "worktree", "add", "--quiet", "--detach", tree, commit);
    const folder = join(tree, within);
    await install(project.root, folder, at);
    const read = readPlan(await planIn(folder, asked, terminal.environment, at), at);
    if ("issues" in read) throw new IssuesError(read.issues);
    const encrypted = "stack" in asked ? { encrypted: encryptedTexts(folder, asked.stack) } : {};
    return { label: at, plan: read.value, ...encrypted };
  } finally {
    rmSync(parent, { recursive: true, force: true });
    await git(project.root, "worktree", "prune");
  }
}
