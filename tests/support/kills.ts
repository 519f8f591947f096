import { execFileSync } from "node:child_process";
import { MOMENTS, type Moment } from "../../sandbox/faulty";
import type { Operation } from "../../sandbox/faults";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { TestBed } from "./bed";
import { tell } from "./engine";
import { complaintsOf, lastWords, recover, recoverLost } from "./recovery";

export type Victim = "engine" | "program" | "provider";

/** One point at which something is killed. */
export interface KillPoint {
  readonly victim: Victim;
  readonly moment: Moment;
  /** Which operation of the run, from 1. */
  readonly at: number;
}

/** The point of each number, moments taking turns and operations moving on a little. */
export const engineKill = (n: number): KillPoint => ({
  victim: "engine",
  moment: MOMENTS[n % MOMENTS.length]!,
  at: 1 + ((n * 7) % 5),
});

/** The processes below one, the nearest first. */
function descendants(pid: number): { readonly pid: number; readonly command: string }[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const all = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!)
    .map(([, id, parent, command]) => ({
      pid: Number(id),
      parent: Number(parent),
      command: command!,
    }));
  const below = (parent: number): typeof all =>
    all.filter((it) => it.parent === parent).flatMap((it) => [it, ...below(it.pid)]);
  return below(pid);
}

function kill(bed: TestBed, victim: Victim): void {
  if (victim === "engine") return bed.killEngine();
  if (victim === "provider") return bed.killProvider();
  const program = descendants(bed.enginePid!).find(({ command }) => /\bnode\b.*pulumi/.test(command));
  if (program !== undefined) process.kill(program.pid, "SIGKILL");
}

/** Thrown at the operation before which something was killed, so that it does not happen. */
const KILLED = new Error("killed before it began");

/** Runs an action and kills something at a point of it; `hit` says whether the run came so far. */
export async function runAndKill(
  bed: TestBed,
  point: KillPoint,
  action: (bed: TestBed) => Promise<EngineRun>,
): Promise<{ readonly hit: Operation | undefined; readonly run: EngineRun }> {
  let [count, hit] = [0, undefined as Operation | undefined];
  bed.watch = (operation, moment) => {
    if (moment !== point.moment || hit !== undefined || operation.on === "read") return;
    count += 1;
    if (count < point.at) return;
    hit = operation;
    kill(bed, point.victim);
    if (moment === "before") throw KILLED;
  };
  const run = await action(bed);
  bed.watch = undefined;
  return { hit, run };
}

/** What came of a life full of kills. */
export interface Life {
  /** At how many points something was killed. */
  kills: number;
  /** How many of each moment and operation, e.g. `during create`. */
  readonly points: Map<string, number>;
  pending: number;
  imported: number;
  /** Objects whose create was lost, and that hold no data: they are deleted by hand. */
  strays: number;
  readonly complaints: string[];
}

export const newLife = (): Life => ({
  kills: 0,
  points: new Map(),
  pending: 0,
  imported: 0,
  strays: 0,
  complaints: [],
});

/**
 * Repeats an action, killing something at each point in turn and recovering after each, until the points are used up or
 * an action comes to its end; then lets it come to its end, in two runs at most.
 *
 * @param kept - URNs of objects that stay in the cloud on purpose.
 */
export async function surviving(
  bed: TestBed,
  points: readonly KillPoint[],
  action: (bed: TestBed) => Promise<EngineRun>,
  life: Life,
  kept?: ReadonlySet<string>,
): Promise<void> {
  for (const point of points) {
    const { hit } = await runAndKill(bed, point, action);
    if (point.victim === "provider") await bed.reopen();
    if (hit === undefined) break;
    life.kills += 1;
    const name = `${point.victim} ${point.moment} ${hit.on}`;
    life.points.set(name, (life.points.get(name) ?? 0) + 1);
    const where = `${name} of ${hit.urn}`;
    const told = (complaints: readonly string[]) => life.complaints.push(...complaints.map((it) => `${where}: ${it}`));
    // The engine goes on without its provider: it takes what was under way for failed, and lists nothing as pending.
    if (point.victim === "provider") {
      const { refused, strays, complaints } = await recoverLost(bed, action);
      life.imported += refused;
      life.strays += strays;
      told(complaints);
    }
    const wreck = await recover(bed, kept);
    life.pending += wreck.pending;
    life.imported += wreck.imported;
    told(wreck.complaints);
    told(await complaintsOf(bed, kept));
    tell(`${new Date().toISOString()} ${where}: ${wreck.pending} pending, ${wreck.imported} imported`);
    if (life.complaints.length > 0) return;
  }
  let last = await action(bed);
  if (last.code !== 0) last = await action(bed);
  if (last.code !== 0) life.complaints.push(`does not come to its end: ${lastWords(last)}`);
  life.complaints.push(...(await complaintsOf(bed, kept)));
}
