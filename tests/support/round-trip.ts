import { join } from "node:path";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import { openStack, sharedFolder } from "./engine";

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

/** What the engine complains of, and what it changed though nothing was to change. */
const errorsIn = ({ stdout, stderr }: EngineRun): string[] =>
  `${stdout}\n${stderr}`.split("\n").filter((line) => /\b(error|panic):|\[diff: /.test(line));

/** What came of a stack's whole life. */
export interface RoundTrip {
  /** By step, what went wrong; empty when nothing did. */
  readonly complaints: string[];
  /** How many resources stood in the cloud. */
  readonly resources: number;
}

/**
 * Takes a stack up in the sandbox cloud by a plan that was saved, up again without a change, and down, its data with it.
 * The plan shows that a preview knows all that an update then does.
 */
export async function roundTrip(config: string): Promise<RoundTrip> {
  const { folder, remove } = sharedFolder();
  const { workspace, close } = await openStack("example", config, { folder });
  const saved = join(folder, "plan.json");
  const complaints: string[] = [];
  let resources = 0;
  try {
    const steps: readonly (readonly [string, string, readonly string[]])[] = [
      ["preview", "preview", ["--save-plan", saved, "--color", "never"]],
      ["up", "up", [...AT_ONCE, "--plan", saved]],
      ["second up", "up", [...AT_ONCE, "--expect-no-changes"]],
      ["destroy", "destroy", AT_ONCE],
    ];
    for (const [name, action, flags] of steps) {
      if (name === "destroy") {
        resources = workspace.cloud.list().length;
        await workspace.unprotect();
      }
      const run = await workspace.run(action, flags);
      complaints.push(...errorsIn(run).map((line) => `${name}: ${line.trim()}`));
      if (run.code !== 0) complaints.push(`${name}: exit code ${run.code}`);
      if (complaints.length > 0) break;
    }
    return { complaints, resources };
  } finally {
    close();
    remove();
  }
}
