import { formats, renderDiff } from "../render";
import { compare } from "../diff/evaluate";
import { amountOf, budgetOptions, judge } from "./budget";
import { oneOf, parse, UsageError, type Command } from "./command";
import { sidesOf } from "./diff-sides";
import { layoutFor, tell } from "./output";
import { openProject } from "./project";

const options = {
  from: { type: "string" },
  to: { type: "string" },
  set: { type: "string", multiple: true, default: [] as string[] },
  format: { type: "string", default: "text" },
  out: { type: "string" },
  root: { type: "string" },
  ...budgetOptions,
  "max-increase-usd": { type: "string" },
} as const;

const usage = `landfall diff --from X --to Y

X and Y: a stack (dev), an app on a topology (megilance@oci-do-free), a plan that was saved with --format json
(plan.json), or git:REF, which is the same stack as the other side at another branch, tag or commit.

Says what would become of a stack that stands as X says, if it were updated to Y: data at risk first, then what is
replaced, removed, added and changed, what each move keeps and loses, and what it costs. Needs no account.

  --set key=value         changes a config key of Y, e.g. --from dev --to dev --set topology=aws-fargate
  --format text           ${formats.join(", ")} (schemas/diff.schema.json)
  --out FILE              writes to a file
  --max-monthly-usd N     exit code 1 where Y is known to cost more, with the items that it costs
  --max-increase-usd N    exit code 1 where Y is known to cost more than X by more, with the items that are dearer
  --root DIR              the project's folder; the current one when left out`;

/** Compares two plans. */
export const diff: Command = {
  summary: "what differs between two stacks, topologies, saved plans or revisions: data at risk first, moves, cost",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, options);
    const { from, to, set } = values;
    if (from === undefined || to === undefined) throw new UsageError("--from and --to say what to compare");
    if (positionals.length > 0)
      throw new UsageError(`${positionals.join(" ")}: name what to compare by --from and --to`);
    const format = oneOf("format", values.format, formats);
    const limits = {
      maxMonthlyUsd: amountOf("max-monthly-usd", values["max-monthly-usd"]),
      maxIncreaseUsd: amountOf("max-increase-usd", values["max-increase-usd"]),
    };
    const [before, after] = await sidesOf(openProject(values.root, terminal), from, to, set, terminal);
    const plans = { from: before.plan, to: after.plan };
    tell(renderDiff(format, compare(before, after), layoutFor(values.out, terminal), plans), values.out, terminal);
    return judge([after.plan], limits, terminal, before.plan);
  },
};
