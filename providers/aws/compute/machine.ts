import type * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { HostMachine } from "../../../components/host/addresses";
import { followingConfig } from "../../../components/host/cloud-init";
import { machineEnvironment, type SecretKeeper } from "../../../components/host/environment";
import { APP_ROLE, type Machine } from "../../../components/host/machines";
import { namedTags, type AwsCloud } from "../cloud";
import type { MachineImage } from "./image";
import type { Agent } from "./machine-agent";
import { machineIdentity } from "./machine-identity";
import { administrators, calls, openingGroups } from "./machine-security";
import { creditInputs, type MachineType } from "./machine-type";
import { publishRelease, releasePlace } from "./release";
import { encodeHost, hostOf } from "./user-data";
import { webOpenings, webSources } from "./web-sources";
import type { AwsNetworkNodes } from "../network";

/** What the machines of one component share. */
export interface MachineStage {
  readonly cloud: AwsCloud;
  readonly context: DriverContext;
  readonly args: ResolvedComputeArgs;
  readonly network: AwsNetworkNodes;
  readonly type: MachineType;
  readonly image: MachineImage;
  readonly agent: Agent;
  readonly keeper: SecretKeeper;
}

/**
 * The metadata service answers with a token only, and no farther than the machine itself: containers need nothing of it,
 * and its firewall keeps them out as well.
 */
export const METADATA = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 } as const;

/** A machine with its place in the network, which outlives it: its addresses stay when the machine is replaced. */
export interface PlacedMachine {
  readonly machine: HostMachine;
  readonly card: ec2.NetworkInterface;
  /** The public address; undefined where the machine stands behind a gateway. */
  readonly address: ec2.Eip | undefined;
  readonly subnet: ec2.Subnet;
}

/** Gives a machine its addresses. All stand in the first zone, where calls between them cost nothing. */
export function placeMachine({ cloud, context, args, network }: MachineStage, machine: Machine): PlacedMachine {
  const { role } = machine;
  const answersBrowsers = role === APP_ROLE;
  const isPublic = answersBrowsers || !network.hasNat;
  const subnet = (isPublic ? network.publicSubnets : network.privateSubnets)[0]!;
  const groups = openingGroups(context, network, role, [
    ...(answersBrowsers ? webOpenings(role, webSources(cloud, context, args, network)) : []),
    ...administrators(role, args),
    ...calls(machine, network),
  ]);
  const tags = namedTags(context, role);
  const card = new ec2.NetworkInterface(
    context.child(role),
    {
      subnetId: subnet.id,
      description: `The machine ${role} of ${context.stack.app}, stack ${context.stack.stack}`,
      securityGroups: [network.workloadSecurityGroup.id, ...groups.map(({ id }) => id)],
      tags,
    },
    context.options(),
  );
  const address = isPublic
    ? new ec2.Eip(
        context.child(role),
        { domain: "vpc", networkInterface: card.id, tags },
        // An address can only be given where the subnet leads to the internet.
        context.options({ dependsOn: [...network.routes] }),
      )
    : undefined;
  return { machine: { ...machine, address: card.privateIp }, card, address, subnet };
}

/**
 * Makes a machine in its place, which follows its release: an image, a route or a secret that changes does not replace it.
 *
 * Another size of a small machine, or other keys of administrators, make another machine: cloud-init follows its text at
 * the first start only. The old one goes first, since it holds the addresses.
 *
 * @param machines - All machines as this one sees them: the first that runs a service is the one that is called.
 */
export function buildMachine(
  stage: MachineStage,
  { machine, card, address }: PlacedMachine,
  machines: readonly HostMachine[],
  disk?: ebs.Volume,
): ec2.Instance {
  const { cloud, context, args, network, type, image, agent, keeper } = stage;
  const { role } = machine;
  const { memoryMiB, instanceType } = type;
  const told = machineEnvironment(args, machines, machine, keeper);
  const release = releasePlace(cloud, context, role);
  const { profile, rights } = machineIdentity(cloud, context, args, machine, told.secrets, agent, release.statements);
  publishRelease(context, role, release, hostOf({ cloud, args, memoryMiB, network, machines, machine, told, disk }));
  const tags = namedTags(context, role);
  return new ec2.Instance(
    context.child(role),
    {
      ami: image.id,
      instanceType,
      primaryNetworkInterface: { networkInterfaceId: card.id },
      iamInstanceProfile: profile.name,
      metadataOptions: METADATA,
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: args.diskGiB,
        deleteOnTermination: true,
        tags,
      },
      ...creditInputs(instanceType),
      userDataBase64: release.source.apply((source) =>
        encodeHost(followingConfig({ memoryMiB, sshPublicKeys: args.sshPublicKeys }, source), role),
      ),
      userDataReplaceOnChange: true,
      tags: { ...tags, ...agent.tags },
    },
    context.options({
      deleteBeforeReplace: true,
      // A newer image would replace a running machine.
      ...(image.isPinned ? {} : { ignoreChanges: ["ami"] }),
      dependsOn: [...network.routes, ...rights, ...(address === undefined ? [] : [address])],
    }),
  );
}

/** The addresses that machines send from, in CIDR notation: their own, and the gateway's where one stands behind it. */
export function egressOf(
  placed: readonly PlacedMachine[],
  gateway: pulumi.Output<string[]>,
  alsoGateway = false,
): pulumi.Output<string[]> {
  const own = placed.flatMap(({ address }) =>
    address === undefined ? [] : pulumi.interpolate`${address.publicIp}/32`,
  );
  const behind = alsoGateway || placed.some(({ address }) => address === undefined);
  return pulumi.all([pulumi.all(own), behind ? gateway : []]).apply(([ips, more]) => [...new Set([...ips, ...more])]);
}
