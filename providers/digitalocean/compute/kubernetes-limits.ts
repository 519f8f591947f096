import type { Issue } from "../../../components/core/errors";
import { capacityIssues, type MachineRoom } from "../../../components/workload/capacity";
import type { Wanted } from "../../wanted";
import { sizeOf } from "./size";
import { digitaloceanSizes } from "../sizes";

type WantedCompute = NonNullable<Wanted["compute"]>;
type Asked = Pick<WantedCompute, "size" | "instanceType" | "count" | "maxCount" | "services"> & {
  readonly adminCidrs?: readonly string[];
};

/** The smallest of `doctl kubernetes options sizes`; a smaller Droplet has no memory left for anything. */
const LEAST_MIB = 2048;

/** GiB that pods can have of a machine, by its memory in GiB, and what its processors keep; not read again at DigitalOcean. */
const ALLOCATABLE_GIB: Readonly<Record<number, number>> = { 2: 1, 4: 2.5, 8: 6, 16: 13 };
const KEPT_VCPUS = 0.1;
/** What the pods that every machine has take, such as those of the network, with room; an estimate. */
const EVERYWHERE: MachineRoom = { vcpus: 0.2, memoryMiB: 300 };

/** Copies that would wait for ever; the first, small machine of a cluster is not counted. */
function roomIssues(asked: Asked): Issue[] {
  const { slug, memoryMiB } = sizeOf("kubernetes", asked);
  const vcpus = /-(\d+)vcpu-/.exec(slug)?.[1];
  const allocatable = ALLOCATABLE_GIB[memoryMiB / 1024];
  if (vcpus === undefined || allocatable === undefined) return [];
  const at = asked.instanceType === undefined ? "compute.size" : "compute.instanceType";
  const got = asked.instanceType ?? asked.size;
  return capacityIssues(
    { ...asked, at, got },
    {
      vcpus: Number(vcpus) - KEPT_VCPUS - EVERYWHERE.vcpus,
      memoryMiB: 1024 * allocatable - EVERYWHERE.memoryMiB,
    },
  );
}

/** What a cluster cannot have: too small machines, too few for all copies, or an API that nobody could call. */
export function kubernetesIssues(asked: Asked): Issue[] {
  const { instanceType } = asked;
  const issues: Issue[] = [...roomIssues(asked), ...accessIssues(asked)];
  const { memoryMiB } = sizeOf("kubernetes", asked);
  if (instanceType !== undefined && memoryMiB < LEAST_MIB) {
    issues.push({
      at: "compute.instanceType",
      problem: "is too small a Droplet for a machine of a cluster, which has 2 GB of memory or more",
      got: instanceType,
      allowed: Object.values(digitaloceanSizes.compute.kubernetes).map((size) => size.instanceType),
    });
  }
  return issues;
}

/** What runs in the cluster is made over its API, so that whoever runs the program must be let in. */
function accessIssues({ adminCidrs }: Pick<Asked, "adminCidrs">): Issue[] {
  if (adminCidrs === undefined || adminCidrs.length > 0) return [];
  return [
    {
      at: "landfall:adminCidrs",
      problem:
        "is empty: the API of the cluster lets these networks in alone, and what runs in it is made over the API",
      allowed: "the network that Pulumi runs in, e.g. 203.0.113.7/32",
      fix: "pulumi config set --path 'landfall:adminCidrs[0]' <value>",
    },
  ];
}
