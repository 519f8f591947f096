import { cellConfig } from "../support/cells";
import { TestBed } from "../support/bed";
import { describeOnEngine, tell } from "../support/engine";
import { engineKill, newLife, surviving, type Life } from "../support/kills";
import { OWN_CELLS, relabelled } from "../support/lives";
import { recordResult } from "../support/reliability";
import { byType, objectsOf } from "../support/soundness";

jest.setTimeout(3_600_000);

/** Kill points of each phase of a life. */
const [CREATES, UPDATES, DELETES] = [30, 6, 6];

const points = (from: number, count: number) => Array.from({ length: count }, (_, index) => engineKill(from + index));

describeOnEngine("an engine that is killed", () => {
  const lives: Life[] = [];
  const begun = Date.now();
  let left = "";

  it.each(OWN_CELLS)("leaves %s on %s in a state that the next update mends", async (app, topology) => {
    const life = newLife();
    lives.push(life);
    const config = cellConfig(app, topology);
    const bed = await TestBed.open({ config });
    try {
      await surviving(bed, points(0, CREATES), (it) => it.up(), life);
      const stores = new Set(objectsOf(bed).map(({ urn }) => urn));
      await bed.reopen(relabelled(app, topology));
      await surviving(bed, points(1, UPDATES), (it) => it.up(), life);
      await bed.unprotect();
      await surviving(bed, points(2, DELETES), (it) => it.destroy(), life, stores);
      left = byType(objectsOf(bed));
      tell(`${app}@${topology}: ${life.kills} kills, ${life.pending} pending, ${life.imported} imported`);
      tell(`${[...life.points].map(([name, count]) => `${name} x${count}`).join(", ")}; kept on destroy: ${left}`);
      expect(life.complaints).toEqual([]);
    } finally {
      bed.close();
    }
  });

  // After each stack, so that a set that is cut short still says how far it came.
  afterEach(() => {
    if (lives.length === 0) return;
    const sum = (of: (life: Life) => number) => lives.reduce((total, life) => total + of(life), 0);
    recordResult("kill-engine", {
      runs: sum(({ kills }) => kills),
      failures: sum(({ complaints }) => complaints.length),
      seconds: (Date.now() - begun) / 1000,
      notes: [
        `${lives.length} of ${OWN_CELLS.length} stacks: ${OWN_CELLS.slice(0, lives.length)
          .map((cell) => cell.join(" on "))
          .join(", ")}.`,
        `${sum(({ pending }) => pending)} operations were listed as pending; ${sum(({ imported }) => imported)} of them had made an object, which was imported.`,
      ],
    });
  });
});
