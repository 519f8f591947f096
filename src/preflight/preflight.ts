import type { Issue } from "../../components/core/errors";
import type { LandfallConfig } from "../config/load";
import { checkCapabilities } from "./capabilities";
import { checkMove } from "./moves";
import { checkPairs } from "./pairs";
import { checkRefusals } from "./refusals";
import { checkSizes } from "./sizes";

/** What the other side of a move could not do once it serves; one that served already is only kept. */
function checkOtherSide({ move }: LandfallConfig): readonly Issue[] {
  if (move?.step !== "beside") return [];
  return preflight(move.other).map((issue) => ({ ...issue, at: `${move.at} ${issue.at}` }));
}

/** Everything that can be known to fail before a resource exists: each refusal, all at once. */
export function preflight(config: LandfallConfig): readonly Issue[] {
  const moving = [...checkOtherSide(config), ...checkMove(config)];
  if (moving.length > 0) return moving;
  const refused = checkCapabilities(config);
  // What a provider does not have at all has no size, pair or plan worth a second line.
  if (refused.length > 0) return refused;
  return [...checkPairs(config), ...checkSizes(config), ...checkRefusals(config)];
}
