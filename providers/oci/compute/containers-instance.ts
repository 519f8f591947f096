import * as oci from "@pulumi/oci";
import type { types } from "@pulumi/oci";
import { isWeb, type ResolvedComputeArgs, type ResolvedServiceArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { SizeEntry } from "../../provider";
import { shownAs, type OciCloud } from "../cloud";
import { containerEnvironment } from "./containers-environment";
import { callUrls, type Slot } from "./containers-layout";
import { availabilityDomains } from "../lookups";
import type { OciNetworkNodes } from "../network";
import { ociSizes } from "../sizes";

type Container = types.input.ContainerEngine.ContainerInstanceContainer;

const FAILURES = 3;
const TIMEOUT_SECONDS = 10;

/** The shape of a size, or the instance type in its place, with the size's cores and memory. */
function shapeOf({ size, instanceType }: Pick<ResolvedComputeArgs, "size" | "instanceType">) {
  const sizes: Readonly<Record<string, Required<SizeEntry>>> = ociSizes.compute.containers;
  const entry = sizes[size];
  if (entry === undefined) throw new Error(`unknown size ${size}: preflight refuses it first`);
  return {
    shape: instanceType ?? entry.instanceType,
    shapeConfig: { ocpus: entry.vcpus / 2, memoryInGbs: entry.memoryMiB / 1024 },
  };
}

const healthChecks = (service: ResolvedServiceArgs): Pick<Container, "healthChecks"> =>
  isWeb(service)
    ? {
        healthChecks: [
          {
            name: "health",
            healthCheckType: "HTTP",
            port: service.port,
            path: service.health.path,
            intervalInSeconds: service.health.intervalSeconds,
            initialDelayInSeconds: service.health.graceSeconds,
            timeoutInSeconds: TIMEOUT_SECONDS,
            failureThreshold: FAILURES,
            // The restart policy starts it again.
            failureAction: "KILL",
          },
        ],
      }
    : {};

/** What every container instance of a stack is made from. */
export interface Stage {
  readonly cloud: OciCloud;
  readonly args: ResolvedComputeArgs;
  readonly network: OciNetworkNodes;
  readonly slots: readonly Slot[];
  readonly addressOf: (slot: Slot) => string;
}

/** The containers of one instance, and whether any is told a secret. */
function containersOf(
  context: DriverContext,
  { args, slots, addressOf }: Stage,
  slot: Slot,
): { readonly containers: Container[]; readonly hasSecrets: boolean } {
  const built = slot.group.services.map(({ name, containers }) => {
    const service = args.services[name]!;
    const urls = callUrls(slots, slot, service.calls, args.services, addressOf);
    const { variables, hasSecrets } = containerEnvironment(service.environment, urls);
    const copies = Array.from({ length: containers }, (_, copy): Container => ({
      displayName: containers === 1 ? name : `${name}-${copy + 1}`,
      imageUrl: service.image,
      ...(service.command === undefined ? {} : { arguments: [...service.command] }),
      environmentVariables: variables,
      ...healthChecks(service),
      // It reads nothing from the cloud with an identity of its own.
      isResourcePrincipalDisabled: true,
      freeformTags: context.tags,
    }));
    return { copies, hasSecrets };
  });
  return {
    containers: built.flatMap(({ copies }) => copies),
    hasSecrets: built.some(({ hasSecrets }) => hasSecrets),
  };
}

/**
 * One container instance at its fixed address.
 *
 * A new image makes another instance, and its address is taken until the old one is gone. So the old one goes first, and
 * instances of a group wait for each other (`after`): the others answer meanwhile, and one alone is away for a minute or two.
 */
export function containerInstance(
  context: DriverContext,
  stage: Stage,
  slot: Slot,
  groups: readonly oci.core.NetworkSecurityGroup[],
  after: readonly oci.containerengine.ContainerInstance[],
): oci.containerengine.ContainerInstance {
  const { cloud, args, network, addressOf } = stage;
  const { compartmentId, tenancyOcid, settings } = cloud;
  const role = `${slot.group.role}-${slot.index + 1}`;
  const pinned = settings.availabilityDomains;
  const turn = (names: readonly string[]) => names[slot.index % names.length]!;
  const { containers, hasSecrets } = containersOf(context, stage, slot);
  const isPublic = network.natGateway === undefined;
  return new oci.containerengine.ContainerInstance(
    context.child(role),
    {
      compartmentId,
      availabilityDomain:
        pinned === undefined
          ? availabilityDomains(network.publicSubnet, tenancyOcid, context.component).apply(turn)
          : turn(pinned),
      displayName: shownAs(context, role),
      ...shapeOf(args),
      containerRestartPolicy: "ALWAYS",
      containers,
      vnics: [
        {
          subnetId: isPublic ? network.publicSubnet.id : network.privateSubnet.id,
          privateIp: addressOf(slot),
          // Without a NAT gateway there would be no way out to fetch an image.
          isPublicIpAssigned: isPublic,
          nsgIds: groups.map(({ id }) => id),
          freeformTags: context.tags,
        },
      ],
      freeformTags: context.tags,
    },
    context.options({
      dependsOn: [...after],
      deleteBeforeReplace: true,
      ...(hasSecrets ? { additionalSecretOutputs: ["containers"] } : {}),
      ...(pinned === undefined ? { ignoreChanges: ["availabilityDomain"] } : {}),
    }),
  );
}
