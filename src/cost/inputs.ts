import type { PlanObject, PlanResource, PlanValue } from "../plan/schema";
import type { Condition, Factor } from "./prices";

/** What a plan cannot tell, in words; stands in place of a value. */
export class Unknown {
  constructor(readonly why: string) {}
}

const isObject = (value: PlanValue | undefined): value is PlanObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isHidden = (value: PlanValue | undefined): boolean =>
  isObject(value) && (value["unknown"] === true || value["secret"] === true);

/** The input at a path such as `spec.services[0].size`; undefined where there is none. */
export function inputAt(inputs: PlanObject, path: string): PlanValue | undefined | Unknown {
  let value: PlanValue | undefined = inputs;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value)) value = value[key];
    else return undefined;
    if (isHidden(value)) return new Unknown(`${path} is known only after the update`);
  }
  return value ?? undefined;
}

const isAbsent = (value: PlanValue | undefined) => value === undefined || (Array.isArray(value) && value.length === 0);

/** Numbers travel as texts in some inputs, e.g. "100". */
const textOf = (value: PlanValue): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Whether the input at a path meets a condition. */
export function meets(inputs: PlanObject, path: string, condition: Condition): boolean | Unknown {
  const value = inputAt(inputs, path);
  if (typeof condition === "object" && condition !== null && !Array.isArray(condition)) {
    return (value instanceof Unknown || !isAbsent(value)) === condition.exists;
  }
  if (value instanceof Unknown) return value;
  const accepted = Array.isArray(condition) ? condition : [condition];
  // Numbers travel as texts in some inputs, e.g. "100".
  return accepted.some((one) =>
    one === null ? isAbsent(value) : value !== undefined && textOf(value) === textOf(one),
  );
}

/** Whether all conditions are met; unknown only when none is refuted. */
export function meetsAll(inputs: PlanObject, conditions: Readonly<Record<string, Condition>>): boolean | Unknown {
  const answers = Object.entries(conditions).map(([path, condition]) => meets(inputs, path, condition));
  if (answers.includes(false)) return false;
  return answers.find((answer) => answer instanceof Unknown) ?? true;
}

/** Finds a resource of the plan by URN. */
export type Find = (urn: string) => PlanResource | undefined;

/** What a factor of a quantity comes to. */
export function factorOf(resource: PlanResource, factor: Factor, find: Find): number | Unknown {
  if (typeof factor === "number") return factor;
  const read: Exclude<Factor, number | string> = typeof factor === "string" ? { path: factor } : factor;
  const { path, of, count, divide = 1, default: fallback } = read;
  const others = of === undefined ? [resource] : resource.dependsOn.flatMap((urn) => find(urn) ?? []);
  const holders = of === undefined ? others : others.filter(({ type }) => type === of);
  if (holders.length !== 1) return new Unknown(`it depends on ${holders.length} resources of type ${of}, not on one`);
  const value = inputAt(holders[0]!.inputs, path);
  if (value instanceof Unknown) return value;
  if (count) return (Array.isArray(value) ? value.length : value === undefined ? 0 : 1) / divide;
  if (value === undefined) return fallback ?? new Unknown(`${path} is left out`);
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(number) && value !== "" ? number / divide : new Unknown(`${path} is not a number`);
}

/** The product of a price's factors. */
export function quantityOf(resource: PlanResource, factors: readonly Factor[], find: Find): number | Unknown {
  let product = 1;
  for (const factor of factors) {
    const value = factorOf(resource, factor, find);
    if (value instanceof Unknown) return value;
    product *= value;
  }
  return product;
}
