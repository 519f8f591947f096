import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { plan as planOf } from "../plan/evaluate";
import type { Plan } from "../plan/schema";
import { formats, renderPlan, type Format } from "../render";
import { colours, oneOf, parse, UsageError, type Command, type Terminal } from "./command";
import { freeSubject, openProject, stackSubject, type Project } from "./project";
import type { Subject } from "../matrix";

const options = {
  app: { type: "string" },
  topology: { type: "string" },
  set: { type: "string", multiple: true, default: [] as string[] },
  format: { type: "string", default: "text" },
  out: { type: "string" },
  root: { type: "string" },
} as const;

const usage = `landfall plan [stack…]
landfall plan --app A --topology T

Without a stack, every stack of the project. An app on a topology needs no stack: what nobody else can know, such as an
account's id, is taken from the examples.

  --set key=value   changes a config key, e.g. --set domain=shop.example.com; may be repeated
  --format text     text, json (schemas/plan.schema.json), markdown for a pull request, mermaid for a picture,
                    or html, a page that needs no network
  --out FILE        writes to a file
  --root DIR        the project's folder; the current one when left out`;

/** What is asked for: stacks by name, or an app on a topology. */
function subjects(project: Project, stacks: readonly string[], asked: Asked, terminal: Terminal): Subject[] {
  const { app, topology, set } = asked;
  if (app === undefined && topology === undefined) {
    const names = stacks.length > 0 ? stacks : project.stacks;
    return names.map((stack) => stackSubject(project, stack, set, terminal));
  }
  if (app === undefined || topology === undefined) throw new UsageError("--app and --topology go together");
  if (stacks.length > 0) throw new UsageError(`--app and --topology take the place of the stack ${stacks.join(", ")}`);
  return [freeSubject(project, app, topology, set, terminal)];
}

interface Asked {
  readonly app?: string | undefined;
  readonly topology?: string | undefined;
  readonly set: readonly string[];
}

function render(plans: readonly Plan[], format: Format, toTerminal: boolean, terminal: Terminal): string {
  const layout = { columns: terminal.columns, colours: toTerminal && colours(terminal) };
  return plans.map((it) => renderPlan(format, it, layout)).join("\n");
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`--out ${file}: cannot be written: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
}

/** Evaluates stacks offline and tells what they would register. */
export const plan: Command = {
  summary: "what a stack would register: resources by component, what is protected, what is unknown, what it costs",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, options);
    const format = oneOf("format", values.format, formats);
    const found = subjects(openProject(values.root, terminal), positionals, values, terminal);
    if (format !== "text" && found.length !== 1) throw new UsageError(`--format ${format} takes one stack; name it`);
    const plans: Plan[] = [];
    for (const { source, options: how } of found) plans.push(await planOf(source, how));
    const text = render(plans, format, values.out === undefined, terminal);
    if (values.out === undefined) terminal.out(text);
    else write(resolve(terminal.cwd, values.out), text);
    return 0;
  },
};
