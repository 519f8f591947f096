import { subnetCidrs, hostAddress, lastHostNumber } from "../../../providers/oci/network/ranges";
import { countByType, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop } from "./record-shop";
import { buildNetwork, COMPARTMENT, type Shop } from "./shop";

const record = (shop: Shop = {}) => recordShop(shop, buildNetwork);
const resolve = (shop: Shop = {}) => resolveShop(shop, (connections) => buildNetwork(connections, shop).egressCidrs);

const tags = {
  "landfall-app": "shop",
  "landfall-component": "network",
  "landfall-stack": "test",
  "landfall-topology": "test",
  "managed-by": "pulumi",
};

describe("network on Oracle Cloud", () => {
  it("builds what Always Free tenancies may have, and no gateway that they may not", async () => {
    expect(countByType(await record())).toEqual({
      "oci:Core/vcn:Vcn": 1,
      "oci:Core/defaultSecurityList:DefaultSecurityList": 1,
      "oci:Core/internetGateway:InternetGateway": 1,
      "oci:Core/routeTable:RouteTable": 2,
      "oci:Core/subnet:Subnet": 2,
      "oci:Core/networkSecurityGroup:NetworkSecurityGroup": 1,
      "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": 1,
    });
  });

  it.each(["single", "per-zone"] as const)("adds one NAT and one service gateway for nat: %s", async (nat) => {
    const counts = countByType(await record({ network: { nat } }));
    expect(counts).toMatchObject({ "oci:Core/natGateway:NatGateway": 1, "oci:Core/serviceGateway:ServiceGateway": 1 });
  });

  it("gives the VCN its range in the list that can be changed, and a label that cannot be added later", async () => {
    expect(onlyOf(await record(), "oci:Core/vcn:Vcn").inputs).toEqual({
      cidrBlocks: ["10.20.0.0/16"],
      compartmentId: COMPARTMENT,
      displayName: "shop-test-network-vcn",
      dnsLabel: "landfall",
      freeformTags: tags,
    });
  });

  it("has a public subnet, and a private one that takes no public address and no request from the internet", async () => {
    const subnets = ofType(await record({ network: { cidr: "10.30.0.0/20" } }), "oci:Core/subnet:Subnet");
    const [open, closed] = ["network-public", "network-private"].map((name) => subnets.find((it) => it.name === name));
    expect(open!.inputs).toMatchObject({ cidrBlock: "10.30.0.0/22", dnsLabel: "public" });
    expect(open!.inputs).not.toHaveProperty("prohibitPublicIpOnVnic");
    expect(closed!.inputs).toMatchObject({
      cidrBlock: "10.30.4.0/22",
      dnsLabel: "private",
      prohibitPublicIpOnVnic: true,
      prohibitInternetIngress: true,
    });
    // Regional: an availability domain would tie everything in it to that one.
    for (const { inputs } of [open!, closed!]) expect(inputs).not.toHaveProperty("availabilityDomain");
  });

  it("empties the security list that lets SSH in from anywhere", async () => {
    expect(onlyOf(await record(), "oci:Core/defaultSecurityList:DefaultSecurityList").inputs).toMatchObject({
      ingressSecurityRules: [],
      egressSecurityRules: [],
    });
  });

  it("routes the private subnet nowhere without a NAT gateway", async () => {
    const { resources } = await resolve();
    expect(resolved(resources, "oci:Core/routeTable:RouteTable", "network-private-routes").inputs.routeRules).toEqual(
      [],
    );
    expect(resolved(resources, "oci:Core/routeTable:RouteTable", "network-public-routes").inputs.routeRules).toEqual([
      {
        destination: "0.0.0.0/0",
        destinationType: "CIDR_BLOCK",
        networkEntityId: "network-internet-gateway-id",
      },
    ]);
  });

  it("routes the private subnet through NAT, and Oracle's services past it", async () => {
    const { resources, value } = await resolve({ network: { nat: "single" } });
    expect(resolved(resources, "oci:Core/routeTable:RouteTable", "network-private-routes").inputs.routeRules).toEqual([
      { destination: "0.0.0.0/0", destinationType: "CIDR_BLOCK", networkEntityId: "network-nat-gateway-id" },
      {
        destination: "all-iad-services-in-oracle-services-network",
        destinationType: "SERVICE_CIDR_BLOCK",
        networkEntityId: "network-service-gateway-id",
      },
    ]);
    expect(value).toEqual(["192.0.2.1/32"]);
  });

  it("never routes the public subnet through the service gateway, which Oracle refuses beside an internet gateway", async () => {
    const { resources } = await resolve({ network: { nat: "single" } });
    const { inputs } = resolved(resources, "oci:Core/routeTable:RouteTable", "network-public-routes");
    const rules = inputs.routeRules as { destinationType: string }[];
    expect(rules.map(({ destinationType }) => destinationType)).toEqual(["CIDR_BLOCK"]);
  });

  it("sends from no fixed address without a NAT gateway", async () => {
    expect((await resolve()).value).toEqual([]);
  });

  it("looks the gateway's service up once the network is there, and not at all when it is a setting", async () => {
    const shop: Shop = { network: { nat: "single" } };
    const preview = onlyOf(await record(shop), "oci:Core/serviceGateway:ServiceGateway");
    expect(preview.inputs).toMatchObject({ services: [{ serviceId: UNKNOWN }] });
    const { resources, lookUps } = await resolve(shop);
    expect(lookUps).toEqual([
      {
        token: "oci:Core/getServices:getServices",
        inputs: { filters: [{ name: "name", values: ["All .* Services In Oracle Services Network"], regex: true }] },
      },
    ]);
    const gateway = "oci:Core/serviceGateway:ServiceGateway";
    expect(resolved(resources, gateway).inputs.services).toEqual([{ serviceId: "ocid1.service.oc1.iad.found" }]);

    const pinned = await resolve({ ...shop, settings: { serviceId: "ocid1.service.oc1.iad.pinned" } });
    expect(pinned.lookUps).toEqual([]);
    expect(resolved(pinned.resources, gateway).inputs.services).toEqual([
      { serviceId: "ocid1.service.oc1.iad.pinned" },
    ]);
  });

  it("lets machines send anywhere", async () => {
    const rule = onlyOf(await record(), "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule");
    expect(rule.inputs).toMatchObject({ direction: "EGRESS", protocol: "all", destination: "0.0.0.0/0" });
  });

  it("carries tags wherever Oracle Cloud has them", async () => {
    const { resources } = await record({ network: { nat: "single" } });
    const untagged = resources.filter(({ custom, inputs }) => custom && !("freeformTags" in inputs));
    expect(untagged.map(({ type }) => type)).toEqual([
      "pulumi:providers:oci",
      "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule",
    ]);
  });
});

describe("the ranges of a network", () => {
  it.each([
    ["10.20.0.0/16", "10.20.0.0/18", "10.20.64.0/18"],
    ["192.168.7.0/24", "192.168.7.0/26", "192.168.7.64/26"],
    ["172.31.128.0/17", "172.31.128.0/19", "172.31.160.0/19"],
  ])("gives %s the subnets %s and %s", (cidr, open, closed) => {
    expect(subnetCidrs(cidr)).toEqual({ public: open, private: closed });
  });

  it("counts hosts from the first address and stops before the one that Oracle keeps", () => {
    expect(hostAddress("10.20.0.0/18", 10)).toBe("10.20.0.10");
    expect(hostAddress("10.20.0.0/18", 300)).toBe("10.20.1.44");
    expect(lastHostNumber("192.168.7.64/26")).toBe(62);
  });
});
