import type { LandfallConfig, LoadOptions } from "../config/load";
import { secretTexts, type ConfigSource } from "../config/source";
import { assumptionsOf } from "../cost/assumptions";
import { pricesOf } from "../cost/prices";
import { build, prepare } from "../program";
import { planOf } from "./graph";
import { record } from "./recorder";
import type { Plan } from "./schema";
import { askingOf } from "./settings";

/** Records a checked stack: what it would register, without an engine, an account or a network. */
async function planConfig(source: ConfigSource, config: LandfallConfig): Promise<Plan> {
  const prices = pricesOf(Object.keys(config.providers));
  const recording = await record(() => build(config), {
    project: source.project,
    stack: source.stack,
    config: source.values,
    secretKeys: [...source.secretKeys],
  });
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
