import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Apps by URN; a URN is written `Compute$aws:ecs/cluster:Cluster compute-cluster`, since stack and project are no news. */
export type Lines = ReadonlyMap<string, readonly string[]>;

/** What is remembered of a topology. */
export interface Golden {
  /** The apps that land on it. */
  readonly apps: readonly string[];
  /** The URNs that its resources have. */
  readonly current: Lines;
  /** The URNs that they had; an alias leads from each to a resource. */
  readonly past: Lines;
}

export const GOLDEN_FOLDER = join(__dirname, "golden");

const OWN_TYPES = "landfall:index:";

/** A URN without what differs from stack to stack. */
export function shortUrn(urn: string): string {
  const [types = "", ...name] = urn.split("::").slice(2);
  return `${types.startsWith(OWN_TYPES) ? types.slice(OWN_TYPES.length) : types} ${name.join("::")}`;
}

/** A short URN taken apart again. */
export function partsOf(short: string): { readonly above: string; readonly type: string; readonly name: string } {
  const [types, name] = [short.slice(0, short.indexOf(" ")), short.slice(short.indexOf(" ") + 1)];
  const chain = (types.includes(":") && !types.includes("$") ? types : OWN_TYPES + types).split("$");
  return { above: chain.slice(0, -1).join("$"), type: chain.at(-1)!, name };
}

const HEADER = [
  "# By which URNs the states of stacks know their resources: type, logical name, and the apps where not all have it.",
  "# Written by `npm run urns`; CONTRIBUTING.md tells what to do before a line goes.",
];

const PAST = "past";

const sortedLines = (lines: Lines, apps: readonly string[]): string[] =>
  [...lines]
    .map(([urn, of]) => (of.length === apps.length ? urn : `${urn} [${[...of].sort().join(" ")}]`))
    .sort((one, other) => (one < other ? -1 : 1));

/** The text of a topology's file. */
export function goldenText({ apps, current, past }: Golden): string {
  const sections = [
    [...HEADER, `apps: ${[...apps].sort().join(" ")}`],
    sortedLines(current, apps),
    ...(past.size === 0 ? [] : [[PAST, ...sortedLines(past, apps)]]),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function readLines(section: string, apps: readonly string[]): Lines {
  const lines = section.split("\n").filter((line) => line !== "" && line !== PAST);
  return new Map(
    lines.map((line) => {
      const [, urn = line, some] = /^(.*) \[([^\]]*)\]$/.exec(line) ?? [];
      return [urn, some?.split(" ") ?? apps];
    }),
  );
}

/** Reads the text of a topology's file. */
export function readGolden(text: string): Golden {
  const [head = "", current = "", past = ""] = text.split("\n\n");
  const apps = /^apps: (.*)$/m.exec(head)?.[1]?.split(" ") ?? [];
  return { apps, current: readLines(current, apps), past: readLines(past, apps) };
}

/** What is remembered of every topology, by its name. */
export function goldenFiles(folder = GOLDEN_FOLDER): ReadonlyMap<string, Golden> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  return new Map(
    names.sort().map((file) => [file.slice(0, -".txt".length), readGolden(readFileSync(join(folder, file), "utf8"))]),
  );
}

/** Writes every topology's file anew and removes those of topologies that are gone. */
export function writeGolden(goldens: ReadonlyMap<string, Golden>, folder = GOLDEN_FOLDER): void {
  mkdirSync(folder, { recursive: true });
  for (const name of goldenFiles(folder).keys()) if (!goldens.has(name)) rmSync(join(folder, `${name}.txt`));
  for (const [name, golden] of goldens) writeFileSync(join(folder, `${name}.txt`), goldenText(golden));
}
