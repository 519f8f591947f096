import { transformFileSync, type Options } from "@swc/core";
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SOURCES = ["components", "providers", "src"];

const ENTRY = `require("./src/cli/main").main(process.argv.slice(2)).then((code) => { process.exitCode = code; });\n`;

/**
 * Writes the whole program as JavaScript beside the same packages, so that running it compiles nothing.
 *
 * @returns The folder; its `run.js` takes the same arguments as `bin/landfall.js`.
 */
export function precompile(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-of-landfall-compiled-"));
  const options = JSON.parse(readFileSync(join(root, ".swcrc"), "utf8")) as Options;
  for (const source of SOURCES) {
    cpSync(join(root, source), join(folder, source), { recursive: true });
    for (const path of readdirSync(join(folder, source), { recursive: true, encoding: "utf8" })) {
      if (!path.endsWith(".ts")) continue;
      const { code } = transformFileSync(join(root, source, path), { ...options, swcrc: false, sourceMaps: false });
      writeFileSync(join(folder, source, path.replace(/\.ts$/, ".js")), code);
    }
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  writeFileSync(join(folder, "run.js"), ENTRY);
  return folder;
}
