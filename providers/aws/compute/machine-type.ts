import type { ResolvedComputeArgs } from "../../../components/compute";
import type { SizeEntry } from "../../provider";
import { sizeIn } from "../sizes";

/** What a machine is, as EC2 calls it and as its services see it. */
export interface MachineType {
  readonly instanceType: string;
  readonly memoryMiB: number;
}

/** `m7i.2xlarge`: family, a number in front of `xlarge`, and the size. */
const FORM = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)?)\.(nano|micro|small|medium|large|(\d*)xlarge|metal(?:-\d+xl)?)$/;

/** Families of ARM processors carry a `g` behind their generation: `t4g`, `m7gd`, `c7gn`; `a1` was the first. */
const ARM = /^(a1|[a-z]+\d+g[a-z]*(-[a-z0-9]+)?)$/;

/**
 * Families before Nitro, where disks have names that do not tell them apart; see
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html
 */
const XEN = /^(t[12]|m[1-4]|c[1-4]|r[34]|i[23]|d2|g[23]|p[23]|x1e?|h1|f1)$/;

/** GiB for each vCPU, by the letter of the family. */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, t: 4, r: 8, x: 16 };
const VCPUS: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };
/** The small sizes of burstable families have less memory than their vCPUs would say. */
const BURSTABLE_GIB: Readonly<Record<string, number>> = { nano: 0.5, micro: 1, small: 2, medium: 4 };

/** What an instance type that replaces a size has to be; undefined when it is that. */
export function instanceTypeProblem(instanceType: string): string | undefined {
  const family = FORM.exec(instanceType)?.[1];
  if (family === undefined) return "is no instance type of EC2";
  if (ARM.test(family)) return "has an ARM processor, and the machines' image is for x86";
  if (XEN.test(family)) return "is of a family before Nitro, whose disks have no names of their own";
  return undefined;
}

/** MiB of memory that an instance type has; undefined where its name does not tell. */
function memoryOf(instanceType: string): number | undefined {
  const [, family = "", size = "", times = ""] = FORM.exec(instanceType) ?? [];
  if (family.startsWith("t") && size in BURSTABLE_GIB) return BURSTABLE_GIB[size]! * 1024;
  const perVcpu = GIB_PER_VCPU[family.charAt(0)];
  const vcpus = times === "" ? VCPUS[size] : Number(times) * VCPUS["xlarge"]!;
  return perVcpu === undefined || vcpus === undefined ? undefined : perVcpu * vcpus * 1024;
}

/** The machine of a size, or of the instance type in its place; of an unusual one, the size's memory is taken. */
export function machineType(
  sizes: Readonly<Record<string, SizeEntry>>,
  { size, instanceType }: Pick<ResolvedComputeArgs, "size" | "instanceType">,
): MachineType {
  const { instanceType: own, memoryMiB } = sizeIn(sizes, size);
  const type = instanceType ?? own;
  const known = instanceType === undefined ? memoryMiB : (memoryOf(instanceType) ?? memoryMiB);
  if (known === undefined) throw new Error(`the memory of ${type} is not known`);
  return { instanceType: type, memoryMiB: known };
}

/** Burstable machines cost what they cost: they are slowed down rather than billed more for a busy day. */
export const creditInputs = (instanceType: string) =>
  instanceType.startsWith("t") ? { creditSpecification: { cpuCredits: "standard" } } : {};
