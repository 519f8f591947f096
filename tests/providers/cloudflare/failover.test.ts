import * as loadBalancerPool from "@pulumi/cloudflare/loadBalancerPool";
import * as pulumi from "@pulumi/pulumi";
import type { DnsFailoverArgs } from "../../../components/dns";
import type { CloudflarePlan } from "../../../providers/cloudflare/config";
import { countByType, ofType, onlyOf, UNKNOWN } from "../../support/harness";
import { ACCOUNT_ID, buildDns, onCloudflare, ZONE_ID } from "./zone";

const MONITOR = "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor";
const POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool";
const BALANCER = "cloudflare:index/loadBalancer:LoadBalancer";

const failover: DnsFailoverArgs = {
  name: "api.example.com",
  primary: { type: "A", value: pulumi.output("203.0.113.5") },
  standby: { type: "CNAME", value: pulumi.output("standby.example.net") },
  healthPath: "/health",
};

/** Gives pools ids that are known beforehand, so that they can be told apart: their logical names. */
function knowPools() {
  const Pool = loadBalancerPool.LoadBalancerPool;
  return jest
    .spyOn(loadBalancerPool, "LoadBalancerPool")
    .mockImplementation((name, args, options) =>
      Object.defineProperty(new Pool(name, args, options), "id", { value: pulumi.output(name) }),
    );
}

const record = (args: Partial<DnsFailoverArgs> = {}, plan: CloudflarePlan = "pro") =>
  onCloudflare({ zoneId: ZONE_ID, plan }, (connections) => {
    buildDns(connections).failover("services", { ...failover, ...args });
  });

const monitorOf = async (plan: CloudflarePlan, args: Partial<DnsFailoverArgs> = {}) =>
  onlyOf(await record(args, plan), MONITOR).inputs as unknown as Record<string, number>;

describe("a name that fails over on Cloudflare", () => {
  it("is a load balancer over two pools that one monitor watches", async () => {
    const recording = await record();
    expect(countByType(recording)).toEqual({ [MONITOR]: 1, [POOL]: 2, [BALANCER]: 1 });
    expect(onlyOf(recording, MONITOR).inputs).toEqual({
      accountId: ACCOUNT_ID,
      type: "https",
      method: "GET",
      path: "/health",
      expectedCodes: "200",
      interval: 60,
      consecutiveDown: 2,
      consecutiveUp: 2,
      retries: 2,
      timeout: 5,
      header: { Host: ["api.example.com"] },
    });
    expect(ofType(recording, POOL).map(({ name, inputs }) => [name, inputs["origins"]])).toEqual([
      [
        "dns-failover-services-primary",
        [{ name: "primary", address: "203.0.113.5", enabled: true, header: { hosts: ["api.example.com"] } }],
      ],
      [
        "dns-failover-services-standby",
        [{ name: "standby", address: "standby.example.net", enabled: true, header: { hosts: ["api.example.com"] } }],
      ],
    ]);
    expect(ofType(recording, POOL)[0]!.inputs).toMatchObject({ monitor: UNKNOWN, minimumOrigins: 1 });
  });

  it("is asked as the edge asks where the name leads through it, and straight where not", async () => {
    const { inputs } = onlyOf(await record({ proxied: true }), MONITOR);
    expect(inputs["probeZone"]).toBe("example.com");
    expect(onlyOf(await record({ proxied: false }), MONITOR).inputs).not.toHaveProperty("probeZone");
  });

  it("leads to the primary's pool first, and to the standby's when that one is down", async () => {
    const pools = knowPools();
    try {
      expect(onlyOf(await record(), BALANCER).inputs).toEqual({
        zoneId: ZONE_ID,
        name: "api.example.com",
        defaultPools: ["dns-failover-services-primary", "dns-failover-services-standby"],
        fallbackPool: "dns-failover-services-standby",
        steeringPolicy: "off",
        proxied: false,
        ttl: 60,
      });
    } finally {
      pools.mockRestore();
    }
  });

  it("leaves the time to live to Cloudflare where its edge answers", async () => {
    const { inputs } = onlyOf(await record({ proxied: true }), BALANCER);
    expect(inputs).toMatchObject({ proxied: true });
    expect(inputs).not.toHaveProperty("ttl");
  });

  it.each<[CloudflarePlan, number, number]>([
    ["free", 60, 2],
    ["pro", 60, 2],
    ["business", 30, 3],
    ["enterprise", 30, 3],
  ])("checks on %s every %i seconds, and gives up after %i that fail", async (plan, interval, consecutiveDown) => {
    expect(await monitorOf(plan)).toMatchObject({ interval, consecutiveDown });
  });

  it("takes no longer to give up because a plan checks less often", async () => {
    expect(await monitorOf("pro", { intervalSeconds: 10, failures: 3 })).toMatchObject({
      interval: 60,
      consecutiveDown: 1,
    });
    expect(await monitorOf("business", { intervalSeconds: 10, failures: 3 })).toMatchObject({
      interval: 15,
      consecutiveDown: 2,
    });
    expect(await monitorOf("pro", { intervalSeconds: 300, failures: 2 })).toMatchObject({
      interval: 300,
      consecutiveDown: 2,
    });
  });

  it.each<CloudflarePlan>(["free", "pro", "business", "enterprise"])(
    "has moved the name within five minutes on %s, as documented",
    async (plan) => {
      const recording = await record({}, plan);
      const { interval, consecutiveDown, retries, timeout } = onlyOf(recording, MONITOR).inputs as unknown as Record<
        string,
        number
      >;
      const { ttl } = onlyOf(recording, BALANCER).inputs as unknown as Record<string, number>;
      expect(interval! * consecutiveDown! + (retries! + 1) * timeout! + ttl!).toBeLessThan(300);
    },
  );
});
