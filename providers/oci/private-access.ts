import * as oci from "@pulumi/oci";
import type { DriverContext } from "../../components/core/driver";
import { shownAs, type OciCloud } from "./cloud";
import type { OciNetworkNodes } from "./network";

/**
 * A security group of a service in the private subnet: machines and containers of the app may call the given TCP port,
 * and nobody else may call any.
 */
export function workloadOnly(
  { compartmentId }: OciCloud,
  context: DriverContext,
  { vcn, workload }: OciNetworkNodes,
  port: number,
): oci.core.NetworkSecurityGroup {
  const group = new oci.core.NetworkSecurityGroup(
    context.child("group"),
    { compartmentId, vcnId: vcn.id, displayName: shownAs(context, "group"), freeformTags: context.tags },
    context.options(),
  );
  new oci.core.NetworkSecurityGroupSecurityRule(
    context.child("ingress"),
    {
      networkSecurityGroupId: group.id,
      direction: "INGRESS",
      protocol: "6",
      source: workload.id,
      sourceType: "NETWORK_SECURITY_GROUP",
      tcpOptions: { destinationPortRange: { min: port, max: port } },
      description: "Machines of the app",
    },
    context.options(),
  );
  return group;
}
