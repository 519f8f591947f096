import type { ComputeShape, OriginFront } from "../../../components/compute";
import { resolved, type ResolvedResource } from "../../support/resolve";
import { resolveBalanced } from "./load-balancer-shop";
import { resolveWholeShop } from "./record-shop";

const RULE = "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule";

const front: OriginFront = {
  provider: "cloudflare",
  cidrs: ["198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"],
  clientAddressHeader: "CF-Connecting-IP",
};
const unknown: OriginFront = { provider: "aws", clientAddressHeader: "X-Forwarded-For" };
const edge = ["192.0.2.0/24", "198.51.100.0/24"];
const everybody = ["0.0.0.0/0"];

/** Who may send to which port of a group from outside of the app. */
const visitors = (resources: readonly ResolvedResource[], group: string) =>
  resources
    .filter(({ type, inputs }) => type === RULE && inputs["networkSecurityGroupId"] === `${group}-id`)
    .filter(({ inputs }) => inputs["direction"] === "INGRESS" && inputs["sourceType"] === "CIDR_BLOCK")
    .map(({ inputs }) => {
      const { min, max } = (inputs["tcpOptions"] as { destinationPortRange: { min: number; max: number } })
        .destinationPortRange;
      expect(max).toBe(min);
      return [min, inputs["source"]];
    });
const webFrom = (cidrs: readonly string[]) => [80, 443].flatMap((port) => cidrs.map((cidr) => [port, cidr]));

describe("a machine on Oracle Cloud behind an edge", () => {
  const open = async (it: OriginFront | undefined) =>
    visitors((await resolveWholeShop({ compute: it === undefined ? {} : { front: it } })).resources, "compute-web");

  it("lets in the edge's networks and nobody else", async () => {
    expect(await open(front)).toEqual(webFrom(edge));
  });

  it("lets everybody in without one, and before one whose networks nobody knows", async () => {
    expect(await open(undefined)).toEqual(webFrom(everybody));
    expect(await open(unknown)).toEqual(webFrom(everybody));
  });
});

describe.each<ComputeShape>(["vm-group", "containers", "kubernetes"])("%s on Oracle Cloud behind an edge", (shape) => {
  const open = async (it: OriginFront | undefined) => {
    const { resources } = await resolveBalanced({ shape, compute: it === undefined ? {} : { front: it } });
    return { resources, rules: visitors(resources, "compute-balancer-group") };
  };

  it("stands behind a load balancer that lets in the edge's networks and nobody else", async () => {
    const { resources, rules } = await open(front);
    expect(rules).toEqual(webFrom(edge));
    if (shape !== "kubernetes") return;
    // The balancer of the cluster is private: the stack's own knows it by its group.
    const { spec } = resolved(resources, "kubernetes:core/v1:Service", "compute-front").inputs;
    expect(spec).not.toHaveProperty("loadBalancerSourceRanges");
  });

  it("stands behind one that lets everybody in without an edge whose networks are known", async () => {
    expect((await open(undefined)).rules).toEqual(webFrom(everybody));
    expect((await open(unknown)).rules).toEqual(webFrom(everybody));
  });
});
