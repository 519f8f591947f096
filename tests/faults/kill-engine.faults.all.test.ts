import { cellConfig } from "../support/cells";
import { TestBed } from "../support/bed";
import { describeOnEngine, tell } from "../support/engine";
import { engineKill, newLife, surviving, type Life } from "../support/kills";
import { OWN_CELLS, relabelled } from "../support/lives";
import { recordResult } from "../support/reliability";
import { byType, objectsOf } from "../support/soundness";

jest.setTimeout(3_600_000);

/** Kills of each stack; one that has too few operations for them lives again. */
const EACH = Number(process.env["FAULT_POINTS"] ?? "42");
/** Kill points of each phase of a life, at most. */
const [CREATES, UPDATES, DELETES] = [30, 6, 6];

const points = (from: number, count: number) => Array.from({ length: count }, (_, index) => engineKill(from + index));

/** Makes a stack, changes it and takes it away, with kills all along; gives what destroying it kept. */
async function live(app: string, topology: string, life: Life): Promise<string> {
  const bed = await TestBed.open({ config: cellConfig(app, topology) });
  const left = () => EACH - life.kills;
  try {
    await surviving(bed, points(life.kills, Math.min(left(), CREATES)), (it) => it.up(), life);
    const stores = new Set(objectsOf(bed).map(({ urn }) => urn));
    await bed.reopen(relabelled(app, topology));
    await surviving(bed, points(life.kills + 1, Math.min(left(), UPDATES)), (it) => it.up(), life);
    await bed.unprotect();
    await surviving(bed, points(life.kills + 2, Math.min(left(), DELETES)), (it) => it.destroy(), life, stores);
    return byType(objectsOf(bed));
  } finally {
    bed.close();
  }
}

describeOnEngine("an engine that is killed", () => {
  const lives: Life[] = [];
  const begun = Date.now();

  it.each(OWN_CELLS)("leaves %s on %s in a state that the next update mends", async (app, topology) => {
    const life = newLife();
    lives.push(life);
    let left = "";
    for (let kills = -1; life.kills > kills && life.kills < EACH && life.complaints.length === 0;) {
      kills = life.kills;
      left = await live(app, topology, life);
    }
    tell(`${app}@${topology}: ${life.kills} kills, ${life.pending} pending, ${life.imported} imported`);
    tell(`${[...life.points].map(([name, count]) => `${name} x${count}`).join(", ")}; kept on destroy: ${left}`);
    expect(life.complaints).toEqual([]);
    expect(life.kills).toBe(EACH);
  });

  // After each stack, so that a set that is cut short still says how far it came.
  afterEach(() => {
    if (lives.length === 0) return;
    const moments = new Map<string, number>();
    for (const { points } of lives)
      for (const [name, count] of points) moments.set(name, (moments.get(name) ?? 0) + count);
    const sum = (of: (life: Life) => number) => lives.reduce((total, life) => total + of(life), 0);
    recordResult("kill-engine", {
      runs: sum(({ kills }) => kills),
      failures: sum(({ complaints }) => complaints.length),
      seconds: (Date.now() - begun) / 1000,
      notes: [
        `${lives.length} of ${OWN_CELLS.length} stacks: ${OWN_CELLS.slice(0, lives.length)
          .map((cell) => cell.join(" on "))
          .join(", ")}.`,
        `Killed: ${[...moments].map(([name, count]) => `${name} x${count}`).join(", ")}.`,
        `${sum(({ pending }) => pending)} operations were listed as pending; ${sum(({ imported }) => imported)} of them had made an object, which was imported.`,
      ],
    });
  });
});
