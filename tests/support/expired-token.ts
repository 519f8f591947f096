import type { Ended } from "./team";
import { faultsIn, TeamStack } from "./team-stack";
import { WatchedCloud } from "./watched";

/** What became of an update whose token was refused on the way, and of the one after it. */
export interface Expired {
  readonly first: Ended;
  readonly second: Ended;
  readonly third: Ended;
  /** What is not as it must be, a line each. */
  readonly faults: readonly string[];
}

/**
 * Updates with a token of the cloud that is refused from one creation on, and then twice with one that holds.
 *
 * @param last - How many creations are let through.
 */
export async function expireAfter(last: number): Promise<Expired> {
  const cloud = new WatchedCloud();
  const stack = await TeamStack.open(undefined, cloud.before);
  try {
    let made = 0;
    cloud.watch = ({ on }, moment) => {
      if (on !== "create" || moment !== "before" || made++ < last) return;
      throw new Error("401 Unauthorized: the token has expired");
    };
    const first = await stack.up();
    const state = await stack.state();
    const standing = stack.standing;
    const faults = [...faultsIn(state), ...(await stack.forgotten()).map((urn) => `${urn} is not in the state`)];
    cloud.watch = undefined;
    const second = await stack.up();
    const third = await stack.up("--expect-no-changes");
    const lost = standing.filter((it) => !stack.standing.includes(it)).map((it) => `${it} is lost`);
    return { first, second, third, faults: [...faults, ...lost, ...stack.doubled.map((it) => `${it} stands twice`)] };
  } finally {
    stack.close();
  }
}
