import type { Kind } from "../../components/catalog";
import type { Issue } from "../../components/core/errors";
import type { SizeEntry } from "../../providers/provider";
import { providerOf } from "../../providers/registry";
import type { LandfallConfig } from "../config/load";
import { unknownName } from "../config/issues";
import { isColocated } from "../parts";

type Sizes = Readonly<Record<string, SizeEntry>>;

/** Kinds that have a size. */
const SIZED = ["compute", "database", "cache", "queue"] as const;
type Sized = (typeof SIZED)[number];

function sizesOf(config: LandfallConfig, kind: Sized): Sizes | undefined {
  const part = config.used[kind];
  if (part === undefined) return undefined;
  const shapes: Readonly<Record<string, Sizes | undefined>> = providerOf(part.provider).sizes[kind] ?? {};
  return shapes[part.shape];
}

const isSized = (kind: Kind): kind is Sized => (SIZED as readonly Kind[]).includes(kind);

/** Whether the provider has the size that a part names; a provider without a table takes any. */
export function knowsSize(config: LandfallConfig, kind: Kind): boolean {
  if (!isSized(kind)) return true;
  const size = config.topology[kind]?.size;
  const sizes = sizesOf(config, kind);
  return sizes === undefined || size === undefined || Object.hasOwn(sizes, size);
}

/** What a part's size is on its provider; undefined where the kind has none, or an instance type takes its place. */
export function sizeOf(config: LandfallConfig, kind: Kind): SizeEntry | undefined {
  if (!isSized(kind)) return undefined;
  const { size, instanceType } = config.topology[kind] ?? {};
  return size === undefined || instanceType !== undefined ? undefined : sizesOf(config, kind)?.[size];
}

function checkName(config: LandfallConfig, kind: Sized): Issue[] {
  if (knowsSize(config, kind)) return [];
  const { provider, size } = config.topology[kind]!;
  const what = `size of ${kind} on ${providerOf(provider).title}`;
  return [
    unknownName(`topology ${config.topology.name} ${kind}.size`, what, size!, Object.keys(sizesOf(config, kind)!)),
  ];
}

/** What PostgreSQL and a cache take at the least on the machine of the services. */
const COLOCATED_MIB = { database: 256, cache: 64 } as const;

const colocatedMiB = (config: LandfallConfig): number =>
  (["database", "cache"] as const).reduce(
    (sum, kind) => sum + (isColocated(config, kind) ? COLOCATED_MIB[kind] : 0),
    0,
  );

/** Shapes whose copies each have the size to themselves, or a machine of it that they need not share with all others. */
const ALONE: ReadonlySet<string> = new Set(["containers", "workers", "kubernetes"]);

/** Services against the memory of what they stand on: each alone in containers, together on a machine. */
function checkMemory(config: LandfallConfig): Issue[] {
  const { compute } = config.topology;
  const size = sizesOf(config, "compute")?.[compute.size];
  if (size?.memoryMiB === undefined || compute.instanceType !== undefined) return [];
  const { memoryMiB, instanceType } = size;
  const services = Object.entries(config.app.services);
  const alone = ALONE.has(compute.shape) ? services : services.filter(([, service]) => service.machine === "own");
  const shared = services.filter((entry) => !alone.includes(entry));
  const groups = [...alone.map((entry) => [entry]), ...(shared.length === 0 ? [] : [shared])];
  return groups.flatMap((group): Issue[] => {
    const isShared = group === shared;
    // A machine runs every copy of its services, and what is colocated beside them.
    const copies = ({ replicas = 1 }: (typeof group)[number][1]) => (ALONE.has(compute.shape) ? 1 : replicas);
    const ofServices = group.reduce((sum, [, service]) => sum + copies(service) * service.memoryMiB, 0);
    const needed = ofServices + (isShared ? colocatedMiB(config) : 0);
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
  ...SIZED.flatMap((kind) => checkName(config, kind)),
  ...checkMemory(config),
  ...checkGrowth(config),
];
