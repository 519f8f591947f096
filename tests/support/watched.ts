import { FaultyOperations, type Watch } from "../../sandbox/faulty";
import type { Faults } from "../../sandbox/faults";
import type { Operations } from "../../sandbox/operations";

/** Stands before the sandbox clouds of a test, which sees what they are asked for and says what goes wrong. */
export class WatchedCloud {
  /** What goes wrong from now on. */
  faults: Faults | undefined;
  /** Sees each moment of each operation from now on. */
  watch: Watch | undefined;

  readonly before = (operations: Operations): Operations =>
    new FaultyOperations(operations, {
      faults: { next: (operation) => this.faults?.next(operation) },
      watch: (...seen) => this.watch?.(...seen),
    });
}
