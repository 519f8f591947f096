import { refusals } from "../support/config";
import { changed, ofProviders as all, type Case, type OfProvider } from "./malformed-cases";

/** How many configs are tried; each has two to five mistakes. */
const CONFIGS = 30;
/** What is told by config itself; capabilities and limits are only looked at where config is right. */
const TOLD_AT_ONCE = /^"?(landfall|aws|oci|digitalocean|cloudflare):/;

/** Keys whose mistakes are another step's, which waits for config to be right. */
const NOT_ALONE: readonly string[] = ["landfall:override", "landfall:domain"];

/** Mistakes of one provider that are found in the same step, each in a key of its own. */
function mistakesOf({ base, cases }: OfProvider): readonly Case[] {
  return cases.filter(({ changes }) => {
    const keys = Object.keys(changes);
    if (keys.length !== 1 || keys[0]! in base || NOT_ALONE.includes(keys[0]!)) return false;
    const lines = refusals(changed({ ...base, ...changes }));
    const ofItsRegion = keys[0] === "landfall:aws" && lines[0]!.includes("us-east-1");
    return TOLD_AT_ONCE.test(lines[0]!) && lines[0]!.startsWith(keys[0]!) && !ofItsRegion;
  });
}

/** Configs of two to five mistakes in different keys, walked through so that each mistake has its turn. */
function* configs(): Generator<{
  readonly title: string;
  readonly cases: readonly Case[];
  readonly base: Case["changes"];
}> {
  const known = all.map((it) => ({ base: it.base, cases: mistakesOf(it) }));
  const told = new Set<string>();
  for (let at = 0; told.size < CONFIGS; at++) {
    const { base, cases } = known[at % known.length]!;
    const round = Math.floor(at / known.length);
    const count = 2 + ((round + at) % 4);
    const chosen: Case[] = [];
    for (let step = 0; step < cases.length && chosen.length < count; step++) {
      const next = cases[(round * 5 + at + step) % cases.length]!;
      const taken = chosen.some(({ changes }) => Object.keys(changes)[0] === Object.keys(next.changes)[0]);
      if (!taken) chosen.push(next);
    }
    const title = chosen.map((it) => it.title).join(", ");
    if (!told.has(title)) yield { title, cases: chosen, base };
    told.add(title);
  }
}

describe("two to five mistakes in one config", () => {
  const tried = [...configs()];

  it("are thirty configs, and as many as there should be in each", () => {
    expect(tried).toHaveLength(CONFIGS);
    const counts = tried.map(({ cases }) => cases.length);
    expect(Math.min(...counts)).toBe(2);
    expect(Math.max(...counts)).toBe(5);
    expect(new Set(tried.map(({ title }) => title)).size).toBe(CONFIGS);
  });

  it.each(tried)("are told together, once each: $title", ({ cases, base }) => {
    const lines = refusals(
      changed(Object.assign({ ...base }, ...cases.map(({ changes }) => changes)) as Case["changes"]),
    );
    expect(lines).toHaveLength(cases.length);
    for (const { says } of cases)
      expect(lines.filter((line) => says.every((part) => line.includes(part)))).toHaveLength(1);
  });
});
