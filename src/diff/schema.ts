import { z } from "zod";
import { planValue } from "../plan/schema";

const side = z
  .strictObject({
    label: z.string().describe("What was compared, as it was named, e.g. dev, megilance@oci-do-free, git:main"),
    stack: z.string(),
    app: z.string(),
    topology: z.string(),
    providers: z.array(z.string()),
    monthlyUsd: z.number().nullable().describe("The sum of what has a known price; null when nothing has"),
    unpriced: z.number().int().describe("How many prices are not known; they come on top"),
  })
  .describe("One side of the comparison");

const place = z
  .strictObject({
    provider: z.string().nullable(),
    service: z.string().nullable().describe("The vendor's name of the service, e.g. RDS"),
    shape: z.string().nullable(),
    size: z.string().nullable().describe("The provider's own name of the size, e.g. db.t4g.micro"),
  })
  .describe("What a part stands on");

const field = z
  .strictObject({
    path: z.string().describe("The input, e.g. spec.envs[0].value"),
    from: planValue.optional().describe("Left out where it was not set"),
    to: planValue.optional().describe("Left out where it is not set any more"),
    forcesReplacement: z
      .boolean()
      .nullable()
      .describe("Whether the provider makes a new object for it; null where that is not known"),
  })
  .describe('An input that differs; a secret one is { "secret": true } on both sides');

const change = z
  .strictObject({
    action: z.enum(["replace", "remove", "add", "change"]),
    urn: z.string(),
    type: z.string(),
    name: z.string(),
    part: z.string().nullable().describe("The part that it belongs to, by name; null outside parts"),
    holdsData: z.boolean(),
    protect: z.boolean().describe("Whether the engine refuses to delete what is there before"),
    retainOnDelete: z.boolean().describe("Whether the cloud keeps what is there before when the stack lets go of it"),
    fields: z.array(field).describe("Of what is changed or replaced"),
    onlyTags: z.boolean().describe("Whether nothing but tags, labels and descriptions differs"),
  })
  .describe("A resource that differs");

const risk = z
  .strictObject({
    what: z
      .enum(["left-behind", "replaced", "removed", "unprotected"])
      .describe("What happens to the data: it stays where it is and a new store begins empty, …"),
    part: z.string().nullable(),
    urn: z.string(),
    type: z.string(),
    name: z.string(),
    because: z.string().describe("The reason, in words"),
    guard: z.string().describe("What stands between this and the loss, in words"),
    guarded: z.boolean().describe("Whether anything does"),
  })
  .describe("Data at risk");

const lost = z.strictObject({
  feature: z.string(),
  reason: z.string().describe("The fact about the service that explains it"),
  used: z.boolean().describe("Whether the app and the topology ask for it"),
});

const portability = z
  .strictObject({
    keeps: z.array(z.string()).describe("Features that are asked for and are there on both sides"),
    gains: z.array(z.string()).describe("Features that only the service after has"),
    loses: z.array(lost).describe("Features that only the service before has"),
    app: z.array(z.string()).describe("What the app itself must change, in words"),
  })
  .describe("What a move to another service means");

const part = z
  .strictObject({
    name: z.string(),
    kind: z.string(),
    change: z.enum(["moved", "added", "removed", "changed", "unchanged"]),
    from: place.nullable(),
    to: place.nullable(),
    settings: z
      .array(field.omit({ forcesReplacement: true }))
      .describe("What the stack asks of it differently, in the words that are the same on every provider"),
    portability: portability.nullable().describe("Of a part that moves; else null"),
    monthlyUsd: z.strictObject({ from: z.number().nullable(), to: z.number().nullable() }),
    unpriced: z.strictObject({ from: z.number().int(), to: z.number().int() }),
  })
  .describe("A part of the app, matched by kind and name");

const environmentChange = z
  .strictObject({ service: z.string(), added: z.array(z.string()), removed: z.array(z.string()) })
  .describe("Names that a service finds in its environment on one side only; sorted");

const secretChange = z
  .strictObject({ key: z.string(), change: z.enum(["changed", "added", "removed"]) })
  .describe("A secret of the stack's config that differs; never its value");

const costLine = z
  .strictObject({
    part: z.string().nullable(),
    item: z.string(),
    from: z.number().nullable(),
    to: z.number().nullable(),
  })
  .describe("An item whose cost differs, in USD a month; null where it is not there or its price is not known");

/** The schema of a comparison of two plans: a stable contract, published as JSON Schema. */
export const diffSchema = z
  .strictObject({
    version: z.literal(1).describe("The version of this contract"),
    from: side,
    to: side,
    counts: z.strictObject({
      atRisk: z.number().int(),
      replaced: z.number().int(),
      removed: z.number().int(),
      added: z.number().int(),
      changed: z.number().int(),
      unchanged: z.number().int(),
    }),
    risks: z.array(risk),
    parts: z.array(part).describe("In the order of the catalog of kinds, then by name"),
    changes: z.array(change).describe("Replaced, removed, added, changed; each by part and name"),
    cost: z.array(costLine),
    environment: z
      .array(environmentChange)
      .describe("Of services that are on both sides; what the app itself has to read"),
    secrets: z
      .array(secretChange)
      .nullable()
      .describe("null where the two sides have no config of their own to compare, e.g. a saved plan"),
    outputs: z.array(field.omit({ forcesReplacement: true })),
    issues: z.strictObject({ from: z.number().int(), to: z.number().int() }).describe("How many are to be settled"),
  })
  .describe("What differs between two landfall plans, by `landfall diff --format json`");

/** What differs between two plans. */
export type Diff = z.output<typeof diffSchema>;
export type DiffSide = z.output<typeof side>;
export type DiffPart = z.output<typeof part>;
export type DiffPlace = z.output<typeof place>;
export type DiffChange = z.output<typeof change>;
export type DiffField = z.output<typeof field>;
export type DiffRisk = z.output<typeof risk>;
export type DiffCostLine = z.output<typeof costLine>;
export type DiffSecret = z.output<typeof secretChange>;

/** The JSON Schema of a comparison, as published in schemas/diff.schema.json. */
export const diffJsonSchema = (): object => z.toJSONSchema(diffSchema, { target: "draft-7" });
