import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { DriverContext } from "../../../components/core/driver";
import type { Nat } from "../../../components/network";
import { namedTags } from "../cloud";

const EVERYWHERE = "0.0.0.0/0";

/** A subnet with what leads out of it. */
export interface RoutedSubnet {
  readonly subnet: ec2.Subnet;
  readonly routeTable: ec2.RouteTable;
  readonly association: ec2.RouteTableAssociation;
}

function subnetIn(context: DriverContext, vpc: ec2.Vpc, role: string, zone: string, cidrBlock: string): ec2.Subnet {
  return new ec2.Subnet(
    context.child(role),
    {
      vpcId: vpc.id,
      availabilityZone: zone,
      cidrBlock,
      mapPublicIpOnLaunch: false,
      tags: namedTags(context, role),
    },
    context.options(),
  );
}

function routeTableIn(context: DriverContext, vpc: ec2.Vpc, role: string): ec2.RouteTable {
  return new ec2.RouteTable(context.child(role), { vpcId: vpc.id, tags: namedTags(context, role) }, context.options());
}

function associate(context: DriverContext, role: string, subnet: ec2.Subnet, routeTable: ec2.RouteTable) {
  return new ec2.RouteTableAssociation(
    context.child(role),
    { subnetId: subnet.id, routeTableId: routeTable.id },
    context.options(),
  );
}

/** Subnets that the internet gateway leads into, one a zone, on one route table. */
export function publicSubnets(
  context: DriverContext,
  vpc: ec2.Vpc,
  gateway: ec2.InternetGateway,
  zones: readonly string[],
  cidrs: readonly string[],
): { readonly subnets: readonly RoutedSubnet[]; readonly route: ec2.Route } {
  const routeTable = routeTableIn(context, vpc, "public");
  const route = new ec2.Route(
    context.child("public"),
    { routeTableId: routeTable.id, destinationCidrBlock: EVERYWHERE, gatewayId: gateway.id },
    context.options(),
  );
  const subnets = zones.map((zone, index) => {
    const role = `public-${index + 1}`;
    const subnet = subnetIn(context, vpc, role, zone, cidrs[index]!);
    return { subnet, routeTable, association: associate(context, role, subnet, routeTable) };
  });
  return { subnets, route };
}

/** Subnets that nothing outside leads into, one a zone, each with a route table of its own. */
export function privateSubnets(
  context: DriverContext,
  vpc: ec2.Vpc,
  zones: readonly string[],
  cidrs: readonly string[],
): readonly RoutedSubnet[] {
  return zones.map((zone, index) => {
    const role = `private-${index + 1}`;
    const subnet = subnetIn(context, vpc, role, zone, cidrs[index]!);
    const routeTable = routeTableIn(context, vpc, role);
    return { subnet, routeTable, association: associate(context, role, subnet, routeTable) };
  });
}

/** How many gateways a choice of `nat` stands for. */
const gatewayCount = (nat: Nat, zones: number): number => ({ none: 0, single: 1, "per-zone": zones })[nat];

/** Lets private subnets send to the internet, through one gateway or one in each zone. */
export function natGateways(
  context: DriverContext,
  nat: Nat,
  inside: readonly RoutedSubnet[],
  outside: readonly RoutedSubnet[],
  internet: pulumi.Resource,
): { readonly addresses: readonly ec2.Eip[]; readonly routes: readonly ec2.Route[] } {
  const numbers = Array.from({ length: gatewayCount(nat, inside.length) }, (_, index) => index);
  const addresses = numbers.map((index) => {
    const role = `nat-${index + 1}`;
    return new ec2.Eip(
      context.child(role),
      { domain: "vpc", tags: namedTags(context, role) },
      context.options({ dependsOn: [internet] }),
    );
  });
  const gateways = numbers.map((index) => {
    const role = `nat-${index + 1}`;
    return new ec2.NatGateway(
      context.child(role),
      {
        allocationId: addresses[index]!.allocationId,
        subnetId: outside[index]!.subnet.id,
        tags: namedTags(context, role),
      },
      context.options({ dependsOn: [internet] }),
    );
  });
  if (gateways.length === 0) return { addresses, routes: [] };
  const routes = inside.map(
    ({ routeTable }, index) =>
      new ec2.Route(
        context.child(`private-${index + 1}`),
        {
          routeTableId: routeTable.id,
          destinationCidrBlock: EVERYWHERE,
          natGatewayId: gateways[index % gateways.length]!.id,
        },
        context.options(),
      ),
  );
  return { addresses, routes };
}
