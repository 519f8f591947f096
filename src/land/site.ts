import type { Catalog, Kind } from "../../components/catalog";
import type { StackIdentity } from "../../components/core/component";
import type { Placement } from "../../components/core/driver";
import type { Connections, Role } from "../../providers/connections";
import { providerOf, shapeOn, type ProviderId } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { movedKinds } from "../data/homes";
import { identityOf } from "../parts";

/** What the parts of one stack are built from, in the region of the stack or in the one that stands by. */
export interface Site {
  readonly config: LandfallConfig;
  readonly stack: StackIdentity;
  /** Before the names of its components: empty, or `standby-`. */
  readonly prefix: string;
  /** The placement of a kind; undefined when the stack does not build it. */
  place<K extends Kind>(kind: K): Placement<Catalog[K]["driver"]> | undefined;
  /** The placement of a kind that every stack builds. */
  need<K extends Kind>(kind: K): Placement<Catalog[K]["driver"]>;
  /** The network of a provider that the topology names none for; undefined where the provider has none. */
  networkOn(id: ProviderId): Placement<Catalog["network"]["driver"]> | undefined;
}

/** What a stack is built from; `standby` for its second region. */
export function siteOf(config: LandfallConfig, connections: Connections, role: Role = "primary"): Site {
  const place = <K extends Kind>(kind: K) => {
    const part = config.used[kind];
    return part === undefined
      ? undefined
      : connections.place(kind, part.provider, part.shape as Catalog[K]["shape"], role);
  };
  return {
    config,
    stack: identityOf(config),
    prefix: role === "primary" ? "" : "standby-",
    place,
    need: (kind) => {
      const placement = place(kind);
      if (placement === undefined) throw new Error(`${kind} was let through without a placement`);
      return placement;
    },
    networkOn: (id) =>
      providerOf(id).capabilities.network.supported ? connections.place("network", id, "managed", role) : undefined,
  };
}

/** What the side of a move that does not serve is built from: the kinds whose data it holds, and their network. */
export function otherSiteOf(config: LandfallConfig, connections: Connections): Site | undefined {
  if (config.move === undefined) return undefined;
  const { other } = config.move;
  const moved: readonly Kind[] = movedKinds(config);
  const network = other.used.network?.provider;
  const isBuilt = (kind: Kind) =>
    kind === "network" ? moved.some((it) => other.used[it]?.provider === network) : moved.includes(kind);
  const site = siteOf(other, connections);
  const beside = <P extends object>(placement: P | undefined) => placement && { ...placement, beside: true };
  return {
    ...site,
    place: (kind) => (isBuilt(kind) ? beside(site.place(kind)) : undefined),
    need: (kind) => ({ ...site.need(kind), beside: true }),
    networkOn: (id) => beside(site.networkOn(id)),
  };
}

/** Whether compute on the same provider is let in by the provider's own means. */
export function sharedWithCompute<K extends Kind>(site: Site, kind: K, feature: Catalog[K]["feature"]): boolean {
  const part = site.config.used[kind];
  if (part === undefined || part.provider !== site.config.topology.compute.provider) return false;
  return shapeOn(part.provider, kind, part.shape)?.features[feature] === true;
}

/** A component where it stands on the same provider as compute, for what only drivers of one provider share. */
export const besideCompute = <C extends { readonly provider: string }>(
  { config }: Site,
  component: C | undefined,
): C | undefined => (component?.provider === config.topology.compute.provider ? component : undefined);
