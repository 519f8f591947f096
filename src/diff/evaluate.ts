import { dataTypes } from "../../providers/registry";
import { forcesReplacement } from "../../providers/replaces";
import { HOMED } from "../data/homes";
import { sorted } from "../plan/values";
import { diffOf, type Compared } from "./diff";
import type { Diff, DiffSecret } from "./schema";

/** The encrypted texts of a stack's config, by key. */
export type Encrypted = ReadonlyMap<string, string>;

/** What a side of a comparison is, and the secrets of its config where it has one of its own. */
export interface Side extends Compared {
  readonly encrypted?: Encrypted;
}

/** The secrets that differ between two configs of the same stack: another text was encrypted, or the same one again. */
export function secretChanges(from: Encrypted, to: Encrypted): DiffSecret[] {
  return sorted(new Set([...from.keys(), ...to.keys()])).flatMap((key): DiffSecret[] => {
    const [before, after] = [from.get(key), to.get(key)];
    if (before === after) return [];
    return [{ key, change: before === undefined ? "added" : after === undefined ? "removed" : "changed" }];
  });
}

/** Compares two sides by all that is known of the providers. */
export function compare(from: Side, to: Side): Diff {
  const knowledge = { forcesReplacement, dataTypes: dataTypes(), guardedKinds: new Set<string>(HOMED) };
  // Each stack encrypts by a key of its own: the texts of two stacks differ whatever they say.
  const comparable = from.encrypted !== undefined && to.encrypted !== undefined && from.plan.stack === to.plan.stack;
  const secrets = comparable ? secretChanges(from.encrypted, to.encrypted) : null;
  return diffOf(from, to, knowledge, secrets);
}
