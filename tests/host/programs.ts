import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Debian keeps programs that only root has on its PATH. */
const BESIDES = ["/usr/sbin", "/sbin", "/usr/lib/postgresql/15/bin"];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program, or undefined where the machine has none. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(delimiter), ...BESIDES].map((folder) => join(folder, name)).find(isProgram);

/** The path of a program that a test has asked for by `describeWith`. */
export function program(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is neither on PATH nor in ${BESIDES.join(", ")}`);
  return path;
}

/**
 * A `describe` of what runs programs that may not be installed. Where one is missing, it fails on CI and is skipped with a
 * line on stderr elsewhere.
 */
export function describeWith(programs: readonly string[], name: string, body: () => void): void {
  const missing = programs.filter((one) => findProgram(one) === undefined);
  if (missing.length === 0) {
    describe(name, body);
  } else if (process.env["CI"] !== undefined) {
    describe(name, () => {
      it("has the programs that it runs", () => {
        throw new Error(`not installed: ${missing.join(", ")}`);
      });
    });
  } else {
    process.stderr.write(`skipped, without ${missing.join(", ")}: ${name}\n`);
    describe.skip(name, body);
  }
}
