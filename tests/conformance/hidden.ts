import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "../../components/core/binding";

/** A credential stands behind a secret, or in the provider's own store. */
export async function expectHidden(binding: Binding, provider: string): Promise<void> {
  expect(binding.kind).not.toBe("plain");
  if (binding.kind === "secret") expect(await pulumi.isSecret(binding.value)).toBe(true);
  if (binding.kind === "reference") expect(binding.reference.provider).toBe(provider);
}
