import { diffOf, type Knowledge } from "../../src/diff/diff";
import type { Diff } from "../../src/diff/schema";
import type { Plan, PlanComponent, PlanObject, PlanResource } from "../../src/plan/schema";
import * as plans from "../support/plans";

/** The URN of something in a stack. */
export const urnIn = (stack: string, type: string, name: string): string =>
  `urn:pulumi:${stack}::shop::${type}::${name}`;

/** A part of the stack, on RDS. */
export const component = (kind: string, name: string, more: Partial<PlanComponent> = {}): PlanComponent =>
  plans.component(kind, name, { urn: urnIn("dev", `landfall:index:${kind}`, name), service: "RDS", ...more });

/** A resource of a part, or of none. */
export const resource = (
  type: string,
  name: string,
  inputs: PlanObject = {},
  more: Partial<PlanResource> = {},
): PlanResource => plans.resource(type, name, { urn: urnIn("dev", type, name), inputs, ...more });

/** A plan with these parts and resources. */
export const planOf = (
  components: readonly PlanComponent[],
  resources: readonly PlanResource[],
  more: Partial<Plan> = {},
): Plan => plans.planWith({ stack: "dev", components: [...components], resources: [...resources], ...more });

/** Inputs called `forces` make a new object, those called `open` nobody knows of. */
export const knowledge: Knowledge = {
  forcesReplacement: (_type, path) => (/^forces/.test(path) ? true : /^open/.test(path) ? undefined : false),
  dataTypes: new Set(["aws:s3/bucket:Bucket"]),
  guardedKinds: new Set(["database"]),
};

export const compared = (from: Plan, to: Plan): Diff =>
  diffOf({ label: "before", plan: from }, { label: "after", plan: to }, knowledge);
