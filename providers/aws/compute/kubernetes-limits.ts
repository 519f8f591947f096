import type { Issue } from "../../../components/core/errors";
import { capacityIssues } from "../../../components/workload/capacity";
import type { Asked, Wanted } from "../../wanted";
import { instanceTypeProblem, machineType } from "./machine-type";
import type { AwsSettings } from "../config";
import { awsSizes, sizeIn } from "../sizes";

type WantedCompute = NonNullable<Wanted["compute"]>;

/**
 * The version of clusters where none is set: in standard support until 2027-03-27, says
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (read in a copy, 2026-11-21).
 */
const VERSION = "1.35";

/** The version of Kubernetes of a cluster. */
export const kubernetesVersionOf = ({ kubernetesVersion }: AwsSettings): string => kubernetesVersion ?? VERSION;

/** The size and, where it has one, the number in front of `xlarge`. */
const SIZE = /\.(nano|micro|small|medium|large|(\d*)xlarge)$/;

/** Virtual CPUs of an instance type; undefined where its name does not tell. */
function vcpusOf(instanceType: string): number | undefined {
  const [, size, times] = SIZE.exec(instanceType) ?? [];
  if (size === undefined) return undefined;
  if (times !== undefined) return 4 * Number(times === "" ? 1 : times);
  // Burstable machines have two, however small they are.
  return size === "large" || instanceType.startsWith("t") ? 2 : 1;
}

/** A machine of the cluster, as EC2 calls it; of an unusual type, the figures of the size are taken. */
export function clusterMachine(args: Pick<WantedCompute, "size" | "instanceType">) {
  const sizes = awsSizes.compute.kubernetes;
  const { instanceType, memoryMiB } = machineType(sizes, args);
  return { instanceType, memoryMiB, vcpus: vcpusOf(instanceType) ?? sizeIn(sizes, args.size).vcpus };
}

/** What Auto Mode makes no machines of: https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html (read 2026-11-21) */
function typeIssues({ instanceType }: WantedCompute): Issue[] {
  if (instanceType === undefined) return [];
  const small = /\.(nano|micro|small)$/.test(instanceType) || vcpusOf(instanceType) === 1;
  const problem =
    instanceTypeProblem(instanceType) ??
    (small ? "is too small: EKS takes none with one CPU, nor small ones" : undefined);
  if (problem === undefined) return [];
  return [{ at: "compute.instanceType", problem, got: instanceType, allowed: "a type such as t3.medium or m7i.large" }];
}

/** Machines stand where nobody reaches them, and need a gateway to fetch images. */
function natIssues(nat: string): Issue[] {
  if (nat !== "none") return [];
  return [
    {
      at: "network.nat",
      problem: "leaves the machines of the cluster no way to the internet, and so to their images",
      got: nat,
      allowed: ["single", "per-zone"],
      fix: "set network.nat to single",
    },
  ];
}

/** The cluster is reached from the administrators' networks alone, and by this program from one of them. */
function accessIssues({ adminCidrs = [] }: WantedCompute): Issue[] {
  if (adminCidrs.length > 0) return [];
  return [
    {
      at: "landfall:adminCidrs",
      problem: "is empty: the cluster could be reached by nobody, not even by this program, which deploys to it",
      allowed: "the networks of administrators and of what runs Pulumi, in CIDR notation",
      fix: "pulumi config set --path 'landfall:adminCidrs[0]' <your address>/32",
    },
  ];
}

/** The `aws` CLI signs in to the cluster, and finds no key that stands in the stack's config. */
function signInIssues(standard: Asked<AwsSettings>["standard"]): Issue[] {
  const found = ["accessKey", "secretKey"].filter((key) => standard[key] !== undefined);
  return found.slice(0, 1).map((key) => ({
    at: `aws:${key}`,
    problem: "is not seen by the aws CLI, which signs in to the cluster",
    fix: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or aws:profile",
  }));
}

/** What EKS and the system leave of a machine, as a share: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html (read 2026-11-21) */
const LEFT = { cpu: 0.9, memory: 0.8 } as const;

function roomIssues(compute: WantedCompute): readonly Issue[] {
  const { vcpus, memoryMiB } = clusterMachine(compute);
  const at = compute.instanceType === undefined ? "compute.size" : "compute.instanceType";
  const got = compute.instanceType ?? compute.size;
  return capacityIssues({ ...compute, at, got }, { vcpus: vcpus * LEFT.cpu, memoryMiB: memoryMiB * LEFT.memory });
}

/** What a cluster on AWS cannot have. */
export const kubernetesIssues = (
  compute: WantedCompute,
  network: Wanted["network"],
  standard: Asked<AwsSettings>["standard"],
): readonly Issue[] => [
  ...typeIssues(compute),
  ...natIssues(network?.nat ?? "none"),
  ...accessIssues(compute),
  ...signInIssues(standard),
  ...roomIssues(compute),
];
