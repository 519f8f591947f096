import { refuse, IssuesError } from "../components/core/errors";
import { connectProviders } from "../providers/connections";
import { loadConfig, type LandfallConfig, type LoadOptions } from "./config/load";
import type { ConfigSource } from "./config/source";
import { guardData } from "./data/guard";
import { storesOf } from "./data/stores";
import { land } from "./land";
import { record, type Recording } from "./plan/recorder";
import { preflight } from "./preflight/preflight";

/**
 * Reads a stack and holds it against what its providers can do.
 *
 * @throws IssuesError with every mistake, before anything is registered.
 */
export function prepare(source: ConfigSource, options: LoadOptions): LandfallConfig {
  const read = loadConfig(source, options);
  if ("issues" in read) throw new IssuesError(read.issues);
  refuse(preflight(read.value));
  return read.value;
}

/** Connects the stack's providers and builds it. The lazy loads are awaited before anything is constructed. */
export async function construct(config: LandfallConfig): Promise<Record<string, unknown>> {
  const { standby, compute } = config.topology;
  return land(config, await connectProviders(config.providers, standby === undefined ? undefined : compute.provider));
}

/** Records what a stack is going to register: without an engine, an account or a network. */
export const recordStack = (source: ConfigSource, config: LandfallConfig): Promise<Recording> =>
  record(() => construct(config), {
    project: source.project,
    stack: source.stack,
    config: source.values,
    secretKeys: [...source.secretKeys],
  });

/** Holds what the stack is going to register against where its data stands, and registers it. */
export async function build(source: ConfigSource, config: LandfallConfig): Promise<Record<string, unknown>> {
  // Without protection nothing is guarded, and the stack need not be evaluated twice.
  if (config.dataProtection) await guardData(config, storesOf(await recordStack(source, config)));
  return construct(config);
}
