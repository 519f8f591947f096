import type { LoadOptions } from "./load";
import { engineSource, type ConfigSource } from "./source";

/**
 * The config of the running engine.
 *
 * A rehearsal takes examples, since its cloud is not real: the sandbox has to be attached as well, so that the variable
 * alone lets nothing through.
 */
export function fromEngine(): { readonly source: ConfigSource; readonly options: LoadOptions } {
  const { env } = process;
  const rehearsal = env["LANDFALL_REHEARSAL"] === "1" && env["PULUMI_DEBUG_PROVIDERS"] !== undefined;
  const options: LoadOptions = { root: process.cwd(), environment: env, examples: rehearsal ? "accept" : "refuse" };
  return { source: engineSource(), options };
}
