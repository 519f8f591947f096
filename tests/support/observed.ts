import type { CloudObject } from "../../sandbox/cloud";
import type { Operation } from "../../sandbox/faults";
import { WatchedCloud } from "./watched";

/** Something that a provider did to the sandbox cloud. */
export interface Act {
  readonly does: "create" | "update" | "delete";
  /** As it is after it was made or changed; as it was before it went. */
  readonly object: Pick<CloudObject, "type" | "urn" | "id"> & Partial<CloudObject>;
}

/**
 * Why a real cloud would not make or change an object beside the others that there are; undefined where it would. The
 * object itself, as it was before it is changed, is none of the others.
 */
export type Refusal = (wanted: Operation, others: readonly CloudObject[]) => string | undefined;

/** What is done to the sandbox clouds that it stands before, in its order. */
export class ObservedCloud {
  private acts: Act[] = [];
  private objects: readonly CloudObject[] = [];
  private readonly watched = new WatchedCloud();

  constructor(refusal: Refusal = () => undefined) {
    this.watched.watch = (operation, moment, object) => {
      const others = this.objects.filter(({ type, id }) => type !== operation.type || id !== operation.id);
      if (moment === "before" && operation.inputs !== undefined) {
        const why = refusal(operation, others);
        if (why !== undefined) throw new Error(why);
      }
      if (moment === "during") this.keep(operation, others, object);
    };
  }

  /** What a workspace takes as `before`. */
  get before() {
    return this.watched.before;
  }

  /** What was done since this was asked for last. */
  take(): readonly Act[] {
    const taken = this.acts;
    this.acts = [];
    return taken;
  }

  private keep({ on, type, urn, id = "" }: Operation, others: readonly CloudObject[], made?: CloudObject): void {
    if (on === "read") return;
    const gone = this.objects.find((it) => it.type === type && it.id === id);
    this.acts.push({ does: on, object: made ?? gone ?? { type, urn, id } });
    this.objects = made === undefined ? others : [...others, made];
  }
}
