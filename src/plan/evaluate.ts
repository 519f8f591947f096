import type { LandfallConfig, LoadOptions } from "../config/load";
import { secretTexts, type ConfigSource } from "../config/source";
import { assumptionsOf } from "../cost/assumptions";
import { pricesOf } from "../cost/prices";
import { rememberData } from "../data/guard";
import { storesOf } from "../data/stores";
import { prepare, recordStack } from "../program";
import { planOf } from "./graph";
import { record, type Recording } from "./recorder";
import type { Plan } from "./schema";
import { askingOf } from "./settings";

/** Everything that a stack would register, with what its state would remember of its data. */
async function recordWhole(source: ConfigSource, config: LandfallConfig): Promise<Recording> {
  const recording = await recordStack(source, config);
  const { project, stack } = source;
  const remembering = await record(() => rememberData(config, storesOf(recording)), { project, stack, config: {} });
  const [, ...memories] = remembering.resources;
  return { ...recording, resources: [...recording.resources, ...memories] };
}

/** The plan of a checked stack. */
async function planConfig(source: ConfigSource, config: LandfallConfig): Promise<Plan> {
  const prices = pricesOf(Object.keys(config.providers));
  const recording = await recordWhole(source, config);
  return planOf(recording, {
    stack: config.stack,
    app: config.app.name,
    topology: config.topology.name,
    issues: config.examples,
    prices,
    assumptions: assumptionsOf(config, prices),
    asking: askingOf(config),
    secrets: secretTexts(source),
  });
}

/**
 * The plan of a stack.
 *
 * @throws IssuesError with every mistake, before anything is registered.
 */
export const plan = (source: ConfigSource, options: LoadOptions): Promise<Plan> =>
  planConfig(source, prepare(source, options));
