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

/** What a stack would register, and the plan that is made of it. */
export interface Evaluated {
  readonly plan: Plan;
  readonly recording: Recording;
}

/** Everything that a stack would register, with what its state would remember of its data. */
async function recordWhole(source: ConfigSource, config: LandfallConfig): Promise<Recording> {
  const recording = await recordStack(source, config);
  const { project, stack } = source;
  const remembering = await record(() => rememberData(config, storesOf(recording)), { project, stack, config: {} });
  const [, ...memories] = remembering.resources;
  return { ...recording, resources: [...recording.resources, ...memories] };
}

/** Records a checked stack: what it would register, without an engine, an account or a network. */
async function evaluateConfig(source: ConfigSource, config: LandfallConfig): Promise<Evaluated> {
  const prices = pricesOf(Object.keys(config.providers));
  const recording = await recordWhole(source, config);
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
