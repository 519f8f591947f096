import * as oci from "@pulumi/oci";
import type { DriverContext } from "../../../components/core/driver";
import { shownAs, type OciCloud } from "../cloud";

/** Room for the gateway's addresses; a network of its own, that meets no other. */
const CIDR = "10.255.0.0/24";

const ANYWHERE = "0.0.0.0/0";

/** Where a site's gateway stands. */
export interface SiteNetwork {
  readonly subnet: oci.core.Subnet;
  readonly group: oci.core.NetworkSecurityGroup;
}

/** A public subnet in a network of its own: a site needs no private network, and its gateway needs a subnet. */
export function siteNetwork({ compartmentId }: OciCloud, context: DriverContext): SiteNetwork {
  const { tags: freeformTags } = context;
  const options = context.options();
  const common = (role: string) => ({ compartmentId, freeformTags, displayName: shownAs(context, role) });
  const vcn = new oci.core.Vcn(
    context.child("vcn"),
    { ...common("vcn"), cidrBlocks: [CIDR], dnsLabel: "site" },
    options,
  );
  const inVcn = (role: string) => ({ ...common(role), vcnId: vcn.id });
  // The list that Oracle makes lets SSH in from anywhere.
  new oci.core.DefaultSecurityList(
    context.child("security-list"),
    {
      manageDefaultResourceId: vcn.defaultSecurityListId,
      ingressSecurityRules: [],
      egressSecurityRules: [],
      freeformTags,
    },
    options,
  );
  const internet = new oci.core.InternetGateway(
    context.child("internet-gateway"),
    { ...inVcn("internet-gateway"), enabled: true },
    options,
  );
  const routes = new oci.core.RouteTable(
    context.child("routes"),
    {
      ...inVcn("routes"),
      routeRules: [{ destination: ANYWHERE, destinationType: "CIDR_BLOCK", networkEntityId: internet.id }],
    },
    options,
  );
  const subnet = new oci.core.Subnet(
    context.child("subnet"),
    { ...inVcn("subnet"), cidrBlock: CIDR, dnsLabel: "public", routeTableId: routes.id },
    options,
  );
  const group = new oci.core.NetworkSecurityGroup(context.child("group"), inVcn("group"), options);
  const rule = (role: string, inputs: Omit<oci.core.NetworkSecurityGroupSecurityRuleArgs, "networkSecurityGroupId">) =>
    new oci.core.NetworkSecurityGroupSecurityRule(
      context.child(role),
      { networkSecurityGroupId: group.id, tcpOptions: { destinationPortRange: { min: 443, max: 443 } }, ...inputs },
      options,
    );
  rule("browsers", {
    direction: "INGRESS",
    protocol: "6",
    source: ANYWHERE,
    sourceType: "CIDR_BLOCK",
    description: "Browsers",
  });
  rule("objects", {
    direction: "EGRESS",
    protocol: "6",
    destination: ANYWHERE,
    destinationType: "CIDR_BLOCK",
    description: "Object Storage, which holds the site",
  });
  return { subnet, group };
}
