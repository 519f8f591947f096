import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { IssuesError } from "../../components/core/errors";
import { readPreview } from "../gate/preview";
import { verdictMarkdown, verdictText } from "../gate/text";
import { judge, passes, type Verdict } from "../gate/verdict";
import { canonicalJson } from "../plan/values";
import { colours, oneOf, parse, UsageError, type Command, type Terminal } from "./command";

const FORMATS = ["text", "markdown", "json"] as const;

const usage = `landfall gate FILE [--allow URN…]

Reads what \`pulumi preview --json\` printed and refuses, with exit code 1, to delete or replace what holds data or is
protected, a preview that failed, and one that was cut off.

  --allow URN       lets this one go; may be repeated, and may hold several with blanks between
  --format text     text, markdown or json`;

function contentOf(file: string, terminal: Terminal): string {
  try {
    return readFileSync(resolve(terminal.cwd, file), "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
}

/** The URNs that were named; what is none is a mistake that would else go unseen. */
function urnsIn(allow: readonly string[]): string[] {
  const urns = allow.flatMap((value) => value.split(/\s+/)).filter((word) => word !== "");
  const wrong = urns.find((urn) => !urn.startsWith("urn:pulumi:"));
  if (wrong !== undefined) throw new UsageError(`--allow ${wrong}: allowed a URN, which begins with urn:pulumi:`);
  return urns;
}

function render(verdict: Verdict, format: (typeof FORMATS)[number], terminal: Terminal): string {
  if (format === "markdown") return verdictMarkdown(verdict);
  if (format === "text") return verdictText(verdict, { columns: terminal.columns, colours: colours(terminal) });
  return canonicalJson({ passes: passes(verdict), ...verdict });
}

/** Keeps an update from taking data away. */
export const gate: Command = {
  summary: "refuses a preview of the real engine that deletes or replaces what holds data or is protected",
  usage,
  async run(argv, terminal) {
    const { values, positionals } = parse(argv, {
      allow: { type: "string", multiple: true, default: [] as string[] },
      format: { type: "string", default: "text" },
    });
    const format = oneOf("format", values.format, FORMATS);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError("gate takes one file; see landfall gate --help");
    const allowed = urnsIn(values.allow);
    const read = readPreview(contentOf(file, terminal), file);
    if ("issues" in read) throw new IssuesError(read.issues);
    const verdict = judge(read.value, allowed);
    terminal.out(render(verdict, format, terminal));
    return passes(verdict) ? 0 : 1;
  },
};
