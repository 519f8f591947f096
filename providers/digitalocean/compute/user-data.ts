import type * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import { IssuesError } from "../../../components/core/errors";
import type { DriverContext } from "../../../components/core/driver";
import type { HostMachine } from "../../../components/host/addresses";
import { cloudConfig, followingConfig } from "../../../components/host/cloud-init";
import { describeHost } from "../../../components/host/describe";
import type { Host } from "../../../components/host/host";
import { machineEnvironment, type SecretKeeper } from "../../../components/host/environment";
import { releaseObject } from "../../../components/host/release-object";
import type { DigitaloceanNetworkNodes } from "../network";

/** https://docs.digitalocean.com/products/droplets/how-to/provide-user-data/ (read 2026-11-21) */
const USER_DATA_BYTES = 64 * 1024;

/** What a machine is told at its making. */
export interface MachineText {
  readonly userData: pulumi.Output<string>;
  /** Whether a secret is in it: DigitalOcean has no store that a machine could read one from. */
  readonly isSecret: boolean;
}

/** What the text of a machine is made of. */
export interface MachineTextArgs {
  readonly args: ResolvedComputeArgs;
  readonly memoryMiB: number;
  readonly network: DigitaloceanNetworkNodes;
  readonly keeper: SecretKeeper;
  /** The machines whose services this one may call. */
  readonly machines: readonly HostMachine[];
  readonly machine: HostMachine;
  /** The disk of its data, as the system calls it. */
  readonly device?: string;
  /** Whether a load balancer stands in front. @default false */
  readonly balanced?: boolean;
}

/** @throws IssuesError when the text is longer than DigitalOcean takes. */
export function withinLimit(text: string, role: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= USER_DATA_BYTES) return text;
  throw new IssuesError([
    {
      at: `compute, machine ${role}`,
      problem: "what the machine is told is too long for DigitalOcean",
      got: `${bytes} bytes`,
      allowed: `${USER_DATA_BYTES} bytes`,
      fix: "put some services on machines of their own, or shorten their environment",
    },
  ]);
}

function hostOf(of: MachineTextArgs): { readonly host: pulumi.Output<Host>; readonly isSecret: boolean } {
  const { args, memoryMiB, network, keeper, machines, machine, device, balanced } = of;
  const told = machineEnvironment(args, machines, machine, keeper);
  if (told.secrets.length > 0) throw new Error("DigitalOcean has no store of secrets that a machine could read from");
  const host = describeHost({
    args,
    memoryMiB,
    networkCidr: network.cidr,
    machines,
    machine,
    told,
    ...(device === undefined ? {} : { data: { device } }),
    // The balancer's own addresses are of the private network.
    ...(balanced === true ? { balancerCidrs: [network.cidr] } : {}),
  });
  return { host, isSecret: told.values.length > 0 };
}

/** The user data that makes a machine out of a plain Ubuntu image once and for all; a secret where a secret is in it. */
export function machineText(of: MachineTextArgs): MachineText {
  const { host, isSecret } = hostOf(of);
  return { userData: host.apply((known) => withinLimit(cloudConfig(known), of.machine.role)), isSecret };
}

/**
 * The user data of a machine that follows its release through the app's bucket, so that an image, a route or a secret which
 * changes does not replace it: a Droplet has nothing else that could be changed while it stands. Where the app has no such
 * bucket, all is told at its making.
 */
export function followingText(context: DriverContext, of: MachineTextArgs): MachineText {
  const { role } = of.machine;
  const release = releaseObject(context, role, of.args.releases);
  if (release === undefined) return machineText(of);
  release.publish(hostOf(of).host);
  const founded = { memoryMiB: of.memoryMiB, sshPublicKeys: of.args.sshPublicKeys };
  return {
    userData: release.source.apply((source) => withinLimit(followingConfig(founded, source), role)),
    isSecret: true,
  };
}
