import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { providerIds } from "../../providers/registry";
import { projectRoot } from "./config";
import { apps, setAt, soundStacks, topologies, type Fuzzed, type Tree } from "./fuzz";

/** Values that nobody means, in place of any other one. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, "", " ", "\n", "null", "NaN", "undefined", "[object Object]", true, false, [], {}),
  fc.constantFrom<unknown>(0, -1, -0, 0.1, 1e21, -1e308, 2 ** 31, 2 ** 53, Number.MAX_SAFE_INTEGER),
  fc.constantFrom<unknown>("${x}", "../../etc/passwd", "a\u0000b", "\u001b[31mred", "\u202eevil", "0x1F", "1e3", "~"),
  fc.constantFrom<unknown>([[[[[]]]]], { a: { b: { c: null } } }, [null, { constructor: 1 }], ["", 0, {}]),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(300, 20_000).map((length) => "x".repeat(length)),
  fc.jsonValue({ maxDepth: 3 }),
);

const oddKeys = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", " ", "a.b", "[0]", "<<"),
  fc.constantFrom("\u001b[31m", "a\nb", "\u202eb", "x".repeat(300), "x".repeat(20_000), "ключ", "secure"),
  fc.string({ maxLength: 12 }),
);

/** Every path of a value, longest last. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, it]) => pathsIn(it, [...path, key]))];
}

interface Mutation {
  readonly at: number;
  /** `name` puts a key beside the known ones of a namespace. */
  readonly how: "replace" | "remove" | "add" | "name";
  readonly key: string;
  readonly value: unknown;
}

const NAMESPACES = ["landfall", "pulumi", "random", ...providerIds, "__proto__", "azure", ""];

const mutations: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom<Mutation["how"]>("replace", "replace", "replace", "remove", "add", "name"),
  key: oddKeys,
  value: junk,
});

function mutate(values: Readonly<Tree>, { at, how, key, value }: Mutation): Tree {
  const copy = structuredClone(values) as Tree;
  if (how === "name") {
    setAt(copy, [`${NAMESPACES[at % NAMESPACES.length]}:${key}`], value);
    return copy;
  }
  const paths = pathsIn(copy).filter((path) => path.length > 0);
  const path = paths[at % paths.length]!;
  const parent = path.slice(0, -1).reduce<unknown>((found, part) => (found as Tree)[part], copy);
  const last = path[path.length - 1]!;
  const target = (parent as Tree)[last];
  if (how === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete (parent as Tree)[last];
  } else if (how === "add" && typeof target === "object" && target !== null && !Array.isArray(target)) {
    setAt(copy, [...path, key], value);
  } else if (how === "add" && Array.isArray(target)) target.push(value);
  else setAt(copy, path, value);
  return copy;
}

/** Stacks with one to four mistakes, most of the time. */
export const brokenStacks: fc.Arbitrary<Fuzzed> = fc
  .tuple(soundStacks, fc.array(mutations, { minLength: 1, maxLength: 4 }))
  .map(([sound, all]) => ({ ...sound, values: all.reduce<Readonly<Tree>>(mutate, sound.values) }));

/** Both, half and half. */
export const stacks: fc.Arbitrary<Fuzzed> = fc.oneof(soundStacks, brokenStacks);

/** Texts of stacks as their owners write them, one with its app and topology inline. */
const shippedTexts: readonly string[] = [
  ...["dev", "prod"].map((stack) => readFileSync(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8")),
  stringify({ config: { "landfall:app": apps[0], "landfall:topology": topologies[0], "aws:region": "us-east-1" } }),
];

/** What YAML gives a meaning of its own, or none. */
const oddities = fc.oneof(
  fc.constantFrom("\t", "\r\n", "\ufeff", "\u0000", "- ", "? ", ": ", "#", "|\n", ">-\n", '"', "'", "---\n", "...\n"),
  fc.constantFrom("&a ", "*a", "*nowhere", "<<: *a\n", "!!binary ", "!!js/function ", "!!set ", "%YAML 1.3\n", "!x "),
  fc.constantFrom(".nan", ".inf", "0o17", "1_000", "2026-11-28T00:00:00Z", "yes", "~", "{ secure: v1:x }", "[[", "}}"),
  fc.constantFrom(
    "[".repeat(3000),
    `${"{a: ".repeat(500)}1${"}".repeat(500)}`,
    "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
  ),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);

/** Text with one to three slips of the hand: something put in, a line left out or told twice, the end cut off. */
export const brokenTexts: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...shippedTexts),
    fc.array(
      fc.record({ at: fc.nat(), how: fc.constantFrom("put", "put", "drop", "twice", "cut", "indent"), odd: oddities }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, slips]) =>
    slips.reduce((now, { at, how, odd }) => {
      const place = at % (now.length + 1);
      if (how === "put") return now.slice(0, place) + odd + now.slice(place);
      if (how === "cut") return now.slice(0, place);
      const lines = now.split("\n");
      const line = at % lines.length;
      const others = how === "drop" ? [] : how === "twice" ? [lines[line]!, lines[line]!] : [`  ${lines[line]!}`];
      return [...lines.slice(0, line), ...others, ...lines.slice(line + 1)].join("\n");
    }, text),
  );
