import * as pulumi from "@pulumi/pulumi";
import { Database, type DatabaseArgs } from "../../../components/database";
import type { Network } from "../../../components/network";
import type { Connections } from "../../../providers/connections";
import { AccessList, admit } from "../../../providers/digitalocean/database/access";
import { countByType, ofType, onlyOf, testStack } from "../../support/harness";
import { resolved } from "../../support/resolve";
import { labelsOf, recordParts, resolveParts, valueOf } from "./database-stack";
import { recordShop } from "./shop";

const CLUSTER = "digitalocean:index/databaseCluster:DatabaseCluster";
const DATABASE = "digitalocean:index/databaseDb:DatabaseDb";
const USER = "digitalocean:index/databaseUser:DatabaseUser";
const FIREWALL = "digitalocean:index/databaseFirewall:DatabaseFirewall";
const REPLICA = "digitalocean:index/databaseReplica:DatabaseReplica";
const OWN_USER = { databaseUser: "own" } as const;
const NOBODY = { type: "ip_addr", value: "192.0.2.1" };

const build =
  (args: Partial<DatabaseArgs> = {}) =>
  (connections: Connections, network: Network | undefined) =>
    new Database(
      "database",
      { stack: testStack, engine: "postgres", databaseName: "shop", size: "micro", network, ...args },
      connections.place("database", "digitalocean", "managed"),
    );

const clusterOf = async (args: Partial<DatabaseArgs> = {}) => onlyOf(await recordParts(build(args)), CLUSTER).inputs;

beforeEach(() => void jest.spyOn(pulumi.log, "info").mockResolvedValue());

describe("managed PostgreSQL on DigitalOcean", () => {
  it("is a cluster with a database, a user of its own where asked, and a list of who is let in", async () => {
    expect(countByType(await recordParts(build(), OWN_USER))).toMatchObject({
      [CLUSTER]: 1,
      [DATABASE]: 1,
      [USER]: 1,
      [FIREWALL]: 1,
    });
  });

  it("stands in the app's network, one node with the plan's storage or what is asked for", async () => {
    const { resources } = await resolveParts((...on) => void build()(...on), OWN_USER);
    expect(resolved(resources, CLUSTER).inputs).toEqual({
      name: expect.stringMatching(/^shop-test-database-cluster-/) as string,
      engine: "pg",
      version: "17",
      region: "nyc3",
      size: "db-s-1vcpu-1gb",
      nodeCount: 1,
      storageSizeMib: "20480",
      maintenanceWindows: [{ day: "sunday", hour: "04:00" }],
      privateNetworkUuid: "network-vpc-id",
      tags: labelsOf("database"),
    });
    expect(resolved(resources, DATABASE).inputs).toEqual({ clusterId: "database-cluster-id", name: "shop" });
    expect(resolved(resources, USER).inputs).toEqual({ clusterId: "database-cluster-id", name: "shop" });
  });

  it.each([
    [{ size: "micro", storageGiB: 10 }, "10240"],
    [{ size: "micro", storageGiB: 11 }, "20480"],
    [{ size: "small" }, "30720"],
    [{ size: "medium", storageGiB: 60 }, "61440"],
    [{ size: "medium", storageGiB: 75 }, "81920"],
    [{ size: "micro", instanceType: "gd-2vcpu-8gb", storageGiB: 40 }, "40960"],
  ])("has as much storage as %j asks for, by tens, and never less than the plan's", async (args, storageSizeMib) => {
    expect(await clusterOf(args)).toMatchObject({ storageSizeMib });
  });

  it("has a second node that takes over where it is asked for", async () => {
    expect(await clusterOf({ size: "small", highAvailability: true, version: "16" })).toMatchObject({
      nodeCount: 2,
      version: "16",
      size: "db-s-1vcpu-2gb",
    });
  });

  it("is protected and kept, with its database, its user and the list that guards it", async () => {
    const recording = await recordParts(build(), OWN_USER);
    for (const type of [CLUSTER, DATABASE, USER]) {
      expect(onlyOf(recording, type)).toMatchObject({ protect: true, retainOnDelete: true });
    }
    expect(onlyOf(recording, FIREWALL).retainOnDelete).toBe(true);
  });

  it("copies itself for reads, each copy with a list of its own", async () => {
    const { resources } = await resolveParts((...on) => void build({ size: "small", readReplicas: 2 })(...on));
    expect(resolved(resources, REPLICA, "database-replica-2").inputs).toEqual({
      clusterId: "database-cluster-id",
      region: "nyc3",
      size: "db-s-1vcpu-2gb",
      storageSizeMib: "30720",
      privateNetworkUuid: "network-vpc-id",
      tags: labelsOf("database"),
    });
    expect(resolved(resources, FIREWALL, "database-replica-2-firewall").inputs).toEqual({
      clusterId: "database-replica-2-uuid",
      rules: [NOBODY],
    });
  });

  it("is called by its private name, over TLS, with the password apart from the URL", async () => {
    const { value } = await resolveParts((...on) => {
      const { host, port, database, username, url, password } = build()(...on);
      return pulumi.output({ host, port, database, username, url, password: valueOf(password) });
    }, OWN_USER);
    expect(value).toEqual({
      host: "private-database-cluster.example.do",
      port: 25060,
      database: "shop",
      username: "shop",
      url: "postgresql://shop@private-database-cluster.example.do:25060/shop?sslmode=require",
      password: "canary-database-user",
    });
  });

  it("is called by its name on the internet where services stand elsewhere or in no network", async () => {
    for (const args of [{ exposure: "public" as const }, { network: undefined }]) {
      const { value } = await resolveParts((...on) => build(args)(...on).host);
      expect(value).toBe("database-cluster.example.do");
    }
  });

  it("stands in the region's own network where the app has none", async () => {
    expect(await clusterOf({ network: undefined })).not.toHaveProperty("privateNetworkUuid");
  });

  it("tells once what rights the services' own user needs, which only SQL gives", async () => {
    await resolveParts((...on) => void build()(...on), OWN_USER);
    const sql = 'GRANT ALL ON DATABASE "shop" TO "shop"; GRANT ALL ON SCHEMA public TO "shop";';
    expect(pulumi.log.info).toHaveBeenCalledWith(`once, as doadmin, in the database shop: ${sql}`, expect.anything());
  });

  it("lets services in as the administrator, who may make tables, unless the settings say otherwise", async () => {
    const { resources, value } = await resolveParts((...on) => {
      const { username, password } = build()(...on);
      return pulumi.output({ username, password: valueOf(password) });
    });
    expect(value).toEqual({ username: "doadmin", password: "canary-database-cluster" });
    expect(resources.filter(({ type }) => type === USER)).toEqual([]);
  });

  it("is refused before any of it is registered where it cannot be", async () => {
    await expect(recordParts(build({ version: "14" }))).rejects.toThrow(
      'database.version: is no version of PostgreSQL that DigitalOcean makes clusters of; got "14"; allowed 15, 16, 17',
    );
    await expect(recordParts(build({ highAvailability: true }))).rejects.toThrow(
      'database.size: the smallest plan has no standby, and highAvailability is asked for; got "micro"; allowed small,',
    );
    await expect(recordParts(build({ instanceType: "db.t4g.micro" }))).rejects.toThrow("database.instanceType");
  });
});

