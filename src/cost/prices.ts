import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Hours in a month, as cloud price lists count them: 365 days × 24 hours / 12. */
export const HOURS_A_MONTH = 730;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const condition = z.union([scalar, z.array(scalar), z.strictObject({ exists: z.boolean() })]);
const conditions = z.record(z.string(), condition);

const factor = z.union([
  z.number().min(0),
  z.string().min(1),
  z.strictObject({
    path: z.string().min(1),
    of: z.string().optional().describe("Read from the one resource of this type that this one depends on"),
    count: z.literal(true).optional().describe("How many there are in the list, in place of its value"),
    divide: z.number().positive().optional(),
    default: z.number().min(0).optional().describe("What the cloud takes where the input is left out"),
  }),
]);

/** A regular expression; what it captures is put in place of $1, $2 … of an assumption. */
const pattern = z.string().refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}, "a regular expression");

const typeToken = z.string().regex(/^[^:]+:[^:]+:[^:]+$/, "a Pulumi type token");

const usd = z.number().min(0);
const sourceKey = z.string().describe("A key of `sources`");

const price = z
  .strictObject({
    item: z.string().min(1).describe("What is paid for; the first entry of an item that matches counts"),
    when: conditions.optional().describe("Inputs by which the item is there at all"),
    match: conditions.optional().describe("Inputs that the price is for; a list is any of them, null is left out"),
    region: z.string().optional().describe("The only region that the price is for"),
    usd: usd.optional(),
    unit: z.enum(["hour", "month", "use"]).optional().describe("use: billed as it is used, whenever that is"),
    per: z.string().optional().describe("What is counted, e.g. GB; one of the item itself when left out"),
    quantity: z.array(factor).min(1).optional().describe("Factors, multiplied; 1 when left out"),
    allowance: z.string().optional().describe("A key of `allowances`: what is free of charge, shared in the stack"),
    usage: z.string().optional().describe("What the plan cannot know, e.g. GB stored"),
    assumed: z
      .record(pattern, z.string().min(1))
      .optional()
      .describe("The app's assumption that says how much, by the logical name that the resource has"),
    beyond: factor.optional().describe("What is paid for otherwise, taken off what is assumed"),
    lot: z.number().positive().optional().describe("How much of what is assumed is billed as one, e.g. 10000 requests"),
    settings: z
      .record(z.string(), z.string())
      .optional()
      .describe("Settings of the provider, such as an account's plan, that the price is for"),
    once: z.literal(true).optional().describe("Paid once for the whole stack, however many resources have the item"),
    without: z
      .strictObject({ type: typeToken, named: pattern })
      .optional()
      .describe("A resource beside which the item is not paid, e.g. the CDN before the services"),
    grants: z
      .record(z.string(), z.number().positive())
      .optional()
      .describe("What each unit adds to an allowance that the account shares"),
    unpriced: z.string().optional().describe("Why there is no price, or none beyond the allowance"),
    source: sourceKey.optional(),
  })
  .refine((entry) => (entry.unpriced === undefined) === (entry.usd !== undefined), "either usd or unpriced")
  .refine((entry) => entry.usd === undefined || entry.unit !== undefined, "a price has a unit")
  .refine((entry) => entry.unit !== "use" || entry.usage !== undefined, "only usage is billed by use")
  .refine((entry) => entry.usd === undefined || entry.source !== undefined, "a price has a source")
  .refine((entry) => entry.assumed === undefined || entry.usage !== undefined, "only usage is assumed")
  .refine(
    (entry) => entry.assumed !== undefined || (entry.beyond === undefined && entry.lot === undefined),
    "beyond and lot stand beside assumed",
  );

const source = z.strictObject({
  source: z.string().min(1),
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "a date such as 2026-08-21"),
  confidence: z.enum(["price-list", "third-party", "dated", "unverified"]),
});

const allowance = z.strictObject({
  title: z.string().min(1).describe("What is free of charge, e.g. block storage"),
  quantity: z.number().min(0).describe("By the month; 0 where only what is bought grants any"),
  per: z.string(),
  source: sourceKey,
});

const priceFileSchema = z.strictObject({
  sources: z.record(z.string(), source),
  settings: z.record(z.string(), z.string()).default({}).describe("Settings that prices depend on, and their defaults"),
  allowances: z.record(z.string(), allowance).default({}),
  free: z.array(z.strictObject({ types: z.array(typeToken), source: sourceKey })),
  prices: z.record(typeToken, z.array(price).min(1)),
});

export type Condition = z.output<typeof condition>;
export type Factor = z.output<typeof factor>;
export type Price = z.output<typeof price>;
export type Allowance = z.output<typeof allowance>;

/** The prices of one provider; data, not code. */
export type PriceList = z.output<typeof priceFileSchema> & { readonly provider: string };

/** @throws Error when a source, an allowance or a setting is not in the file: a mistake in the data, not the user's. */
function checked(list: PriceList): PriceList {
  const { sources, allowances, free, settings } = list;
  const prices = Object.values(list.prices).flat();
  const cited = [...Object.values(allowances), ...free, ...prices].flatMap((entry) => entry.source ?? []);
  const missing = cited.filter((key) => !(key in sources));
  const shared = prices.flatMap(({ allowance: key, grants = {} }) => [
    ...(key === undefined ? [] : [key]),
    ...Object.keys(grants),
  ]);
  const unknown = shared.filter((key) => !(key in allowances));
  const unset = prices.flatMap((entry) => Object.keys(entry.settings ?? {})).filter((key) => !(key in settings));
  if (missing.length + unknown.length + unset.length > 0) {
    throw new Error(`prices of ${list.provider}: not in the file: ${[...missing, ...unknown, ...unset].join(", ")}`);
  }
  return list;
}

/** Reads a price file's text. */
export function parsePrices(provider: string, text: string): PriceList {
  return checked({ provider, ...priceFileSchema.parse(parse(text)) });
}

/** Reads the prices of exactly these providers. */
export function pricesOf(providers: readonly string[]): PriceList[] {
  const folder = join(__dirname, "..", "..", "providers");
  return providers.map((provider) =>
    parsePrices(provider, readFileSync(join(folder, provider, "prices.yaml"), "utf8")),
  );
}
