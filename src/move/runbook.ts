import type { Side as Compared } from "../diff/evaluate";
import { compare } from "../diff/evaluate";
import { planLabel } from "../render/words";
import { nameOf } from "../plan/urn";
import type { Plan } from "../plan/schema";
import { after, check, rollBack } from "./after";
import { before } from "./before";
import { besidePhase, releasePhase, switchPhase } from "./beside";
import type { Placing } from "./config-keys";
import type { PartSteps } from "./database";
import { beforeZone, lowerTtl } from "./dns";
import { freezeServices } from "./freeze";
import { leftoversOf } from "./leftovers";
import { movedOf, sortParts, type Move, type Sorted } from "./moves";
import type { Phase, Runbook, Step } from "./schema";
import { secondPhase, secondReleasePhase, secondSwitchPhase } from "./second";
import { session } from "./session";
import { partOf, type Side } from "./side";
import { phase } from "./step";

/** One side of a move as it was evaluated. */
export interface MoveSide {
  readonly stack: string;
  readonly plan: Plan;
  readonly placing: Placing;
}

/** What a runbook is asked for. */
export interface MoveRequest {
  readonly from: MoveSide;
  readonly to: MoveSide;
  /** Config keys besides topology and override that the other side differs in, as `key=value`. */
  readonly set: readonly string[];
  readonly domain: string | undefined;
}

/** All that the phases are written from. */
export interface Moving {
  readonly request: MoveRequest;
  readonly from: Side;
  readonly to: Side;
  readonly sorted: Sorted;
  /** The steps of each part that moves, by kind. */
  readonly steps: readonly { readonly move: Move; readonly steps: PartSteps }[];
}

const pick = (moving: Moving, what: keyof Omit<PartSteps, "instead">): Step[] =>
  moving.steps.flatMap(({ steps }) => [...(steps[what] ?? [])]);

const COPY_TEXT =
  "Days before the switch, as often as you like. It tells whether the copy works and how long the freeze will last, and changes nothing that serves.";

/** Queues are worked off while whoever receives still runs; then the services stop, and the stores are closed. */
function freezeSteps(moving: Moving): Step[] {
  const { from, steps } = moving;
  const compute = partOf(from, "compute");
  const of = (queues: boolean) =>
    steps.filter(({ move }) => (move.kind === "queue") === queues).flatMap(({ steps: its }) => [...(its.freeze ?? [])]);
  return [...of(true), ...(compute === undefined ? [] : [freezeServices(from, compute)]), ...of(false)];
}

function instead(moving: Moving): Phase[] {
  return moving.steps.flatMap(({ move, steps }) =>
    steps.instead === undefined
      ? []
      : phase("instead", `In place of copying: let the new ${move.kind} follow the old one`, steps.instead.steps, {
          optional: true,
          text: [...steps.instead.text],
        }),
  );
}

function ttlPhase({ from, sorted }: Moving): Phase[] {
  const dns = partOf(from, "dns");
  if (dns === undefined) return [];
  const moves = sorted.moves.find(({ kind }) => kind === "dns");
  return [
    ...(moves === undefined
      ? []
      : phase("zone", "The zone", beforeZone(from, moves.from), {
          text: ["The zone itself moves. Begin days before: what happens at a registrar takes its time."],
        })),
    ...phase("ttl", "An hour before: shorter answers", lowerTtl(from, dns)),
  ];
}

function phasesOf(moving: Moving, way: Runbook["way"]): Phase[] {
  const { from } = moving;
  const second = way === "second-stack";
  return [
    ...phase("session", "The session", [session(from.stack)]),
    ...before(moving, way),
    ...(second ? secondPhase(moving) : besidePhase(moving)),
    ...phase("connect", "Sign in to both sides", pick(moving, "connect")),
    ...phase("copy", "Copy, while everything runs", pick(moving, "copy"), { text: [COPY_TEXT] }),
    ...instead(moving),
    ...ttlPhase(moving),
    ...phase("freeze", "Freeze", freezeSteps(moving), {
      text: [
        "From here to the end of the switch the app is away. It lasts as long as: working off what is queued, the final copy, the verification, the update, and the services' start. Measure each in the rehearsal; nobody can tell you beforehand.",
      ],
    }),
    ...phase("final", "The final copy", pick(moving, "final")),
    ...phase("verify", "Verify", pick(moving, "verify"), {
      text: ["Do not go on before every check agrees. Going back costs nothing up to here: see `Go back`."],
    }),
    ...(second ? secondSwitchPhase(moving) : switchPhase(moving)),
    ...check(moving),
    ...rollBack(moving, way),
    ...(second ? secondReleasePhase(moving) : releasePhase(moving)),
    ...after(moving),
  ];
}

const compared = ({ plan }: MoveSide): Compared => ({ label: planLabel(plan), plan });

/** Which parts move, which stay, and which one stack cannot hold twice. */
export function sortedOf(request: MoveRequest, second: boolean): Sorted {
  const [from, to] = sidesOf(request);
  const diff = compare(compared(request.from), compared(request.to));
  return sortParts(from, to, diff, second);
}

const sidesOf = ({ from, to }: MoveRequest): [Side, Side] => [
  { label: "FROM", stack: from.stack, plan: from.plan, beside: false },
  { label: "TO", stack: to.stack, plan: to.plan, beside: from.stack === to.stack },
];

const told = ({ plan, stack }: MoveSide): Runbook["from"] => ({
  stack,
  topology: plan.topology,
  providers: plan.providers.filter((provider) => provider !== "pulumi" && provider !== "random"),
  monthlyUsd: plan.cost.monthlyUsd,
});

/** Writes the runbook of a move. Pure: the same plans give the same runbook, byte for byte. */
export function runbookOf(request: MoveRequest): Runbook {
  const [from, to] = sidesOf(request);
  const way = from.stack === to.stack ? "beside" : "second-stack";
  const sorted = sortedOf(request, way === "second-stack");
  const steps = sorted.moves.map((move) => ({ move, steps: move.way.steps(from, to) }));
  const moving: Moving = { request, from, to, sorted, steps };
  return {
    version: 1,
    app: request.from.plan.app,
    way,
    from: told(request.from),
    to: told(request.to),
    moves: sorted.moves.map((move) => movedOf(from, to, move)),
    stays: sorted.stays.map(({ kind, urn, provider, service }) => ({ kind, part: nameOf(urn), provider, service })),
    phases: phasesOf(moving, way),
    leftovers: leftoversOf(from, sorted.moves),
  };
}
