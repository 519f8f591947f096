import { parseArgs, type ParseArgsConfig } from "node:util";
import { formatIssue, IssuesError } from "../../components/core/errors";
import { nearest } from "../../components/core/nearest";

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Whether what is written is read by a person at a terminal. */
  readonly isTTY: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly columns: number;
}

/** One command of the command line. */
export interface Command {
  /** What it does, in a line. */
  readonly summary: string;
  /** How it is called, and its options. */
  readonly usage: string;
  /** @returns The exit code: 0 fine, 1 refused. */
  run(argv: readonly string[], terminal: Terminal): Promise<number>;
}

/** The command line was not understood; told in one line, exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Takes the command line apart; an unknown option is refused with the nearest known one. */
export function parse<O extends Options>(argv: readonly string[], options: O) {
  const known = Object.keys(options);
  for (const argument of argv) {
    if (argument === "--") break;
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name === undefined || known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near === undefined ? "" : `; did you mean --${near}?`;
    throw new UsageError(`unknown option --${name}; allowed ${known.map((it) => `--${it}`).join(", ")}${hint}`);
  }
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(String((error as Error).message).split("\n")[0]);
  }
}

/** Refuses a value that is none of the allowed ones. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  const near = nearest(value, allowed);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new UsageError(`--${option} ${value}: allowed ${allowed.join(", ")}${hint}`);
}

/** Whether colours are wanted; https://no-color.org. */
export const colours = (terminal: Terminal): boolean => terminal.isTTY && !terminal.environment["NO_COLOR"];

/** Tells the mistakes of a user, a line each; anything else is a bug and is thrown on. */
export function refuse(error: unknown, terminal: Terminal): number {
  if (!(error instanceof IssuesError)) throw error;
  for (const issue of error.issues) terminal.err(`${formatIssue(issue)}\n`);
  return 1;
}
