import { plan as planOf } from "../plan/evaluate";
import type { Plan } from "../plan/schema";
import { formats, renderPlan } from "../render";
import { budgetOptions, judge, limitsOf } from "./budget";
import { oneOf, parse, UsageError, type Command } from "./command";
import { layoutFor, tell } from "./output";
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
  --format text         text, json (schemas/plan.schema.json), markdown for a pull request, mermaid for a picture, or
                        html, a page that needs no network
  --out FILE            writes to a file
  --max-monthly-usd N   exit code 1 for a stack that is known to cost more, with the items that it costs
  --root DIR            the project's folder; the current one when left out`;

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
    const layout = layoutFor(values.out, terminal);
    tell(plans.map((it) => renderPlan(format, it, layout)).join("\n"), values.out, terminal);
    return judge(plans, limits, terminal);
  },
};
