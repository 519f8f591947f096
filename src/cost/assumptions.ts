import type { ProviderId } from "../../providers/registry";
import type { App } from "../config/app";
import type { LandfallConfig } from "../config/load";
import type { PriceList } from "./prices";
import { settingName, type Assumptions } from "./usage";

type Tree = { readonly [key: string]: Tree | number | undefined };

/** Every number of a tree by its path, e.g. `traffic.services.egressGiB`. */
function leaves(tree: Tree, path: string): [string, number][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    if (value === undefined) return [];
    return typeof value === "number" ? [[at, value] as [string, number]] : leaves(value, at);
  });
}

/** How much an app is assumed to be used, by the keys of its file. */
export const usageOf = ({ traffic = {}, storage = { buckets: {} } }: Pick<App, "traffic" | "storage">) => [
  ...leaves(traffic, "traffic"),
  ...leaves(storage, "storage"),
];

/** A setting of a provider: as the stack says it, else as its topology's edge does, else the default. */
function settingOf({ topology, providers }: LandfallConfig, id: ProviderId, key: string, otherwise: string): string {
  const said = (providers[id]?.settings as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (typeof said === "string") return said;
  const { edge } = topology;
  const wanted = key === "plan" && edge?.provider === id ? edge.plan : undefined;
  return wanted ?? otherwise;
}

/**
 * What the cost of a stack rests on: how much its app is used, and the plans that its settings declare.
 *
 * @param lists - The prices of the providers in use, which know what settings they depend on.
 */
export function assumptionsOf(config: LandfallConfig, lists: readonly PriceList[]): Assumptions {
  const settings = lists.flatMap(({ provider, settings: known }) =>
    Object.entries(known).map(([key, otherwise]): [string, string] => [
      settingName(provider, key),
      settingOf(config, provider as ProviderId, key, otherwise),
    ]),
  );
  const assumed: [string, number | string][] = [...usageOf(config.app), ...settings];
  return Object.fromEntries(assumed);
}
