import type { StateResource, Workspace } from "../../src/cli/rehearse-workspace";
import { cellConfig } from "../support/cells";
import { openStack } from "../support/engine";
import { ObservedCloud, type Act } from "../support/observed";

/** A resource of a state with whatever it could not be without. */
interface Kept extends StateResource {
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
}

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

const needsOf = ({ parent = "", provider = "", dependencies = [] }: Kept): string[] =>
  [parent, provider.split("::").slice(0, 4).join("::"), ...dependencies].filter((urn) => urn !== "");

/** What is protected, and everything that it needs. */
function protectedClosure(state: readonly Kept[]): Set<string> {
  const byUrn = new Map(state.map((it) => [it.urn, it]));
  const kept = new Set<string>();
  const keep = (urn: string): void => {
    if (kept.has(urn)) return;
    kept.add(urn);
    needsOf(byUrn.get(urn)!).forEach(keep);
  };
  state.filter((it) => it.protect === true).forEach(({ urn }) => keep(urn));
  return kept;
}

/** What a destroy did to a stack, and the update after it. */
export interface Destroyed {
  readonly code: number;
  /** Protected objects when it began. */
  readonly stores: readonly string[];
  /** Of those, what was deleted, by the destroy or by the update after it. */
  readonly lost: readonly string[];
  /** Of the URNs in the state that nothing protected needs, what is still there; and what is needed and is not. */
  readonly leftOver: readonly string[];
  readonly missing: readonly string[];
  /** Objects in the cloud that no state knows and nobody asked to be kept. */
  readonly orphans: readonly string[];
  /** Of the stores, what the update after it made anew. */
  readonly madeAnew: readonly string[];
  /** The exit code of that update, and of one that expects no change. */
  readonly again: readonly number[];
}

const urnsOf = (acts: readonly Act[], does: Act["does"]) =>
  acts.filter((act) => act.does === does).map(({ object }) => object.urn);

async function stateOf(workspace: Workspace): Promise<readonly Kept[]> {
  return (await workspace.resources()) as readonly Kept[];
}

/** A stack that is up, and what can be done to it. */
export class Standing {
  private constructor(
    readonly workspace: Workspace,
    private readonly observed: ObservedCloud,
    private readonly closeWorkspace: () => void,
  ) {}

  /** Takes a cell up. */
  static async open(cell: string, more: Readonly<Record<string, unknown>> = {}): Promise<Standing> {
    const [app, topology] = cell.split("@") as [string, string];
    const observed = new ObservedCloud();
    const { workspace, close } = await openStack("example", cellConfig(app, topology, more), {
      before: observed.before,
    });
    const standing = new Standing(workspace, observed, close);
    const { code, stdout } = await workspace.run("up", AT_ONCE);
    if (code !== 0) throw new Error(`${cell} did not come up: ${stdout.slice(-2000)}`);
    return standing;
  }

  /**
   * Destroys the stack and takes it up again.
   *
   * @param unchanged - Whether to see besides that a third update has nothing to do.
   */
  async destroyAndReturn(flags: readonly string[], unchanged = false): Promise<Destroyed> {
    const { workspace, observed } = this;
    const before = await stateOf(workspace);
    const stores = before.filter((it) => it.protect === true).map(({ urn }) => urn);
    const needed = protectedClosure(before);
    const retained = new Set(before.filter((it) => it.retainOnDelete === true).map(({ urn }) => urn));
    observed.take();
    const { code } = await workspace.run("destroy", [...AT_ONCE, ...flags]);
    const deleted = urnsOf(observed.take(), "delete");
    const left = new Set((await stateOf(workspace)).map(({ urn }) => urn));
    const objects = workspace.cloud.list().map(({ urn }) => urn);
    const up = await workspace.run("up", AT_ONCE);
    const acts = observed.take();
    const again = [up.code];
    if (unchanged) again.push((await workspace.run("up", [...AT_ONCE, "--expect-no-changes"])).code);
    return {
      code,
      stores,
      lost: [...deleted, ...urnsOf(acts, "delete")].filter((urn) => stores.includes(urn)),
      leftOver: [...left].filter((urn) => !needed.has(urn)),
      missing: [...needed].filter((urn) => !left.has(urn)),
      orphans: objects.filter((urn) => !left.has(urn) && !retained.has(urn)),
      madeAnew: urnsOf(acts, "create").filter((urn) => stores.includes(urn)),
      again,
    };
  }

  /** Destroys the stack for good: the exit code, and what is left in its state and in the cloud. */
  async destroy(): Promise<{ readonly code: number; readonly left: readonly string[] }> {
    const { code } = await this.workspace.run("destroy", AT_ONCE);
    const state = (await this.workspace.resources()).map(({ urn }) => urn);
    return { code, left: [...state, ...this.workspace.cloud.list().map(({ urn }) => urn)] };
  }

  close(): void {
    this.closeWorkspace();
  }
}
