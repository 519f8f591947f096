import * as pulumi from "@pulumi/pulumi";

/**
 * A secret that a provider's store keeps. A service reads it by reference when it starts, so that its value stands in
 * no environment, no user data and no plan. Only compute on the same provider can resolve it.
 */
export interface SecretReference {
  /** The provider whose store keeps the secret. */
  readonly provider: string;
  /** The store's own identifier of the secret. */
  readonly id: pulumi.Output<string>;
  /** The field to read when the stored secret is a JSON object. */
  readonly field?: string;
  /** Changes with the stored value, so that what reads it can be started anew; not every store tells. */
  readonly version?: pulumi.Output<string>;
}

/** What stands behind one environment name of a service. */
export type Binding =
  | { readonly kind: "plain"; readonly value: pulumi.Input<string> }
  | { readonly kind: "secret"; readonly value: pulumi.Output<string> }
  | { readonly kind: "reference"; readonly reference: SecretReference };

/** Environment names and what stands behind each. */
export type Bindings = Readonly<Record<string, Binding>>;

/** A value that anyone may read. */
export const plain = (value: pulumi.Input<string>): Binding => ({ kind: "plain", value });

/** A value that only ever travels encrypted. */
export const secret = (value: pulumi.Input<string>): Binding => ({ kind: "secret", value: pulumi.secret(value) });

/** A value that stays in a provider's store. */
export const reference = (to: SecretReference): Binding => ({ kind: "reference", reference: to });

/** An environment name made of words: upper case, words joined by underscores, e.g. `BUCKET_UPLOADS_NAME`. */
export function environmentName(...words: readonly string[]): string {
  return words
    .join("_")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}
