import type { Diff } from "../diff/schema";
import { HOMED, type Homed } from "../data/homes";
import { kinds } from "../capabilities";
import type { PlanComponent } from "../plan/schema";
import { nameOf } from "../plan/urn";
import { portabilityOf } from "../portability";
import { cacheWay, isPersistent } from "./cache";
import { databaseWay, engineOf, type Way } from "./database";
import { versionText } from "./database/postgres";
import { queueWay, topicsOf } from "./queue";
import { secretsWay } from "./secrets";
import { bucketText, storageWay } from "./storage";
import type { Moved } from "./schema";
import { partOf, regionOf, setting, type Side } from "./side";

/** Kinds whose data a runbook moves. */
export const MOVED_KINDS = HOMED;
export type MovedKind = Homed;

/** A part that moves, and the way that its data takes. */
export interface Move {
  readonly kind: MovedKind;
  readonly from: PlanComponent;
  readonly to: PlanComponent;
  readonly way: Way;
}

/** How each kind moves. */
const WAYS: {
  readonly [K in MovedKind]: (from: PlanComponent, to: PlanComponent) => Way;
} = {
  database: databaseWay,
  cache: cacheWay,
  queue: queueWay,
  "object-storage": storageWay,
  secrets: secretsWay,
  dns: () => ({ by: "a new zone, by hand at the registrar", whose: "runbook", steps: () => ({}) }),
};

/** What of a part's data stays where it is, though its provider stays as well. */
const stays = (part: PlanComponent, diff: Diff): boolean =>
  !diff.risks.some(({ part: name, what }) => name === nameOf(part.urn) && what !== "unprotected");

/** The parts that hold data on both sides, and what becomes of each. */
export interface Sorted {
  readonly moves: readonly Move[];
  readonly stays: readonly PlanComponent[];
  /** Parts that would be made anew on the same provider, which one stack cannot hold twice. */
  readonly sameProvider: readonly PlanComponent[];
  /** Parts that the other side does not have. */
  readonly dropped: readonly PlanComponent[];
}

const inCatalog = (one: { readonly kind: string }, other: { readonly kind: string }): number =>
  kinds.indexOf(one.kind as (typeof kinds)[number]) - kinds.indexOf(other.kind as (typeof kinds)[number]);

/**
 * Sorts the parts that hold data by what becomes of them.
 *
 * @param all - Whether every part is moved, since the other side is a stack of its own.
 */
export function sortParts(from: Side, to: Side, diff: Diff, all: boolean): Sorted {
  const found = MOVED_KINDS.flatMap((kind) => {
    const before = partOf(from, kind);
    return before === undefined ? [] : [{ kind, before, after: partOf(to, kind) }];
  });
  const moves: Move[] = [];
  const staying: PlanComponent[] = [];
  const sameProvider: PlanComponent[] = [];
  const dropped: PlanComponent[] = [];
  for (const { kind, before, after } of found) {
    if (after === undefined) dropped.push(before);
    else if (before.provider !== after.provider || (all && kind !== "dns"))
      moves.push({ kind, from: before, to: after, way: WAYS[kind](before, after) });
    else if (stays(before, diff)) staying.push(before);
    else if (kind === "cache" && !isPersistent(before)) staying.push(before);
    else if (kind !== "dns") sameProvider.push(before);
  }
  return {
    moves: moves.sort(({ kind: one }, { kind: other }) => inCatalog({ kind: one }, { kind: other })),
    stays: staying,
    sameProvider,
    dropped,
  };
}

/** What the stack asks of a part, in words that tell how big a move is. */
function asked({ kind, from, to }: Move): string[] {
  switch (kind) {
    case "database": {
      const gib = ({ settings: { storageGiB } }: PlanComponent) =>
        typeof storageGiB === "number" ? `${storageGiB} GiB` : "the service's own";
      return [
        ...(engineOf(from) === "postgres" && engineOf(to) === "postgres" ? versionText(from, to) : []),
        `storage ${gib(from)} to ${gib(to)} asked for; measure what is used`,
      ];
    }
    case "cache":
      return [
        `persistent ${String(isPersistent(from))}, eviction ${setting(from, "evictionPolicy") ?? "the service's own"}`,
      ];
    case "queue":
      return [`topics ${topicsOf(from).join(", ") || "none"}`];
    case "object-storage":
      return bucketText(from);
    default:
      return [];
  }
}

const place = (side: Side, part: PlanComponent): Moved["from"] => ({
  provider: part.provider ?? "unknown",
  service: part.service,
  shape: part.shape,
  region: regionOf(side, part),
});

/** Features that are engines: what another one means is told as the app's work. */
const ENGINES: ReadonlySet<string> = new Set(["postgres", "oracle", "sqlite", "valkey", "redis"]);

/** A part that moves, as the runbook tells of it. */
export function movedOf(from: Side, to: Side, move: Move): Moved {
  const portability = portabilityOf(move.from, move.to);
  return {
    kind: move.kind,
    part: nameOf(move.from.urn),
    from: place(from, move.from),
    to: place(to, move.to),
    by: move.way.by,
    whose: move.way.whose,
    asked: asked(move),
    app: [...(portability?.app ?? [])],
    loses: (portability?.loses ?? [])
      .filter(({ feature, used }) => used && !ENGINES.has(feature))
      .map(({ feature, reason }) => ({ feature, reason })),
  };
}
