import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { precompile } from "../bench/precompiled";
import { projectRoot } from "./support/config";
import { landfall } from "./support/terminal";

describe("what the benchmark measures against", () => {
  it("is the same program: as JavaScript it gives the same plan", async () => {
    const argv = ["plan", "dev", "--format", "json", "--root", projectRoot];
    const folder = precompile(projectRoot);
    try {
      const precompiled = execFileSync(process.execPath, [join(folder, "run.js"), ...argv]).toString();
      expect(precompiled).toBe((await landfall(argv)).out);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
