import type { Catalog, Kind } from "../components/catalog";
import type { Placement } from "../components/core/driver";
import { providerOf, shapeOn, type ProviderId } from "./registry";
import type { ConnectArgs, Connection } from "./provider";

/** The providers that one stack uses, each connected once. */
export interface Connections {
  /**
   * The driver of a kind on a provider, with what a component needs to call it.
   *
   * @throws Error when the provider does not support it: preflight refuses that first, so it is a bug.
   */
  place<K extends Kind>(kind: K, id: ProviderId, shape: Catalog[K]["shape"]): Placement<Catalog[K]["driver"]>;
}

/** Loads and connects exactly the given providers; await it before anything is constructed. */
export async function connectProviders(
  used: Readonly<Partial<Record<ProviderId, ConnectArgs<unknown>>>>,
): Promise<Connections> {
  const entries = Object.entries(used) as [ProviderId, ConnectArgs<unknown>][];
  const connected = await Promise.all(
    entries.map(async ([id, args]) => [id, await providerOf(id).connect(args)] as const),
  );
  const connections = new Map<ProviderId, Connection>(connected);
  return {
    place<K extends Kind>(kind: K, id: ProviderId, shape: Catalog[K]["shape"]) {
      const connection = connections.get(id);
      const drivers = connection?.drivers[kind] as Record<string, Catalog[K]["driver"]> | undefined;
      const driver = drivers?.[shape];
      const described = shapeOn(id, kind, shape);
      if (connection === undefined || driver === undefined || described === undefined) {
        throw new Error(`${id} was asked for ${kind} in the shape ${shape}, which it does not have`);
      }
      return { provider: id, shape, service: described.service, driver, providers: connection.providers };
    },
  };
}
