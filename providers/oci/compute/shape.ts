import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { SizeEntry } from "../../provider";
import type { OciCloud } from "../cloud";
import { availabilityDomains, domainWithShape } from "../lookups";
import type { OciNetworkNodes } from "../network";
import { ociSizes } from "../sizes";

/** Only one availability domain of a region has it. */
const FREE_SHAPE = "VM.Standard.E2.1.Micro";

/** A shape as Oracle Cloud wants it told. */
export interface Shape {
  readonly shape: string;
  readonly memoryMiB: number;
  /** Cores and memory of a flexible shape; a fixed one must not be told any. */
  readonly shapeConfig: { readonly ocpus: number; readonly memoryInGbs: number } | undefined;
}

/** The shape of a size, or of the instance type in its place. */
export function shapeOf({ size, instanceType }: Pick<ResolvedComputeArgs, "size" | "instanceType">): Shape {
  const sizes: Readonly<Record<string, Required<SizeEntry>>> = ociSizes.compute.vm;
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  const shape = instanceType ?? entry.instanceType;
  const { memoryMiB, vcpus } = entry;
  const flexible = shape.endsWith(".Flex");
  const shapeConfig = flexible ? { ocpus: Math.max(1, vcpus / 2), memoryInGbs: memoryMiB / 1024 } : undefined;
  return { shape, memoryMiB, shapeConfig };
}

/** The availability domain of each machine, in turn; the free shape stands where the tenancy has it. */
export function domainOf(
  cloud: OciCloud,
  context: DriverContext,
  network: OciNetworkNodes,
  { shape }: Shape,
): (index: number) => pulumi.Output<string> {
  const pinned = cloud.settings.availabilityDomains;
  if (pinned !== undefined) {
    return (index) => pulumi.output(pinned[shape === FREE_SHAPE ? 0 : index % pinned.length]!);
  }
  const domains = availabilityDomains(network.publicSubnet, cloud.tenancyOcid, context.component);
  if (shape !== FREE_SHAPE) return (index) => domains.apply((names) => names[index % names.length]!);
  const domain = domainWithShape(domains, cloud.compartmentId, shape, context.component);
  return () => domain;
}
