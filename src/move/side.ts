import { dataTypes } from "../../providers/registry";
import type { Plan, PlanComponent, PlanObject, PlanResource, PlanValue } from "../plan/schema";
import { nameOf, ownersOf } from "../plan/urn";

/** One side of a move: what its stack plans. */
export interface Side {
  /** In variables of the commands: `FROM_HOST`, `TO_HOST`. */
  readonly label: "FROM" | "TO";
  /** The stack that holds it. */
  readonly stack: string;
  readonly plan: Plan;
  /** Whether nothing but its stores stands until the switch. */
  readonly beside: boolean;
}

/** The part of a kind, without copies in a region that stands by. */
export const partOf = ({ plan }: Pick<Side, "plan">, kind: string): PlanComponent | undefined =>
  plan.components.find((component) => component.kind === kind && !nameOf(component.urn).startsWith("standby-"));

/** A part that a caller knows to be there. */
export function needPart(side: Side, kind: string): PlanComponent {
  const found = partOf(side, kind);
  if (found === undefined) throw new Error(`the stack ${side.stack} has no ${kind}`);
  return found;
}

/** What stands below a part. */
export function resourcesOf({ plan }: Pick<Side, "plan">, { urn }: PlanComponent): PlanResource[] {
  const ownerOf = ownersOf(plan);
  return plan.resources.filter((resource) => ownerOf(resource.urn) === urn);
}

/** The first resource of a type below a part. */
export const resourceOf = (side: Side, part: PlanComponent, type: string): PlanResource | undefined =>
  resourcesOf(side, part).find((resource) => resource.type === type);

/** The region that a part's data stands in; null where its provider has none, or only the cloud knows. */
export function regionOf(side: Pick<Side, "plan">, part: PlanComponent): string | null {
  const holders = dataTypes();
  const own = resourcesOf(side, part).filter(({ type }) => holders.has(type));
  const known = own.flatMap(({ region, inputs }) => region ?? textIn(inputs, "region") ?? []);
  return known[0] ?? null;
}

const textIn = (values: PlanObject, key: string): string | undefined => {
  const value: PlanValue | undefined = values[key];
  return typeof value === "string" ? value : undefined;
};

/** A setting of a part, where it is a text. */
export const setting = ({ settings }: PlanComponent, key: string): string | undefined => textIn(settings, key);

/** `landfall:index:ObjectStorage` as `ObjectStorage`. */
const typeOf = ({ kind }: PlanComponent): string =>
  kind.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());

/** A command that prints an output of a part, as the stack's state has it. */
export const partOutput = ({ stack }: Side, part: PlanComponent, output: string): string =>
  `of_part ${stack} ${typeOf(part)} ${nameOf(part.urn)} ${part.provider} ${output}`;

/** A command that prints what the stack's state has of a resource. */
export const resourceOutput = ({ stack }: Side, { type, name }: Pick<PlanResource, "type" | "name">, path: string) =>
  `of_resource ${stack} ${type} ${name} ${/^[\w.]+$/.test(path) ? path : `'${path}'`}`;

/** A command that prints a secret of a resource; it belongs into a variable and nowhere else. */
export const resourceSecret = (side: Side, resource: Pick<PlanResource, "type" | "name">, path: string): string =>
  resourceOutput(side, resource, path).replace(/^of_resource/, "secret_of_resource");

/** The region as an option of AWS's command line. */
export const awsRegion = (side: Side, part: PlanComponent): string => {
  const region = regionOf(side, part);
  return region === null ? "" : ` --region ${region}`;
};
