import { IssuesError } from "../../components/core/errors";
import type { Subject } from "../matrix";
import { secretTexts, type ConfigSource } from "../config/source";
import { plan } from "../plan/evaluate";
import { runbookFormats, renderRunbook } from "../move/render";
import { MOVED_KINDS } from "../move/moves";
import { runbookOf, sortedOf, type MoveRequest } from "../move/runbook";
import { oneOf, parse, UsageError, type Command, type Terminal } from "./command";
import { placed, placingOf, targetOf, underWay } from "./move-sides";
import { layoutFor, tell } from "./output";
import { freeSubject, openProject, stackSubject, withSet, type Project } from "./project";

const options = {
  app: { type: "string" },
  topology: { type: "string" },
  to: { type: "string" },
  kind: { type: "string", multiple: true, default: [] as string[] },
  set: { type: "string", multiple: true, default: [] as string[] },
  second: { type: "string" },
  format: { type: "string", default: "markdown" },
  out: { type: "string" },
  root: { type: "string" },
} as const;

const usage = `landfall move [stack] --to TOPOLOGY
landfall move [stack] --to TOPOLOGY|PROVIDER --kind K
landfall move [stack] --set key=value

Writes the runbook of a move of data: what moves from where to where, the commands for that very pair of services, the
freeze, the checks, the switch, the way back, and what stays in the old cloud. Nothing is changed, and no account is needed.

To another topology, everything moves that stands on another provider there. With --kind, that kind alone moves, by an
override: to a provider, or to where a topology has it. What stays on its provider but would be made anew (another region,
version or engine) moves by a second stack; so does a --set without --to.

Without a stack, the only one of the project; --app A --topology T takes an app on a topology in its place. While
landfall:move is set, --to may be left out.

  --kind K          ${MOVED_KINDS.join(", ")}; may be repeated
  --set key=value   changes a config key of the new side; may be repeated
  --second NAME     how the second stack is called, where one is needed; <stack>-2 when left out
  --format FORMAT   ${runbookFormats.join(", ")} (schemas/move.schema.json); markdown when left out
  --out FILE        writes to a file
  --root DIR        the project's folder; the current one when left out`;

type Values = ReturnType<typeof parse<typeof options>>["values"];

/** What moves: a stack, or an app on a topology. */
function subjectOf(project: Project, stacks: readonly string[], values: Values, terminal: Terminal): Subject {
  const { app, topology } = values;
  if (app !== undefined && topology !== undefined && stacks.length === 0)
    return freeSubject(project, app, topology, [], terminal);
  if (app !== undefined || topology !== undefined)
    throw new UsageError("--app and --topology go together, and take the place of a stack");
  const [stack, ...more] = stacks.length > 0 ? stacks : project.stacks;
  if (stack === undefined || more.length > 0)
    throw new UsageError(`one stack moves at a time; name it: ${project.stacks.join(", ") || "there is none"}`);
  return stackSubject(project, stack, [], terminal);
}

/** A secret has no place on a command line, and would stand in the runbook. */
function refuseSecrets(set: readonly string[], source: ConfigSource): void {
  for (const pair of set) {
    const key = pair.split("=")[0]!;
    const full = key.includes(":") ? key : `landfall:${key}`;
    const isSecret = full.startsWith("landfall:secrets") || /(password|secret|token|privatekey)/i.test(full);
    if (isSecret || source.secretKeys.has(full.split(".")[0]!))
      throw new UsageError(`--set ${key}: a secret would stand in the runbook; set it in the stack's config`);
  }
}

/** Both sides of the move, evaluated; a second stack where one cannot hold both. */
async function requestOf(project: Project, subject: Subject, values: Values): Promise<MoveRequest> {
  const { source, options: how } = subject;
  const here = placingOf(source);
  const going = values.to === undefined && values.set.length === 0 ? underWay(source) : undefined;
  const [now, then] =
    going === undefined
      ? [here, targetOf(project.root, here, { to: values.to, kinds: values.kind, set: values.set })]
      : going.key === "to"
        ? [here, going.side]
        : [going.side, here];
  const before = placed(source, now);
  const after = withSet(placed(source, then), values.set);
  const domain = source.values["landfall:domain"];
  const common = {
    set: values.set,
    domain: domain === undefined || domain === "" ? undefined : domain,
  };
  const from = { stack: source.stack, plan: await plan(before, how), placing: now };
  const to = { stack: source.stack, plan: await plan(after, how), placing: placingOf(after) };
  const { moves, sameProvider } = sortedOf({ ...common, from, to }, false);
  if (sameProvider.length > 0) {
    const stack = values.second ?? `${source.stack}-2`;
    return { ...common, from, to: { ...to, stack, plan: await plan({ ...after, stack }, how) } };
  }
  if (moves.length === 0)
    throw new IssuesError([
      {
        at: "landfall move",
        problem: "nothing that holds data would move",
        fix: `change the config and update: pulumi preview --stack ${source.stack}`,
      },
    ]);
  return { ...common, from, to };
}

/** Writes the runbook of a move of data. */
export const move: Command = {
  summary: "the runbook of a move of data to another cloud or place: commands, checks, switch, way back",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, options);
    const format = oneOf("format", values.format, runbookFormats);
    const project = openProject(values.root, terminal);
    const subject = subjectOf(project, positionals, values, terminal);
    refuseSecrets(values.set, subject.source);
    const text = renderRunbook(
      format,
      runbookOf(await requestOf(project, subject, values)),
      layoutFor(values.out, terminal),
    );
    if (secretTexts(subject.source).some((secret) => secret.length > 3 && text.includes(secret)))
      throw new Error("a secret of the stack's config was about to be written; this is a bug");
    tell(text, values.out, terminal);
    return 0;
  },
};
