import * as pulumi from "@pulumi/pulumi";
import type { Bindings } from "../../../components/core/binding";

/**
 * The environment of a container. Secrets travel as marked values: Container Instances read none from a store.
 *
 * @throws Error when a secret stays in a store, which nobody could read: compute without `secretsByReference` is handed
 * values, so it is a bug.
 */
export function containerEnvironment(
  bindings: Bindings,
  urls: Readonly<Record<string, string>>,
): { readonly variables: Record<string, pulumi.Input<string>>; readonly hasSecrets: boolean } {
  const sorted = Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1));
  const variables = sorted.map(([name, binding]): [string, pulumi.Input<string>] => {
    if (binding.kind === "reference") {
      throw new Error(
        `a container instance was given ${name}, which stays in the store of ${binding.reference.provider}`,
      );
    }
    return [name, binding.kind === "plain" ? binding.value : pulumi.secret(binding.value)];
  });
  return {
    variables: { ...urls, ...Object.fromEntries(variables) },
    hasSecrets: sorted.some(([, { kind }]) => kind === "secret"),
  };
}
