import { setTimeout as after } from "node:timers/promises";
import type { Ended } from "./team";
import { faultsIn, type TeamStack } from "./team-stack";

/** What an update is told while another one holds the stack. */
export const REFUSED = /error: the stack is currently locked by \d+ lock\(s\)/;

/** How a race ended. */
export interface Race {
  readonly through: readonly Ended[];
  readonly refused: readonly Ended[];
  /** What is not as it must be afterwards: of the state, and between it and the cloud. */
  readonly faults: readonly string[];
}

/** Two updates, one begun a little after the other. */
export async function race(stack: TeamStack, milliseconds: number): Promise<Race> {
  const both = await Promise.all([stack.up(), after(milliseconds).then(() => stack.up())]);
  const state = await stack.state();
  const pending = (state.pending_operations ?? []).map(({ resource }) => `${resource.urn} is pending`);
  const forgotten = (await stack.forgotten()).map((urn) => `${urn} is not in the state`);
  return {
    through: both.filter(({ code }) => code === 0),
    refused: both.filter(({ code }) => code !== 0),
    faults: [...faultsIn(state), ...pending, ...forgotten, ...stack.doubled.map((urn) => `${urn} stands twice`)],
  };
}
