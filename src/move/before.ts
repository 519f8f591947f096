import { nameOf } from "../plan/urn";
import { isPlacing } from "./config-keys";
import { movedOf } from "./moves";
import type { Moving } from "./runbook";
import type { Phase, Runbook, Step } from "./schema";
import { placeOf } from "./words";
import { quoted } from "./shell";
import { phase, step } from "./step";

/** What the app has to do before its data moves; undefined where it has nothing to do. */
function appStep({ from, to, sorted }: Moving): Step | undefined {
  const told = sorted.moves.map((move) => movedOf(from, to, move));
  const must = told.flatMap(({ part, app }) => app.map((what) => `${part}: the app must ${what}.`));
  const lost = told.flatMap(({ part, to: place, loses }) =>
    loses.map(({ feature, reason }) => `${part} loses \`${feature}\` on ${placeOf(place)}: ${reason}.`),
  );
  const dropped = sorted.dropped.map(
    ({ kind, urn }) =>
      `The other side has no ${kind}: what \`${nameOf(urn)}\` holds is not moved by this runbook, and stays where it is.`,
  );
  if (must.length + lost.length + dropped.length === 0) return undefined;
  return step({
    id: "app",
    title: "What changes for the app",
    text: [...must, ...lost, ...dropped],
    cautions:
      must.length === 0
        ? []
        : ["Ship it before the move, in a version that runs on both sides, or together with the switch and rehearsed."],
  });
}

/** The command that compares both sides. */
function looking({ from, request }: Moving): string {
  const { topology, override } = request.to.placing;
  const stands = [
    ...(topology === request.from.placing.topology ? [] : [`topology=${topology}`]),
    ...(override === undefined ? [] : [`override=${JSON.stringify(override)}`]),
    ...request.set.filter((pair) => !isPlacing(pair)),
  ];
  return `npx landfall diff --from ${from.stack} --to ${from.stack}${stands.map((pair) => ` --set ${quoted(pair)}`).join("")}`;
}

/** What to settle beforehand. */
function readiness(moving: Moving): Step {
  const { from, request } = moving;
  const issues = [...request.from.plan.issues, ...request.to.plan.issues].map(({ at }) => at);
  const open = [...new Set(issues)];
  return step({
    id: "ready",
    title: "Before anything else",
    text: [
      ...(open.length === 0
        ? []
        : [
            `Settle what still holds an example, or no update runs: ${open.map((at) => `\`${at}\``).join(", ")}. \`npx landfall doctor ${from.stack}\` says how.`,
          ]),
      "Agree on a time with whoever uses the app, and on who decides to go back, and until when.",
      `Look at the new side as a whole, and at what it costs: \`${looking(moving)}\`.`,
      "Have a backup of the old database that you have restored once, and an export of the state: docs/state.md.",
    ],
  });
}

/** What moves, what stays, and what to know before the first command. */
export const before = (moving: Moving, way: Runbook["way"]): Phase[] =>
  phase("before", "Before", [readiness(moving), appStep(moving)], {
    text:
      way === "beside"
        ? [
            "Both sides belong to one stack for the time of the move: first the new stores stand beside the old ones, then the services switch, then the old stores are let go of. Each is an update of its own.",
          ]
        : [
            "The new side stands on the same provider in a place of its own (another region, version or engine), and one stack cannot hold both: it would make the new store in place of the old one. So a second stack comes up beside the first, and the names change over at the end.",
          ],
  });
