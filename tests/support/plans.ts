import type { Plan, PlanComponent, PlanObject, PlanResource } from "../../src/plan/schema";

export const URN = "urn:pulumi:test::landfall::";

/** A part of a plan. */
export const component = (
  kind: string,
  name: string,
  more: Partial<Omit<PlanComponent, "settings">> & { readonly settings?: PlanObject } = {},
): PlanComponent => ({
  urn: `${URN}landfall:index:Part::${name}`,
  aliases: [],
  kind,
  provider: "aws",
  service: null,
  shape: "managed",
  settings: {},
  features: [],
  environment: {},
  ...more,
});

/** A resource of a plan, outside any part. */
export const resource = (type: string, name: string, more: Partial<PlanResource> = {}): PlanResource => ({
  urn: `${URN}${type}::${name}`,
  aliases: [],
  type,
  name,
  parent: null,
  provider: "aws",
  region: null,
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  dependsOn: [],
  inputs: {},
  secretPaths: [],
  ...more,
});

/** A plan that has nothing but this. */
export const planWith = (more: Partial<Plan>): Plan => ({
  version: 1,
  stack: "prod",
  app: "shop",
  topology: "aws",
  providers: ["aws"],
  components: [],
  portability: [],
  resources: [],
  outputs: {},
  issues: [],
  cost: { monthlyUsd: null, flatUsd: null, usageUsd: null, items: [], unknown: [], allowances: [], assumptions: [] },
  ...more,
});
