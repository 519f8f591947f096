import { Stash } from "@pulumi/pulumi";
import type { Kind } from "../components/catalog";
import { IssuesError, type Issue } from "../components/core/errors";
import type { LandfallConfig } from "./config/load";
import { chosenEngine } from "./preflight/requirements";

/** Kinds whose data a switch would leave behind. */
export const HOMED = ["database", "cache", "queue", "object-storage", "secrets"] as const satisfies readonly Kind[];
type Homed = (typeof HOMED)[number];

/** Where a kind's data stands, in words that a change of any leaves it behind: `aws:us-east-1:postgres`. */
export function homeOf(config: LandfallConfig, kind: Homed): string | undefined {
  const part = config.used[kind];
  if (part === undefined) return undefined;
  // What a cache may lose at any time is no data.
  if (kind === "cache" && config.app.cache?.persistent !== true) return undefined;
  const { provider, shape } = part;
  const { standard = {}, settings = {} } = config.providers[provider] ?? {};
  const region = standard["region"] ?? settings["datacenter"] ?? settings["region"];
  const engine = kind === "database" ? chosenEngine(config) : undefined;
  const words = [provider, region, engine, shape === "managed" ? undefined : shape];
  return words.filter((word) => typeof word === "string").join(":");
}

/** What the engine knows of an output; the SDK's declarations leave these out. */
interface Settled {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<unknown>;
}

/**
 * The home that the stack's own state remembers: the first one ever given, whatever is asked for now.
 *
 * @param moved - Whether the owner says that the data stands in the new home; only then is it remembered.
 * @returns undefined where nothing is known, as in a plan.
 */
async function remembered(kind: Homed, home: string, moved: boolean): Promise<string | undefined> {
  const options = moved ? { replaceOnChanges: ["input"] } : { ignoreChanges: ["input"] };
  const output = new Stash(`data-home-${kind}`, { input: home }, options).output as unknown as Settled;
  return (await output.isKnown) ? String(await output.promise()) : undefined;
}

function refusal(kind: Homed, from: string, to: string): Issue {
  return {
    at: kind,
    problem: `would leave its data on ${from} and begin empty on ${to}`,
    got: to,
    allowed: from,
    fix: `set the stack back; or move the data, then confirm it: pulumi config set --path 'landfall:moved.${kind}' ${to}`,
  };
}

/**
 * Refuses to begin empty elsewhere while data stands somewhere: a change of provider, region or engine of a kind that
 * holds data. Comes before anything else is registered, so that a refused run changes nothing, not even one that skips
 * its preview.
 *
 * @throws IssuesError with every kind that would be left behind.
 */
export async function guardDataHomes(config: LandfallConfig): Promise<void> {
  if (!config.dataProtection) return;
  const checked = HOMED.map(async (kind): Promise<Issue[]> => {
    const home = homeOf(config, kind);
    if (home === undefined) return [];
    const moved = config.moved[kind] === home;
    const known = await remembered(kind, home, moved);
    return known === undefined || known === home || moved ? [] : [refusal(kind, known, home)];
  });
  const issues = (await Promise.all(checked)).flat();
  if (issues.length > 0) throw new IssuesError(issues);
}
