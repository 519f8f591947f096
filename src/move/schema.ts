import { z } from "zod";

/** How far the commands of a step were tried. */
const checked = z
  .enum(["run", "syntax", "none"])
  .describe(
    "run: landfall's tests run these very commands against real servers on loopback; syntax: they pass ShellCheck and were not run against the cloud; none: there are no commands",
  );

const source = z
  .strictObject({
    url: z.string(),
    read: z.string().describe("When an excerpt of it was read, YYYY-MM-DD, or `not read`"),
  })
  .describe("The page that a statement of the step is from");

const step = z
  .strictObject({
    id: z.string().describe("Names the step within the runbook, e.g. copy-database"),
    kind: z.string().nullable().describe("The kind that it moves, e.g. database; null where it concerns them all"),
    title: z.string(),
    text: z.array(z.string()).describe("What to know and to do, a paragraph each"),
    commands: z
      .string()
      .nullable()
      .describe("Bash, for the one session that the whole runbook is followed in; ends with a line break"),
    needs: z.array(z.string()).describe("Programs that the commands call; sorted"),
    asks: z.array(z.string()).describe("Variables that the operator sets before; sorted"),
    cautions: z.array(z.string()).describe("What goes wrong where it is not minded"),
    checked,
    unverified: z.array(z.string()).describe("What nobody could verify without an account"),
    sources: z.array(source),
  })
  .describe("One thing to do");

const phase = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    optional: z.boolean().describe("Whether it takes the place of others, as its text says, or may be left out"),
    text: z.array(z.string()),
    steps: z.array(step),
  })
  .describe("Steps that belong together");

const place = z
  .strictObject({
    provider: z.string(),
    service: z.string().nullable(),
    shape: z.string().nullable(),
    region: z.string().nullable(),
  })
  .describe("What a part stands on");

const lost = z.strictObject({ feature: z.string(), reason: z.string() });

const moved = z
  .strictObject({
    kind: z.string(),
    part: z.string().describe("The part's name"),
    from: place,
    to: place,
    by: z.string().describe("The way that the data takes, in words"),
    whose: z
      .enum(["runbook", "app", "nobody"])
      .describe("Who does the moving: these commands, the app's own work, or nobody, since it begins anew"),
    asked: z.array(z.string()).describe("Sizes and other settings as the stack asks for them, both sides"),
    app: z.array(z.string()).describe("What the app itself must do, in words that follow `the app must`"),
    loses: z.array(lost).describe("Features that are asked for and are not there any more"),
  })
  .describe("A part whose data moves");

const stays = z
  .strictObject({ kind: z.string(), part: z.string(), provider: z.string().nullable(), service: z.string().nullable() })
  .describe("A part that holds data and stays where it is");

const leftover = z
  .strictObject({
    part: z.string(),
    type: z.string(),
    name: z.string().describe("The logical name, which `pulumi import` takes"),
    monthlyUsd: z.number().nullable().describe("What it costs a month as far as prices are known; null where none is"),
  })
  .describe("What stays in the old cloud until somebody deletes it");

const side = z.strictObject({
  stack: z.string(),
  topology: z.string(),
  providers: z.array(z.string()),
  monthlyUsd: z.number().nullable(),
});

/** The schema of a runbook: a stable contract, published as JSON Schema. */
export const runbookSchema = z
  .strictObject({
    version: z.literal(1).describe("The version of this contract"),
    app: z.string(),
    way: z
      .enum(["beside", "second-stack"])
      .describe("Both sides within one stack by landfall:move, or a second stack beside the first"),
    from: side,
    to: side,
    moves: z.array(moved).describe("In the order of the catalog of kinds"),
    stays: z.array(stays),
    phases: z.array(phase).describe("In the order in which they are followed"),
    leftovers: z.array(leftover).describe("Sorted by part and name"),
  })
  .describe("How a stack's data moves, by `landfall move --format json`");

/** How a stack's data moves. */
export type Runbook = z.output<typeof runbookSchema>;
export type Phase = z.output<typeof phase>;
export type Step = z.output<typeof step>;
export type Moved = z.output<typeof moved>;
export type Leftover = z.output<typeof leftover>;

/** The JSON Schema of a runbook, as published in schemas/move.schema.json. */
export const runbookJsonSchema = (): object => z.toJSONSchema(runbookSchema, { target: "draft-7" });
