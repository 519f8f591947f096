import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { plan as planOf } from "../plan/evaluate";
import type { Plan } from "../plan/schema";
import { formats, renderPlan, type Format } from "../render";
import { budgetOptions, judge, limitsOf } from "./budget";
import { colours, oneOf, parse, UsageError, type Command, type Terminal } from "./command";
import { openProject } from "./project";
import { subjects } from "./subjects";

const options = {
  app: { type: "string" },
  topology: { type: "string" },
  set: { type: "string", multiple: true, default: [] as string[] },
  format: { type: "string", default: "text" },
  out: { type: "string" },
  root: { type: "string" },
  ...budgetOptions,
} as const;

const usage = `landfall plan [stack…]
landfall plan --app A --topology T

Without a stack, every stack of the project. An app on a topology needs no stack: what nobody else can know, such as an
account's id, is taken from the examples.

  --set key=value       changes a config key, e.g. --set domain=shop.example.com; may be repeated
  --format text         ${formats.join(", ")} (schemas/plan.schema.json)
  --out FILE            writes to a file
  --max-monthly-usd N   refuses a stack that is known to cost more, with the items that it costs
  --root DIR            the project's folder; the current one when left out`;

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
    const limits = limitsOf(values);
    const found = subjects(openProject(values.root, terminal), positionals, values, terminal);
    if (format !== "text" && found.length !== 1) throw new UsageError(`--format ${format} takes one stack; name it`);
    const plans: Plan[] = [];
    for (const { source, options: how } of found) plans.push(await planOf(source, how));
    const text = render(plans, format, values.out === undefined, terminal);
    if (values.out === undefined) terminal.out(text);
    else write(resolve(terminal.cwd, values.out), text);
    return judge(plans, limits, terminal);
  },
};
