import type * as ebs from "@pulumi/aws/ebs";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import { IssuesError } from "../../../components/core/errors";
import type { HostMachine } from "../../../components/host/addresses";
import { cloudConfig } from "../../../components/host/cloud-init";
import { describeHost } from "../../../components/host/describe";
import type { MachineEnvironment } from "../../../components/host/environment";
import type { Host } from "../../../components/host/host";
import { encodeUserData } from "../../../components/host/user-data";
import type { AwsCloud } from "../cloud";
import { deviceOf } from "./machine-data";
import { readerOf } from "./secret-reader";
import type { AwsNetworkNodes } from "../network";

/** 16 KiB before Base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const LIMIT_BYTES = 16 * 1024;
const LIMIT_BASE64 = Math.ceil(LIMIT_BYTES / 3) * 4;

/** What the user data of a machine is made of. */
export interface UserDataArgs {
  readonly cloud: AwsCloud;
  readonly args: ResolvedComputeArgs;
  readonly memoryMiB: number;
  readonly network: AwsNetworkNodes;
  readonly machines: readonly HostMachine[];
  readonly machine: HostMachine;
  readonly told: MachineEnvironment;
  /** @default - nothing is stored */
  readonly disk?: ebs.Volume;
  /** Where a load balancer stands that ends TLS. @default - browsers come to the machine itself */
  readonly balancerCidrs?: pulumi.Input<readonly string[]>;
}

/** @throws IssuesError when the text of the machine is longer than EC2 takes, even compressed. */
export function encodeHost(text: string, role: string): string {
  const encoded = encodeUserData(text, LIMIT_BASE64);
  if (encoded !== undefined) return encoded;
  throw new IssuesError([
    {
      at: `compute, machine ${role}`,
      problem: "what the machine is told is too long for EC2, even compressed",
      got: `${text.length} bytes`,
      allowed: `${LIMIT_BYTES} bytes, compressed`,
      fix: "put some services on machines of their own, or shorten their environment",
    },
  ]);
}

/** The machine told apart from EC2; of secrets it holds ARNs only. */
export function hostOf(of: UserDataArgs): pulumi.Output<Host> {
  const { cloud, args, memoryMiB, network, machines, machine, told, disk, balancerCidrs } = of;
  const reader = told.secrets.length === 0 ? {} : { reader: readerOf(cloud.region, told.secrets) };
  const networkCidr = network.vpc.cidrBlock;
  // Security groups of the machine itself let in CloudFront alone; before a balancer it is the balancer that they let in.
  const closedTo = balancerCidrs === undefined ? { closedTo: "aws" } : {};
  const common = { args, memoryMiB, networkCidr, machines, machine, told, balancerCidrs, ...closedTo, ...reader };
  return disk === undefined
    ? describeHost(common)
    : disk.id.apply((id) => describeHost({ ...common, data: { device: deviceOf(id) } }));
}

/** The user data, in Base64, that makes a machine out of a plain Ubuntu image once and for all. */
export const userData = (of: UserDataArgs): pulumi.Output<string> =>
  hostOf(of).apply((host) => encodeHost(cloudConfig(host), of.machine.role));
