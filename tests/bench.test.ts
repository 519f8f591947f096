import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { precompile } from "../bench/precompiled";
import { projectRoot } from "./support/config";

describe("what the benchmark measures against", () => {
  it("is the same program: as JavaScript it gives the same plan", () => {
    const folder = precompile(projectRoot);
    const planBy = (script: string) =>
      execFileSync(process.execPath, [script, "plan", "dev", "--format", "json", "--root", projectRoot]).toString();
    try {
      expect(planBy(join(folder, "run.js"))).toBe(planBy(join(projectRoot, "bin", "landfall.js")));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
