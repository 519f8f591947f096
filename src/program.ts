import { IssuesError } from "../components/core/errors";
import { connectProviders } from "../providers/connections";
import { loadConfig, type LandfallConfig, type LoadOptions } from "./config/load";
import type { ConfigSource } from "./config/source";
import { guardDataHomes } from "./data-home";
import { land } from "./land";
import { preflight } from "./preflight/preflight";

/**
 * Reads a stack and holds it against what its providers can do.
 *
 * @throws IssuesError with every mistake, before anything is registered.
 */
export function prepare(source: ConfigSource, options: LoadOptions): LandfallConfig {
  const read = loadConfig(source, options);
  if ("issues" in read) throw new IssuesError(read.issues);
  const refusals = preflight(read.value);
  if (refusals.length > 0) throw new IssuesError(refusals);
  return read.value;
}

/** Holds the stack against where its data stands, connects its providers and builds it. The lazy loads are awaited before anything is constructed. */
export async function build(config: LandfallConfig): Promise<Record<string, unknown>> {
  await guardDataHomes(config);
  const { standby, compute } = config.topology;
  return land(config, await connectProviders(config.providers, standby === undefined ? undefined : compute.provider));
}
