import { formatIssue, IssuesError } from "../../components/core/errors";
import type { LandfallConfig, LoadOptions } from "../../src/config/load";
import type { ConfigSource } from "../../src/config/source";
import { recordStack, prepare } from "../../src/program";
import { projectRoot } from "./config";
import { CANARY } from "./fuzz";
import { graphFaults } from "./graph-rules";

/** Examples are filled in, so that what is left out is no mistake. */
const options: LoadOptions = { root: projectRoot, environment: {}, examples: "fill" };

/** No config takes longer to be read and checked, however odd it is. */
const LONGEST_MS = 5000;
const LONGEST_LINE = 2000;

/** What JavaScript writes in place of a value, where a program forgot to look. */
const NO_VALUE = /\bundefined\b|\[object |\bNaN\b/g;
const UNSEEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const STACK_TRACE = /\bat .+:\d+:\d+/;

/**
 * What is wrong with a line that tells of a mistake; nothing where a user can read it.
 *
 * @param given - Everything that the stack says.
 */
export function lineFaults(line: string, given: string): string[] {
  const invented = (line.match(NO_VALUE) ?? []).filter((word) => !given.includes(word));
  return [
    ...(/^\S.*?: \S/.test(line) ? [] : ["names no place"]),
    ...(STACK_TRACE.test(line) && !STACK_TRACE.test(given) ? ["shows a stack trace"] : []),
    ...(UNSEEN.test(line) ? ["has characters that cannot be seen"] : []),
    ...(line.length > LONGEST_LINE ? ["is too long to be read"] : []),
    ...(line.includes(CANARY) ? ["shows a secret"] : []),
    ...invented.map((word) => `says ${word}, which nobody gave`),
  ].map((fault) => `a line ${fault}: ${line.slice(0, 300)}`);
}

export interface Outcome {
  /** The config, where it is right. */
  readonly config?: LandfallConfig;
  /** The lines that a user sees. */
  readonly lines: readonly string[];
  readonly faults: readonly string[];
}

/** Reads and checks a stack: it is either right, or told what is wrong with it in lines that can be read. */
export function outcomeOf(source: ConfigSource): Outcome {
  const begun = Date.now();
  const late = () => (Date.now() - begun > LONGEST_MS ? [`took ${Date.now() - begun} ms`] : []);
  try {
    return { config: prepare(source, options), lines: [], faults: late() };
  } catch (error) {
    if (!(error instanceof IssuesError)) return { lines: [], faults: [`threw ${String((error as Error).stack)}`] };
    const lines = error.issues.map(formatIssue);
    const given = JSON.stringify(source.values) + source.stack;
    const twice = lines.filter((line, at) => lines.indexOf(line) !== at).map((line) => `a line is told twice: ${line}`);
    const none = lines.length === 0 ? ["is refused without a word"] : [];
    return { lines, faults: [...none, ...twice, ...lines.flatMap((line) => lineFaults(line, given)), ...late()] };
  }
}

/** Builds a stack that is right, and holds its whole graph against what clouds and the engine take. */
export async function builtFaults(source: ConfigSource, config: LandfallConfig): Promise<string[]> {
  try {
    return graphFaults(await recordStack(source, config), CANARY);
  } catch (error) {
    const { stack, message } = error as Error;
    return [`threw ${stack === undefined || stack === "" ? message : stack}`];
  }
}
