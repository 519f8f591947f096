import { main } from "../../src/cli/main";
import type { Terminal } from "../../src/cli/command";
import { projectRoot } from "./config";

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, as at a terminal of 100 columns that is not one. */
export async function landfall(argv: readonly string[], changes: Partial<Terminal> = {}): Promise<Printed> {
  let out = "";
  let err = "";
  const code = await main(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    environment: { PATH: process.env["PATH"], HOME: "/nowhere" },
    cwd: projectRoot,
    isTTY: false,
    columns: 100,
    ...changes,
  });
  return { code, out, err };
}
