import { MOMENTS } from "../../sandbox/faulty";
import { TestBed } from "../support/bed";
import { cellConfig } from "../support/cells";
import { describeOnEngine, tell } from "../support/engine";
import { newLife, surviving, type KillPoint, type Life } from "../support/kills";
import { OWN_CELLS } from "../support/lives";
import { recordResult } from "../support/reliability";

jest.setTimeout(3_600_000);

/** Kill points of each victim in each stack. */
const EACH = Number(process.env["FAULT_POINTS"] ?? "4");

const pointsOf = (victim: KillPoint["victim"]): KillPoint[] =>
  Array.from({ length: EACH }, (_, index) => ({ victim, moment: MOMENTS[index % MOMENTS.length]!, at: 1 + index * 3 }));

// The program runs as it does for users: in a process that the engine starts.
describeOnEngine.each(["program", "provider"] as const)("a %s that is killed", (victim) => {
  it.each(OWN_CELLS)("leaves %s on %s in a state that the next update mends", async (app, topology) => {
    const begun = Date.now();
    const life = newLife();
    const bed = await TestBed.open({ config: cellConfig(app, topology), inline: false });
    try {
      await surviving(bed, pointsOf(victim), (it) => it.up(), life);
      tell(`${app}@${topology}: ${life.kills} kills of the ${victim}, ${life.pending} pending`);
      expect(life.complaints).toEqual([]);
    } finally {
      bed.close();
      lives.push([victim, `${app} on ${topology}`, life, Date.now() - begun]);
      record();
    }
  });
});

const lives: [victim: string, cell: string, life: Life, milliseconds: number][] = [];

/** After each stack, so that a set that is cut short still says how far it came. */
function record(): void {
  const sum = (of: (life: Life) => number) => lives.reduce((total, [, , life]) => total + of(life), 0);
  recordResult("kill-others", {
    runs: sum(({ kills }) => kills),
    failures: sum(({ complaints }) => complaints.length),
    seconds: lives.reduce((total, [, , , milliseconds]) => total + milliseconds, 0) / 1000,
    notes: lives.map(
      ([victim, cell, { kills, imported, strays }]) =>
        `${cell}: the ${victim} ${kills} times; ${imported} stores whose answer was lost were refused by name and imported, ${strays} other objects are to be deleted by hand.`,
    ),
  });
}
