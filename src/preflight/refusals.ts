import type { Kind } from "../../components/catalog";
import { resolveComputeArgs, type ComputeArgs } from "../../components/compute";
import type { Issue } from "../../components/core/errors";
import { resolveDatabaseArgs } from "../../components/database";
import { resolveNetworkArgs } from "../../components/network";
import type { Wanted } from "../../providers/provider";
import { providerIds, providerOf, type ProviderId } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { databaseArgs, hostnames, identityOf, networkArgs } from "../parts";
import { chosenEngine } from "./requirements";
import { knowsSize } from "./sizes";

function computeWanted(config: LandfallConfig): NonNullable<Wanted["compute"]> {
  const { size, instanceType, count, maxCount, diskGiB, shape } = config.topology.compute;
  const plain = { stack: identityOf(config), size, instanceType, count, maxCount, diskGiB };
  const resolved = resolveComputeArgs({ ...plain, services: {} } as unknown as ComputeArgs);
  return {
    size,
    instanceType,
    count: resolved.count,
    diskGiB: resolved.diskGiB,
    hostname: hostnames(config).services,
    shape,
    provable: config.used.dns !== undefined,
    services: config.app.services,
  };
}

/** What a stack asks of one provider. */
function wantedOf(config: LandfallConfig, id: ProviderId): Wanted {
  const { app, used } = config;
  // A part of an unknown size is refused already, and nothing else can be said of it.
  const sized = (kind: Kind) => (kind !== "compute" && kind !== "database") || knowsSize(config, kind);
  const here = (kind: Kind) => used[kind]?.provider === id && sized(kind);
  const engine = chosenEngine(config);
  return {
    ...(here("network") ? { network: resolveNetworkArgs(networkArgs(config)) } : {}),
    ...(here("compute") ? { compute: computeWanted(config) } : {}),
    ...(here("database") && engine !== undefined
      ? { database: resolveDatabaseArgs(databaseArgs(config, engine)) }
      : {}),
    ...(here("edge") && app.edge !== undefined ? { edge: { ...app.edge, hostname: hostnames(config).services! } } : {}),
    ...(here("static-site") ? { "static-site": { fallbackDocument: app.site?.fallback } } : {}),
  };
}

/** What the services and the account's plans at each provider do not allow. */
export function checkRefusals(config: LandfallConfig): Issue[] {
  return providerIds.flatMap((id) => {
    const provider = config.providers[id];
    if (provider === undefined) return [];
    const { settings, standard } = provider;
    return providerOf(id).refusals({ settings, standard, wanted: wantedOf(config, id) });
  });
}
