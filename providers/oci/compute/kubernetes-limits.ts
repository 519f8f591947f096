import type { Issue } from "../../../components/core/errors";
import { capacityIssues, type MachineRoom } from "../../../components/workload/capacity";
import type { SizeEntry } from "../../provider";
import type { Wanted } from "../../wanted";
import type { OciSettings } from "../config";
import { ociSizes } from "../sizes";

type WantedCompute = NonNullable<Wanted["compute"]>;
type Asked = Pick<WantedCompute, "shape" | "size" | "instanceType" | "count" | "maxCount" | "services">;

/** Kinds of clusters: one that is free, and one whose add-ons Oracle runs. */
export type ClusterType = "basic" | "enhanced";

/** Machines that the range of the pods has addresses for: https://docs.oracle.com/en-us/iaas/Content/ContEng/Concepts/contengpodnetworking_topic-flannel_CNI_plugin.htm (read 2026-11-21) */
const MOST_NODES = 512;

/**
 * Machines are added and taken away by an add-on, and only enhanced clusters have add-ons; every other cluster is basic,
 * which costs nothing.
 */
export const clusterTypeOf = (
  { clusterType }: Pick<OciSettings, "clusterType">,
  { count, maxCount }: Pick<Asked, "count" | "maxCount">,
): ClusterType => clusterType ?? (maxCount > count ? "enhanced" : "basic");

/**
 * What Oracle keeps of a machine for Kubernetes and its system: 1 GiB up to 8 GiB, 2 GiB up to 16 GiB, 9 GiB of 128 GiB.
 * https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contengbestpractices_topic-Cluster-Management-best-practices.htm (read 2026-11-21)
 */
const KEPT_VCPUS = 0.2;
const SYSTEM_MIB = 100;
const keptMiB = (gib: number): number => SYSTEM_MIB + (gib <= 8 ? 1024 : 2048 + Math.max(0, gib - 16) * 64);

/** What the pods that every machine has take, such as those of the network, with room; an estimate. */
const EVERYWHERE: MachineRoom = { vcpus: 0.3, memoryMiB: 400 };

const roomOf = ({ vcpus, memoryMiB }: Required<SizeEntry>): MachineRoom => ({
  vcpus: vcpus - KEPT_VCPUS - EVERYWHERE.vcpus,
  memoryMiB: memoryMiB - keptMiB(memoryMiB / 1024) - EVERYWHERE.memoryMiB,
});

/** Flexible shapes have the size's figures; those of a fixed shape nobody tells. */
function roomIssues(asked: Pick<Asked, "size" | "instanceType" | "count" | "services">): Issue[] {
  const { size, instanceType } = asked;
  const sizes: Readonly<Record<string, Required<SizeEntry>>> = ociSizes.compute.kubernetes;
  const entry = sizes[size];
  if (entry === undefined || (instanceType !== undefined && !instanceType.endsWith(".Flex"))) return [];
  return capacityIssues({ ...asked, at: "compute.size", got: size }, roomOf(entry));
}

/** What a cluster of the asked kind cannot have; nothing of any other shape. */
export function kubernetesIssues(
  asked: Asked & { readonly adminCidrs?: readonly string[] },
  settings: Pick<OciSettings, "clusterType">,
  database?: Wanted["database"],
): Issue[] {
  const { shape, count, maxCount } = asked;
  if (shape !== "kubernetes") return [];
  const issues: Issue[] = [...roomIssues(asked), ...accessIssues(asked)];
  const type = clusterTypeOf(settings, { count, maxCount });
  if (type === "basic" && maxCount > count) {
    issues.push({
      at: "landfall:oci.clusterType",
      problem: "has no add-on that adds machines under load, which compute.maxCount asks for",
      got: type,
      allowed: "enhanced",
      fix: "pulumi config rm --path 'landfall:oci.clusterType'",
    });
  }
  if (maxCount > MOST_NODES) {
    const problem = "is more machines than the pods of a cluster have addresses for";
    issues.push({ at: "compute.maxCount", problem, got: maxCount, allowed: `up to ${MOST_NODES}` });
  }
  if (database?.shape === "serverless") {
    issues.push({
      at: "database.shape",
      problem: "needs a wallet, which machines make for themselves, and the pods of a cluster have nothing that could",
      got: "serverless",
      fix: "use a shape of compute with machines, or a database that takes a password alone",
    });
  }
  return issues;
}

/** What runs in the cluster is made over its API, so that whoever runs the program must be let in. */
function accessIssues({ adminCidrs }: { readonly adminCidrs?: readonly string[] }): Issue[] {
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
