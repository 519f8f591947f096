import * as servicediscovery from "@pulumi/aws/servicediscovery";
import type { ResolvedComputeArgs } from "../../../components/compute";
import type { DriverContext } from "../../../components/core/driver";
import type { AwsNetworkNodes } from "../network";

/** The zone that called services have names in, seen from inside the VPC alone. */
export const PRIVATE_ZONE = "services.internal";

const TTL_SECONDS = 10;

/** Services that a scheduled one calls. */
export const calledAtSetTimes = (services: ResolvedComputeArgs["services"]): readonly string[] => [
  ...new Set(
    Object.values(services)
      .filter(({ schedule }) => schedule !== undefined)
      .flatMap(({ calls }) => calls),
  ),
];

/**
 * Names in DNS of the services that scheduled ones call, by service: Service Connect is for tasks that an ECS service keeps
 * running, not for one that is run by itself; see
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 */
export function privateNames(
  context: DriverContext,
  network: AwsNetworkNodes,
  services: ResolvedComputeArgs["services"],
): Readonly<Record<string, servicediscovery.Service>> {
  const names = [...calledAtSetTimes(services)].sort();
  if (names.length === 0) return {};
  const zone = new servicediscovery.PrivateDnsNamespace(
    context.child("private"),
    { name: PRIVATE_ZONE, vpc: network.vpc.id, tags: context.tags },
    context.options(),
  );
  const entries = names.map((name) => [
    name,
    new servicediscovery.Service(
      context.child(name),
      {
        name,
        dnsConfig: {
          namespaceId: zone.id,
          routingPolicy: "MULTIVALUE",
          dnsRecords: [{ type: "A", ttl: TTL_SECONDS }],
        },
        // ECS takes its copies out by itself, yet some may still be in when the service goes.
        forceDestroy: true,
        tags: context.tags,
      },
      context.options(),
    ),
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, servicediscovery.Service>>;
}
