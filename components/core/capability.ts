/** True where a feature is there; otherwise the fact about the provider that explains why it is not. */
export type Support = true | { readonly missing: string };

/** One way of realising a kind, and what it can do. */
export interface ShapeCapability<Feature extends string> {
  /** The vendor's name of the service, e.g. `RDS`. */
  readonly service: string;
  /** Every feature of the kind, answered. */
  readonly features: Readonly<Record<Feature, Support>>;
}

/**
 * What a provider supports of one kind.
 *
 * Alternatives are never written here: they are derived from the registry when an error is written.
 */
export type Capability<Shape extends string, Feature extends string> =
  | {
      readonly supported: true;
      readonly shapes: { readonly [S in Shape]?: ShapeCapability<Feature> };
    }
  | { readonly supported: false; readonly reason: string };
