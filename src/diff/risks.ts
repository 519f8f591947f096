import { kinds } from "../capabilities";
import type { PlanComponent, PlanResource } from "../plan/schema";
import type { DiffChange, DiffField, DiffPart, DiffRisk } from "./schema";

/** What the words of a risk rest on. */
export interface RiskContext {
  readonly parts: readonly DiffPart[];
  /** Kinds whose move the program itself refuses until it is confirmed. */
  readonly guardedKinds: ReadonlySet<string>;
}

const placeText = ({ provider, service }: Pick<PlanComponent, "provider" | "service">): string =>
  [service, provider === null ? null : `on ${provider}`].filter((word) => word !== null).join(" ");

/** Inputs in words; an option of the engine is named without its prefix. */
const inWords = (paths: readonly string[]): string => paths.map((path) => path.replace(/^options\./, "")).join(", ");

/** Whether the state remembers another home of the data, so that the program itself refuses. */
const leavesHome = (fields: readonly DiffField[], part: DiffPart | undefined): boolean =>
  part?.change === "moved" || fields.some(({ path }) => path === "options.region");

function guardOf(
  change: Pick<DiffChange, "protect" | "retainOnDelete"> & Partial<Pick<DiffChange, "fields">>,
  part: DiffPart | undefined,
  context: RiskContext,
) {
  const guards = [
    ...(part !== undefined &&
    leavesHome(change.fields ?? [], part) &&
    change.protect &&
    context.guardedKinds.has(part.kind)
      ? ["the program refuses the switch until the move is confirmed"]
      : []),
    ...(change.protect ? ["the engine refuses to delete it"] : []),
    ...(change.retainOnDelete ? ["the cloud keeps it when the stack lets go of it"] : []),
  ];
  if (guards.length === 0) return { guard: "nothing: it is deleted", guarded: false };
  return { guard: guards.join("; "), guarded: true };
}

/** What happens to the data of something that is not there after, or is made anew. */
function fateOf(change: DiffChange, part: DiffPart | undefined): Pick<DiffRisk, "what" | "because"> {
  if (change.action === "replace") {
    const forcing = change.fields.filter(({ forcesReplacement }) => forcesReplacement === true).map(({ path }) => path);
    return { what: "replaced", because: `another ${inWords(forcing)} makes a new one, which begins empty` };
  }
  if (part?.change === "moved")
    return {
      what: "left-behind",
      because: `${part.kind} moves from ${placeText(part.from!)} to ${placeText(part.to!)}`,
    };
  if (part?.change === "removed") return { what: "removed", because: `there is no ${part.kind} any more` };
  return { what: "removed", because: "it is not there any more" };
}

/** Whether a change lifts the protection of what stays. */
const liftsProtection = ({ fields }: DiffChange): boolean =>
  fields.some(({ path, from }) => (path === "options.protect" || path === "options.retainOnDelete") && from === true);

function riskOf(change: DiffChange, context: RiskContext): DiffRisk | undefined {
  const { urn, type, name, part: partName } = change;
  const part = context.parts.find((it) => it.name === partName);
  const about = { part: partName, urn, type, name };
  if (!change.holdsData || change.action === "add") return undefined;
  if (change.action === "change") {
    if (!liftsProtection(change)) return undefined;
    const because = "it holds data, and its protection is lifted";
    return { ...about, what: "unprotected", because, guard: "nothing from the next update on", guarded: false };
  }
  return { ...about, ...fateOf(change, part), ...guardOf(change, part, context) };
}

/** What may be replaced in turn, since something that it is made on is. */
export interface Dependent {
  readonly resource: PlanResource;
  readonly part: string | null;
  /** Inputs that are known only after the update and whose change makes a new one. */
  readonly paths: readonly string[];
  /** Names of what it is made on. */
  readonly on: readonly string[];
}

function dependentRisk({ resource, part, paths, on }: Dependent, context: RiskContext): DiffRisk {
  const { urn, type, name } = resource;
  const because = `${paths.join(", ")} comes of ${on.join(", ")}, which is made anew: it may be made anew as well`;
  const found = context.parts.find((it) => it.name === part);
  return { what: "replaced", part, urn, type, name, because, ...guardOf(resource, found, context) };
}

const orderOf = (risk: DiffRisk, { parts }: RiskContext): string => {
  const kind = parts.find(({ name }) => name === risk.part)?.kind ?? "";
  const at = (kinds as readonly string[]).indexOf(kind);
  return [risk.guarded ? "1" : "0", String(at < 0 ? kinds.length : at).padStart(2, "0"), risk.part, risk.name].join(
    " ",
  );
};

/** Data at risk: what nothing guards first. */
export function risksOf(
  changes: readonly DiffChange[],
  dependents: readonly Dependent[],
  context: RiskContext,
): DiffRisk[] {
  const risks = [
    ...changes.flatMap((change) => riskOf(change, context) ?? []),
    ...dependents.map((dependent) => dependentRisk(dependent, context)),
  ];
  return risks.sort((one, other) => (orderOf(one, context) < orderOf(other, context) ? -1 : 1));
}
