import * as fc from "fast-check";
import { fingerprint } from "../../components/core/naming";
import { recordStack } from "../../src/program";
import { apps, sourceOf, topologies, type Tree } from "./fuzz";
import { outcomeOf } from "./fuzz-oracle";

/** One cell of each provider's. */
export const ONE_OF_EACH = [
  "megilance@oci-do-free",
  "advancia@cloudflare-droplet",
  "megilance@aws-fargate",
  "belly@single-container",
];

/** Mappings whose order says something: the first engine that both know, and the first limits that a plan has room for. */
const ORDERED = ["engines", "rateLimits"];

/** A value with the keys of its mappings in another order. */
function shuffled(value: unknown, random: () => number, key = ""): unknown {
  if (Array.isArray(value)) return value.map((it) => shuffled(it, random));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, it]) => [name, shuffled(it, random, name)] as const);
  if (ORDERED.includes(key)) return Object.fromEntries(entries);
  const keyed = entries.map((entry) => [random(), entry] as const);
  return Object.fromEntries(keyed.sort(([a], [b]) => a - b).map(([, entry]) => entry));
}

/** Numbers from 0 to 1, the same ones for the same seed. */
function randomOf(seed: number): () => number {
  const numbers = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: 500 });
  let at = 0;
  return () => numbers[at++ % numbers.length]!;
}

/** What a cell registers: a line for each resource, with the fingerprint of all that it is asked to be. */
export async function registered(cell: string, seed?: number): Promise<string[]> {
  const [app, topology] = cell.split("@");
  const named = (all: readonly Tree[], name: string | undefined) => all.find((it) => it["name"] === name);
  const values: Tree = { "landfall:app": named(apps, app), "landfall:topology": named(topologies, topology) };
  const given = seed === undefined ? values : (shuffled(values, randomOf(seed)) as Tree);
  const source = sourceOf({ stack: "dev", values: given, secretKeys: [] });
  const { config, lines } = outcomeOf(source);
  if (config === undefined) throw new Error(lines.join("\n"));
  const { resources } = await recordStack(source, config);
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return resources.map(({ urn, ...rest }) => `${urn} ${fingerprint(JSON.stringify(rest, sorted), 16)}`).sort();
}
