import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../../components/core/naming";
import type { NetworkDriver } from "../../components/network";
import { TAG_NAME, type DigitaloceanCloud } from "./cloud";

/** What other drivers of DigitalOcean find behind a network. */
export interface DigitaloceanNetworkNodes {
  readonly [key: string]: unknown;
  readonly vpc: digitalocean.Vpc;
  readonly cidr: string;
  /** The tag that every machine of the app carries, for rules that let the machines in. */
  readonly workload: digitalocean.Tag;
  /** The gateway that machines without a public address send through; undefined without one. */
  readonly natGateway: digitalocean.VpcNatGateway | undefined;
}

/** The smallest gateway, https://docs.digitalocean.com/products/networking/vpc/how-to/create-nat-gateway/ (2026-11-21) */
const SMALLEST_GATEWAY = 1;

/**
 * A VPC: one private range in one data centre, without subnets or zones. Its only gateway, made when `nat` is asked for,
 * is the default route of machines that have no public address
 * (https://docs.digitalocean.com/products/droplets/details/private-droplets, read 2026-11-21); a region has no zones, so
 * `per-zone` makes no second one.
 */
export const network =
  (cloud: DigitaloceanCloud): NetworkDriver =>
  (context, args) => {
    const { app, stack } = context.stack;
    const { datacenter: region } = cloud;
    const vpc = new digitalocean.Vpc(
      context.child("vpc"),
      { region, ipRange: args.cidr, description: `${app}, stack ${stack}` },
      context.options(),
    );
    const workload = new digitalocean.Tag(
      context.child("workload"),
      { name: physicalName([app, stack, context.name, "workload"], TAG_NAME) },
      context.options(),
    );
    const natGateway =
      args.nat === "none"
        ? undefined
        : new digitalocean.VpcNatGateway(
            context.child("nat-gateway"),
            {
              region,
              type: "PUBLIC",
              size: SMALLEST_GATEWAY,
              vpcs: [{ vpcUuid: vpc.id, defaultGateway: true }],
            },
            context.options(),
          );
    const egressCidrs =
      natGateway === undefined
        ? pulumi.output<string[]>([])
        : natGateway.egresses.apply((egresses) =>
            egresses.flatMap(({ publicGateways }) => publicGateways.map(({ ipv4 }) => `${ipv4}/32`)),
          );
    const nodes: DigitaloceanNetworkNodes = { vpc, cidr: args.cidr, workload, natGateway };
    return { outputs: { id: vpc.id, egressCidrs }, nodes };
  };
