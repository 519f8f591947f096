import type { Catalog, Kind } from "../components/catalog";
import type { Placement } from "../components/core/driver";
import { providerOf, shapeOn, type ProviderId } from "./registry";
import type { ConnectArgs, Connection } from "./provider";

/** The region of the stack, or the one that takes over. */
export type Role = "primary" | "standby";

/** The providers that one stack uses, each connected once. */
export interface Connections {
  /**
   * The driver of a kind on a provider, with what a component needs to call it.
   *
   * @throws Error when the provider does not support it: preflight refuses that first, so it is a bug.
   */
  place<K extends Kind>(
    kind: K,
    id: ProviderId,
    shape: Catalog[K]["shape"],
    role?: Role,
  ): Placement<Catalog[K]["driver"]>;
}

type Used = Readonly<Partial<Record<ProviderId, ConnectArgs<unknown>>>>;

async function connectAll(used: Used): Promise<ReadonlyMap<ProviderId, Connection>> {
  const entries = Object.entries(used) as [ProviderId, ConnectArgs<unknown>][];
  return new Map(
    await Promise.all(entries.map(async ([id, args]) => [id, await providerOf(id).connect(args)] as const)),
  );
}

/**
 * Loads and connects exactly the given providers; await it before anything is constructed.
 *
 * @param standby - The provider that is connected a second time, to the region that stands by.
 */
export async function connectProviders(used: Used, standby?: ProviderId): Promise<Connections> {
  const again = standby === undefined ? {} : { [standby]: { ...used[standby]!, standby: true } };
  const [primary, second] = await Promise.all([connectAll(used), connectAll(again)]);
  return {
    place<K extends Kind>(kind: K, id: ProviderId, shape: Catalog[K]["shape"], role: Role = "primary") {
      const connection = (role === "primary" ? primary : second).get(id);
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
