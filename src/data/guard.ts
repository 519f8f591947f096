import { Stash } from "@pulumi/pulumi";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { refuse, type Issue } from "../../components/core/errors";
import type { LandfallConfig } from "../config/load";
import { HOMED, homeOf, movingKinds, type Homed } from "./homes";
import type { Store } from "./stores";
import { leftBehind, madeAnew, neverBeside } from "./words";

/** What the engine knows of an output; the SDK's declarations leave these out. */
interface Settled {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
}

/** Another value that is asked for leaves the state as it is. */
const KEPT: CustomResourceOptions = { ignoreChanges: ["input"] };

/** Another value that is asked for is remembered from then on. */
const FOLLOWED: CustomResourceOptions = { replaceOnChanges: ["input"] };

/**
 * What the stack's own state remembers under a name: the first value ever given, whatever is asked for now.
 *
 * @returns undefined where nothing is known, as in a plan or a first preview.
 */
async function remembered<T>(name: string, input: T, options: CustomResourceOptions): Promise<T | undefined> {
  const output = new Stash(name, { input }, options).output as unknown as Settled;
  return (await output.isKnown) ? ((await output.promise()) as T) : undefined;
}

/** That both sides of a move were up beside each other; which of them served is not told. */
interface Beside {
  readonly homes: readonly string[];
  readonly step: string;
}

/** The kinds of a switch whose two sides were never up beside each other; whether they were is what `beside` writes down. */
async function unprepared(config: LandfallConfig, moving: readonly Homed[]): Promise<Issue[]> {
  const { move } = config;
  if (move === undefined || move.step === "release") return [];
  const asked = moving.map(async (kind): Promise<Issue[]> => {
    const homes = [config, move.other].map((side) => homeOf(side, kind) ?? "nothing").sort();
    const { step } = move;
    const before = await remembered<Beside>(
      `data-beside-${kind}`,
      { homes, step },
      step === "beside" ? FOLLOWED : KEPT,
    );
    const prepared = step === "beside" || (before?.step === "beside" && before.homes.join() === homes.join());
    return prepared ? [] : [neverBeside(config, kind)];
  });
  return (await Promise.all(asked)).flat();
}

/** The kinds whose data stands elsewhere than the stack now says. */
async function leaving(config: LandfallConfig, confirmed: readonly Homed[]): Promise<Issue[]> {
  const checked = HOMED.map(async (kind): Promise<Issue[]> => {
    const home = homeOf(config, kind);
    if (home === undefined) return [];
    const isConfirmed = confirmed.includes(kind);
    const known = await remembered(`data-home-${kind}`, home, isConfirmed ? FOLLOWED : KEPT);
    return known === undefined || known === home || isConfirmed ? [] : [leftBehind(config, kind, known, home)];
  });
  return (await Promise.all(checked)).flat();
}

/** The name that a store is remembered by; stores of one name differ by type. */
const memoryOf = ({ type }: Store, name: string): string => {
  const [provider, , resource] = type.split(":");
  return `data-store-${provider}-${resource}-${name}`;
};

/** The stores that would be made anew, and so begin empty. */
async function renewed(config: LandfallConfig, stores: readonly Store[]): Promise<Issue[]> {
  const checked = stores.map(async (store): Promise<Issue[]> => {
    const aliases = store.formerly.map((name) => ({ name: memoryOf(store, name) }));
    const before = await remembered(memoryOf(store, store.name), store.pins, { ...KEPT, aliases });
    const paths = Object.keys(before ?? {}).filter((path) => path in store.pins && store.pins[path] !== before![path]);
    return paths.map((path) => madeAnew(config, store, path, before![path]!));
  });
  return (await Promise.all(checked)).flat();
}

/** Registers what the state is to remember, and tells what would be lost. */
async function lossesOf(config: LandfallConfig, stores: readonly Store[]): Promise<Issue[]> {
  if (!config.dataProtection) return [];
  const moving = movingKinds(config);
  const issues = await unprepared(config, moving);
  const isTold = (kind: string) => issues.some(({ at }) => at === kind);
  const prepared = config.move?.step === "switch" ? moving.filter((kind) => !isTold(kind)) : [];
  issues.push(...(await leaving(config, prepared)).filter(({ at }) => !isTold(at)));
  // A run that is refused already asks no more: what it asks for the first time would be remembered.
  return issues.length > 0 ? issues : renewed(config, stores);
}

/**
 * Refuses to begin empty while data stands somewhere: in another place than before, or in a store that would be made
 * anew. Comes before anything else is registered, so that a refused run changes nothing, not even one that skips its
 * preview.
 *
 * @param stores - What the stack is about to register that holds data; see `storesOf`.
 * @throws IssuesError with everything that would be lost.
 */
export async function guardData(config: LandfallConfig, stores: readonly Store[]): Promise<void> {
  const issues = await lossesOf(config, stores);
  refuse(issues);
}

/** Registers what the state is to remember and judges nothing, since a plan has no state. */
export async function rememberData(config: LandfallConfig, stores: readonly Store[]): Promise<void> {
  await lossesOf(config, stores);
}
