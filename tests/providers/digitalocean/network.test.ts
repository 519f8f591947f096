import * as pulumi from "@pulumi/pulumi";
import { Network, type NetworkArgs } from "../../../components/network";
import { connectProviders } from "../../../providers/connections";
import type { DigitaloceanSettings } from "../../../providers/digitalocean/config";
import { testStack } from "../../support/harness";
import { resolved, resolveWith } from "../../support/resolve";

const GATEWAY = "digitalocean:index/vpcNatGateway:VpcNatGateway";

const egresses = [{ publicGateways: [{ ipv4: "192.0.2.31" }, { ipv4: "192.0.2.32" }] }];

async function build(args: Partial<NetworkArgs> = {}, settings: DigitaloceanSettings = {}) {
  const { resources, value } = await resolveWith({ state: ({ inputs }) => ({ egresses, ...inputs }) }, async () => {
    const connections = await connectProviders({ digitalocean: { settings, standard: { token: "t" } } });
    const network = new Network(
      "network",
      { stack: testStack, ...args },
      connections.place("network", "digitalocean", "managed"),
    );
    return pulumi.output({ id: network.id, egressCidrs: network.egressCidrs });
  });
  return { resources: resources.filter(({ type }) => type.startsWith("digitalocean:")), value };
}

describe("network on DigitalOcean", () => {
  it("is one VPC of one data centre, and the tag that machines carry", async () => {
    const { resources, value } = await build({ cidr: "10.30.0.0/20" });
    expect(resources.map(({ type, name, inputs }) => ({ type, name, inputs }))).toEqual(
      expect.arrayContaining([
        {
          type: "digitalocean:index/vpc:Vpc",
          name: "network-vpc",
          inputs: { region: "nyc3", ipRange: "10.30.0.0/20", description: "shop, stack test" },
        },
        {
          type: "digitalocean:index/tag:Tag",
          name: "network-workload",
          inputs: { name: "shop-test-network-workload" },
        },
      ]),
    );
    expect(resources).toHaveLength(2);
    expect(value).toEqual({ id: "network-vpc-id", egressCidrs: [] });
  });

  it("stands in the data centre of the settings", async () => {
    const { resources } = await build({}, { datacenter: "fra1" });
    expect(resolved(resources, "digitalocean:index/vpc:Vpc").inputs).toMatchObject({ region: "fra1" });
  });

  it.each(["single", "per-zone"] as const)("has one gateway as its default route, asked for %s", async (nat) => {
    const { resources, value } = await build({ nat });
    expect(resolved(resources, GATEWAY).inputs).toEqual({
      region: "nyc3",
      type: "PUBLIC",
      size: 1,
      vpcs: [{ vpcUuid: "network-vpc-id", defaultGateway: true }],
    });
    expect(value.egressCidrs).toEqual(["192.0.2.31/32", "192.0.2.32/32"]);
  });
});
