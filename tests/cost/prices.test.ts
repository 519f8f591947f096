import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { costOf } from "../../src/cost/cost";
import { parsePrices, pricesOf } from "../../src/cost/prices";
import { regionOf, resourceOf } from "./support";

const all = ["aws", "cloudflare", "digitalocean", "oci"];

describe("parsePrices", () => {
  const file = (price: string) => `
sources: { list: { source: s, date: "2026-08-21", confidence: price-list } }
free: []
prices: { ${price} }`;

  it.each([
    ["a price without a unit", '"a:b:C": [{ item: i, usd: 1, source: list }]', "a price has a unit"],
    ["a price without a source", '"a:b:C": [{ item: i, usd: 1, unit: month }]', "a price has a source"],
    ["neither price nor reason", '"a:b:C": [{ item: i }]', "either usd or unpriced"],
    ["both price and reason", '"a:b:C": [{ item: i, usd: 1, unit: month, source: list, unpriced: x }]', "either usd"],
    ["a price by use without usage", '"a:b:C": [{ item: i, usd: 1, unit: use, source: list }]', "only usage"],
    ["a negative price", '"a:b:C": [{ item: i, usd: -1, unit: month, source: list }]', "usd"],
    ["a source that is not there", '"a:b:C": [{ item: i, usd: 1, unit: month, source: no }]', "not in the file: no"],
    ["an assumption without usage", '"a:b:C": [{ item: i, unpriced: x, assumed: { a: b } }]', "only usage is assumed"],
    ["a lot of nothing assumed", '"a:b:C": [{ item: i, unpriced: x, usage: u, lot: 5 }]', "stand beside assumed"],
    ["a name that is no pattern", '"a:b:C": [{ item: i, unpriced: x, usage: u, assumed: { "(": b } }]', "regular"],
    ["a setting that is not there", '"a:b:C": [{ item: i, unpriced: x, settings: { p: q } }]', "not in the file: p"],
    ["a grant that is not there", '"a:b:C": [{ item: i, unpriced: x, grants: { g: 1 } }]', "not in the file: g"],
    ["an allowance that is not there", '"a:b:C": [{ item: i, unpriced: x, allowance: no }]', "not in the file: no"],
    ["a key that is not known", '"a:b:C": [{ item: i, unpriced: x, prize: 1 }]', "prize"],
    ["a type that is no token", "bucket: [{ item: i, unpriced: x }]", "a Pulumi type token"],
  ])("refuses %s", (_what, price, message) => {
    expect(() => parsePrices("a", file(price))).toThrow(message);
  });

  it("takes a date of a day or a month, and nothing else", () => {
    const dated = (date: string) => `
sources: { list: { source: s, date: ${date}, confidence: price-list } }
free: []
prices: {}`;
    expect(() => parsePrices("a", dated("2023-11"))).not.toThrow();
    expect(() => parsePrices("a", dated("lately"))).toThrow("a date such as 2026-08-21");
  });
});

