import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Where Debian keeps programs, besides PATH. */
const MORE = ["/usr/sbin", "/sbin", "/usr/lib/postgresql/15/bin"];

/** The whole path of a program; undefined where it is not installed. */
export function programOf(name: string): string | undefined {
  const directories = [...(process.env["PATH"] ?? "").split(":"), ...MORE];
  return directories
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Tests that run real programs: without one of them they fail where all is built, and are skipped aloud elsewhere. */
export function describeWith(programs: readonly string[], name: string, body: () => void): void {
  const missing = programs.filter((program) => programOf(program) === undefined);
  if (missing.length === 0) return describe(name, body);
  if (process.env["CI"] !== undefined) {
    describe(name, () => {
      it("finds its programs", () => {
        expect(missing).toEqual([]);
      });
    });
    return;
  }
  process.stderr.write(`skipped, for want of ${missing.join(", ")}: ${name}\n`);
  describe.skip(name, body);
}
