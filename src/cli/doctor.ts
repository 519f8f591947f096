import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { IssuesError, formatIssue, type Issue } from "../../components/core/errors";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import { loadConfig, type LandfallConfig } from "../config/load";
import { preflight } from "../preflight/preflight";
import { parse, type Command, type Terminal } from "./command";
import { onPath } from "./rehearse-engine";
import { openProject, stackSubject, type Project } from "./project";
import type { Subject } from "../matrix";

/** What was looked at, and what was found. */
interface Finding {
  readonly state: "ok" | "missing" | "example";
  readonly what: string;
}

const ok = (what: string): Finding => ({ state: "ok", what });
const missing = (what: string, fix: string): Finding => ({ state: "missing", what: `${what}; ${fix}` });

/** The oldest Node.js that the Pulumi SDK in use runs on. */
const OLDEST_NODE = 20;

const INSTALL_CLI =
  "install it with `curl -fsSL https://get.pulumi.com | sh`; see https://www.pulumi.com/docs/iac/download-install/";

function checkNode(): Finding {
  const { node } = process.versions;
  return Number(node.split(".")[0]) >= OLDEST_NODE
    ? ok(`Node.js ${node}`)
    : missing(`Node.js ${OLDEST_NODE} or later, found ${node}`, "see https://nodejs.org/en/download");
}

/** Runs a program and returns what it printed; undefined when it is not there or fails. */
function printed(terminal: Terminal, program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      env: terminal.environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    }).trim();
  } catch {
    return undefined;
  }
}

function checkCli(terminal: Terminal): Finding {
  const version = printed(terminal, "pulumi", ["version"]);
  return version === undefined
    ? missing("Pulumi CLI on PATH, for preview, up and rehearse", INSTALL_CLI)
    : ok(`Pulumi CLI ${version}`);
}

function installedPlugins(terminal: Terminal): string[] {
  try {
    const listed = JSON.parse(printed(terminal, "pulumi", ["plugin", "ls", "--json"]) ?? "[]") as {
      name: string;
      kind: string;
    }[];
    return listed.filter(({ kind }) => kind === "resource").map(({ name }) => name);
  } catch {
    return [];
  }
}

function sdkVersion(root: string, id: ProviderId): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(require.resolve(`@pulumi/${id}/package.json`, { paths: [root, __dirname] })) as { version: string })
    .version;
}

function checkPlugin(id: ProviderId, plugins: readonly string[], root: string, terminal: Terminal): Finding {
  if (plugins.includes(id) || onPath(`pulumi-resource-${id}`, terminal.environment) !== undefined)
    return ok(`plugin ${id}`);
  return missing(
    `plugin ${id}, which the first preview fetches by itself`,
    `pulumi plugin install resource ${id} ${sdkVersion(root, id)}`,
  );
}

function checkCredentials(id: ProviderId, subject: Subject, terminal: Terminal): Finding {
  const { title, config } = providerOf(id);
  const isSet = (name: string) =>
    subject.source.values[`${id}:${name}`] !== undefined ||
    (config.standard[name]?.environment ?? []).some((variable) => Boolean(terminal.environment[variable]));
  const home = terminal.environment["HOME"] ?? homedir();
  const way = config.credentials.ways.find((it) =>
    "file" in it ? existsSync(join(home, it.file)) : it.keys.every(isSet),
  );
  if (way === undefined) return missing(`credentials for ${title}`, config.credentials.fix);
  return ok(
    `credentials for ${title}: ${"file" in way ? `~/${way.file}` : way.keys.map((key) => `${id}:${key}`).join(", ")}`,
  );
}

function examined(subject: Subject): { config: LandfallConfig | undefined; issues: readonly Issue[] } {
  const read = loadConfig(subject.source, subject.options);
  if ("issues" in read) return { config: undefined, issues: read.issues };
  return { config: read.value, issues: preflight(read.value) };
}

/** Everything that a stack needs before it can be brought up. */
function examineStack(project: Project, stack: string, terminal: Terminal): Finding[] {
  let subject: Subject;
  try {
    subject = stackSubject(project, stack, [], terminal);
  } catch (error) {
    if (!(error instanceof IssuesError)) throw error;
    return error.issues.map((issue) => ({ state: "missing", what: formatIssue(issue) }));
  }
  const { config, issues } = examined(subject);
  const findings: Finding[] = issues.map((issue) => ({ state: "missing", what: formatIssue(issue) }));
  if (config === undefined) return findings;
  findings.push(ok(`config: ${config.app.name} on ${config.topology.name}`));
  const plugins = installedPlugins(terminal);
  for (const id of providerIds.filter((it) => config.providers[it] !== undefined)) {
    findings.push(checkPlugin(id, plugins, project.root, terminal), checkCredentials(id, subject, terminal));
  }
  for (const issue of config.examples) findings.push({ state: "example", what: formatIssue(issue) });
  return findings;
}

function tell(heading: string, findings: readonly Finding[], terminal: Terminal): number {
  terminal.out(`${heading}\n`);
  for (const { state, what } of findings) terminal.out(`  ${state.padEnd(9)}${what}\n`);
  return findings.filter(({ state }) => state !== "ok").length;
}

/** Tells what is there, what is missing and the command that mends it. */
export const doctor: Command = {
  summary: "which CLI, plugins, credentials and settings are there or missing, and the command that mends each",
  usage:
    "landfall doctor [stack] [--root DIR]\n\nWithout a stack, every stack of the project. Exit code 1 when anything is missing.",
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, { root: { type: "string" } });
    const project = openProject(values.root, terminal);
    const stacks = positionals.length > 0 ? positionals : project.stacks;
    let wrong = tell("machine", [checkNode(), checkCli(terminal)], terminal);
    for (const stack of stacks) wrong += tell(`stack ${stack}`, examineStack(project, stack, terminal), terminal);
    terminal.out(wrong === 0 ? "nothing is missing\n" : `${wrong} to mend\n`);
    return wrong === 0 ? 0 : 1;
  },
};
