import * as pulumi from "@pulumi/pulumi";
import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../../../components/compute";
import { plain, secret } from "../../../components/core/binding";
import type { HostMachine } from "../../../components/host/addresses";
import { colocationIssues, dataDiskGiB } from "../../../components/host/colocation";
import { describeHost, type DescribeArgs } from "../../../components/host/describe";
import { machineEnvironment, SecretKeeper } from "../../../components/host/environment";
import { testStack } from "../../support/harness";
import { reader } from "./example-host";
import { machinesOf, service, storeOf, valueOf } from "./example-machines";

describe("what machines are told", () => {
  const shared = secret("canary");
  const services = {
    api: service({ environment: { PORT: plain("8000"), KEY: shared, TOKEN: secret("other") } }),
    worker: service({ port: undefined, health: undefined, environment: { KEY: shared } }),
  };
  const colocated: ResolvedComputeArgs["colocated"] = {
    database: {
      version: "17",
      name: "shop",
      username: "shop",
      password: secret("of-database"),
      storageGiB: 20,
      backupRetentionDays: 7,
      backupPassphrase: secret("of-backups"),
    },
    cache: {
      engine: "valkey",
      version: "8",
      password: secret("of-cache"),
      evictionPolicy: "noeviction",
      persistent: false,
    },
  };
  const machines = machinesOf(services);
  const told = (kind: "reference" | "secret", provider?: string, beside: ResolvedComputeArgs["colocated"] = {}) => {
    const store = storeOf(kind, provider);
    const keeper = new SecretKeeper(store.secrets, "oci");
    return { ...store, told: machineEnvironment({ colocated: beside }, machines, machines[0]!, keeper) };
  };

  it("names the key of each secret, and stores each once, however many services are told it", () => {
    const { stored, told: environment } = told("reference");
    expect(stored).toEqual(["api-KEY", "api-TOKEN"]);
    expect([...environment.environments.values()].map(({ secrets }) => secrets)).toEqual([
      { KEY: "SECRET_1", TOKEN: "SECRET_2" },
      { KEY: "SECRET_1" },
    ]);
    expect(environment.secrets.map(({ key }) => key)).toEqual(["SECRET_1", "SECRET_2"]);
    expect(environment.values).toEqual([]);
  });

  it("has values where no store keeps them", async () => {
    const { told: environment } = told("secret");
    expect(environment.secrets).toEqual([]);
    expect(await Promise.all(environment.values.map(({ value }) => valueOf(value)))).toEqual(["canary", "other"]);
  });

  it("has the passwords of what stands beside the services", () => {
    const { told: environment, stored } = told("reference", "oci", colocated);
    expect(environment.colocated).toEqual({ database: "SECRET_3", passphrase: "SECRET_4", cache: "SECRET_5" });
    expect(stored.slice(2)).toEqual([
      "colocated-database-password",
      "colocated-database-backup-passphrase",
      "colocated-cache-password",
    ]);
  });

  it("cannot be a secret of another provider's store", () => {
    expect(() => told("reference", "aws")).toThrow("a machine of oci cannot read a secret that aws keeps");
  });

  const args = (change: Partial<ResolvedComputeArgs> = {}): ResolvedComputeArgs => ({
    stack: testStack,
    services,
    size: "small",
    count: 1,
    maxCount: 1,
    diskGiB: 50,
    headers: {},
    cachedPaths: [],
    secrets: storeOf("reference").secrets,
    colocated: {},
    rateLimits: {},
    fixedEgress: false,
    adminCidrs: [],
    sshPublicKeys: [],
    ...change,
  });
  const describeApp = (kind: "reference" | "secret", change: Partial<DescribeArgs> = {}) =>
    describeHost({
      args: args({ colocated }),
      memoryMiB: 1024,
      networkCidr: "10.20.0.0/16",
      machines,
      machine: machines[0]!,
      told: told(kind, undefined, colocated).told,
      ...change,
    });

  it("is secret exactly where a value of a secret is in it", async () => {
    expect(await pulumi.isSecret(describeApp("reference", { reader }))).toBe(false);
    expect(await pulumi.isSecret(describeApp("secret"))).toBe(true);
    expect((await valueOf(describeApp("secret"))).values).toEqual({
      SECRET_1: "canary",
      SECRET_2: "other",
      SECRET_3: "of-database",
      SECRET_4: "of-backups",
      SECRET_5: "of-cache",
    });
  });

  it("makes a host of plain values, with all that the app machine answers with", async () => {
    const rateLimits = {
      b: { path: "/b", requests: 1, periodSeconds: 2, blockSeconds: 3 },
      a: { path: "/a", requests: 10, periodSeconds: 60, blockSeconds: 900 },
    };
    const host = await valueOf(
      describeApp("reference", {
        args: args({ colocated, rateLimits, hostname: "api.example.com" }),
        reader,
        data: { device: "/dev/x" },
        balancerCidrs: pulumi.output(["10.20.0.0/18"]),
      }),
    );
    expect(host).toMatchObject({
      networkCidr: "10.20.0.0/16",
      secrets: { command: reader.command },
      data: { device: "/dev/x" },
      database: { version: "17", name: "shop", username: "shop", passwordKey: "SECRET_3", passphraseKey: "SECRET_4" },
      cache: { engine: "valkey", version: "8", passwordKey: "SECRET_5" },
      web: {
        hostname: "api.example.com",
        balancer: { cidrs: ["10.20.0.0/18"] },
        limits: [
          { name: "a", path: "/a", requests: 10, periodSeconds: 60 },
          { name: "b", path: "/b", requests: 1, periodSeconds: 2 },
        ],
      },
    });
    expect(host.values).toBeUndefined();
    expect(host.services.map(({ name, web }) => [name, web?.hostPorts])).toEqual([
      ["api", [8000]],
      ["worker", undefined],
    ]);
  });

  it("knows the edge in front where the edge's networks are known, and only then", async () => {
    const frontOf = async (front: ResolvedComputeArgs["front"]) =>
      (await valueOf(describeApp("reference", { args: args({ colocated, ...(front && { front }) }), reader }))).web
        ?.front;
    const known = { cidrs: ["173.245.48.0/20"], clientAddressHeader: "CF-Connecting-IP" };
    expect(await frontOf({ provider: "cloudflare", ...known })).toEqual(known);
    const asking = { ...known, clientAuthority: "PEM" };
    expect(await frontOf({ provider: "cloudflare", ...asking })).toEqual(asking);
    expect(await frontOf({ provider: "aws", clientAddressHeader: "X-Forwarded-For" })).toBeUndefined();
    expect(await frontOf(undefined)).toBeUndefined();
  });

  it("answers with the app's headers, and says how long static answers may be kept", async () => {
    const headers = { "X-Frame-Options": "DENY" };
    const cachedPaths = [{ path: "/static", days: 7, immutable: false }];
    const host = await valueOf(describeApp("reference", { args: args({ headers, cachedPaths, colocated }) }));
    expect(host.web).toMatchObject({ headers, cachedPaths });
  });

  it("holds no limits where it would count the edge in place of browsers", async () => {
    const rateLimits = { a: { path: "/a", requests: 10, periodSeconds: 60, blockSeconds: 900 } };
    const front = { provider: "aws", clientAddressHeader: "X-Client" };
    const limitsOf = async (change: Partial<ResolvedComputeArgs>) =>
      (await valueOf(describeApp("reference", { args: args({ colocated, rateLimits, ...change }) }))).web!.limits;
    expect(await limitsOf({ front })).toEqual([]);
    expect(await limitsOf({ front: { ...front, cidrs: ["192.0.2.0/24"] } })).toHaveLength(1);
    expect(await limitsOf({})).toHaveLength(1);
    const closed = describeApp("reference", { args: args({ colocated, rateLimits, front }), closedTo: "aws" });
    expect((await valueOf(closed)).web).toMatchObject({
      limits: [{ name: "a" }],
      front: { cidrs: ["0.0.0.0/0"], clientAddressHeader: "X-Client" },
    });
  });

  it("puts what others call on the machine's own addresses, and nothing else", async () => {
    const all = machinesOf({
      api: service({ calls: ["ai"], routes: ["/"] }),
      ai: service({ port: 8500, machine: "own" }),
    });
    const listening = async (machine: HostMachine) => {
      const keeper = new SecretKeeper(storeOf("reference").secrets, "oci");
      const environment = machineEnvironment({ colocated: {} }, all, machine, keeper);
      const host = await valueOf(describeApp("reference", { machines: all, machine, told: environment, args: args() }));
      return host.services.map(({ name, addresses }) => [name, addresses]);
    };
    expect(await listening(all[0]!)).toEqual([["api", []]]);
    expect(await listening(all[1]!)).toEqual([["ai", ["10.20.0.11"]]]);
    expect(await listening({ ...all[1]!, listensOn: ["0.0.0.0"] })).toEqual([["ai", ["0.0.0.0"]]]);
  });

  it("has a disk for data where anything is stored, as large as the database wants", () => {
    expect(dataDiskGiB({ colocated })).toBe(20);
    expect(dataDiskGiB({ colocated: { cache: colocated.cache! } })).toBeUndefined();
    expect(dataDiskGiB({ colocated: { cache: { ...colocated.cache!, persistent: true } } })).toBe(10);
    expect(dataDiskGiB({ colocated: {} })).toBeUndefined();
  });

  it("refuses a service that would reach for the database from another machine", () => {
    const issues = (change: Partial<ResolvedServiceArgs>) =>
      colocationIssues({ colocated, services: { ai: service(change) } }).map(({ at }) => at);
    expect(issues({ machine: "own", database: true })).toEqual(["app.services.ai.machine"]);
    expect(issues({ machine: "own", cache: true })).toEqual(["app.services.ai.machine"]);
    expect(issues({ machine: "own" })).toEqual([]);
    expect(issues({ database: true })).toEqual([]);
    const services = { ai: service({ machine: "own", database: true }) };
    expect(colocationIssues({ colocated: {}, services })).toEqual([]);
  });

  it("refuses a service that has the name of what stands beside it", () => {
    const services = { database: service(), cache: service({ machine: "own" }) };
    expect(colocationIssues({ colocated, services }).map(({ at }) => at)).toEqual([
      "app.services.database",
      "app.services.cache",
    ]);
    expect(colocationIssues({ colocated: {}, services })).toEqual([]);
  });
});
