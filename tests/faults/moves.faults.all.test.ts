import { describeOnEngine, tell } from "../support/engine";
import { ObservedBed, type ObservedRun } from "../support/observed-bed";
import { recordResult } from "../support/reliability";
import { PAIRS, sideOn, STORES, wholeOn, type CloudId, type StoreKind } from "../support/whole";

jest.setTimeout(3_600_000);

/** Each ordered pair of four once, of which each begins where the one before ended. */
const CIRCUIT: readonly CloudId[] = (
  [0, 1, 0, 2, 0, 3, 1, 2, 1, 3, 2, 3, 0].map(
    (index) => (["aws", "digitalocean", "oci", "cloudflare"] as const)[index],
  ) as CloudId[]
).slice();

/** Caches whose content is kept stand apart from machines on two providers alone. */
const TRAVELS: Readonly<Record<StoreKind, readonly CloudId[]>> = {
  database: CIRCUIT,
  "object-storage": CIRCUIT,
  cache: ["aws", "digitalocean", "aws"],
};

const counted = { refused: 0, moved: 0, failures: 0, stores: 0 };
const notes: string[] = [];

/** What is wrong with a run that should have gone well and lost nothing. */
const wrongWith = (step: string, { code, lost, told }: ObservedRun): string[] => [
  ...(code === 0 ? [] : [`${step}: exit code ${code}: ${told.slice(0, 5).join(" | ")}`]),
  ...lost.map(({ urn }) => `${step}: ${urn} was deleted`),
];

/** Refuses a switch, then moves, and lets go of the old side. */
async function move(observed: ObservedBed, kind: StoreKind, from: CloudId, to: CloudId): Promise<string[]> {
  const kinds = [kind];
  const complaints: string[] = [];
  const old = observed.stores(from);
  counted.stores += old.length;
  const refused = await observed.up(wholeOn(to, kinds));
  const line = refused.told.find((it) => it.startsWith(`${kind}: would leave its data on ${from}`));
  if (refused.code === 0 || line === undefined || refused.changes.length > 0) {
    complaints.push(
      `the switch was not refused: ${refused.code}, ${refused.changes.length} changes, ${refused.told.join(" | ")}`,
    );
  } else counted.refused++;
  const steps = [
    ["beside", wholeOn(from, kinds, { "landfall:move": { step: "beside", to: sideOn(to) } })],
    ["switch", wholeOn(to, kinds, { "landfall:move": { step: "switch", from: sideOn(from) } })],
    ["release", wholeOn(to, kinds, { "landfall:move": { step: "release", from: sideOn(from) } })],
    ["done", wholeOn(to, kinds)],
  ] as const;
  for (const [step, config] of steps) complaints.push(...wrongWith(step, await observed.up(config)));
  const kept = new Set(observed.stores(from).map(({ id }) => id));
  complaints.push(...old.filter(({ id }) => !kept.has(id)).map(({ urn }) => `${urn} is gone from its cloud`));
  const inState = new Set((await observed.bed.state()).resources.map(({ urn }) => urn));
  const left = observed.bed.cloud.list().filter(({ urn }) => !inState.has(urn));
  if (old.some(({ urn }) => !left.some((it) => it.urn === urn)))
    complaints.push("what was let go of is still in the state");
  // By hand, as its owner would: another move back could not take the same names.
  left.forEach((object) => observed.bed.cloud.remove(object));
  if (complaints.length === 0) counted.moved++;
  return complaints.map((it) => `${kind} ${from} -> ${to}: ${it}`);
}

describeOnEngine("data between every ordered pair of providers", () => {
  const begun = Date.now();
  afterAll(() => {
    recordResult("moves", {
      runs: counted.refused + counted.moved,
      failures: counted.failures,
      seconds: (Date.now() - begun) / 1000,
      notes: [
        `${counted.refused} switches were refused before anything was asked of a cloud; ${counted.moved} moves went beside, switch, release and done.`,
        `${counted.stores} stores were left, none was deleted, and each was found in its cloud at the end.`,
        ...notes,
      ],
    });
  });

  it.each(STORES)("is refused to switch and moved in steps: %s", async (kind) => {
    const travel = TRAVELS[kind];
    const observed = await ObservedBed.open(wholeOn(travel[0]!, [kind]));
    try {
      expect((await observed.up(wholeOn(travel[0]!, [kind]))).code).toBe(0);
      const complaints: string[] = [];
      for (let at = 1; at < travel.length; at++) {
        complaints.push(...(await move(observed, kind, travel[at - 1]!, travel[at]!)));
        tell(`${kind} ${travel[at - 1]} -> ${travel[at]}: ${complaints.length} complaints so far`);
        if (complaints.length > 0) break;
      }
      counted.failures += complaints.length;
      expect(complaints).toEqual([]);
    } finally {
      observed.close();
    }
  });

  it("is refused as well where a cache cannot stand beside another, or nowhere at all", async () => {
    const inSteps = new Set(["aws digitalocean", "digitalocean aws"]);
    const others = PAIRS.filter(([from, to]) => from !== "cloudflare" && !inSteps.has(`${from} ${to}`));
    const complaints: string[] = [];
    for (const from of ["aws", "oci", "digitalocean"] as const) {
      const observed = await ObservedBed.open(wholeOn(from, ["cache"]));
      try {
        expect((await observed.up(wholeOn(from, ["cache"]))).code).toBe(0);
        for (const [, to] of others.filter(([it]) => it === from)) {
          const { code, changes, told } = await observed.up(wholeOn(to, ["cache"]));
          if (code === 0 || changes.length > 0) complaints.push(`cache ${from} -> ${to}: ${told.join(" | ")}`);
          else counted.refused++;
        }
      } finally {
        observed.close();
      }
    }
    notes.push(
      "A persistent cache on Oracle Cloud stands on the machine and is moved by a second stack; Cloudflare has none, so that three pairs have nothing to begin with.",
    );
    counted.failures += complaints.length;
    expect(complaints).toEqual([]);
  });
});
