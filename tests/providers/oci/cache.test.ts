import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Cache, type CacheArgs } from "../../../components/cache";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import type { WireValue } from "../../../src/plan/recorder";
import { countByType, isSecret, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { recordBacking, resolveBacking, valueOf } from "./backing";
import { COMPARTMENT } from "./shop";

const CLUSTER = "oci:Redis/redisCluster:RedisCluster";
const USER = "oci:Redis/ociCacheUser:OciCacheUser";
const SETTINGS = "oci:Redis/ociCacheConfigSet:OciCacheConfigSet";
const ATTACHMENT = "oci:Redis/redisClusterAttachOciCacheUser:RedisClusterAttachOciCacheUser";

const build =
  (args: Partial<CacheArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Cache(
      "cache",
      { stack: testStack, engine: "valkey", size: "small", network, ...args },
      connections.place("cache", "oci", "managed"),
    );

const clusterOf = async (args: Partial<CacheArgs> = {}) => onlyOf(await recordBacking(build(args)), CLUSTER).inputs;

describe("OCI Cache", () => {
  it("builds a cluster with its settings, its user and its group", async () => {
    const network = countByType(await recordBacking(() => undefined));
    const counts = countByType(await recordBacking(build()));
    const own = Object.entries(counts).map(([type, count]) => [type, count - (network[type] ?? 0)] as const);
    expect(Object.fromEntries(own.filter(([, count]) => count > 0))).toEqual({
      [CLUSTER]: 1,
      [USER]: 1,
      [SETTINGS]: 1,
      [ATTACHMENT]: 1,
      "oci:Core/networkSecurityGroup:NetworkSecurityGroup": 1,
      "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": 1,
      "random:index/randomPassword:RandomPassword": 1,
    });
  });

  it("stands in the private subnet, one node of the asked memory", async () => {
    const { resources } = await resolveBacking(build());
    const { freeformTags, ...inputs } = resolved(resources, CLUSTER).inputs;
    expect(inputs).toEqual({
      compartmentId: COMPARTMENT,
      displayName: "shop-test-cache-cluster",
      softwareVersion: "VALKEY_7_2",
      clusterMode: "NONSHARDED",
      nodeCount: 1,
      nodeMemoryInGbs: 2,
      ociCacheConfigSetId: "cache-settings-id",
      subnetId: "network-private-id",
      nsgIds: ["cache-group-id"],
    });
    expect(freeformTags).toMatchObject({ "landfall-component": "cache" });
  });

  it("takes another engine, memory and a standby", async () => {
    expect(await clusterOf({ engine: "redis", instanceType: "6 GB", highAvailability: true })).toMatchObject({
      softwareVersion: "REDIS_7_0",
      nodeMemoryInGbs: 6,
      nodeCount: 3,
    });
  });

  it.each([
    [{}, "allkeys-lru"],
    [{ evictionPolicy: "volatile-lru" as const }, "volatile-lru"],
  ])("makes room as %j says", async (args, configValue) => {
    expect(onlyOf(await recordBacking(build(args)), SETTINGS).inputs["configurationDetails"]).toEqual({
      items: [{ configKey: "maxmemory-policy", configValue }],
    });
  });

  it("puts a user with a password in place of the one without", async () => {
    const { resources } = await resolveBacking(build());
    const hash = createHash("sha256").update("Canary01Canary02Canary03").digest("hex");
    const { authenticationMode, ...inputs } = resolved(resources, USER).inputs;
    expect(inputs).toMatchObject({
      name: "default",
      aclString: "allkeys allchannels +@all -@admin",
      status: "ON",
    });
    expect(authenticationMode.value).toEqual({ authenticationType: "PASSWORD", hashedPasswords: [hash] });
    expect(resolved(resources, ATTACHMENT).inputs).toEqual({
      redisClusterId: "cache-cluster-id",
      ociCacheUsers: ["cache-user-id"],
    });
  });

  it("hides the password, even hashed", async () => {
    const { additionalSecretOutputs } = onlyOf(await recordBacking(build()), USER);
    expect(additionalSecretOutputs).toContain("authenticationMode");
    const { resources } = await resolveBacking(build());
    expect(isSecret(resolved(resources, USER).inputs.authenticationMode as WireValue)).toBe(true);
  });

  it("speaks over TLS, and leaves the password out of the URL", async () => {
    const { value } = await resolveBacking((connections, network) => {
      const { host, port, username, url, password } = build()(connections, network);
      return pulumi.output({ host, port, username, url, password: valueOf(password) });
    });
    expect(value).toEqual({
      host: "cache.example.oci",
      port: 6379,
      username: "default",
      url: "rediss://default@cache.example.oci:6379",
      password: "Canary01Canary02Canary03",
    });
  });

  it("is refused before any of it is registered where it cannot be", async () => {
    await expect(recordBacking(build({ version: "9" }))).rejects.toThrow(
      'cache.version: is no version of valkey on OCI Cache; got "9"; allowed 7',
    );
    await expect(recordBacking(build({ instanceType: "cache.t4g.micro" }))).rejects.toThrow("cache.instanceType");
    await expect(recordBacking((connections) => build()(connections, undefined))).rejects.toThrow("needs the network");
  });
});
