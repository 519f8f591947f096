import type { Issue } from "../../components/core/errors";
import type { LandfallConfig, Move } from "../config/load";
import { HOMED, homeOf, movedKinds, type Homed } from "../data/homes";
import { isColocated } from "../parts";

const SECOND_STACK = "make a second stack and move the data there";

/** Kinds that both sides hold in other homes of one provider: their resources would have one name each. */
function ofOneProvider(config: LandfallConfig, { at, other }: Move, kind: Homed): Issue[] {
  const [here, there] = [config.used[kind]?.provider, other.used[kind]?.provider];
  const [home, otherHome] = [homeOf(config, kind), homeOf(other, kind)];
  if (here !== there || home === undefined || otherHome === undefined || home === otherHome) return [];
  return [
    {
      at,
      problem: `has the ${kind} on ${otherHome}, and the stack on ${home}: one stack cannot hold two of one provider side by side`,
      allowed: "a move between providers",
      fix: SECOND_STACK,
    },
  ];
}

/** Parts that stand on the machine of the services, which only one side has. */
function onMachines(config: LandfallConfig, { at, other }: Move): Issue[] {
  const moved = movedKinds(config);
  return (["database", "cache"] as const)
    .filter((kind) => moved.includes(kind) && (isColocated(config, kind) || isColocated(other, kind)))
    .map((kind) => ({
      at,
      problem: `moves a ${kind} that stands on the machine of the services, and the side that does not serve has none`,
      allowed: "a database or cache that is a service of its own on both sides",
      fix: SECOND_STACK,
    }));
}

/** Everything that is wrong with a move of data that is under way. */
export function checkMove(config: LandfallConfig): readonly Issue[] {
  const { move } = config;
  if (move === undefined) return [];
  const { at, other } = move;
  const issues = HOMED.flatMap((kind) => ofOneProvider(config, move, kind));
  issues.push(...onMachines(config, move));
  if (!config.dataProtection) {
    issues.push({
      at: "landfall:move",
      problem: "keeps the stores of both sides, and nothing keeps them without data protection",
      got: "landfall:dataProtection off",
      allowed: "on",
    });
  }
  if (config.topology.standby !== undefined || other.topology.standby !== undefined) {
    issues.push({ at, problem: "moves a stack that has a second region", allowed: "one region", fix: SECOND_STACK });
  }
  if (issues.length === 0 && movedKinds(config).length === 0) {
    issues.push({
      at,
      problem: `moves nothing: all that holds data stands where ${config.topology.name} has it`,
      got: other.topology.name,
      allowed: "a topology with a database, cache, queue, buckets, secrets or zone on another provider",
      fix: "pulumi config rm landfall:move",
    });
  }
  return issues;
}
