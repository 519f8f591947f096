import type { Plan, PlanObject, PlanResource } from "../plan/schema";
import { sorted } from "../plan/values";
import { differencesOf, onlyTags, type Difference } from "./fields";
import { identityOf, inputsAs, readAs } from "./identity";
import { costLines, environmentChanges, partsByUrn, partsOf, type Sided } from "./parts";
import { underLaterNames } from "./renames";
import { risksOf, type Dependent } from "./risks";
import type { Diff, DiffChange, DiffField, DiffSecret, DiffSide } from "./schema";

/** One side of a comparison: a plan, and what it was called. */
export interface Compared {
  /** As it was named, e.g. `dev`, `megilance@oci-do-free`, `git:main`. */
  readonly label: string;
  readonly plan: Plan;
}

/** What is known of providers, as data. */
export interface Knowledge {
  /** Whether another value of an input makes a new object; undefined where that is not known. */
  readonly forcesReplacement: (type: string, path: string) => boolean | undefined;
  /** Types whose objects hold data. */
  readonly dataTypes: ReadonlySet<string>;
  /** Kinds whose move the program itself refuses until it is confirmed. */
  readonly guardedKinds: ReadonlySet<string>;
}

/** The engine's own, and what remembers where data stands. */
const isShown = ({ type }: PlanResource): boolean => !type.startsWith("pulumi:");

function sideOf({ label, plan }: Compared): DiffSide {
  const { stack, app, topology, providers, cost } = plan;
  return { label, stack, app, topology, providers, monthlyUsd: cost.monthlyUsd, unpriced: cost.unknown.length };
}

/** What holds data: what is protected, and the stores that are kept; a plan that protects nothing tells by type alone. */
function dataHolders({ resources }: Plan, { dataTypes }: Knowledge): (resource: PlanResource) => boolean {
  const protects = resources.some(({ protect }) => protect);
  return ({ type, protect, retainOnDelete }) => protect || (dataTypes.has(type) && (retainOnDelete || !protects));
}

const withOptions = ({ protect, retainOnDelete, region }: PlanResource): PlanObject => ({
  options: { protect, retainOnDelete, region },
});

/** What differs of a resource that is on both sides. */
function fieldsOf(
  before: PlanResource,
  after: PlanResource,
  [inputsBefore, inputsAfter]: readonly [PlanObject, PlanObject],
  { forcesReplacement }: Knowledge,
): DiffField[] {
  const field = (difference: Difference, forces: boolean | undefined): DiffField => ({
    ...difference,
    forcesReplacement: forces ?? null,
  });
  const ignored = (path: string) =>
    after.ignoreChanges.some((it) => path === it || path.startsWith(`${it}.`) || path.startsWith(`${it}[`));
  const known = before.region !== null && after.region !== null && !("region" in before.inputs);
  return [
    ...differencesOf(inputsBefore, inputsAfter)
      .filter(({ path }) => !ignored(path))
      .map((it) => field(it, forcesReplacement(after.type, it.path))),
    ...differencesOf(withOptions(before), withOptions(after)).flatMap((it) =>
      // Nothing moves between regions.
      it.path !== "options.region" ? [field(it, false)] : known ? [field(it, true)] : [],
    ),
  ];
}

const ACTIONS = ["replace", "remove", "add", "change"] as const;

const orderOf = ({ action, part, name, type }: DiffChange): string =>
  [ACTIONS.indexOf(action), part ?? "~", name, type].join("\n");

/** What holds data, stays, and is made on something that does not. */
function dependentsOf(before: Sided, after: Sided, changes: readonly DiffChange[], knowledge: Knowledge): Dependent[] {
  const anew = new Map(
    changes.filter(({ action }) => action === "replace").map(({ urn, name }) => [identityOf(urn), name]),
  );
  if (anew.size === 0) return [];
  const replaced = new Set(anew.keys());
  const there = new Set(before.plan.resources.map(({ urn }) => identityOf(urn)));
  const holdsData = dataHolders(before.plan, knowledge);
  const isUnknown = (value: unknown): boolean => JSON.stringify(value).includes('{"unknown":true}');
  return after.plan.resources.flatMap((resource) => {
    const key = identityOf(resource.urn);
    if (!there.has(key) || replaced.has(key) || !holdsData(resource)) return [];
    const on = resource.dependsOn.flatMap((urn) => anew.get(identityOf(urn)) ?? []);
    const paths = Object.entries(resource.inputs)
      .filter(([path, value]) => isUnknown(value) && knowledge.forcesReplacement(resource.type, path) === true)
      .map(([path]) => path);
    if (on.length === 0 || paths.length === 0) return [];
    return [{ resource, part: after.partOf.get(resource.urn) ?? null, paths: sorted(paths), on: sorted(new Set(on)) }];
  });
}

