import * as pulumi from "@pulumi/pulumi";
import { Cache, type CacheArgs } from "../../../components/cache";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import { countByType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { labelsOf, recordParts, resolveParts, valueOf } from "./database-stack";

const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const SETTINGS = "digitalocean:index/databaseValkeyConfig:DatabaseValkeyConfig";
const FIREWALL = "digitalocean:index/databaseFirewall:DatabaseFirewall";

const build =
  (args: Partial<CacheArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Cache(
      "cache",
      { stack: testStack, engine: "valkey", size: "micro", network, ...args },
      connections.place("cache", "digitalocean", "managed"),
    );

describe("managed Valkey on DigitalOcean", () => {
  it("is a cluster with its settings and a list of who is let in", async () => {
    expect(countByType(await recordParts(build()))).toMatchObject({ [CLUSTER]: 1, [SETTINGS]: 1, [FIREWALL]: 1 });
  });

  it("stands in the app's network and makes room by itself", async () => {
    const { resources } = await resolveParts((...on) => void build()(...on));
    expect(resolved(resources, CLUSTER).inputs).toEqual({
      name: expect.stringMatching(/^shop-test-cache-cluster-/) as string,
      engine: "valkey",
      version: "8",
      region: "nyc3",
      size: "db-s-1vcpu-1gb",
      nodeCount: 1,
      evictionPolicy: "allkeys_lru",
      maintenanceWindows: [{ day: "sunday", hour: "04:00" }],
      privateNetworkUuid: "network-vpc-id",
      tags: labelsOf("cache"),
    });
    expect(resolved(resources, SETTINGS).inputs).toEqual({ clusterId: "cache-cluster-id", ssl: true });
    expect(resolved(resources, FIREWALL).inputs).toEqual({
      clusterId: "cache-cluster-id",
      rules: [{ type: "ip_addr", value: "192.0.2.1" }],
    });
  });

  it.each([
    ["noeviction", "noeviction"],
    ["allkeys-lru", "allkeys_lru"],
    ["volatile-lru", "volatile_lru"],
  ] as const)("says the policy %s in the words of the API", async (evictionPolicy, wanted) => {
    const { inputs } = onlyOf(await recordParts(build({ evictionPolicy })), CLUSTER);
    expect(inputs["evictionPolicy"]).toBe(wanted);
  });

  it("writes to disk what must be kept, and is protected then, and only then", async () => {
    const kept = await recordParts(build({ persistent: true }));
    expect(onlyOf(kept, CLUSTER)).toMatchObject({ name: "cache-store", protect: true, retainOnDelete: true });
    expect(onlyOf(kept, CLUSTER).inputs["evictionPolicy"]).toBe("noeviction");
    expect(onlyOf(kept, SETTINGS).inputs).toMatchObject({ persistence: "rdb", frequentSnapshots: true });
    expect(onlyOf(await recordParts(build()), CLUSTER)).toMatchObject({ protect: false, retainOnDelete: false });
  });

  it("has a second node that takes over where it is asked for", async () => {
    const { inputs } = onlyOf(await recordParts(build({ size: "small", highAvailability: true })), CLUSTER);
    expect(inputs).toMatchObject({ nodeCount: 2, size: "db-s-1vcpu-2gb" });
  });

  it("speaks over TLS, and leaves the password out of the URL", async () => {
    const { value } = await resolveParts((...on) => {
      const { host, username, url, password } = build()(...on);
      return pulumi.output({ host, username, url, password: valueOf(password) });
    });
    expect(value).toEqual({
      host: "private-cache-cluster.example.do",
      username: "doadmin",
      url: "rediss://doadmin@private-cache-cluster.example.do:25060",
      password: "canary-cache-cluster",
    });
  });

  it("lets in the networks that it is told, once it is on the internet", async () => {
    const { resources } = await resolveParts((...on) =>
      build({ exposure: "public" })(...on).allow(pulumi.output(["198.51.100.7/32"])),
    );
    expect(resolved(resources, FIREWALL).inputs.rules).toEqual([{ type: "ip_addr", value: "198.51.100.7" }]);
  });

  it("is refused before any of it is registered where it cannot be", async () => {
    await expect(recordParts(build({ version: "7" }))).rejects.toThrow('got "7"; allowed 8');
    await expect(recordParts(build({ highAvailability: true }))).rejects.toThrow("cache.size: the smallest plan");
    await expect(recordParts(build({ instanceType: "cache.t4g.micro" }))).rejects.toThrow("cache.instanceType");
  });
});
