import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { ociSizes } from "../sizes";

type WantedCompute = NonNullable<Wanted["compute"]>;
type Entries = readonly (readonly [string, WantedCompute["services"][string]])[];

/** How Oracle names shapes of container instances, e.g. `CI.Standard.E4.Flex`. */
const SHAPE = /^CI\.Standard\.[A-Za-z0-9.]+$/;

/** Containers of one instance share its network, so that a port can be had once. */
function portIssues(shared: Entries): Issue[] {
  const taken = new Map<number, string>();
  return shared.flatMap(([name, { port, schedule }]): Issue[] => {
    if (port === undefined || schedule !== undefined) return [];
    const other = taken.get(port);
    taken.set(port, other ?? name);
    if (other === undefined) return [];
    return [
      {
        at: `services.${name}.port`,
        problem: `is the port of ${other} too, and services that share a container instance share its ports`,
        got: port,
        allowed: "a port of its own, or a machine of its own",
      },
    ];
  });
}

/** What stands together has to fit together. */
function memoryIssues(shared: Entries, size: string): Issue[] {
  const sizes: Readonly<Record<string, { readonly memoryMiB: number }>> = ociSizes.compute.containers;
  const room = sizes[size]?.memoryMiB;
  const groups = [
    shared.filter(([, { port, schedule }]) => port !== undefined && schedule === undefined),
    shared.filter(([, { port }]) => port === undefined),
  ];
  return groups.flatMap((group): Issue[] => {
    const needed = group.reduce((sum, [, it]) => sum + it.memoryMiB * (it.port === undefined ? it.replicas : 1), 0);
    if (room === undefined || needed <= room) return [];
    const names = group.map(([name]) => name).join(" and ");
    const enough = Object.entries(sizes).filter(([, { memoryMiB }]) => memoryMiB >= needed);
    return [
      {
        at: "compute.size",
        problem: `${names} need ${needed} MiB together, and a container instance has ${room}`,
        got: size,
        allowed: enough.map(([name]) => name),
      },
    ];
  });
}

type Asked = Pick<WantedCompute, "shape" | "size" | "instanceType" | "services">;

/** What container instances cannot do of what a stack asks; nothing of any other shape. */
export function containerIssues(
  { shape, size, instanceType, services }: Asked,
  database?: Wanted["database"],
): Issue[] {
  if (shape !== "containers") return [];
  const shared = Object.entries(services)
    .filter(([, { machine }]) => machine === "shared")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const issues = [...portIssues(shared), ...(instanceType === undefined ? memoryIssues(shared, size) : [])];
  if (instanceType !== undefined && !SHAPE.test(instanceType)) {
    const problem = "is no shape of container instances";
    issues.push({ at: "compute.instanceType", problem, got: instanceType, allowed: "such as CI.Standard.A1.Flex" });
  }
  if (database?.shape === "serverless") {
    issues.push({
      at: "database.shape",
      problem: "needs a wallet, which machines make for themselves, and container instances have nothing that could",
      got: "serverless",
      fix: "use a shape of compute with machines, or a database that takes a password alone",
    });
  }
  return issues;
}
