import type { CloudObject } from "../../sandbox/cloud";
import { CloudOperations, type Wanted } from "../../sandbox/operations";

/** Something that a provider did to the sandbox cloud. */
export interface Act {
  readonly does: "create" | "update" | "delete";
  /** As it is after it was made or changed; as it was before it went. */
  readonly object: Pick<CloudObject, "type" | "urn" | "id"> & Partial<CloudObject>;
}

/**
 * Why a real cloud would take no such object beside those that there are; undefined where it would. The object itself, as
 * it was before it is changed, is none of the others.
 */
export type Refusal = (wanted: Wanted, others: readonly CloudObject[]) => string | undefined;

/** What is done to the sandbox clouds of this process, in its order. */
export class ObservedCloud {
  private acts: Act[] = [];
  private objects: readonly CloudObject[] = [];
  private readonly spies: { mockRestore(): void }[];

  constructor(refusal: Refusal = () => undefined) {
    const { create, update, delete: remove } = CloudOperations.prototype;
    const check = (wanted: Wanted, others: readonly CloudObject[]) => {
      const why = refusal(wanted, others);
      if (why !== undefined) throw new Error(why);
    };
    const keep = (does: Act["does"], object: Act["object"], others: readonly CloudObject[]) => {
      this.acts.push({ does, object });
      this.objects = does === "delete" ? others : [...others, object as CloudObject];
    };
    const besides = ({ type, id }: { readonly type: string; readonly id: string }) =>
      this.objects.filter((it) => it.type !== type || it.id !== id);
    const all = () => this.objects;
    this.spies = [
      jest.spyOn(CloudOperations.prototype, "create").mockImplementation(function (this: CloudOperations, wanted) {
        check(wanted, all());
        const made = create.call(this, wanted);
        keep("create", made, all());
        return made;
      }),
      jest.spyOn(CloudOperations.prototype, "update").mockImplementation(function (
        this: CloudOperations,
        sought,
        wanted,
      ) {
        check(wanted, besides(sought));
        const changed = update.call(this, sought, wanted);
        keep("update", changed, besides(sought));
        return changed;
      }),
      jest.spyOn(CloudOperations.prototype, "delete").mockImplementation(function (this: CloudOperations, sought) {
        const gone = all().find(({ type, id }) => type === sought.type && id === sought.id);
        remove.call(this, sought);
        keep("delete", gone ?? sought, besides(sought));
      }),
    ];
  }

  /** What was done since this was asked for last. */
  take(): readonly Act[] {
    const taken = this.acts;
    this.acts = [];
    return taken;
  }

  stop(): void {
    for (const spy of this.spies) spy.mockRestore();
  }
}
