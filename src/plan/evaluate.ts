import type { LandfallConfig, LoadOptions } from "../config/load";
import { secretTexts, type ConfigSource } from "../config/source";
import { assumptionsOf } from "../cost/assumptions";
import { pricesOf } from "../cost/prices";
import { build, prepare } from "../program";
import { planOf } from "./graph";
import { record, type Recording } from "./recorder";
import type { Plan } from "./schema";
import { askingOf } from "./settings";

/** What a stack would register, and the plan that is made of it. */
export interface Evaluated {
  readonly plan: Plan;
  readonly recording: Recording;
}

/** Records a checked stack: what it would register, without an engine, an account or a network. */
async function evaluateConfig(source: ConfigSource, config: LandfallConfig): Promise<Evaluated> {
  const prices = pricesOf(Object.keys(config.providers));
  const recording = await record(() => build(config), {
    project: source.project,
    stack: source.stack,
    config: source.values,
    secretKeys: [...source.secretKeys],
  });
  const plan = planOf(recording, {
    stack: config.stack,
    app: config.app.name,
    topology: config.topology.name,
    issues: config.examples,
    prices,
    assumptions: assumptionsOf(config, prices),
    asking: askingOf(config),
    secrets: secretTexts(source),
  });
  return { plan, recording };
}

/**
 * A stack as it is recorded, and its plan. Nothing is hidden in a recording; a plan is what may be shown.
 *
 * @throws IssuesError with every mistake, before anything is registered.
 */
export const evaluate = (source: ConfigSource, options: LoadOptions): Promise<Evaluated> =>
  evaluateConfig(source, prepare(source, options));

/**
 * The plan of a stack.
 *
 * @throws IssuesError with every mistake, before anything is registered.
 */
export const plan = async (source: ConfigSource, options: LoadOptions): Promise<Plan> =>
  (await evaluate(source, options)).plan;
