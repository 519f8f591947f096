import { dataTypes } from "../../providers/registry";
import type { Recording } from "../../src/plan/recorder";
import { partsOf, shortUrn, type Golden, type Lines } from "./golden";

/** By which URNs an app's resources can be found: its own, and its aliases. */
export type Reached = ReadonlyMap<string, readonly string[]>;

/** What a topology's apps register today. */
export type Observed = ReadonlyMap<string, Reached>;

/** The URNs of a recording. */
export const reachedIn = ({ resources }: Recording): Reached =>
  new Map(resources.map(({ urn, aliases }) => [shortUrn(urn), aliases.map(shortUrn)]));

/** A URN that states know and nothing leads to any more. */
export interface Lost {
  /** `app@topology` of every cell that has it. */
  readonly cells: readonly string[];
  readonly urn: string;
  /** Whether it was one of the past already. */
  readonly past: boolean;
  /** The component that it was called after; undefined where it was not. */
  readonly owner: string | undefined;
  /** New resources of the same cells, any of which may be what it is called now. */
  readonly heirs: readonly string[];
}

/** Types whose loss is a loss of data, besides those that a provider names: what is generated once, and the guard's memory. */
const KEPT = ["pulumi:index:Stash", "random:index/randomPassword:RandomPassword"];

/** Whether a resource of a short URN holds what nobody could bring back. */
export const holdsData = (urn: string): boolean => {
  const { type } = partsOf(urn);
  return dataTypes().has(type) || KEPT.includes(type);
};

const found = (reached: Reached): ReadonlySet<string> =>
  new Set([...reached].flatMap(([own, others]) => [own, ...others]));

/** The component of a cell that a child is called after: the one with the longest name, `standby-compute` before none. */
function ownerOf(urn: string, { current, past }: Golden): string | undefined {
  const { above, name } = partsOf(urn);
  const owners = [...current.keys(), ...past.keys()].map(partsOf).filter(({ type }) => type === above);
  const named = owners.map((owner) => owner.name).filter((it) => name.startsWith(`${it}-`));
  return named.sort((one, other) => other.length - one.length)[0];
}

/** Resources that might be what another was: what is new, of its type or by its name. */
function heirsOf(urn: string, golden: Golden, app: string, reached: Reached): string[] {
  const lost = partsOf(urn);
  const fresh = [...reached.keys()].filter((it) => !(golden.current.get(it) ?? []).includes(app));
  const sameType = fresh.filter((it) => partsOf(it).type === lost.type);
  return sameType.length > 0 ? sameType : fresh.filter((it) => partsOf(it).name === lost.name);
}

/** Every URN of a topology that states know and nothing leads to any more. */
function lostOn(topology: string, golden: Golden, observed: Observed): Lost[] {
  const lostOf = (lines: Lines, past: boolean) =>
    [...lines].flatMap(([urn, apps]) =>
      apps
        .filter((app) => observed.has(app) && !found(observed.get(app)!).has(urn))
        .map((app) => ({
          cells: [`${app}@${topology}`],
          urn,
          past,
          owner: ownerOf(urn, golden),
          heirs: heirsOf(urn, golden, app, observed.get(app)!),
        })),
    );
  return [...lostOf(golden.current, false), ...lostOf(golden.past, true)];
}

/** What changed between what is remembered and what is registered. */
export interface Judgement {
  readonly lost: readonly Lost[];
  /** Cells that landed and do not any more. */
  readonly lostCells: readonly string[];
  /** URNs that several resources of a cell claim, or that an alias takes from a resource that still has it. */
  readonly claimedTwice: readonly string[];
}

/** Of each URN that several resources claim: which cell, and who. An update would fail, or take the wrong one. */
function claimedTwice(topology: string, observed: Observed): string[] {
  return [...observed].flatMap(([app, reached]) => {
    const claims = new Map<string, string[]>();
    for (const [own, others] of reached) {
      for (const urn of new Set([own, ...others])) claims.set(urn, [...(claims.get(urn) ?? []), own]);
    }
    return [...claims]
      .filter(([, claimants]) => claimants.length > 1)
      .map(([urn, claimants]) => `${app}@${topology}: ${urn} is claimed by ${claimants.join(" and by ")}`);
  });
}

const NOTHING: Golden = { apps: [], current: new Map(), past: new Map() };

/** Holds what is registered today against what is remembered. */
export function judge(goldens: ReadonlyMap<string, Golden>, observed: ReadonlyMap<string, Observed>): Judgement {
  const lost = new Map<string, Lost>();
  const lostCells: string[] = [];
  for (const [topology, golden] of goldens) {
    const now = observed.get(topology) ?? new Map<string, Reached>();
    lostCells.push(...golden.apps.filter((app) => !now.has(app)).map((app) => `${app}@${topology}`));
    for (const it of lostOn(topology, golden, now)) {
      const before = lost.get(it.urn);
      const heirs = [...new Set([...(before?.heirs ?? []), ...it.heirs])];
      lost.set(it.urn, { ...it, heirs, cells: [...(before?.cells ?? []), ...it.cells] });
    }
  }
  return {
    lost: [...lost.values()],
    lostCells,
    claimedTwice: [...observed].flatMap(([topology, now]) => claimedTwice(topology, now)),
  };
}

/** What of a topology is to be remembered next: what is there, and what was there and is still led to. */
function nextOf(golden: Golden, observed: Observed): Golden {
  const [current, past] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (to: Map<string, string[]>, urn: string, app: string) => to.set(urn, [...(to.get(urn) ?? []), app]);
  for (const [app, reached] of observed) {
    for (const urn of reached.keys()) add(current, urn, app);
    const known = [...golden.current, ...golden.past].filter(([, apps]) => apps.includes(app)).map(([urn]) => urn);
    const reachable = found(reached);
    for (const urn of new Set(known)) if (!reached.has(urn) && reachable.has(urn)) add(past, urn, app);
  }
  return { apps: [...observed.keys()], current, past };
}

/** What is to be remembered next of every topology. */
export const nextGolden = (
  goldens: ReadonlyMap<string, Golden>,
  observed: ReadonlyMap<string, Observed>,
): ReadonlyMap<string, Golden> =>
  new Map(
    [...observed]
      .filter(([, now]) => now.size > 0)
      .map(([topology, now]) => [topology, nextOf(goldens.get(topology) ?? NOTHING, now)]),
  );

/** Of what is lost, what nobody let go of: data, and cells. A loss of the rest is no more than told. */
export function withheld({ lost, lostCells }: Judgement, letGo: ReadonlySet<string>): string[] {
  const data = lost
    .filter(({ urn }) => holdsData(urn) && !letGo.has(partsOf(urn).name))
    .map(({ urn }) => partsOf(urn).name);
  return [...new Set([...data, ...lostCells.filter((cell) => !letGo.has(cell))])];
}
