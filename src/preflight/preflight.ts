import type { Issue } from "../../components/core/errors";
import type { LandfallConfig } from "../config/load";
import { checkCapabilities } from "./capabilities";
import { checkPairs } from "./pairs";
import { checkRefusals } from "./refusals";
import { checkSizes } from "./sizes";

/** Everything that can be known to fail before a resource exists: each refusal, all at once. */
export function preflight(config: LandfallConfig): readonly Issue[] {
  const refused = checkCapabilities(config);
  // What a provider does not have at all has no size, pair or plan worth a second line.
  if (refused.length > 0) return refused;
  return [...checkPairs(config), ...checkSizes(config), ...checkRefusals(config)];
}
