import type { ComputeShape, OriginFront } from "../../../components/compute";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { lookUpsOf, recordShop, resolveShop } from "./record-shop";
import type { Shop } from "./shop";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const CARD = "aws:ec2/networkInterface:NetworkInterface";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LOOK_UP = "aws:ec2/getManagedPrefixList:getManagedPrefixList";

const foreign: OriginFront = {
  provider: "cloudflare",
  cidrs: ["198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"],
  clientAddressHeader: "CF-Connecting-IP",
};
const cloudfront: OriginFront = { provider: "aws", clientAddressHeader: "X-Forwarded-For" };
const settings = { cloudfrontPrefixListId: "pl-3b927c52", healthCheckPrefixListId: "pl-0123456789abcdef0" };

const shopOf = (shape: ComputeShape, front: OriginFront | undefined, more: Partial<Shop> = {}): Shop => ({
  shape,
  ...more,
  compute: { size: "medium", sshPublicKeys: [], ...(front && { front }) },
});

/** Who may send to which port from outside of the app: group, port, source. */
const visitors = (resources: readonly ResolvedResource[]) =>
  resources
    .filter(({ type, inputs }) => type === INGRESS && inputs["referencedSecurityGroupId"] === undefined)
    .map(({ inputs: { securityGroupId, fromPort, toPort, ...from } }) => {
      expect(toPort).toBe(fromPort);
      return [securityGroupId, fromPort, from["prefixListId"] ?? from["cidrIpv4"] ?? from["cidrIpv6"]] as unknown[];
    });

describe.each<[ComputeShape, string]>([
  ["vm", "app"],
  ["vm-group", "alb"],
  ["containers", "alb"],
])("%s on AWS", (shape, role) => {
  const group = `compute-${role}`;

  it("lets everybody in without an edge", async () => {
    expect(visitors(await resolveShop(shopOf(shape, undefined)))).toEqual([
      [`${group}-id`, 80, "0.0.0.0/0"],
      [`${group}-id`, 443, "0.0.0.0/0"],
    ]);
  });

  it("lets in the networks of an edge elsewhere, by one list of the stack's own, and nobody else", async () => {
    const resources = await resolveShop(shopOf(shape, foreign));
    expect(visitors(resources)).toEqual([
      [`${group}-id`, 80, "compute-edge-id"],
      [`${group}-id`, 443, "compute-edge-id"],
    ]);
    expect(resolved(resources, LIST).inputs).toMatchObject({
      name: "shop-test-compute-edge",
      addressFamily: "IPv4",
      maxEntries: 2,
      entries: [{ cidr: "192.0.2.0/24" }, { cidr: "198.51.100.0/24" }],
    });
  });

  it("lets CloudFront in by AWS's own list, in groups that have room for it, and nobody else", async () => {
    const resources = await resolveShop(shopOf(shape, cloudfront, { settings }));
    // To a load balancer, whose certificate is there from the start, CloudFront speaks HTTPS only.
    const groups = (role === "alb" ? ["https"] : ["http", "https"]).map((scheme) => `${group}-edge-${scheme}-id`);
    expect(visitors(resources)).toEqual(
      groups.map((name) => [name, name.endsWith("-http-id") ? 80 : 443, settings.cloudfrontPrefixListId]),
    );
    const wearer = role === "alb" ? resolved(resources, BALANCER) : resolved(resources, CARD, group);
    const worn = wearer.inputs["securityGroups"] as string[];
    expect(worn).toEqual([...(role === "alb" ? [] : ["network-workload-id"]), `${group}-id`, ...groups]);
    expect(worn.length).toBeLessThanOrEqual(5);
  });

  it("asks AWS for the list once the network is there, and never where a setting pins it", async () => {
    const asked = async (shop: Shop) => (await lookUpsOf(shop)).filter(({ token }) => token === LOOK_UP);
    const inputs = { name: "com.amazonaws.global.cloudfront.origin-facing" };
    expect(await asked(shopOf(shape, cloudfront))).toEqual([{ token: LOOK_UP, inputs }]);
    expect(await asked(shopOf(shape, cloudfront, { settings }))).toEqual([]);
    await expect(recordShop(shopOf(shape, cloudfront))).resolves.toBeDefined();
  });

  it("also lets in whoever asks for the edge whether the origin is well", async () => {
    const byRoute53 = { ...cloudfront, healthChecks: { provider: "aws" } };
    expect(visitors(await resolveShop(shopOf(shape, byRoute53, { settings })))).toContainEqual([
      `${group}-health-checks-https-id`,
      443,
      settings.healthCheckPrefixListId,
    ]);
    const byCloudflare = { ...cloudfront, healthChecks: { provider: "cloudflare", cidrs: foreign.cidrs! } };
    expect(visitors(await resolveShop(shopOf(shape, byCloudflare, { settings })))).toContainEqual([
      `${group}-id`,
      443,
      "compute-health-checks-id",
    ]);
  });

  it("stays open where nobody knows what the edge, or who asks for it, sends from", async () => {
    const everybody = [80, 443].map((port) => [`${group}-id`, port, "0.0.0.0/0"]);
    const unknown: OriginFront = { provider: "fifth", clientAddressHeader: "X-Real-IP" };
    expect(visitors(await resolveShop(shopOf(shape, unknown)))).toEqual(everybody);
    const unknownChecks = { ...cloudfront, healthChecks: { provider: "fifth" } };
    expect(visitors(await resolveShop(shopOf(shape, unknownChecks)))).toEqual(everybody);
  });
});

describe("Kubernetes on AWS", () => {
  const ranges = async (front: OriginFront | undefined) => {
    const resources = await resolveShop({
      shape: "kubernetes",
      network: { nat: "single" },
      database: { password: "generated" },
      compute: { size: "medium", adminCidrs: ["203.0.113.7/32"], ...(front && { front }) },
    });
    return (
      resolved(resources, "kubernetes:core/v1:Service", "compute-front").inputs["spec"] as Record<string, unknown>
    )["loadBalancerSourceRanges"];
  };

  it("tells its load balancer of an edge whose networks are known, and of no other", async () => {
    expect(await ranges(foreign)).toEqual(["192.0.2.0/24", "198.51.100.0/24"]);
    expect(await ranges(cloudfront)).toBeUndefined();
    expect(await ranges(undefined)).toBeUndefined();
  });
});
