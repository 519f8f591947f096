import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pulumiCli, tell } from "../support/engine";
import { recordResult } from "../support/reliability";
import { TeamStack } from "../support/team-stack";

jest.setTimeout(7_200_000);

/** Kilobytes that are left on the disk besides the state. */
const LEFT = [0, 100, 200, 400];

/** A disk of its own takes a mount namespace, which not everybody may make. */
const mayMount = spawnSync("unshare", ["--mount", "true"]).status === 0;
if (!mayMount) tell("tests of a full disk skipped: no right to mount one (unshare --mount)");

(pulumiCli !== undefined && mayMount ? describe : describe.skip)("a state in a folder whose disk is full", () => {
  it("is brought back from the copy that the last whole update left", async () => {
    const begun = Date.now();
    const failed: string[] = [];
    let broken = 0;
    for (const left of LEFT) {
      const stack = await TeamStack.open();
      try {
        const codes = [(await stack.up()).code];
        const standing = stack.standing;
        const folder = join(stack.checkout.folder, "state");
        const kilobytes = Number(spawnSync("du", ["-sk", folder], { encoding: "utf8" }).stdout.split("\t")[0]);
        codes.push((await stack.pulumi("config", "set", "landfall:email", "others@example.com")).code);
        const full = await stack.upOnDisk(kilobytes + left);
        if (full.code !== 0 && !/no space left on device/.test(full.output)) failed.push(`${left}: ${full.output}`);
        if ((await stack.pulumi("stack", "export")).code !== 0) {
          broken += 1;
          const backups = join(folder, ".pulumi/backups/landfall/dev");
          const last = readdirSync(backups)
            .filter((name) => name.endsWith(".json"))
            .sort()
            .at(-1)!;
          copyFileSync(join(backups, last), join(folder, ".pulumi/stacks/landfall/dev.json"));
        }
        codes.push((await stack.up()).code, (await stack.up("--expect-no-changes")).code);
        if (codes.some((code) => code !== 0)) failed.push(`${left}: ended with ${codes.join(", ")}`);
        const lost = standing.filter((it) => !stack.standing.includes(it));
        failed.push(...[...lost, ...stack.doubled, ...(await stack.forgotten())].map((it) => `${left}: ${it}`));
        tell(`${left} KB left: up ${full.code}, ${broken} broken so far, ${failed.length} faults`);
      } finally {
        stack.close();
      }
    }
    recordResult("full-disk", {
      runs: LEFT.length,
      failures: new Set(failed.map((line) => line.split(":")[0])).size,
      seconds: (Date.now() - begun) / 1000,
      notes: [`The state was unreadable in ${broken} of them, and its .bak as well.`],
    });
    expect(failed).toEqual([]);
  });
});