describe("who is let in to a cluster", () => {
  const rulesWith = async (args: Partial<DatabaseArgs>, use: (database: Database) => void) => {
    const { resources } = await resolveParts((...on) => use(build(args)(...on)));
    return resolved(resources, FIREWALL).inputs.rules as unknown;
  };

  it("is nobody where nobody was named", async () => {
    expect(await rulesWith({}, () => undefined)).toEqual([NOBODY]);
  });

  it("is every network that was named, a single address without its prefix length", async () => {
    const cidrs = pulumi.output(["198.51.100.7/32", "203.0.113.0/24"]);
    expect(await rulesWith({ exposure: "public" }, (database) => database.allow(cidrs))).toEqual([
      { type: "ip_addr", value: "198.51.100.7" },
      { type: "ip_addr", value: "203.0.113.0/24" },
    ]);
  });

  it("is compute that says where it comes from", async () => {
    const source = { type: "k8s", value: pulumi.output("cluster-id") } as const;
    expect(await rulesWith({}, (database) => admit({ database }, source))).toEqual([
      { type: "k8s", value: "cluster-id" },
    ]);
  });

  it("is not told by addresses where nothing is on the internet", async () => {
    await expect(recordParts((...on) => build()(...on).allow(pulumi.output([])))).rejects.toThrow("has no list");
  });

  it("cannot be added to once the list was read, or told twice", async () => {
    const list = new AccessList();
    list.allow(pulumi.output<string[]>([]));
    expect(() => list.allow(pulumi.output<string[]>([]))).toThrow("already been told");
    await new Promise((resolve) => list.rules.apply(resolve));
    expect(() => list.admit({ type: "app", value: "id" })).toThrow("had read whom to let in");
  });

  it.each([
    ["vm", { type: "tag", value: "shop-test-network-workload" }],
    ["vm-group", { type: "tag", value: "shop-test-network-workload" }],
    ["containers", { type: "ip_addr", value: "10.20.0.0/16" }],
  ] as const)("is the app's compute of the shape %s, known before it is there", async (shape, rule) => {
    const recording = await recordShop({
      shape,
      settings: { certificateName: "shop" },
      database: (connections, on) => build({ network: on })(connections, on),
    });
    expect(onlyOf(recording, FIREWALL).inputs["rules"]).toEqual([rule]);
  });

  it("is an app without a network by its id, which is known later", async () => {
    const recording = await recordShop({
      shape: "containers",
      network: null,
      database: (connections, on) => build({ network: on })(connections, on),
    });
    const firewall = onlyOf(recording, FIREWALL);
    const app = onlyOf(recording, "digitalocean:index/app:App");
    expect(firewall.dependsOn).toContain(app.urn);
    expect(ofType(recording, FIREWALL)).toHaveLength(1);
  });
});
