import { secret } from "./core/binding";
import type { SecretsDriver } from "./secrets";

/**
 * Secrets without a store of their own: the value goes, encrypted on its way, to what runs the services, which keeps it in
 * a root-only file (`host`) or in its own encrypted environment (`platform`).
 */
export const secretsInPlace: SecretsDriver = () => ({
  outputs: { store: (_context, _name, value) => secret(value) },
  nodes: {},
});
