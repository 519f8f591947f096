import type { Kind } from "../../components/catalog";
import { kinds } from "../capabilities";
import type { Wanted } from "../../providers/wanted";
import type { LandfallConfig } from "../config/load";
import { requiredFeatures } from "../preflight/requirements";
import { sizeOf } from "../preflight/sizes";
import { wantedKinds, wantedOf, type WantedKind } from "../preflight/wanted";

/** What a stack asks of a kind, in the words that are the same on every provider. */
export interface Asking {
  /** The provider that the kind stands on. */
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The features that the app and the topology need; sorted. */
  readonly features: readonly string[];
}

const isWanted = (kind: Kind): kind is WantedKind => (wantedKinds as readonly Kind[]).includes(kind);

/** Told elsewhere in a plan, or settled only when the part is built. */
const LEFT_OUT: ReadonlySet<string> = new Set(["stack", "shape", "provable", "adminCidrs", "password"]);

/** Services without what is told elsewhere: what they find in their environment, and where a script's file lies here. */
function servicesShown(services: NonNullable<Wanted["compute"]>["services"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => {
      const { worker, ...others } = service;
      const told = Object.entries(others).filter(([key]) => key !== "environment");
      const script = worker === undefined ? {} : { worker: { compatibilityDate: worker.compatibilityDate } };
      return [name, { ...Object.fromEntries(told), ...script }];
    }),
  );
}

function wantedPlainly(config: LandfallConfig, kind: Kind): object {
  if (!isWanted(kind)) return {};
  if (kind !== "compute") return wantedOf(config, kind) ?? {};
  const wanted = wantedOf(config, kind);
  return wanted === undefined ? {} : { ...wanted, services: servicesShown(wanted.services) };
}

function settingsOf(config: LandfallConfig, kind: Kind): Record<string, unknown> {
  const { instanceType, vcpus, memoryMiB } = sizeOf(config, kind) ?? {};
  const size = Object.entries({ instanceType, vcpus, memoryMiB }).filter(([, value]) => value !== undefined);
  const own = Object.entries(wantedPlainly(config, kind) as Record<string, unknown>).filter(
    ([key, value]) => !LEFT_OUT.has(key) && value !== undefined,
  );
  return Object.fromEntries([...own, ...size]);
}

/** What a stack asks of each kind that it uses. */
export function askingOf(config: LandfallConfig): ReadonlyMap<string, Asking> {
  const required = requiredFeatures(config);
  return new Map(
    kinds.flatMap((kind) => {
      const provider = config.used[kind]?.provider;
      if (provider === undefined) return [];
      const features = [...(required[kind] ?? [])].sort();
      return [[kind, { provider, settings: settingsOf(config, kind), features }] as const];
    }),
  );
}
