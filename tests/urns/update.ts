// Writes tests/urns/golden anew; `npm run urns`. What would lose data is kept until it is let go of by name.
import { parseArgs } from "node:util";
import { exampleSubject, matrixOf } from "../../src/matrix";
import { evaluate } from "../../src/plan/evaluate";
import { projectRoot } from "../support/config";
import { goldenFiles, writeGolden } from "./golden";
import { judge, nextGolden, reachedIn, withheld, type Observed, type Reached } from "./judge";
import { judgementText } from "./tell";

const project = { root: projectRoot, name: "landfall" };

/** What every cell that lands registers. */
async function observe(): Promise<ReadonlyMap<string, Observed>> {
  const observed = new Map<string, Map<string, Reached>>();
  for (const { app, topology, outcome } of matrixOf(project)) {
    if (outcome !== "lands") continue;
    const { source, options } = exampleSubject(project, app, topology);
    const { recording } = await evaluate(source, options);
    const apps = observed.get(topology) ?? new Map<string, Reached>();
    observed.set(topology, apps.set(app, reachedIn(recording)));
  }
  return observed;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { "let-go": { type: "string", multiple: true, default: [] } } });
  const [goldens, observed] = [goldenFiles(), await observe()];
  const judgement = judge(goldens, observed);
  const kept = withheld(judgement, new Set(values["let-go"]));
  if (kept.length > 0 || judgement.claimedTwice.length > 0) {
    process.stderr.write(`${judgementText(judgement)}\nnothing was written\n`);
    return 1;
  }
  writeGolden(nextGolden(goldens, observed));
  for (const { urn, cells } of judgement.lost) process.stdout.write(`let go: ${urn} of ${cells.length} cells\n`);
  for (const cell of judgement.lostCells) process.stdout.write(`let go: ${cell}\n`);
  return 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
