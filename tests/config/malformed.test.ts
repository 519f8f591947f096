import { attempt, refusals } from "../support/config";
import { changed, ofProviders as read, shared } from "./malformed-cases";
import { providerIds } from "../../providers/registry";

const ofProviders = read.map((it) => [it.provider, it] as const);

const rows = [
  ...shared.map((it) => ["any provider", it.title, it.changes, it.says] as const),
  ...ofProviders.flatMap(([id, { base, cases }]) =>
    cases.map((it) => [id, it.title, { ...base, ...it.changes }, it.says] as const),
  ),
];

describe("a malformed config", () => {
  it.each(rows)("is refused in one line, on %s: %s", (_, __, changes, says) => {
    const lines = refusals(changed(changes));
    expect(lines).toHaveLength(1);
    for (const part of says) expect(lines[0]).toContain(part);
    // The place, what is wrong with it, and what would be right.
    expect(lines[0]).toMatch(/^\S.*?: .*(; allowed | is missing: |; set |is no private key in PEM|lacks | needs? )/);
    expect(lines[0]).not.toMatch(/\n|\s+at .+:\d+:\d+|canary/);
  });

  it.each(ofProviders)("is one only by what a case changes: the base of %s is accepted", (_, { base }) => {
    expect(attempt(changed(base))).not.toBeInstanceOf(Array);
  });

  it("has 120 kinds at least, 25 of each provider and 20 of any", () => {
    expect(ofProviders.map(([id]) => id).sort()).toEqual([...providerIds].sort());
    for (const [, { cases }] of ofProviders) expect(cases.length).toBeGreaterThanOrEqual(25);
    expect(shared.length).toBeGreaterThanOrEqual(20);
    expect(rows.length).toBeGreaterThanOrEqual(120);
    expect(new Set(rows.map(([id, title]) => `${id} ${title}`)).size).toBe(rows.length);
  });
});
