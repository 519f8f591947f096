import { z } from "zod";

/** A value as a plan shows it; `{ "unknown": true }` and `{ "secret": true }` stand for what is not known or not shown. */
export type PlanValue = null | boolean | number | string | PlanValue[] | { [key: string]: PlanValue };
export type PlanObject = { [key: string]: PlanValue };

export const planValue: z.ZodType<PlanValue> = z
  .lazy(() =>
    z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(planValue), z.record(z.string(), planValue)]),
  )
  .meta({
    id: "Value",
    description:
      'What the provider would receive; { "unknown": true } is known only after the update, { "secret": true } is not shown, ' +
      '{ "resource": <urn> } is a reference, { "asset": … } and { "archive": … } are files',
  });

const planObject: z.ZodType<PlanObject> = z.record(z.string(), planValue);

const urn = z.string().regex(/^urn:pulumi:/);

const aliases = z.array(urn).default([]).describe("What else the engine would find it by in a state; sorted");

const component = z
  .strictObject({
    urn,
    aliases,
    kind: z.string().describe("The portable kind, e.g. object-storage"),
    provider: z.string().nullable().describe("The provider that the component stands on, e.g. aws"),
    service: z.string().nullable().describe("The vendor's name of the service, e.g. RDS"),
    shape: z.string().nullable().describe("How the kind is realised, e.g. managed"),
    // A plan that was saved before these were told says nothing of them.
    settings: planObject
      .default({})
      .describe("What the stack asks of it, in the words that are the same on every provider"),
    features: z.array(z.string()).default([]).describe("What the app and the topology need of the provider; sorted"),
    environment: z
      .record(z.string(), z.array(z.string()))
      .default({})
      .describe("The names that each service finds in its environment; of compute alone"),
  })
  .describe("A part of the app");

const alternative = z
  .strictObject({
    part: z.string().describe("The name of the part"),
    provider: z.string(),
    service: z.string(),
    shape: z.string(),
    keeps: z.array(z.string()).describe("Features that are asked for and are there as well"),
    loses: z
      .array(z.strictObject({ feature: z.string(), reason: z.string(), used: z.boolean() }))
      .describe("Features that are asked for and are not there"),
    app: z.array(z.string()).describe("What the app itself must change, in words"),
  })
  .describe("Where else a part could stand: of each other provider the shape that has most of what is asked for");

const resource = z
  .strictObject({
    urn,
    aliases,
    type: z.string().describe("The type token, e.g. aws:rds/instance:Instance"),
    name: z.string().describe("The logical name"),
    parent: urn.nullable().describe("The component or resource that it belongs to; null at the top"),
    provider: z.string().describe("The provider's id, e.g. aws"),
    region: z
      .string()
      .nullable()
      .describe("The region that it stands in: its own, else that of its provider's instance"),
    protect: z.boolean().describe("Whether the engine refuses to delete it"),
    retainOnDelete: z.boolean().describe("Whether the cloud keeps it when the stack lets go of it"),
    ignoreChanges: z.array(z.string()).default([]).describe("Inputs that the engine leaves as they first were; sorted"),
    dependsOn: z.array(urn).describe("What must exist first, by option or by data; sorted"),
    inputs: planObject.describe("What the provider would receive"),
    secretPaths: z.array(z.string()).describe("Inputs that are not shown, e.g. spec.envs[0].value; sorted"),
  })
  .describe("A resource of a provider, or an instance of a provider itself (pulumi:providers:…)");

const issue = z
  .strictObject({
    at: z.string().describe("The config key, file entry or component"),
    problem: z.string(),
    got: planValue.optional(),
    allowed: z.union([z.string(), z.array(z.string())]).optional(),
    nearest: z.string().optional(),
    fix: z.string().optional(),
  })
  .describe("Something to settle before a real run");

