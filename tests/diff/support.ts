import { diffOf, type Knowledge } from "../../src/diff/diff";
import type { Diff } from "../../src/diff/schema";
import type { Plan, PlanComponent, PlanObject, PlanResource } from "../../src/plan/schema";

/** The URN of something in a stack. */
export const urnIn = (stack: string, type: string, name: string): string =>
  `urn:pulumi:${stack}::shop::${type}::${name}`;

/** A part of a plan. */
export function component(kind: string, name: string, more: Partial<PlanComponent> = {}): PlanComponent {
  const urn = urnIn("dev", `landfall:index:${kind}`, name);
  const place = { provider: "aws", service: "RDS", shape: "managed" };
  return { urn, kind, ...place, settings: {}, features: [], environment: {}, ...more };
}

/** A resource of a part, or of none. */
export function resource(
  type: string,
  name: string,
  inputs: PlanObject = {},
  more: Partial<PlanResource> = {},
): PlanResource {
  return {
    urn: urnIn("dev", type, name),
    type,
    name,
    parent: null,
    provider: type.split(":")[0]!,
    region: null,
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    dependsOn: [],
    inputs,
    secretPaths: [],
    ...more,
  };
}

/** A plan with these parts and resources. */
export function planOf(
  components: readonly PlanComponent[],
  resources: readonly PlanResource[],
  more: Partial<Plan> = {},
): Plan {
  return {
    version: 1,
    stack: "dev",
    app: "shop",
    topology: "sample",
    providers: ["aws"],
    components: [...components],
    portability: [],
    resources: [...resources],
    outputs: {},
    issues: [],
    cost: { monthlyUsd: null, flatUsd: null, usageUsd: null, items: [], unknown: [], allowances: [], assumptions: [] },
    ...more,
  };
}

/** Inputs called `forces` make a new object, those called `open` nobody knows of. */
export const knowledge: Knowledge = {
  forcesReplacement: (_type, path) => (/^forces/.test(path) ? true : /^open/.test(path) ? undefined : false),
  dataTypes: new Set(["aws:s3/bucket:Bucket"]),
  guardedKinds: new Set(["database"]),
};

export const compared = (from: Plan, to: Plan): Diff =>
  diffOf({ label: "before", plan: from }, { label: "after", plan: to }, knowledge);
