import type { Issue } from "../../components/core/errors";
import type { SizeEntry } from "../../providers/provider";
import { providerOf } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { unknownName } from "../config/issues";

type Sizes = Readonly<Record<string, SizeEntry>>;

function sizesOf(config: LandfallConfig, kind: "compute" | "database"): Sizes | undefined {
  const part = config.topology[kind];
  if (part === undefined) return undefined;
  const shapes: Readonly<Record<string, Sizes | undefined>> = providerOf(part.provider).sizes[kind] ?? {};
  return shapes[part.shape];
}

/** Whether the provider has the size that a part names; a provider without a table takes any. */
export function knowsSize(config: LandfallConfig, kind: "compute" | "database"): boolean {
  const part = config.topology[kind];
  const sizes = sizesOf(config, kind);
  return config.used[kind] === undefined || part === undefined || sizes === undefined || part.size in sizes;
}

function checkName(config: LandfallConfig, kind: "compute" | "database"): Issue[] {
  if (knowsSize(config, kind)) return [];
  const { provider, size } = config.topology[kind]!;
  const what = `size of ${kind} on ${providerOf(provider).title}`;
  return [
    unknownName(`topology ${config.topology.name} ${kind}.size`, what, size, Object.keys(sizesOf(config, kind)!)),
  ];
}

/** Services against the memory of what they stand on: each alone in containers, together on a machine. */
function checkMemory(config: LandfallConfig): Issue[] {
  const { compute } = config.topology;
  const size = sizesOf(config, "compute")?.[compute.size];
  if (size?.memoryMiB === undefined || compute.instanceType !== undefined) return [];
  const { memoryMiB, instanceType } = size;
  const services = Object.entries(config.app.services);
  const alone = compute.shape === "containers" ? services : services.filter(([, service]) => service.machine === "own");
  const shared = services.filter((entry) => !alone.includes(entry));
  const groups = [...alone.map((entry) => [entry]), ...(shared.length === 0 ? [] : [shared])];
  return groups.flatMap((group): Issue[] => {
    const needed = group.reduce((sum, [, service]) => sum + service.memoryMiB, 0);
    if (needed <= memoryMiB) return [];
    const names = group.map(([name]) => name).join(" and ");
    const enough = Object.entries(sizesOf(config, "compute")!).filter(([, it]) => (it.memoryMiB ?? 0) >= needed);
    const at = `topology ${config.topology.name} compute.size`;
    const problem = `${names} of ${config.app.name} need ${needed} MiB, ${instanceType} has ${memoryMiB}`;
    return [{ at, problem, got: compute.size, allowed: enough.map(([name]) => name) }];
  });
}

function checkGrowth(config: LandfallConfig): Issue[] {
  const { compute, database, name } = config.topology;
  const issues: Issue[] = [];
  const { count = 1, maxCount = count } = compute;
  if (maxCount < count) {
    issues.push({
      at: `topology ${name} compute.maxCount`,
      problem: "is below count",
      got: maxCount,
      allowed: `${count} and more`,
    });
  }
  const { storageGiB = 20, maxStorageGiB = storageGiB } = database ?? {};
  if (maxStorageGiB < storageGiB) {
    issues.push({
      at: `topology ${name} database.maxStorageGiB`,
      problem: "is below storageGiB",
      got: maxStorageGiB,
      allowed: `${storageGiB} and more`,
    });
  }
  return issues;
}

/** Sizes that the provider does not have, or that the app does not fit into. */
export const checkSizes = (config: LandfallConfig): Issue[] => [
  ...checkName(config, "compute"),
  ...checkName(config, "database"),
  ...checkMemory(config),
  ...checkGrowth(config),
];
