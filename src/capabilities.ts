import type { Kind } from "../components/catalog";
import type { Capability } from "../components/core/capability";
import { providerIds, providerOf, registry, type ProviderId } from "../providers/registry";

/** What one provider supports of one kind, all shapes together. */
export interface KindSupport {
  readonly supported: boolean;
  /** The vendor's names of the services behind the shapes. */
  readonly service: string | null;
  readonly shapes: readonly string[];
  /** Whether any of the shapes has the feature. */
  readonly features: Readonly<Record<string, boolean>>;
  /** Why the provider does not support the kind. */
  readonly reason?: string;
}

/** Every kind, in the catalog's order. */
export const kinds = Object.keys(registry.aws.capabilities) as readonly Kind[];

function supportOf(id: ProviderId, kind: Kind): KindSupport {
  const capability: Capability<string, string> = providerOf(id).capabilities[kind];
  if (!capability.supported) {
    return { supported: false, service: null, shapes: [], features: {}, reason: capability.reason };
  }
  const shapes = Object.entries(capability.shapes).flatMap(([shape, it]) =>
    it === undefined ? [] : [[shape, it] as const],
  );
  const features: Record<string, boolean> = {};
  for (const [, { features: answered }] of shapes) {
    for (const [feature, support] of Object.entries(answered)) features[feature] ||= support === true;
  }
  const services = new Set(shapes.map(([, { service }]) => service));
  return { supported: true, service: [...services].join(", "), shapes: shapes.map(([shape]) => shape), features };
}

export type Support = Readonly<Record<string, Readonly<Record<string, KindSupport>>>>;

/** What each provider supports of the given kinds. */
export const supportTable = (wanted: readonly Kind[] = kinds): Support =>
  Object.fromEntries(
    wanted.map((kind) => [kind, Object.fromEntries(providerIds.map((id) => [id, supportOf(id, kind)]))]),
  );
