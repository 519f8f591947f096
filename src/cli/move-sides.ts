import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IssuesError } from "../../components/core/errors";
import { providerIds } from "../../providers/registry";
import { documentNames, parseYaml } from "../config/documents";
import { applyOverride } from "../config/load";
import { structured, type ConfigSource } from "../config/source";
import { MOVED_KINDS, type MovedKind } from "../move/moves";
import type { Placing } from "../move/config-keys";
import { oneOf, UsageError } from "./command";

type Mapping = Readonly<Record<string, unknown>>;

const TOPOLOGY = "landfall:topology";
const OVERRIDE = "landfall:override";
const MOVE = "landfall:move";

/** What a move is asked to lead to. */
export interface Wanted {
  readonly to: string | undefined;
  readonly kinds: readonly string[];
  readonly set: readonly string[];
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where a stack's config says that it stands. */
export function placingOf({ values }: ConfigSource): Placing {
  const [topology, override] = [TOPOLOGY, OVERRIDE].map((key) =>
    values[key] === undefined ? undefined : structured(values[key]),
  );
  if (typeof topology !== "string")
    throw new IssuesError([
      {
        at: TOPOLOGY,
        problem: topology === undefined ? "is missing" : "is written in the stack's file, and a move names it",
        allowed: "the name of a file in topologies/",
        fix: "move the topology into a file there first",
      },
    ]);
  return { topology, ...(isMapping(override) && Object.keys(override).length > 0 ? { override } : {}) };
}

/** The same config, standing elsewhere, and without a word of a move that is under way. */
export function placed(source: ConfigSource, placing: Placing): ConfigSource {
  const { [MOVE]: _move, [OVERRIDE]: _override, ...rest } = source.values;
  const values: Record<string, string> = { ...rest, [TOPOLOGY]: placing.topology };
  if (placing.override !== undefined) values[OVERRIDE] = JSON.stringify(placing.override);
  return { ...source, values };
}

/** The other side of a move that is under way, as `landfall:move` names it. */
export function underWay({
  values,
}: ConfigSource): { readonly key: "to" | "from"; readonly side: Placing } | undefined {
  const move = values[MOVE] === undefined ? undefined : structured(values[MOVE]);
  if (!isMapping(move)) return undefined;
  const key = move["to"] === undefined ? "from" : "to";
  const side = move[key];
  if (typeof side === "string") return { key, side: { topology: side } };
  if (!isMapping(side) || typeof side["topology"] !== "string") return undefined;
  const { topology, override } = side;
  return { key, side: { topology, ...(isMapping(override) ? { override } : {}) } };
}

/** What a topology's file says of a kind. */
function partIn(root: string, topology: string, kind: MovedKind): unknown {
  const file = join(root, "topologies", `${topology}.yaml`);
  const read = parseYaml(readFileSync(file, "utf8"), file);
  if ("issues" in read) throw new IssuesError(read.issues);
  const part = isMapping(read.value) ? read.value[kind] : undefined;
  if (part === undefined) throw new UsageError(`--kind ${kind}: the topology ${topology} has none`);
  return part;
}

/**
 * Where a move leads to.
 *
 * @throws UsageError when it names nothing that there is.
 */
export function targetOf(root: string, now: Placing, { to, kinds, set }: Wanted): Placing {
  const chosen = kinds.map((kind) => oneOf("kind", kind, MOVED_KINDS));
  if (to === undefined) {
    if (chosen.length > 0) throw new UsageError("--kind goes with --to, which says where it moves");
    if (set.length === 0)
      throw new UsageError(
        "--to says where the data moves: a topology, or a provider with --kind; or --set what differs",
      );
    return now;
  }
  const topologies = documentNames(root, "topologies");
  const target = oneOf("to", to, [...topologies, ...providerIds]);
  const isProvider = !topologies.includes(target);
  if (isProvider && chosen.length === 0)
    throw new UsageError(
      `--to ${target}: a provider takes --kind, such as --kind database; a topology moves everything`,
    );
  if (chosen.length === 0) return { topology: target };
  const parts = chosen.map((kind) => [kind, isProvider ? { provider: target } : partIn(root, target, kind)] as const);
  const override = applyOverride(now.override ?? {}, Object.fromEntries(parts)) as Mapping;
  return { topology: now.topology, override };
}
