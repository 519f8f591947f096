import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { plan as planOf } from "../plan/evaluate";
import type { Plan } from "../plan/schema";
import { planText } from "../plan/text";
import { canonicalJson } from "../plan/values";
import { budgetOptions, judge, limitsOf } from "./budget";
import { colours, oneOf, parse, UsageError, type Command, type Terminal } from "./command";
import { openProject } from "./project";
import { subjects } from "./subjects";

const FORMATS = ["text", "json"] as const;
type Format = (typeof FORMATS)[number];

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
  --format text         text or json (schemas/plan.schema.json)
  --out FILE            writes to a file
  --max-monthly-usd N   refuses a stack that is known to cost more, with the items that it costs
  --root DIR            the project's folder; the current one when left out`;

function render(plans: readonly Plan[], format: Format, toTerminal: boolean, terminal: Terminal): string {
  if (format === "json") return canonicalJson(plans[0]!);
  const layout = { columns: terminal.columns, colours: toTerminal && colours(terminal) };
  return plans.map((it) => planText(it, layout)).join("\n");
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
    const format = oneOf("format", values.format, FORMATS);
    const limits = limitsOf(values);
    const found = subjects(openProject(values.root, terminal), positionals, values, terminal);
    if (format === "json" && found.length !== 1) throw new UsageError("--format json takes one stack; name it");
    const plans: Plan[] = [];
    for (const { source, options: how } of found) plans.push(await planOf(source, how));
    const text = render(plans, format, values.out === undefined, terminal);
    if (values.out === undefined) terminal.out(text);
    else write(resolve(terminal.cwd, values.out), text);
    return judge(plans, limits, terminal);
  },
};
