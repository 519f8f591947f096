import type { Kind } from "../../components/catalog";
import type { LandfallConfig } from "../config/load";
import { chosenEngine } from "../preflight/requirements";

/** Kinds whose data a switch would leave behind. */
export const HOMED = [
  "database",
  "cache",
  "queue",
  "object-storage",
  "secrets",
  "dns",
] as const satisfies readonly Kind[];

export type Homed = (typeof HOMED)[number];

/** Whether a part keeps what exists nowhere else. */
function keeps(config: LandfallConfig, kind: Homed, shape: string): boolean {
  // What a cache may lose at any time is no data.
  if (kind === "cache") return config.app.cache?.persistent === true;
  // A machine's file and a platform's environment are written from what the stack itself knows.
  if (kind === "secrets") return shape === "managed";
  return true;
}

/**
 * Where a kind's data stands, in words that a change of any leaves it behind: `aws:us-east-1:postgres`.
 *
 * @returns undefined where the kind is not used or holds no data.
 */
export function homeOf(config: LandfallConfig, kind: Homed): string | undefined {
  const part = config.used[kind];
  if (part === undefined || !keeps(config, kind, part.shape)) return undefined;
  const { provider, shape } = part;
  // A zone stands in no region.
  if (kind === "dns") return provider;
  const { standard = {}, settings = {} } = config.providers[provider] ?? {};
  const region = standard["region"] ?? settings["datacenter"] ?? settings["region"];
  const engine = kind === "database" ? chosenEngine(config) : undefined;
  const words = [provider, region, engine, shape === "managed" ? undefined : shape];
  return words.filter((word) => typeof word === "string").join(":");
}

/** The kinds that have another home on the other side of a move; none where no move is under way. */
export function movingKinds(config: LandfallConfig): Homed[] {
  const other = config.move?.other;
  return other === undefined ? [] : HOMED.filter((kind) => homeOf(other, kind) !== homeOf(config, kind));
}

/** Those of them whose data the other side holds; what begins or ends with a move has one side only. */
export const movedKinds = (config: LandfallConfig): Homed[] =>
  movingKinds(config).filter((kind) => homeOf(config.move!.other, kind) !== undefined);
