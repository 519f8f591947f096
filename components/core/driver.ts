import type * as pulumi from "@pulumi/pulumi";
import type { StackIdentity } from "./component";
import type { Tags } from "./tags";

/** What a driver is given besides the arguments of its kind. */
export interface DriverContext {
  /** The logical name of the component; children are called `${name}-<role>`. */
  readonly name: string;
  /** The component that is being built: the parent of every child. */
  readonly component: pulumi.ComponentResource;
  /** Whether another component of the same name serves in this one's place; see `Placement`. */
  readonly beside: boolean;
  /** Which app, topology and stack this is. */
  readonly stack: StackIdentity;
  /** The labels that every child carries where its cloud has labels. */
  readonly tags: Tags;
  /** The logical name of a child. */
  child(role: string): string;
  /**
   * The logical name of a child whose type is the same on every provider, such as a password: it says whose it is, as two
   * providers may hold a part of one name while its data moves.
   */
  ownChild(role: string): string;
  /** Options of a child that holds no data. */
  options(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
  /** Options of a child that holds data: protected and kept on delete unless data protection is off. */
  dataOptions(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/**
 * The provider's own resources and identifiers behind a component. Drivers of the same provider read them, and a
 * program that needs more than the portable outputs may as well; whatever uses them is no longer portable.
 */
export type Nodes = Readonly<Record<string, unknown>>;

/** What a driver returns: the kind's neutral outputs, and its own resources. */
export interface Built<Outputs> {
  readonly outputs: Outputs;
  readonly nodes: Nodes;
}

/** Builds one kind on one provider. */
export type Driver<Args, Outputs> = (context: DriverContext, args: Args) => Built<Outputs>;

/** A driver, and everything a component needs to call it. */
export interface Placement<D> {
  /** The provider's id, e.g. `aws`. */
  readonly provider: string;
  /** How the kind is realised, e.g. `managed`. */
  readonly shape: string;
  /** The vendor's name of the service, e.g. `RDS`. */
  readonly service: string;
  readonly driver: D;
  /**
   * Whether another component of the same name serves in its place: this one is then called after its provider as well,
   * while the logical names of its children stay what they are. @default false
   */
  readonly beside?: boolean;
  /** The explicit provider instances that the children are created with. */
  readonly providers: readonly pulumi.ProviderResource[];
}
