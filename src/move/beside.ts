import { leftoverStep } from "./after";
import { isPlacing, pairLine, placeLines, sideLines } from "./config-keys";
import { afterZone, keepRecords } from "./dns";
import { freezeServices, thawServices } from "./freeze";
import type { Moving } from "./runbook";
import type { Phase, Step } from "./schema";
import { script } from "./shell";
import { partOf } from "./side";
import { phase, step } from "./step";
import { kindOf } from "./words";

const list = ({ sorted }: Moving): string =>
  sorted.moves
    .filter(({ kind }) => kind !== "dns")
    .map(({ kind }) => kindOf(kind))
    .join(", ");

/** Both sides' stores, the services on the old ones. */
export function besidePhase(moving: Moving): Phase[] {
  const { from, request } = moving;
  return phase("beside", "Step 1: the new stores beside the old ones", [
    step({
      id: "beside",
      guard: true,
      title: "Build the new stores",
      text: [
        `The new side's ${list(moving)} come up, empty and protected. The services stay on the old ones and are not touched: the preview must create only, and change and delete nothing.`,
      ],
      commands: script(
        `pulumi config set --stack ${from.stack} --path 'landfall:move.step' beside`,
        sideLines(from.stack, "to", request.to.placing),
        request.set.filter((pair) => !isPlacing(pair)).map((pair) => pairLine(from.stack, pair)),
        `pulumi preview --stack ${from.stack}`,
        `pulumi up --stack ${from.stack}`,
      ),
      cautions: ["Commit the stack's file: whoever else updates the stack has to find these keys in it."],
    }),
  ]);
}

/** Stores that stand on the machine of the services are filled once the machine is there. */
function lateSteps(moving: Moving): Step[] {
  const late = moving.steps.flatMap(({ steps }) => [...(steps.late ?? [])]);
  const to = { ...moving.to, beside: false };
  const compute = partOf(to, "compute");
  if (late.length === 0 || compute === undefined) return [];
  return [
    { ...freezeServices(to, compute), id: "late-stop", title: "Stop the new services until their data is there" },
    ...late,
    { ...thawServices(to, compute), id: "late-start", title: "Start the new services" },
  ];
}

/** The services move over. */
export function switchPhase(moving: Moving): Phase[] {
  const { from, request, sorted } = moving;
  const { stack } = from;
  const zone = sorted.moves.find(({ kind }) => kind === "dns");
  return phase("switch", "Step 2: switch", [
    ...(zone === undefined ? [] : [keepRecords(from, zone.from)]),
    step({
      id: "switch",
      guard: true,
      title: "Let the services run on the new side",
      text: [
        "The topology becomes the new one, and `landfall:move` names the old side, whose stores are kept and protected. The services come up on the new stores, and the names lead there; what ran the old services is deleted. The preview must delete no store of data.",
      ],
      commands: script(
        `cp Pulumi.${stack}.yaml "$WORK/Pulumi.${stack}.before-switch.yaml"`,
        placeLines(stack, request.from.placing, request.to.placing),
        `pulumi config set --stack ${stack} --path 'landfall:move.step' switch`,
        `pulumi config rm --stack ${stack} --path 'landfall:move.to'`,
        sideLines(stack, "from", request.from.placing),
        `pulumi preview --stack ${stack}`,
        `pulumi up --stack ${stack}`,
      ),
    }),
    ...lateSteps(moving),
    ...(zone === undefined ? [] : [afterZone(from, zone.from, zone.to)]),
  ]);
}

/** The old stores are let go of. */
export function releasePhase(moving: Moving): Phase[] {
  const { from, request } = moving;
  const { stack } = from;
  return phase("release", "Step 3: let go of the old stores", [
    leftoverStep(moving),
    step({
      id: "release",
      guard: true,
      title: "Lift the protection of the old stores",
      text: [
        "When nobody would go back any more, days after the switch. The old stores lose the engine's protection; they are still there, and still kept by the cloud when the stack lets go of them.",
      ],
      commands: script(
        `pulumi config set --stack ${stack} --path 'landfall:move.step' release`,
        sideLines(stack, "from", request.from.placing),
        `pulumi preview --stack ${stack}`,
        `pulumi up --stack ${stack}`,
      ),
    }),
    step({
      id: "forget",
      guard: true,
      title: "Let the stack forget them",
      text: [
        "Without the key the old stores leave the state. The preview says delete; what is retained stays in the cloud.",
      ],
      commands: script(
        `pulumi config rm --stack ${stack} landfall:move`,
        `pulumi preview --stack ${stack}`,
        `pulumi up --stack ${stack}`,
      ),
    }),
  ]);
}
