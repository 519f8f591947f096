import type { CloudObject } from "../../sandbox/cloud";
import { faultsOf, type Fault, type Faults, type Operation, type OperationKind } from "../../sandbox/faults";
import type { EngineRun } from "../../src/cli/rehearse-engine";
import type { TestBed } from "./bed";
import { lastWords, takeIn } from "./recovery";
import { differences, isData, isNamed } from "./soundness";

/** What went wrong at one resource. */
interface Hit {
  readonly operation: Operation;
  readonly fault: Fault;
  readonly wave: number;
}

/** Lets the first attempt of every operation of one kind go wrong; the faults take turns. */
class FirstAttempts implements Faults {
  readonly hits = new Map<string, Hit>();
  wave = 0;
  private count: number;

  constructor(
    private readonly on: OperationKind,
    from: number,
  ) {
    this.count = from;
  }

  next(operation: Operation): Fault | undefined {
    // What a provider makes without a cloud cannot fail in one.
    if (operation.on !== this.on || operation.type.startsWith("random:")) return undefined;
    if (this.hits.has(operation.urn)) return undefined;
    const faults = faultsOf(this.on);
    const fault = faults[this.count++ % faults.length]!;
    this.hits.set(operation.urn, { operation, fault, wave: this.wave });
    return fault;
  }
}

/** What came of a stack at which every operation went wrong once. */
export interface Storm {
  /** How many operations went wrong, by operation and fault, e.g. `create lost`. */
  readonly faults: Map<string, number>;
  /** How many runs of the engine it took. */
  runs: number;
  /** Stores of data whose create was lost, and that the next update refused to make again. */
  refused: number;
  /** Objects of lost creates that the cloud cannot tell from what was made instead. */
  readonly doubled: CloudObject[];
  readonly complaints: string[];
}

export const newStorm = (): Storm => ({ faults: new Map(), runs: 0, refused: 0, doubled: [], complaints: [] });

/** A run that never ends well is told after so many. */
const MOST_WAVES = 40;

/**
 * Repeats an action while the first attempt of every operation of a kind goes wrong, until it ends well. What went wrong
 * in one run has to be right after the next, and after one more where a store had to be imported between the two.
 */
export async function weather(
  bed: TestBed,
  on: OperationKind,
  shift: number,
  action: (bed: TestBed) => Promise<EngineRun>,
  storm: Storm,
): Promise<void> {
  const faults = new FirstAttempts(on, shift);
  bed.faults = faults;
  let waiting: readonly CloudObject[] = [];
  for (let wave = 1; wave <= MOST_WAVES; wave++) {
    faults.wave = wave;
    const run = await action(bed);
    storm.runs += 1;
    const before = [...faults.hits.values()].filter((hit) => hit.wave === wave - 1);
    const refused = new Set(waiting.map(({ urn }) => urn));
    const taken = await takeIn(bed, waiting, run);
    storm.refused += taken.refused;
    storm.complaints.push(...taken.complaints);
    storm.complaints.push(...(await unsettled(bed, on, before, refused)));
    const lost = [...faults.hits.values()].filter((hit) => hit.wave === wave && hit.fault === "lost");
    waiting = on === "create" ? await namedOrphans(bed, lost) : [];
    if (storm.complaints.length > 0) break;
    if (run.code === 0) break;
    if (wave === MOST_WAVES) storm.complaints.push(`does not come to its end: ${lastWords(run)}`);
  }
  bed.faults = undefined;
  for (const { operation, fault } of faults.hits.values()) {
    const name = `${operation.on} ${fault}`;
    storm.faults.set(name, (storm.faults.get(name) ?? 0) + 1);
  }
}

/** What the cloud has of creates that were lost, as far as it keeps names apart. */
async function namedOrphans(bed: TestBed, lost: readonly Hit[]): Promise<readonly CloudObject[]> {
  const urns = new Set(lost.map(({ operation }) => operation.urn));
  return (await differences(bed)).orphans.filter((it) => urns.has(it.urn) && isNamed(it));
}

/** Resources at which something went wrong in the run before, and that are still not as they should be. */
async function unsettled(
  bed: TestBed,
  on: OperationKind,
  before: readonly Hit[],
  refused: ReadonlySet<string>,
): Promise<string[]> {
  const state = await bed.state();
  const there = new Map(state.resources.map((it) => [it.urn, it]));
  return before.flatMap(({ operation: { urn }, fault }) => {
    const found = there.get(urn);
    if (on === "delete") return found === undefined ? [] : [`${urn}: ${fault}, and still there after the next run`];
    if (refused.has(urn)) return found === undefined ? [`${urn}: was not imported`] : [];
    if (found === undefined) return [`${urn}: ${fault}, and missing after the next run`];
    return (found.initErrors ?? []).length > 0 ? [`${urn}: ${fault}, and still not well after the next run`] : [];
  });
}

/** Sorts out what is in the cloud besides what the state knows: doubles by a lost create, and nothing else. */
export async function settle(bed: TestBed, storm: Storm): Promise<void> {
  const { lost, orphans } = await differences(bed);
  storm.complaints.push(...lost.map((urn) => `${urn} is lost`));
  for (const orphan of orphans) {
    if (isData(orphan) && isNamed(orphan)) storm.complaints.push(`${orphan.urn} was made twice unseen (${orphan.id})`);
    else storm.doubled.push(orphan);
  }
}
