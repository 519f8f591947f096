import { dataTypes } from "../../providers/registry";
import { nameOf } from "../plan/urn";
import { resourcesOf, type Side } from "./side";
import type { Move } from "./moves";
import type { Leftover } from "./schema";

/** What stays in the old cloud once the stack has let go of it. */
export function leftoversOf(from: Side, moves: readonly Move[]): Leftover[] {
  const holders = dataTypes();
  const cents = new Map<string, number>();
  for (const { urn, monthlyUsd } of from.plan.cost.items)
    cents.set(urn, (cents.get(urn) ?? 0) + Math.round(monthlyUsd * 100));
  return moves
    .flatMap(({ from: part }) =>
      resourcesOf(from, part)
        .filter(({ type, retainOnDelete }) => holders.has(type) && retainOnDelete)
        .map(({ urn, type, name }) => ({
          part: nameOf(part.urn),
          type,
          name,
          monthlyUsd: cents.has(urn) ? cents.get(urn)! / 100 : null,
        })),
    )
    .sort((one, other) =>
      `${one.part} ${one.name} ${one.type}` < `${other.part} ${other.name} ${other.type}` ? -1 : 1,
    );
}
