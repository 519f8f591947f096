import { cellConfig } from "../support/cells";
import { describeOnEngine, openStack, sharedFolder, tell } from "../support/engine";
import { ObservedCloud } from "../support/observed";
import { recordResult } from "../support/reliability";
import { dataActs, programAt, revisionsThatDiffer } from "./upgrade";

jest.setTimeout(3_600_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

/** How many commits, from the last one that changed the program back to the first that can be run. */
const wanted = Number(process.env["LANDFALL_REVISIONS"] ?? "6");

/** Which cells; a part of the name is enough. */
const CELLS = ["megilance@oci-do-free", "megilance@aws-fargate"].filter((cell) =>
  cell.includes(process.env["LANDFALL_CELLS"] ?? ""),
);

describeOnEngine("states that earlier commits of this program left", () => {
  it("are taken over without a store that is made anew or taken away", async () => {
    const began = Date.now();
    const failed: Record<string, readonly string[]> = {};
    const skipped: string[] = [];
    let runs = 0;
    for (const commit of revisionsThatDiffer(wanted)) {
      const program = programAt(commit);
      if (program === undefined) {
        skipped.push(`${commit.slice(0, 7)}: needs other packages`);
        continue;
      }
      const observed = new ObservedCloud();
      try {
        for (const cell of CELLS) {
          const [app, topology] = cell.split("@") as [string, string];
          const { folder, remove } = sharedFolder();
          const up = async (root?: string) => {
            const more = { folder, before: observed.before, ...(root === undefined ? {} : { root }) };
            const { workspace, close } = await openStack("example", cellConfig(app, topology), more);
            const run = await workspace.run("up", AT_ONCE);
            close();
            return run;
          };
          const name = `${commit.slice(0, 7)} ${cell}`;
          const before = await up(program.root);
          observed.take();
          if (before.code !== 0) {
            const line = before.stdout.split("\n").find((it) => it.includes("error:")) ?? "";
            skipped.push(`${name}: does not come up by its own code: ${line.trim()}`);
          } else {
            const { code, stdout } = await up();
            runs++;
            const errors = stdout.split("\n").filter((line) => /\berror:/.test(line));
            const complaints = [...dataActs(observed.take()), ...(code === 0 ? [] : [`exit code ${code}`, ...errors])];
            if (complaints.length > 0) failed[name] = complaints;
            tell(`${name}: ${complaints.length === 0 ? "taken over" : complaints.join("; ")}`);
          }
          remove();
        }
      } finally {
        program.remove();
      }
    }
    tell(skipped.join("\n"));
    const seconds = Math.round((Date.now() - began) / 1000);
    const notes = [
      "States of earlier commits, as there is no release yet.",
      ...skipped.map((it) => `Left out: ${it}.`),
    ];
    if (process.env["LANDFALL_CELLS"] === undefined)
      recordResult("upgrades", { runs, failures: Object.keys(failed).length, seconds, notes });
    expect(runs).toBeGreaterThan(0);
    expect(failed).toEqual({});
  });
});
