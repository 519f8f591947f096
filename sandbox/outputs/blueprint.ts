import { text, type Properties, type Property } from "../properties";
import type { Identity } from "../identity";

/** What is known of an object when it comes to be. */
export interface Birth {
  /** The logical name. */
  readonly name: string;
  readonly type: string;
  readonly inputs: Properties;
  /** The region that the provider is configured for. */
  readonly region: string;
  readonly identity: Identity;
}

/** How the sandbox makes an object of one type. */
export interface Blueprint {
  /** The provider's id of the object. */
  readonly id: (it: Birth) => string;
  /**
   * What the cloud adds to the inputs, and fills in where they are left out. Called again after an update, so it may
   * only depend on what it is given.
   */
  readonly outputs?: (it: Birth & { readonly id: string }) => { readonly [key: string]: Property | undefined };
}

/** Blueprints by type token. */
export type Blueprints = Readonly<Record<string, Blueprint>>;

/** The physical name: the given one, or the logical name with seven digits after it, as the bridged providers do. */
export const named = (it: Birth, key = "name"): string =>
  text(it.inputs[key], `${it.name}-${it.identity.hex(7, "autoname")}`);

/** When everything in the sandbox was made; fixed, so that two runs give the same objects. */
export const BIRTHDAY = "2026-01-01T00:00:00Z";
