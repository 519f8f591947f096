import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "./config";

/** What a program is not made of. */
const LEFT_OUT = /^(node_modules|tests|docs|bench|schemas|coverage|dist|\..*)$/;

/** A copy of this program that may be changed. */
export class ProjectCopy {
  readonly root = mkdtempSync(join(tmpdir(), "landfall-copy-"));

  constructor() {
    for (const name of readdirSync(projectRoot).filter((it) => !LEFT_OUT.test(it) || it === ".swcrc")) {
      cpSync(join(projectRoot, name), join(this.root, name), { recursive: true });
    }
    symlinkSync(join(projectRoot, "node_modules"), join(this.root, "node_modules"));
  }

  /**
   * Puts a text in another's place.
   *
   * @throws Error where the file does not have it exactly once: the change would be another one than is meant.
   */
  edit(file: string, before: string, after: string): void {
    const path = join(this.root, file);
    const parts = readFileSync(path, "utf8").split(before);
    if (parts.length !== 2) throw new Error(`${file} has ${JSON.stringify(before)} ${parts.length - 1} times`);
    writeFileSync(path, parts.join(after));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
