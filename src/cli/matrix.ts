import { matrixOf, type Cell } from "../matrix";
import { canonicalJson } from "../plan/values";
import { oneOf, parse, type Command } from "./command";
import { openProject } from "./project";

const text = (cells: readonly Cell[]): string =>
  cells
    .flatMap(({ app, topology, outcome, reasons }) => [
      `${outcome.padEnd(9)}${app} on ${topology}`,
      ...reasons.map((reason) => `         ${reason}`),
    ])
    .map((line) => `${line}\n`)
    .join("");

/** Tells which app lands on which topology. */
export const matrix: Command = {
  summary: "every app on every topology: lands, or why not",
  usage: "landfall matrix [--format text|json] [--root DIR]",
  async run(argv, terminal) {
    const { values } = parse(argv, { format: { type: "string", default: "text" }, root: { type: "string" } });
    const format = oneOf("format", values.format, ["text", "json"]);
    const project = openProject(values.root, terminal);
    const cells = matrixOf(project, terminal.environment);
    terminal.out(format === "json" ? canonicalJson({ cells }) : text(cells));
    return 0;
  },
};
