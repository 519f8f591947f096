import type { ResolvedComputeArgs } from "../../../components/compute";
import type { SizeEntry } from "../../provider";
import { digitaloceanSizes } from "../sizes";

type Shape = keyof typeof digitaloceanSizes.compute;

/** A size as DigitalOcean calls it. */
export interface Size {
  /** The slug, e.g. `s-1vcpu-2gb`. */
  readonly slug: string;
  readonly memoryMiB: number;
}

/** The slug of a size, or the instance type in its place. */
export function sizeOf(shape: Shape, { size, instanceType }: Pick<ResolvedComputeArgs, "size" | "instanceType">): Size {
  const sizes: Readonly<Record<string, Required<SizeEntry>>> = digitaloceanSizes.compute[shape];
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  return { slug: instanceType ?? entry.instanceType, memoryMiB: memoryOf(instanceType) ?? entry.memoryMiB };
}

/** A slug says its memory: `s-2vcpu-4gb-amd`, `apps-s-1vcpu-0.5gb`. */
function memoryOf(slug: string | undefined): number | undefined {
  const gigabytes = /-(\d+(?:\.\d+)?)gb(-|$)/.exec(slug ?? "")?.[1];
  return gigabytes === undefined ? undefined : 1024 * Number(gigabytes);
}
