import { costReport } from "../cost/report";
import { reportText } from "../cost/report-text";
import { plan } from "../plan/evaluate";
import type { Plan } from "../plan/schema";
import { canonicalJson } from "../plan/values";
import { budgetOptions, judge, limitsOf } from "./budget";
import { colours, oneOf, parse, type Command } from "./command";
import { openProject } from "./project";
import { subjects } from "./subjects";

const options = {
  app: { type: "string" },
  topology: { type: "string" },
  set: { type: "string", multiple: true, default: [] as string[] },
  format: { type: "string", default: "text" },
  root: { type: "string" },
  ...budgetOptions,
} as const;

const usage = `landfall cost [stack…]
landfall cost --app A --topology T

Line items by component, each with its source and date: what is paid for being there, what is paid by use as the app
assumes it, and what is not known. Without a stack, every stack of the project.

  --set key=value       changes a config key, e.g. --set domain=shop.example.com; may be repeated
  --format text         text or json
  --max-monthly-usd N   exit code 1 for a stack that is known to cost more, with the items that it costs
  --root DIR            the project's folder; the current one when left out`;

/** Tells what stacks cost, and holds them against a budget. */
export const cost: Command = {
  summary: "what a stack costs a month: line items with sources, what is free, what is not known; a budget",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, options);
    const format = oneOf("format", values.format, ["text", "json"]);
    const limits = limitsOf(values);
    const found = subjects(openProject(values.root, terminal), positionals, values, terminal);
    const plans: Plan[] = [];
    for (const { source, options: how } of found) plans.push(await plan(source, how));
    const reports = plans.map(costReport);
    const layout = { columns: terminal.columns, colours: colours(terminal) };
    terminal.out(
      format === "json"
        ? canonicalJson({ version: 1, stacks: reports })
        : reports.map((report) => reportText(report, layout)).join("\n"),
    );
    return judge(plans, limits, terminal);
  },
};
