import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
import type { z } from "zod";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import { appSchema } from "../../src/config/app";
import { documentNames } from "../../src/config/documents";
import type { ConfigSource } from "../../src/config/source";
import { stackSchema } from "../../src/config/stack";
import { topologySchema } from "../../src/config/topology";
import { matrixOf } from "../../src/matrix";
import { arbitraryOf, bare, placesIn, type Place } from "./arbitrary";
import { projectRoot } from "./config";

export type Tree = Record<string, unknown>;

/** Stands inside every secret value, and nowhere else. */
export const CANARY = "canary-of-a-secret";

/** A stack as its file says it, not yet written as text. */
export interface Fuzzed {
  readonly stack: string;
  readonly values: Readonly<Tree>;
  readonly secretKeys: readonly string[];
}

/** Every document of a folder, as it was parsed. */
function documents(folder: string): readonly Tree[] {
  const names = documentNames(projectRoot, folder);
  return names.map((name) => parse(readFileSync(join(projectRoot, folder, `${name}.yaml`), "utf8")) as Tree);
}

export const apps = documents("apps");
export const topologies = documents("topologies");

/** Every app on every topology; those that land three times as often, since what is refused is told early. */
const pairs = (() => {
  const named = (all: readonly Tree[], name: string) => all.find((it) => it["name"] === name)!;
  const cells = matrixOf({ root: projectRoot, name: "landfall" });
  const pair = ({ app, topology }: (typeof cells)[number]) => ({
    app: named(apps, app),
    topology: named(topologies, topology),
  });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...cells.filter(({ outcome }) => outcome === "lands").map(pair)) },
    { weight: 1, arbitrary: fc.constantFrom(...cells.map(pair)) },
  );
})();

/** Sets a value at a path of mappings and lists; as an own key, whatever its name is. */
export function setAt(root: unknown, path: readonly string[], value: unknown): void {
  let at = root as Tree;
  for (const key of path.slice(0, -1)) at = at[key] as Tree;
  const key = path[path.length - 1]!;
  Object.defineProperty(at, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A value for one of some places, made for the chosen place alone: to make one for each takes most of the time. */
const editOf = (
  places: readonly Place[],
): fc.Arbitrary<{ readonly path: readonly string[]; readonly value: unknown }> =>
  fc
    .nat(places.length - 1)
    .chain((at) => arbitraryOf(places[at]!.schema).map((value) => ({ path: places[at]!.path, value })));

/** The places of a document that say what is built. */
const editable = (schema: z.ZodType, document: Tree): Place[] =>
  placesIn(schema, document).filter(({ path }) => path[0] !== "name" && path[0] !== "documented");

/** Up to so many keys of a document, each with a value that its schema takes. */
const edited = (schema: z.ZodType, document: Tree, most: number): fc.Arbitrary<Tree> => {
  return fc.array(editOf(editable(schema, document)), { maxLength: most }).map((all) => {
    const copy = structuredClone(document);
    // One edit may take away what another one is about.
    for (const { path, value } of all) if (leadsTo(copy, path)) setAt(copy, path, value);
    return copy;
  });
};

function leadsTo(root: unknown, path: readonly string[]): boolean {
  let at = root;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== "object" || at === null) return false;
    at = (at as Tree)[key];
  }
  return typeof at === "object" && at !== null;
}

/** What an app calls its parts: where names stand as keys, and where they are referred to. */
const NAMED: readonly { readonly keys: readonly string[]; readonly ofServices: readonly string[] }[] = [
  { keys: ["services"], ofServices: ["calls"] },
  { keys: ["buckets"], ofServices: ["buckets"] },
  { keys: ["queue", "topics"], ofServices: ["topics"] },
  { keys: ["secrets"], ofServices: ["secrets"] },
];

const renamedKeys = (value: unknown, name: (old: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((it) => (typeof it === "string" ? name(it) : it));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [name(key), it]));
};

/** An app whose parts are all called otherwise, up to the longest names that there may be. */
function renamed(app: Tree, suffix: string): Tree {
  const copy = structuredClone(app);
  const lower = (old: string) => `${old}-${suffix}`.slice(0, 24).replace(/-$/, "0");
  const upper = (old: string) => `${old}_${suffix.toUpperCase().replaceAll("-", "_")}`.slice(0, 128);
  for (const { keys, ofServices } of NAMED) {
    const name = keys[0] === "secrets" ? upper : lower;
    const parent = keys.slice(0, -1).reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], copy) as Tree;
    const last = keys[keys.length - 1]!;
    if (parent?.[last] !== undefined) parent[last] = renamedKeys(parent[last], name);
    for (const service of Object.values(copy["services"] as Tree) as Tree[]) {
      for (const key of ofServices) if (service[key] !== undefined) service[key] = renamedKeys(service[key], name);
    }
  }
  const stored = copy["storage"] as Tree | undefined;
  if (stored?.["buckets"] !== undefined) stored["buckets"] = renamedKeys(stored["buckets"], lower);
  return { ...copy, name: lower(app["name"] as string) };
}

