import { plan } from "../../src/plan/evaluate";
import type { Plan, PlanResource } from "../../src/plan/schema";
import { stackWith, testOptions } from "./config";

/** The plan of a shipped stack with some config keys changed. */
export const planWith = (stack: string, changes: Readonly<Record<string, unknown>> = {}): Promise<Plan> =>
  plan(stackWith(stack, changes), testOptions);

/** The resources of a type. */
export const planned = ({ resources }: Plan, type: string): PlanResource[] =>
  resources.filter((it) => it.type === type);
