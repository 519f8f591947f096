import * as fc from "fast-check";
import type { z } from "zod";

/** What of zod's schemas is looked at; the same for every kind of schema. */
interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly out?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

interface Check {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
}

export const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** A schema without what says that it may be left out. */
export function bare(schema: z.ZodType): z.ZodType {
  const { type, innerType, out } = definitionOf(schema);
  if (["optional", "default", "nullable"].includes(type)) return bare(innerType!);
  return type === "pipe" ? bare(out!) : schema;
}

const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success;

/** Texts that rules take which are written as functions, for which no text can be made up. */
const TEXTS = [
  ...["10.20.0.0/16", "192.168.7.0/24", "172.31.0.0/20", "203.0.113.7/32", "10.0.0.0/8"],
  ...["*/10 * * * *", "0 2 * * *", "0,30 6 * * 1", "15 4 1 * *"],
  ...["ops@example.com", "https://api.example.com/v1", "2026-11-01", "db.example.com"],
  // As long as they may be; a pattern's own texts are short.
  ...[`${"l".repeat(63)}.${"o".repeat(63)}.${"n".repeat(63)}.example.com`, "a".repeat(24), "A".repeat(128)],
  // What JavaScript's own objects know.
  ...["constructor", "toString", "__proto__"],
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
];

/** A pattern without what looks ahead and without flags, which no text can be made of; what it refuses is left out afterwards. */
function makeable({ source }: RegExp): RegExp {
  let text = source;
  for (let at = text.indexOf("(?!"); at >= 0; at = text.indexOf("(?!")) {
    let depth = 0;
    let end = at;
    for (let inClass = false; end < text.length; end++) {
      if (text[end] === "\\") end++;
      else if (text[end] === "[") inClass = true;
      else if (text[end] === "]") inClass = false;
      else if (!inClass && text[end] === "(") depth++;
      else if (!inClass && text[end] === ")" && --depth === 0) break;
    }
    text = text.slice(0, at) + text.slice(end + 1);
  }
  return new RegExp(text);
}

function texts(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { pattern, checks = [] } = definitionOf(schema);
  const rules = checks.map(({ _zod: { def } }) => def);
  const patterns = [pattern, ...rules.map((rule) => rule.pattern)].filter((it) => it !== undefined);
  const maximum = Math.min(...rules.map((rule) => rule.maximum ?? 300));
  const minimum = Math.max(0, ...rules.map((rule) => rule.minimum ?? 0));
  const fits = (text: unknown) => schema.safeParse(text).success;
  const known = TEXTS.filter(fits);
  const accepted = known.length > 0 ? [fc.constantFrom(...known)] : [];
  const made =
    patterns.length > 0
      ? fc.stringMatching(makeable(patterns[0]!), { maxLength: maximum })
      : fc.string({ unit: "grapheme-ascii", minLength: minimum, maxLength: Math.min(maximum, minimum + 40) });
  // A rule that hardly any text meets is no way to make one.
  const share = fc.sample(made, { numRuns: 40, seed: 1 }).filter(fits).length;
  const all = share >= 10 ? [...accepted, made.filter(fits)] : accepted;
  if (all.length === 0) throw new Error(`no text is known that meets ${String(patterns[0] ?? "a rule")}: add one`);
  return fc.oneof(...all);
}

function numbers(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { checks = [], format } = definitionOf(schema);
  const rules = checks.map(({ _zod: { def } }) => def);
  const whole = format === "safeint" || rules.some((rule) => rule.format === "safeint");
  const least = Math.max(-1e6, ...rules.flatMap((rule) => (rule.check === "greater_than" ? [rule.value!] : [])));
  const most = Math.min(1e9, ...rules.flatMap((rule) => (rule.check === "less_than" ? [rule.value!] : [])));
  const small = Math.min(most, Math.max(least, 4));
  const made = whole
    ? fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: least, max: small }) },
        { weight: 1, arbitrary: fc.integer({ min: least, max: most }) },
        { weight: 1, arbitrary: fc.constantFrom(least, most) },
      )
    : fc.double({ min: least, max: most, noNaN: true });
  return made.filter((value) => schema.safeParse(value).success);
}

function objects(shape: Readonly<Record<string, z.ZodType>>): fc.Arbitrary<unknown> {
  const keys = Object.keys(shape);
  const model = Object.fromEntries(keys.map((key) => [key, arbitraryOf(shape[key]!)]));
  return fc.record(model, { requiredKeys: keys.filter((key) => !isOptional(shape[key]!)) });
}

const made = new WeakMap<z.ZodType, fc.Arbitrary<unknown>>();

/**
 * Values that a schema takes, derived from the schema itself, so that a new key is tried without another line here.
 * Rules over several keys are not known; whoever needs a whole value checks it.
 *
 * @throws Error for a kind of schema, or a rule of texts, that nothing can be derived from.
 */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const plain = bare(schema);
  const known = made.get(plain);
  if (known !== undefined) return known;
  const arbitrary = derive(plain);
  made.set(plain, arbitrary);
  return arbitrary;
}

function derive(schema: z.ZodType): fc.Arbitrary<unknown> {
  const { type, shape, element, keyType, valueType, options, entries, values } = definitionOf(schema);
  const rules = (definitionOf(schema).checks ?? []).map(({ _zod: { def } }) => def);
  switch (type) {
    case "object":
      return objects(shape!);
    case "record":
      return fc.dictionary(arbitraryOf(keyType!) as fc.Arbitrary<string>, arbitraryOf(valueType!), {
        minKeys: schema.safeParse({}).success ? 0 : 1,
        maxKeys: 3,
        noNullPrototype: true,
      });
    case "array":
      return fc.array(arbitraryOf(element!), {
        minLength: Math.max(0, ...rules.map((rule) => rule.minimum ?? 0)),
        maxLength: Math.max(3, ...rules.map((rule) => rule.minimum ?? 0)),
      });
    case "string":
      return texts(schema);
    case "number":
      return numbers(schema);
    case "boolean":
      return fc.boolean();
    case "enum":
      return fc.constantFrom(...Object.values(entries!));
    case "literal":
      return fc.constantFrom(...values!);
    case "union":
      return fc.oneof(...options!.map(arbitraryOf));
    case "unknown":
    case "any":
      return fc.constantFrom("text", 1, true);
    default:
      throw new Error(`nothing is known to make of a schema of the type ${type}`);
  }
}

/** A place inside a value that a schema describes, and what stands there. */
export interface Place {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

/** Every place that a schema knows in a value: its keys, given or not, and the entries of its mappings. */
export function placesIn(schema: z.ZodType, value: unknown, path: readonly string[] = []): Place[] {
  const plain = bare(schema);
  const { type, shape, valueType, element } = definitionOf(plain);
  const within = (key: string, of: z.ZodType) => [
    { path: [...path, key], schema: of },
    ...placesIn(of, (value as Readonly<Record<string, unknown>> | undefined)?.[key], [...path, key]),
  ];
  if (type === "object")
    return Object.entries(shape!).flatMap(([key, of]) => (value === undefined ? [] : within(key, of)));
  if (typeof value !== "object" || value === null) return [];
  if (type === "record") return Object.keys(value).flatMap((key) => within(key, valueType!));
  if (type === "array") return Object.keys(value).flatMap((key) => within(key, element!));
  return [];
}