const costItem = z
  .strictObject({
    urn,
    item: z.string().describe("What is paid for, e.g. instance hours"),
    kind: z.enum(["flat", "usage"]).default("flat").describe("Paid for being there, or by how much it is used"),
    assumption: z
      .string()
      .nullable()
      .default(null)
      .describe("What the quantity or the price rests on, one of the cost's assumptions; null on nothing"),
    quantity: z.number().min(0).describe("How many units a month or an hour, before anything free of charge"),
    free: z.number().min(0).describe("How much of the quantity is free of charge"),
    unit: z.string().describe("What one unit is, e.g. hour, GB-month"),
    unitUsd: z.number().min(0),
    monthlyUsd: z.number().min(0).describe("A month of 730 hours, rounded to the cent"),
    confidence: z
      .enum(["price-list", "third-party", "dated", "unverified"])
      .describe("How far the price can be trusted"),
    source: z.string(),
    date: z.string().describe("When the source was read or is from"),
  })
  .describe("A price that is known");

const costUnknown = z
  .strictObject({
    urn,
    type: z.string(),
    why: z.string(),
    assumption: z.string().nullable().describe("The key of the app that would tell; null where none would"),
  })
  .describe("A price that is not known; it counts as unknown, never as 0");

const allowance = z
  .strictObject({
    provider: z.string(),
    title: z.string().describe("What is free of charge, e.g. block storage"),
    per: z.string().describe("What is counted, e.g. GB"),
    used: z.number().min(0).describe("How much of it the stack uses, as far as is known"),
    free: z.number().min(0).describe("How much of it is free of charge, by the month"),
    over: z.number().min(0).describe("How much the stack uses beyond; it is billed"),
    source: z.string(),
    date: z.string(),
  })
  .describe("What a provider gives free of charge, counted across the stack; other stacks of the account are not seen");

const assumption = z
  .strictObject({
    name: z.string().describe("The key of the app, e.g. traffic.services.egressGiB, or of the stack"),
    value: z.union([z.number(), z.string()]),
  })
  .describe("What the cost of usage rests on");

const usdOf = (what: string) => z.number().nullable().default(null).describe(`${what}; null when nothing is known`);

const cost = z.strictObject({
  monthlyUsd: usdOf("The sum of the known items"),
  flatUsd: usdOf("The part of the sum that is paid for being there"),
  usageUsd: usdOf("The part of the sum that is paid by use, as far as the app assumes how much"),
  items: z.array(costItem),
  unknown: z.array(costUnknown),
  allowances: z
    .array(allowance)
    .default([])
    .describe("The allowances that the stack uses; sorted by provider and title"),
  assumptions: z.array(assumption).default([]).describe("All assumptions of the app; sorted by name"),
});

/** The schema of a plan: a stable contract, published as JSON Schema. */
export const planSchema = z
  .strictObject({
    version: z.literal(1).describe("The version of this contract"),
    stack: z.string(),
    app: z.string(),
    topology: z.string(),
    providers: z.array(z.string()).describe("Ids of the providers that the stack connects to; sorted"),
    components: z.array(component).describe("Sorted by URN"),
    portability: z.array(alternative).default([]).describe("By part, then in the order of the providers"),
    resources: z.array(resource).describe("Sorted by URN"),
    outputs: planObject.describe("The stack's outputs"),
    issues: z.array(issue),
    cost,
  })
  .describe("What a landfall stack would register, by `landfall plan --format json`");

/** What a stack would register, what it holds and what it costs. */
export type Plan = z.output<typeof planSchema>;
export type PlanAlternative = z.output<typeof alternative>;
export type PlanComponent = z.output<typeof component>;
export type PlanResource = z.output<typeof resource>;
export type PlanIssue = z.output<typeof issue>;
export type PlanCost = z.output<typeof cost>;
export type PlanCostItem = z.output<typeof costItem>;
export type PlanAllowance = z.output<typeof allowance>;
export type PlanCostUnknown = z.output<typeof costUnknown>;

/** The JSON Schema of a plan, as published in schemas/plan.schema.json. */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, { target: "draft-7" });
}
