import { colours, oneOf, parse, UsageError, type Command } from "./command";
import { openProject } from "./project";
import { rehearse, rehearseActions } from "./rehearse";

const usage = `landfall rehearse [stack] [preview|up|refresh|destroy…]

Runs the real engine on this program against a sandbox cloud: no account, no network, none of your state. Without
actions: ${rehearseActions.join(", ")}. A second up must change nothing.

  --root DIR   the project's folder; the current one when left out`;

/** Rehearses a stack on the real engine. */
export const rehearseCommand: Command = {
  summary: "the real engine against a sandbox cloud, without an account",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, { root: { type: "string" } });
    const project = openProject(values.root, terminal);
    const [first, ...rest] = positionals;
    const named = first !== undefined && project.stacks.includes(first);
    if (!named && first !== undefined && !(rehearseActions as readonly string[]).includes(first)) {
      throw new UsageError(
        `${first} is neither a stack (${project.stacks.join(", ")}) nor an action (${rehearseActions.join(", ")})`,
      );
    }
    const stack = named ? first : project.stacks[0];
    if (stack === undefined) throw new UsageError("the project has no stack; make Pulumi.<stack>.yaml");
    const actions = (named ? rest : positionals).map((action) => oneOf("action", action, rehearseActions));
    return rehearse({
      root: project.root,
      project: project.name,
      stack,
      ...(actions.length > 0 ? { actions } : {}),
      out: terminal.out,
      err: terminal.err,
      environment: terminal.environment,
      colours: colours(terminal),
    });
  },
};
