import type { Issue } from "../../../components/core/errors";
import type { Wanted } from "../../wanted";
import { instanceTypeProblem } from "./machine-type";
import type { AwsSettings } from "../config";

type WantedCompute = NonNullable<Wanted["compute"]>;

/** Shapes behind a load balancer. */
const BALANCED: readonly string[] = ["containers", "vm-group", "kubernetes"];
/** Shapes that stand on machines. */
const MACHINES: readonly string[] = ["vm", "vm-group"];
/** Shapes whose addresses change, unless a gateway sends for all. */
const MOVING: readonly string[] = ["containers", "vm-group"];

/** The disk that Canonical's images of Ubuntu begin with; a smaller one does not hold them. */
const LEAST_DISK_GIB = 8;

/** A load balancer answers over HTTPS, and a certificate takes a zone that proves the name or an order of one's own. */
function certificateIssues({ certificateArn }: AwsSettings, { hostname, provable, shape }: WantedCompute): Issue[] {
  if (!BALANCED.includes(shape) || certificateArn !== undefined || provable || hostname === undefined) return [];
  return [
    {
      at: "landfall:aws.certificateArn",
      problem: `is missing: the load balancer needs a certificate for ${hostname}, and no zone can prove a new one`,
      allowed: "the ARN of a certificate of AWS Certificate Manager",
      fix: "set it, or give the topology a dns provider",
    },
  ];
}

/** Only a gateway has addresses that stay, where copies come and go. */
function egressIssues({ fixedEgress, shape }: WantedCompute, nat: string): Issue[] {
  if (!fixedEgress || !MOVING.includes(shape) || nat !== "none") return [];
  return [
    {
      at: "network.nat",
      problem: "gives the services no addresses that stay, and a part on another provider lets in by address",
      got: nat,
      allowed: ["single", "per-zone"],
      fix: "set network.nat to single",
    },
  ];
}

function machineIssues({ shape, instanceType, diskGiB }: WantedCompute): Issue[] {
  if (!MACHINES.includes(shape)) return [];
  const problem = instanceType === undefined ? undefined : instanceTypeProblem(instanceType);
  return [
    ...(problem === undefined
      ? []
      : [{ at: "compute.instanceType", problem, got: instanceType, allowed: "a type such as t3.medium or m7i.large" }]),
    ...(diskGiB >= LEAST_DISK_GIB
      ? []
      : [
          {
            at: "compute.diskGiB",
            problem: "is smaller than the image of the machine",
            got: diskGiB,
            allowed: `${LEAST_DISK_GIB} or more`,
          },
        ]),
  ];
}

/** What compute on AWS cannot have. */
export const computeIssues = (
  settings: AwsSettings,
  compute: WantedCompute,
  network: Wanted["network"],
): readonly Issue[] => [
  ...certificateIssues(settings, compute),
  ...egressIssues(compute, network?.nat ?? "none"),
  ...machineIssues(compute),
];
