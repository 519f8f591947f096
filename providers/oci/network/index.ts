import * as oci from "@pulumi/oci";
import type { types } from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { NetworkDriver } from "../../../components/network";
import { MachineAddresses } from "../addresses";
import { shownAs, type OciCloud } from "../cloud";
import { allServicesId } from "../lookups";
import { subnetCidrs } from "./ranges";

/** What other drivers of Oracle Cloud find behind a network. */
export interface OciNetworkNodes {
  readonly [key: string]: unknown;
  readonly vcn: oci.core.Vcn;
  readonly cidr: string;
  /** Regional; machines with a public address stand here. */
  readonly publicSubnet: oci.core.Subnet;
  readonly publicCidr: string;
  /** Regional; no public address, and no way in from the internet. */
  readonly privateSubnet: oci.core.Subnet;
  readonly privateCidr: string;
  /** The group that every machine of the app is in: who it is, and that it may send anywhere. */
  readonly workload: oci.core.NetworkSecurityGroup;
  /** The gateway that private machines send through; undefined without one. */
  readonly natGateway: oci.core.NatGateway | undefined;
  readonly machineAddresses: MachineAddresses;
}

type Rule = types.input.Core.RouteTableRouteRule;

const ANYWHERE = "0.0.0.0/0";

/** Routes of the private subnet: the internet through NAT, Oracle's own services without leaving its network. */
function privateRoutes(
  cloud: OciCloud,
  context: DriverContext,
  vcn: oci.core.Vcn,
  nat: oci.core.NatGateway,
): pulumi.Input<Rule>[] {
  const { compartmentId, settings } = cloud;
  const services = new oci.core.ServiceGateway(
    context.child("service-gateway"),
    {
      compartmentId,
      vcnId: vcn.id,
      displayName: shownAs(context, "service-gateway"),
      services: [{ serviceId: settings.serviceId ?? allServicesId(vcn, context.component) }],
      freeformTags: context.tags,
    },
    context.options(),
  );
  // Routes name the service by a label made of its name: all-iad-services-in-oracle-services-network.
  // Before the gateway exists its services have no names, though they may have ids that are known.
  const named = pulumi.all([services.id, services.services]).apply(([, all]) => all[0]!.serviceName);
  const label = named.apply((name) => name.toLowerCase().replace(/ /g, "-"));
  return [
    { destination: ANYWHERE, destinationType: "CIDR_BLOCK", networkEntityId: nat.id },
    { destination: label, destinationType: "SERVICE_CIDR_BLOCK", networkEntityId: services.id },
  ];
}

/**
 * A VCN with a public and a private subnet, both regional, an emptied default security list, and one security group
 * that every machine is in.
 *
 * NAT and service gateway are made together, when `nat` is asked for: nothing else would use the service gateway, since
 * Oracle refuses it in a subnet that has an internet gateway, and tenancies that have only Always Free may make neither
 * (https://github.com/oracle-quickstart/oci-cloudnative/issues/31, read 2026-11-21). One NAT gateway serves the region,
 * so `per-zone` makes no second one.
 */
export const network =
  (cloud: OciCloud): NetworkDriver =>
  (context, args) => {
    const { compartmentId } = cloud;
    const { tags: freeformTags } = context;
    const cidrs = subnetCidrs(args.cidr);
    const common = (role: string) => ({ compartmentId, freeformTags, displayName: shownAs(context, role) });

    // A label cannot be added later without replacing the network and all in it, and without one the resolver does not
    // answer, which a database's private name needs.
    const vcn = new oci.core.Vcn(
      context.child("vcn"),
      { ...common("vcn"), cidrBlocks: [args.cidr], dnsLabel: "landfall" },
      context.options(),
    );
    const inVcn = (role: string) => ({ ...common(role), vcnId: vcn.id });

    // The list that Oracle makes lets SSH in from anywhere; who may come in is said by security groups alone.
    new oci.core.DefaultSecurityList(
      context.child("security-list"),
      {
        manageDefaultResourceId: vcn.defaultSecurityListId,
        ingressSecurityRules: [],
        egressSecurityRules: [],
        freeformTags,
      },
      context.options(),
    );

    const internet = new oci.core.InternetGateway(
      context.child("internet-gateway"),
      { ...inVcn("internet-gateway"), enabled: true },
      context.options(),
    );
    const natGateway =
      args.nat === "none"
        ? undefined
        : new oci.core.NatGateway(context.child("nat-gateway"), inVcn("nat-gateway"), context.options());

    const publicRoutes = new oci.core.RouteTable(
      context.child("public-routes"),
      {
        ...inVcn("public-routes"),
        routeRules: [{ destination: ANYWHERE, destinationType: "CIDR_BLOCK", networkEntityId: internet.id }],
      },
      context.options(),
    );
    const privateRouteTable = new oci.core.RouteTable(
      context.child("private-routes"),
      {
        ...inVcn("private-routes"),
        routeRules: natGateway === undefined ? [] : privateRoutes(cloud, context, vcn, natGateway),
      },
      context.options(),
    );

    const publicSubnet = new oci.core.Subnet(
      context.child("public"),
      {
        ...inVcn("public"),
        cidrBlock: cidrs.public,
        dnsLabel: "public",
        routeTableId: publicRoutes.id,
      },
      context.options(),
    );
    const privateSubnet = new oci.core.Subnet(
      context.child("private"),
      {
        ...inVcn("private"),
        cidrBlock: cidrs.private,
        dnsLabel: "private",
        routeTableId: privateRouteTable.id,
        prohibitPublicIpOnVnic: true,
        prohibitInternetIngress: true,
      },
      context.options(),
    );

    const workload = new oci.core.NetworkSecurityGroup(context.child("workload"), inVcn("workload"), context.options());
    new oci.core.NetworkSecurityGroupSecurityRule(
      context.child("workload-egress"),
      {
        networkSecurityGroupId: workload.id,
        direction: "EGRESS",
        protocol: "all",
        destination: ANYWHERE,
        destinationType: "CIDR_BLOCK",
        description: "Images, packages, certificates and the services that the app calls",
      },
      context.options(),
    );

    const nodes: OciNetworkNodes = {
      vcn,
      cidr: args.cidr,
      publicSubnet,
      publicCidr: cidrs.public,
      privateSubnet,
      privateCidr: cidrs.private,
      workload,
      natGateway,
      machineAddresses: new MachineAddresses(),
    };
    const egressCidrs = natGateway === undefined ? pulumi.output([]) : natGateway.natIp.apply((ip) => [`${ip}/32`]);
    return { outputs: { id: vcn.id, egressCidrs }, nodes };
  };