const suffixes = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$/, { size: "medium" });

const appFrom = (shipped: Tree): fc.Arbitrary<Tree> =>
  fc
    .option(suffixes, { nil: undefined, freq: 2 })
    .map((suffix) => (suffix === undefined ? shipped : renamed(shipped, suffix)))
    .chain((document) => edited(appSchema, document, 2));

/** Names of stacks: what Pulumi takes, up to its 100 characters. */
const stackNames = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("dev", "prod", "example", "s", "Prod_2.eu") },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/, { size: "medium" }) },
);

/** A topology, and an override of some of its keys. */
function topologyFrom(document: Tree): fc.Arbitrary<{ readonly document: Tree; readonly override: Tree }> {
  const parts = editable(topologySchema, document).filter(({ path }) => path.length <= 2);
  return fc.array(editOf(parts), { maxLength: 2 }).map((all) => {
    const override: Tree = {};
    for (const { path, value } of all) {
      if (path.length === 1) override[path[0]!] = value;
      else override[path[0]!] = { ...(override[path[0]!] as Tree | undefined), [path[1]!]: value };
    }
    return { document, override };
  });
}

/** Some settings of a provider, from its own schemas; secrets of its own have the canary in them. */
function settingsOf(id: ProviderId): fc.Arbitrary<Tree> {
  const { settings, standard } = providerOf(id).config;
  const values = Object.entries(standard).map(([name, { schema, secret }]) => {
    const text = secret === true ? fc.constant(`${CANARY}-${name}`) : arbitraryOf(schema);
    return fc.option(text, { nil: undefined, freq: 1 }).map((value) => [`${id}:${name}`, value] as const);
  });
  const places = placesIn(settings, {}).filter(({ path }) => path.length === 1);
  const own = fc
    .subarray(places, { maxLength: 3 })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map(({ path, schema }) => [path[0]!, arbitraryOf(schema)]))),
    );
  const some = fc.subarray(values, { maxLength: 3 }).chain((chosen) => fc.tuple(...chosen));
  return fc
    .tuple(fc.option(own, { nil: undefined, freq: 2 }), fc.option(some, { nil: [], freq: 1 }))
    .map(([given, keys]) => ({
      ...(given === undefined ? {} : { [`landfall:${id}`]: given }),
      ...Object.fromEntries(keys.filter(([, value]) => value !== undefined)),
    }));
}

const { shape } = stackSchema;

/** Keys of the stack that are written by themselves above. */
const COMPOSED = ["app", "topology", "override", "images", "services", "secrets"];

const plainKeys = fc.record(
  Object.fromEntries(
    Object.entries(shape)
      .filter(([key]) => !COMPOSED.includes(key))
      .map(([key, schema]) => [`landfall:${key}`, arbitraryOf(bare(schema as z.ZodType))]),
  ),
  { requiredKeys: [] },
);

/** What stands around an app and its topology. */
const around = fc.record({
  stack: stackNames,
  keys: fc.option(plainKeys, { nil: {}, freq: 1 }),
  providers: fc.tuple(...providerIds.map(settingsOf)),
  secrets: fc.nat(3),
  optional: fc.option(fc.boolean(), { nil: undefined }),
});

/** Stacks that are meant to be right; what several keys say together may still be refused. */
export const soundStacks: fc.Arbitrary<Fuzzed> = pairs
  .chain((pair) => fc.tuple(appFrom(pair.app), topologyFrom(pair.topology), around))
  .map(([app, { document, override }, { stack, keys, providers, secrets, optional }]) => {
    const given = Object.keys((app["secrets"] as Tree | undefined) ?? {}).slice(0, secrets);
    const services = Object.entries((app["services"] as Tree | undefined) ?? {});
    const choosable = services.filter(([, service]) => (service as Tree)["optional"] === true).map(([name]) => name);
    const values: Tree = {
      "landfall:app": app,
      "landfall:topology": document,
      "landfall:override": override,
      ...keys,
      ...(Object.assign({}, ...providers) as Tree),
    };
    if (given.length > 0)
      values["landfall:secrets"] = Object.fromEntries(given.map((name) => [name, `${CANARY}-${name}`]));
    if (optional !== undefined && choosable.length > 0) values["landfall:services"] = { [choosable[0]!]: optional };
    return { stack, values, secretKeys: ["landfall:secrets"] };
  });

/** A stack as the engine would hand it over. */
export function sourceOf({ stack, values, secretKeys }: Fuzzed): ConfigSource {
  const entries = Object.entries(values).map(([key, value]): [string, string] => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { project: "landfall", stack, values: Object.fromEntries(entries), secretKeys: new Set(secretKeys) };
}
