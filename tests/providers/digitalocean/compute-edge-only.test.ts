import type { OriginFront } from "../../../components/compute";
import { onlyOf } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordShop, resolveShop, type Shop } from "./shop";

const FIREWALL = "digitalocean:index/firewall:Firewall";
const BALANCER = "digitalocean:index/loadBalancer:LoadBalancer";

const front: OriginFront = {
  provider: "cloudflare",
  cidrs: ["198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"],
  clientAddressHeader: "CF-Connecting-IP",
};
const edge = ["192.0.2.0/24", "198.51.100.0/24"];
const unknown: OriginFront = { provider: "aws", clientAddressHeader: "X-Forwarded-For" };
const behind = (shop: Shop, it: OriginFront | undefined): Shop => ({
  ...shop,
  compute: { ...shop.compute, adminCidrs: ["203.0.113.7/32"], ...(it && { front: it }) },
});

describe("a Droplet behind an edge", () => {
  const inbound = async (it: OriginFront | undefined) =>
    onlyOf(await recordShop(behind({ shape: "vm" }, it)), FIREWALL).inputs["inboundRules"];
  const rules = (sourceAddresses: readonly string[]) => [
    { protocol: "tcp", portRange: "80", sourceAddresses },
    { protocol: "tcp", portRange: "443", sourceAddresses },
    { protocol: "tcp", portRange: "22", sourceAddresses: ["203.0.113.7/32"] },
  ];

  it("lets in the edge's networks and nobody else", async () => {
    expect(await inbound(front)).toEqual(rules(edge));
  });

  it("lets everybody in without one, and before one whose networks nobody knows", async () => {
    expect(await inbound(undefined)).toEqual(rules(["0.0.0.0/0"]));
    expect(await inbound(unknown)).toEqual(rules(["0.0.0.0/0"]));
  });
});

describe("Droplets behind a load balancer and an edge", () => {
  const group: Shop = {
    shape: "vm-group",
    settings: { certificateName: "api" },
    compute: { hostname: "api.example.com", count: 2 },
  };
  const allowed = async (it: OriginFront | undefined) =>
    onlyOf(await recordShop(behind(group, it)), BALANCER).inputs["firewall"];

  it("are behind a load balancer that lets in the edge's networks and nobody else", async () => {
    expect(await allowed(front)).toEqual({ allows: edge.map((cidr) => `cidr:${cidr}`) });
  });

  it("are behind one that lets everybody in without an edge whose networks are known", async () => {
    expect(await allowed(undefined)).toBeUndefined();
    expect(await allowed(unknown)).toBeUndefined();
  });
});

describe("Kubernetes of DigitalOcean behind an edge", () => {
  const ranges = async (it: OriginFront | undefined) => {
    const shop: Shop = {
      shape: "kubernetes",
      settings: { certificateName: "api" },
      compute: { hostname: "api.example.com" },
    };
    const { resources } = await resolveShop(behind(shop, it));
    return (
      resolved(resources, "kubernetes:core/v1:Service", "compute-front").inputs["spec"] as Record<string, unknown>
    )["loadBalancerSourceRanges"];
  };

  it("tells its load balancer of the edge's networks, and of nothing without an edge", async () => {
    expect(await ranges(front)).toEqual(edge);
    expect(await ranges(undefined)).toBeUndefined();
  });
});
