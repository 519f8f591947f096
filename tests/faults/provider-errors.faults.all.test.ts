import { TestBed } from "../support/bed";
import { cellConfig } from "../support/cells";
import { describeOnEngine, tell } from "../support/engine";
import { OWN_CELLS, relabelled } from "../support/lives";
import { recordResult } from "../support/reliability";
import { byType, isData, objectsOf } from "../support/soundness";
import { newStorm, settle, weather, type Storm } from "../support/waves";

jest.setTimeout(3_600_000);

/** How often every operation is met, each time by the next fault; eight are all faults of a create. */
const ROUNDS = Number(process.env["FAULT_ROUNDS"] ?? "1");

const cases = Array.from({ length: ROUNDS }, (_, round) =>
  OWN_CELLS.map(([app, topology]) => [app, topology, round] as const),
).flat();

const GO_ON = ["--continue-on-error"];

describeOnEngine("a cloud in which every operation goes wrong once", () => {
  const storms: Storm[] = [];
  const begun = Date.now();

  it.each(cases)("holds %s on %s none the worse, round %i", async (app, topology, round) => {
    const storm = newStorm();
    storms.push(storm);
    const bed = await TestBed.open({ config: cellConfig(app, topology) });
    try {
      await weather(bed, "create", round, (it) => it.up(GO_ON), storm);
      await settle(bed, storm);
      const kept = new Set(objectsOf(bed).map(({ id }) => id));
      await bed.reopen(relabelled(app, topology));
      await weather(bed, "update", round, (it) => it.up(GO_ON), storm);
      const still = await bed.up(["--expect-no-changes"]);
      if (still.code !== 0) storm.complaints.push("another update would still change something");
      await bed.unprotect();
      await weather(bed, "delete", round, (it) => it.destroy(GO_ON), storm);
      const added = objectsOf(bed).filter(({ id }) => !kept.has(id));
      storm.complaints.push(...added.map(({ urn }) => `${urn} came after everything was made`));
      tell(`${app}@${topology}: ${storm.runs} runs; ${text(storm.faults)}; refused ${storm.refused}`);
      tell(`  made twice: ${byType(storm.doubled) || "nothing"}`);
      expect(storm.complaints).toEqual([]);
    } finally {
      bed.close();
    }
  });

  // After each stack, so that a set that is cut short still says how far it came.
  afterEach(() => {
    if (storms.length === 0) return;
    const counted = new Map<string, number>();
    for (const { faults } of storms)
      for (const [name, count] of faults) counted.set(name, (counted.get(name) ?? 0) + count);
    const doubled = storms.flatMap((storm) => storm.doubled);
    const list = (objects: typeof doubled) => byType(objects) || "none";
    recordResult("provider-errors", {
      runs: [...counted.values()].reduce((sum, count) => sum + count, 0),
      failures: storms.reduce((sum, { complaints }) => sum + complaints.length, 0),
      seconds: (Date.now() - begun) / 1000,
      notes: [
        `${storms.length} stacks, ${storms.reduce((sum, { runs }) => sum + runs, 0)} runs of the engine with \`--continue-on-error\`.`,
        `Faults: ${text(counted)}.`,
        `${storms.reduce((sum, { refused }) => sum + refused, 0)} stores of data whose create was lost were refused by name at the next update, and imported.`,
        `Made twice after a lost create; none holds data, and the sandbox keeps only the names of stores apart, where many a cloud would refuse: ${list(doubled.filter((it) => !isData(it)))}.`,
        `Of these, empty keepers of keys or zones: ${list(doubled.filter(isData))}.`,
      ],
    });
  });
});

const text = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} x${count}`)
    .join(", ");
