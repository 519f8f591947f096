import type { ResolvedServiceArgs } from "../compute";
import type { Issue } from "../core/errors";

/** What the services of a stack take in a cluster, and where the size of its machines is said. */
export interface ClusterDemand {
  /** E.g. `compute.size`. */
  readonly at: string;
  /** The size, or the instance type. */
  readonly got: string;
  /** Machines that are always there, and copies of each service that answers requests. */
  readonly count: number;
  readonly services: Readonly<
    Record<string, Pick<ResolvedServiceArgs, "port" | "schedule" | "replicas" | "cpu" | "memoryMiB">>
  >;
}

/** What pods can have of one machine, once the cluster has taken its own share. */
export interface MachineRoom {
  readonly vcpus: number;
  readonly memoryMiB: number;
}

/** nginx in front of the services, both copies together. */
const FRONT: MachineRoom = { vcpus: 0.2, memoryMiB: 128 };

/** As in `copiesOf`; one that is run at set times finds room beside the others. */
function leastCopies(count: number, { port, schedule, replicas }: ClusterDemand["services"][string]): number {
  if (schedule !== undefined) return 1;
  return port === undefined ? replicas : Math.max(count, replicas);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Copies that would wait for ever: one that fits no machine, or all of them together on the machines that are there. */
export function capacityIssues({ at, got, count, services }: ClusterDemand, room: MachineRoom): Issue[] {
  const wanted = Object.entries(services).sort(([a], [b]) => (a < b ? -1 : 1));
  const tooBig = wanted.filter(([, { cpu, memoryMiB }]) => cpu > room.vcpus || memoryMiB > room.memoryMiB);
  const amounts = ({ vcpus, memoryMiB }: MachineRoom) => `${rounded(vcpus)} vCPU and ${Math.floor(memoryMiB)} MiB`;
  if (tooBig.length > 0) {
    return tooBig.map(([name, { cpu, memoryMiB }]) => ({
      at,
      problem: `a copy of ${name} needs ${amounts({ vcpus: cpu, memoryMiB })}, a machine has ${amounts(room)} for it`,
      got,
      fix: "take a larger size",
    }));
  }
  const needed = wanted.reduce(
    (sum, [, service]) => ({
      vcpus: sum.vcpus + leastCopies(count, service) * service.cpu,
      memoryMiB: sum.memoryMiB + leastCopies(count, service) * service.memoryMiB,
    }),
    FRONT,
  );
  const all = { vcpus: count * room.vcpus, memoryMiB: count * room.memoryMiB };
  if (needed.vcpus <= all.vcpus && needed.memoryMiB <= all.memoryMiB) return [];
  return [
    {
      at,
      problem: `all copies together need ${amounts(needed)}, the machines have ${amounts(all)} for them`,
      got,
      fix: "take a larger size, or fewer replicas",
    },
  ];
}
