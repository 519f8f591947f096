import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const typeToken = z.string().regex(/^[^:]+:[^:]+:[^:]+$/, "a Pulumi type token");
const inputPath = z.string().regex(/^[a-z]\w*(\.\w+)*$/, "an input such as scalingConfiguration.minCapacity");

const typeFacts = z
  .strictObject({
    replaces: z.array(inputPath).describe("A change of it, or of anything below it, replaces the resource"),
    inPlace: z.array(inputPath).describe("A change of it, or of what has no entry below it, updates the resource"),
    unknown: z.record(inputPath, z.string().min(1)).default({}).describe("Why there is no one answer for it"),
  })
  .refine(
    ({ replaces, inPlace, unknown }) => {
      const paths = [...replaces, ...inPlace, ...Object.keys(unknown)];
      return new Set(paths).size === paths.length;
    },
    { error: "an input has one answer" },
  );

const factsFile = z.strictObject({
  source: z.string().min(1).describe("Who says so"),
  version: z.string().min(1).describe("The version of the source"),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-28"),
  types: z.record(typeToken, typeFacts),
});

type TypeFacts = z.output<typeof typeFacts>;

/** What makes one provider replace a resource instead of updating it; data, not code. */
export type ReplaceFacts = z.output<typeof factsFile>;

/** Reads the text of a `replaces.json`. */
export const parseReplaces = (text: string): ReplaceFacts => factsFile.parse(JSON.parse(text));

const read = (...path: string[]): ReplaceFacts => parseReplaces(readFileSync(join(__dirname, ...path), "utf8"));

/** What stands in no cloud of its own, or in a cluster of any. */
const CLOUDLESS = ["random", "kubernetes"];

/** The facts of each provider that has some, by its id; read once, as nothing changes them. */
export const replaceFacts: ReadonlyMap<string, ReplaceFacts> = new Map([
  ...CLOUDLESS.map((id) => [id, read("cloudless-replaces.json")] as const),
  ...readdirSync(__dirname)
    .filter((id) => existsSync(join(__dirname, id, "replaces.json")))
    .map((id) => [id, read(id, "replaces.json")] as const),
]);

const factsOf = (type: string, facts: typeof replaceFacts): TypeFacts | undefined =>
  facts.get(type.split(":")[0]!)?.types[type];

/** The input and what it is part of, the nearest first; places in a list are left out, as all have the same answer. */
function upwards(path: string): string[] {
  const steps = path
    .replace(/\["([^"]*)"\]/g, ".$1")
    .replace(/\[\d+\]/g, "")
    .split(".");
  return steps.map((_step, at) => steps.slice(0, steps.length - at).join("."));
}

const nearest = ({ inPlace, unknown }: TypeFacts, up: readonly string[]): string | undefined =>
  up.find((it) => inPlace.includes(it) || Object.hasOwn(unknown, it));

const below = (paths: readonly string[], path: string): string[] => paths.filter((it) => it.startsWith(`${path}.`));

/**
 * Whether a change of an input makes the provider delete the resource and create another.
 *
 * @param type the Pulumi type token, e.g. `aws:rds/instance:Instance`
 * @param path the input, e.g. `engine` or `rules[0].action`
 * @returns undefined where the facts have no answer, and for an input of which only some parts force replacement
 */
export function forcesReplacement(type: string, path: string, facts = replaceFacts): boolean | undefined {
  const known = factsOf(type, facts);
  if (known === undefined) return undefined;
  const up = upwards(path);
  if (up.some((it) => known.replaces.includes(it))) return true;
  const found = nearest(known, up);
  if (found === undefined || Object.hasOwn(known.unknown, found)) return undefined;
  return below([...known.replaces, ...Object.keys(known.unknown)], up[0]!).length > 0 ? undefined : false;
}

/** Why there is no one answer for an input, e.g. "replaces when it goes down, updates when it goes up". */
export function unknownReplacement(type: string, path: string, facts = replaceFacts): string | undefined {
  const known = factsOf(type, facts);
  if (known === undefined || forcesReplacement(type, path, facts) !== undefined) return undefined;
  const up = upwards(path);
  const found = nearest(known, up);
  if (found !== undefined && Object.hasOwn(known.unknown, found)) return known.unknown[found];
  const parts = below(known.replaces, up[0]!);
  if (parts.length > 0) return `replaces by a change of ${parts.join(" or ")}`;
  return (
    below(Object.keys(known.unknown), up[0]!)
      .map((part) => `${part}: ${known.unknown[part]!}`)
      .join("; ") || undefined
  );
}