function changesOf(before: Sided, after: Sided, knowledge: Knowledge) {
  const [read, readLater] = [readAs(before.plan, after.plan), readAs(after.plan, after.plan)];
  const index = ({ plan }: Sided) =>
    new Map(plan.resources.filter(isShown).map((resource) => [identityOf(resource.urn), resource]));
  const [ones, others] = [index(before), index(after)];
  const [holdsBefore, holdsAfter] = [dataHolders(before.plan, knowledge), dataHolders(after.plan, knowledge)];
  let unchanged = 0;
  const changes = sorted(new Set([...ones.keys(), ...others.keys()])).flatMap((key): DiffChange[] => {
    const [one, other] = [ones.get(key), others.get(key)];
    const resource = (other ?? one)!;
    const { urn, type, name } = resource;
    const { protect, retainOnDelete } = (one ?? other)!;
    const part = (other === undefined ? before : after).partOf.get(urn) ?? null;
    const holdsData = one === undefined ? holdsAfter(resource) : holdsBefore(one);
    const about = { urn, type, name, part, holdsData, protect, retainOnDelete };
    if (one === undefined) return [{ action: "add", ...about, fields: [], onlyTags: false }];
    if (other === undefined) return [{ action: "remove", ...about, fields: [], onlyTags: false }];
    const fields = fieldsOf(one, other, [inputsAs(one, read), inputsAs(other, readLater)], knowledge);
    if (fields.length === 0) {
      unchanged += 1;
      return [];
    }
    const action = fields.some(({ forcesReplacement }) => forcesReplacement === true) ? "replace" : "change";
    return [{ action, ...about, fields, onlyTags: onlyTags(fields) }];
  });
  return { changes: changes.sort((one, two) => (orderOf(one) < orderOf(two) ? -1 : 1)), unchanged };
}

/**
 * What differs between two plans: what would become of a stack that stands as the first says, if it were updated to the
 * second. Pure: the same plans give the same comparison, byte for byte.
 *
 * @param secrets - Secrets of the config that differ; null where they cannot be compared.
 */
export function diffOf(
  from: Compared,
  to: Compared,
  knowledge: Knowledge,
  secrets: readonly DiffSecret[] | null = null,
): Diff {
  const renamed = underLaterNames(from.plan, to.plan);
  const [before, after] = [renamed, to.plan].map((plan): Sided => ({ plan, partOf: partsByUrn(plan) })) as [
    Sided,
    Sided,
  ];
  const { changes, unchanged } = changesOf(before, after, knowledge);
  const parts = partsOf(before, after, changes);
  const dependents = dependentsOf(before, after, changes, knowledge);
  const risks = risksOf(changes, dependents, { parts, guardedKinds: knowledge.guardedKinds });
  const count = (action: DiffChange["action"]) => changes.filter((it) => it.action === action).length;
  const outputs = [readAs(from.plan, to.plan)(renamed.outputs), readAs(to.plan, to.plan)(to.plan.outputs)];
  return {
    version: 1,
    from: sideOf(from),
    to: sideOf(to),
    counts: {
      atRisk: risks.length,
      replaced: count("replace"),
      removed: count("remove"),
      added: count("add"),
      changed: count("change"),
      unchanged,
    },
    risks,
    parts,
    changes,
    cost: costLines(before, after),
    environment: environmentChanges(renamed, to.plan),
    secrets: secrets === null ? null : [...secrets],
    outputs: differencesOf(...(outputs as [PlanObject, PlanObject])),
    issues: { from: from.plan.issues.length, to: to.plan.issues.length },
  };
}