describe("the shipped prices", () => {
  const lists = pricesOf(all);
  const cost = (...resources: ReturnType<typeof resourceOf>[]) => costOf(resources, lists);

  it("are read for the named providers only", () => {
    expect(pricesOf(["oci"]).map(({ provider }) => provider)).toEqual(["oci"]);
    expect(pricesOf([])).toEqual([]);
    expect(() => pricesOf(["nowhere"])).toThrow("nowhere");
  });

  /** Objects that the cloud of a cluster makes something of, or that it brings along itself. */
  const inCluster = (type: string) =>
    /^kubernetes:(core\/v1:Service|karpenter\.sh\/v1:NodePool|eks\.amazonaws\.com\/v1:NodeClass)$/.test(type);

  it.each(lists.map((list) => [list.provider, list] as const))(
    "of %s name its own types, each once as free",
    (id, list) => {
      const free = list.free.flatMap(({ types }) => types);
      const priced = Object.keys(list.prices);
      const own = [...free, ...priced].filter((type) => !inCluster(type));
      for (const type of own) expect(type.split(":")[0]).toBe(id);
      expect(new Set(free).size).toBe(free.length);
      expect(free.filter((type) => priced.includes(type))).toEqual([]);
    },
  );

  it.each(lists.map((list) => [list.provider, list] as const))("of %s name types that its SDK has", (id, list) => {
    const sdk = join(__dirname, "..", "..", "node_modules", "@pulumi", id);
    const files = readdirSync(sdk, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? readdirSync(join(sdk, entry.name)).map((file) => join(entry.name, file)) : [entry.name],
    );
    const byName = new Map(files.map((file) => [file.toLowerCase(), join(sdk, file)]));
    const types = new Set([...list.free.flatMap((entry) => entry.types), ...Object.keys(list.prices)]);
    for (const type of [...types].filter((it) => !inCluster(it))) {
      const file = byName.get(`${type.split(":")[1]!.replace(/^index\//, "")}.js`.toLowerCase());
      expect([type, file !== undefined && readFileSync(file, "utf8").includes(`'${type}'`)]).toEqual([type, true]);
    }
  });

  it("charge what a cloud makes of objects in its cluster, in its region, and nothing for the others", () => {
    const more = { parent: "compute" };
    const requirements = [{ key: "node.kubernetes.io/instance-type", operator: "In", values: ["t3.large"] }];
    const pool = { spec: { replicas: 2, template: { spec: { requirements } } } };
    const resources = [
      regionOf("aws", "us-east-1"),
      resourceOf("aws:eks/cluster:Cluster", "cluster", {}, more),
      resourceOf("kubernetes:karpenter.sh/v1:NodePool", "machines", pool, more),
      resourceOf("kubernetes:core/v1:Service", "front", { spec: { type: "LoadBalancer" } }, more),
      resourceOf("kubernetes:core/v1:Service", "api", { spec: { type: "ClusterIP" } }, more),
      resourceOf("kubernetes:apps/v1:Deployment", "api", {}, more),
    ];
    const { items, unknown } = cost(...resources);
    expect(items.map(({ item, monthlyUsd }) => [item, monthlyUsd])).toEqual([
      ["cluster", 73],
      // 2 × 0.0832 × 730; 2 × 0.00998 × 730
      ["machines", 121.47],
      ["management of machines", 14.57],
      ["load balancer", 16.43],
    ]);
    expect(unknown.map(({ why }) => why.split(":")[0])).toEqual(["capacity units", "traffic to the internet"]);
  });

  it("charge two Fargate tasks of half a CPU and 1 GB by the documented arithmetic", () => {
    const task = resourceOf("aws:ecs/taskDefinition:TaskDefinition", "task", { cpu: "512", memory: "1024" });
    const inputs = { launchType: "FARGATE", desiredCount: 2, networkConfiguration: { assignPublicIp: true } };
    const service = resourceOf("aws:ecs/service:Service", "service", inputs, { dependsOn: [task.urn] });
    // 2 × 0.5 × 0.04048 × 730 = 29.5504; 2 × 1 × 0.004445 × 730 = 6.4897; 2 × 3.65 = 7.30
    expect(cost(regionOf("aws", "us-east-1"), task, service)).toMatchObject({
      monthlyUsd: 43.34,
      items: [{ monthlyUsd: 29.55 }, { monthlyUsd: 6.49 }, { monthlyUsd: 7.3 }],
      unknown: [{ why: expect.stringContaining("traffic to the internet") }],
    });
  });

  it("charge a small RDS instance and leave its growth and backups unknown", () => {
    const database = resourceOf("aws:rds/instance:Instance", "db", {
      engine: "postgres",
      instanceClass: "db.t4g.micro",
      allocatedStorage: 20,
      maxAllocatedStorage: 100,
      storageType: "gp3",
      manageMasterUserPassword: true,
    });
    // 0.016 × 730 = 11.68; 20 × 0.115 = 2.30; the password is a secret, 0.40
    const { monthlyUsd, unknown } = cost(regionOf("aws", "us-east-1"), database);
    expect(monthlyUsd).toBe(14.38);
    expect(unknown.map(({ why }) => why.split(":")[0])).toEqual(["storage growth", "backups"]);
  });

  it("charge a load balancer with an address in each zone", () => {
    const lb = resourceOf("aws:lb/loadBalancer:LoadBalancer", "lb", {
      loadBalancerType: "application",
      subnets: [{ unknown: true }, { unknown: true }],
    });
    // 0.0225 × 730 = 16.425, 2 × 3.65 = 7.30
    expect(cost(regionOf("aws", "us-east-1"), lb).monthlyUsd).toBe(23.73);
  });

  it("let two small machines of Oracle and their 200 GB stand for nothing, and not a third", () => {
    const machine = (name: string) =>
      resourceOf("oci:Core/instance:Instance", name, {
        shape: "VM.Standard.E2.1.Micro",
        sourceDetails: { bootVolumeSizeInGbs: "100" },
      });
    const traffic = expect.stringContaining("traffic to the internet") as string;
    expect(cost(machine("a"), machine("b"))).toMatchObject({ monthlyUsd: 0, unknown: [{ why: traffic }] });
    // 100 × 0.0255 = 2.55, 100 × 10 × 0.0017 = 1.70
    const three = cost(machine("a"), machine("b"), machine("c"));
    expect(three.monthlyUsd).toBe(4.25);
    expect(three.unknown.map(({ why }) => why)).toEqual([
      traffic,
      "machine: no price beyond the two free machines in the data",
    ]);
    expect(three.allowances.filter(({ over }) => over > 0)).toEqual([
      expect.objectContaining({ title: "E2.1.Micro machines", used: 3, free: 2, over: 1 }),
      expect.objectContaining({ title: "block storage", used: 300, free: 200, over: 100 }),
      expect.objectContaining({ title: "performance of block storage", used: 3000, free: 2000, over: 1000 }),
    ]);
  });

  it("charge a paid Autonomous Database by its CPUs", () => {
    const database = resourceOf("oci:Database/autonomousDatabase:AutonomousDatabase", "db", {
      computeModel: "ECPU",
      computeCount: 2,
      dbWorkload: "OLTP",
    });
    expect(cost(database)).toMatchObject({
      monthlyUsd: 490.56,
      unknown: [{ why: expect.stringContaining("storage") }],
    });
    const free = resourceOf("oci:Database/autonomousDatabase:AutonomousDatabase", "free", { isFreeTier: true });
    expect(cost(free)).toMatchObject({ monthlyUsd: 0, unknown: [] });
  });

  it("let three static sites of DigitalOcean and any of Cloudflare stand for nothing", () => {
    const app = (name: string, sites: number) =>
      resourceOf("digitalocean:index/app:App", name, { spec: { staticSites: Array(sites).fill({ name: "site" }) } });
    expect(cost(app("a", 1), app("b", 2))).toMatchObject({ monthlyUsd: 0, allowances: [{ used: 3, over: 0 }] });
    const four = cost(app("a", 4));
    expect(four).toMatchObject({ monthlyUsd: null, allowances: [{ used: 4, free: 3, over: 1 }] });
    expect(four.unknown[0]!.why).toContain("three");
    expect(cost(resourceOf("cloudflare:index/pagesProject:PagesProject", "site")).monthlyUsd).toBe(0);
  });
});
