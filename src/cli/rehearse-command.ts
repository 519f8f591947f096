import { colours, oneOf, parse, UsageError, type Command } from "./command";
import { openProject, settingOf } from "./project";
import { rehearse, rehearseActions, type RehearseStep } from "./rehearse";
import { FAULT_FORM, faultRule } from "./rehearse-faults";

const usage = `landfall rehearse [stack] [preview|up|refresh|destroy|key=value…]

Runs the real engine on this program against a sandbox cloud: no account, no network, none of your state. Without
actions: ${rehearseActions.join(", ")}. A second up must change nothing.

A key=value between actions changes a config key from there on, so that a switch is rehearsed before it is paid for:
  landfall rehearse dev up topology=aws-fargate up

  --topology T      the topology to begin with, in place of the stack's
  --set key=value   changes a config key from the beginning; may be repeated
  --fault SPEC      lets something go wrong; may be repeated. ${FAULT_FORM}:
                    OPERATION  create, read, update, delete or any; #3 is the third that matches, #3+ all from there on
                    TYPE       a type token, * stands for anything
                    FAULT      429, 500, timeout, partial, lost, 404-after-create, forbidden, not-found-or-forbidden
  --root DIR        the project's folder; the current one when left out`;

/** What stands between the actions: a change of config, or an action. */
const stepOf = (word: string): RehearseStep =>
  word.includes("=") ? settingOf(word, "") : oneOf("action", word, rehearseActions);

/** Rehearses a stack on the real engine. */
export const rehearseCommand: Command = {
  summary: "the real engine against a sandbox cloud, without an account",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, {
      root: { type: "string" },
      topology: { type: "string" },
      set: { type: "string", multiple: true, default: [] as string[] },
      fault: { type: "string", multiple: true, default: [] as string[] },
    });
    const project = openProject(values.root, terminal);
    const [first, ...rest] = positionals;
    const named = first !== undefined && project.stacks.includes(first);
    if (
      !named &&
      first !== undefined &&
      !first.includes("=") &&
      !(rehearseActions as readonly string[]).includes(first)
    ) {
      throw new UsageError(
        `${first} is neither a stack (${project.stacks.join(", ")}) nor an action (${rehearseActions.join(", ")})`,
      );
    }
    const stack = named ? first : project.stacks[0];
    if (stack === undefined) throw new UsageError("the project has no stack; make Pulumi.<stack>.yaml");
    const steps = (named ? rest : positionals).map(stepOf);
    const set = [...values.set, ...(values.topology === undefined ? [] : [`topology=${values.topology}`])];
    return rehearse({
      root: project.root,
      project: project.name,
      stack,
      ...(steps.length > 0 ? { steps } : {}),
      settings: set.map((pair) => settingOf(pair)),
      faults: values.fault.map(faultRule),
      out: terminal.out,
      err: terminal.err,
      environment: terminal.environment,
      colours: colours(terminal),
    });
  },
};
