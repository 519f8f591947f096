import { costOf } from "../../src/cost/cost";
import { parsePrices } from "../../src/cost/prices";
import { resourceOf } from "./support";

const prices = parsePrices(
  "do",
  `
sources:
  list: { source: https://example.com/prices, date: "2026-08-21", confidence: price-list }
settings: { plan: free }
allowances:
  stored: { title: storage, quantity: 10, per: GB, source: list }
  transfer: { title: transfer, quantity: 0, per: GB, source: list }
  requests: { title: requests, quantity: 1, per: million, source: list }
free: []
prices:
  do:x:Bucket:
    - item: subscription
      once: true
      usd: 5
      unit: month
      source: list
    - item: storage
      usd: 0.02
      unit: month
      per: GB
      usage: GB stored
      assumed: { "^storage-(.+)$": storage.buckets.$1.storedGiB }
      allowance: stored
      source: list
  do:x:Machine:
    - item: machine
      usd: 12
      unit: month
      per: machine
      quantity: [count]
      grants: { transfer: 100 }
      source: list
    - item: traffic
      without: { type: "do:x:Cdn", named: ^edge- }
      once: true
      usd: 0.01
      unit: use
      per: GB
      usage: GB read
      assumed: { ^compute-: traffic.services.egressGiB }
      allowance: transfer
      source: list
  do:x:Cdn:
    - item: requests
      usd: 0.5
      unit: use
      per: million
      usage: requests
      assumed: { ^edge-: traffic.services.requestsPerMonth, ^site-: traffic.site.requestsPerMonth }
      lot: 1000000
      allowance: requests
      source: list
  do:x:Db:
    - item: growth
      usd: 0.1
      unit: month
      per: GB
      usage: GB beyond
      assumed: { ^database-: storage.database.storedGiB }
      beyond: allocated
      source: list
  do:x:Zone:
    - { item: plan, settings: { plan: free }, usd: 0, unit: month, source: list }
    - { item: plan, settings: { plan: pro }, usd: 25, unit: month, source: list }
    - { item: plan, unpriced: agreed upon }
  do:x:App:
    - { item: traffic, usage: GB read, assumed: { ^app: traffic.site.egressGiB }, unpriced: no price in the data }
`,
);

const cost = (assumptions: Record<string, number | string>, ...resources: ReturnType<typeof resourceOf>[]) =>
  costOf(resources, [prices], assumptions);

const bucket = (name: string) => resourceOf("do:x:Bucket", name);
const machine = (name: string, count = 1) => resourceOf("do:x:Machine", name, { count });
const cdn = (name: string) => resourceOf("do:x:Cdn", name);

describe("the cost of usage", () => {
  it("rests on an assumption that it names, apart from what is flat", () => {
    const found = cost({ "storage.buckets.uploads.storedGiB": 60 }, bucket("storage-uploads"));
    expect(found).toMatchObject({ monthlyUsd: 6, flatUsd: 5, usageUsd: 1, unknown: [] });
    expect(found.items).toMatchObject([
      { item: "subscription", kind: "flat", assumption: null },
      // 60 GB, of which 10 are free: 50 × 0.02
      { item: "storage", kind: "usage", assumption: "storage.buckets.uploads.storedGiB", quantity: 60, free: 10 },
    ]);
    expect(found.assumptions).toEqual([{ name: "storage.buckets.uploads.storedGiB", value: 60 }]);
  });

  it("stays unknown without an assumption, with its price and the assumption that would tell", () => {
    const { unknown, usageUsd, items } = cost({}, bucket("storage-uploads"));
    expect(unknown).toEqual([
      {
        urn: bucket("storage-uploads").urn,
        type: "do:x:Bucket",
        why: "storage: $0.02 per GB-month, by usage (GB stored)",
        assumption: "storage.buckets.uploads.storedGiB",
      },
    ]);
    expect([usageUsd, items.length]).toEqual([0, 1]);
  });

  it("is known to be nothing where nothing is assumed to be used, which is no lack of an assumption", () => {
    const found = cost({ "storage.buckets.a.storedGiB": 0 }, bucket("storage-a"));
    expect(found.unknown).toEqual([]);
    expect(found.items[1]).toMatchObject({ kind: "usage", quantity: 0, monthlyUsd: 0 });
  });

  it("asks for no assumption where the app has no name for the resource", () => {
    expect(cost({}, bucket("compute-access-logs")).unknown[0]!.assumption).toBeNull();
  });

  it("is that of the bucket by its own name only", () => {
    const { items, unknown } = cost({ "storage.buckets.a.storedGiB": 20 }, bucket("storage-a"), bucket("storage-b"));
    expect(items.map(({ item, monthlyUsd }) => [item, monthlyUsd])).toEqual([
      ["subscription", 5],
      ["storage", 0.2],
    ]);
    expect(unknown.map(({ assumption }) => assumption)).toEqual(["storage.buckets.b.storedGiB"]);
  });

  it("is billed by the lot, and shares what is free with the other resources", () => {
    const requests = { "traffic.services.requestsPerMonth": 1_500_000, "traffic.site.requestsPerMonth": 500_000 };
    const { items, allowances } = cost(requests, cdn("edge-distribution"), cdn("site-distribution"));
    expect(items.map(({ quantity, free, monthlyUsd }) => [quantity, free, monthlyUsd])).toEqual([
      [1.5, 1, 0.25],
      [0.5, 0, 0.25],
    ]);
    expect(allowances).toMatchObject([{ title: "requests", used: 2, free: 1, over: 1 }]);
  });

  it("is what goes beyond what is paid for otherwise", () => {
    const growth = (storedGiB: number) =>
      cost({ "storage.database.storedGiB": storedGiB }, resourceOf("do:x:Db", "database-server", { allocated: 20 }))
        .items[0];
    expect(growth(50)).toMatchObject({ quantity: 30, monthlyUsd: 3 });
    expect(growth(5)).toMatchObject({ quantity: 0, monthlyUsd: 0 });
  });

  it("stays unknown where what is paid for otherwise is not known", () => {
    const db = resourceOf("do:x:Db", "database-server", { allocated: { unknown: true } });
    expect(cost({ "storage.database.storedGiB": 50 }, db).unknown).toEqual([
      expect.objectContaining({ why: "growth: allocated is known only after the update", assumption: null }),
    ]);
  });

  it("stays unknown where it has no price, however much is assumed", () => {
    expect(cost({ "traffic.site.egressGiB": 5 }, resourceOf("do:x:App", "app")).unknown).toEqual([
      expect.objectContaining({ why: "traffic: no price in the data", assumption: null }),
    ]);
  });
});

describe("what is paid once", () => {
  it("is paid for the first resource and not for the others", () => {
    const { items, monthlyUsd } = cost({}, bucket("storage-a"), bucket("storage-b"), bucket("storage-c"));
    expect([items.length, monthlyUsd]).toEqual([1, 5]);
  });

  it("is not asked for again where it is not known", () => {
    const { unknown } = cost({}, machine("compute-a"), machine("compute-b"));
    expect(unknown.map(({ why }) => why)).toEqual(["traffic: $0.01 per GB, by usage (GB read)"]);
  });
});

describe("what resources bring along", () => {
  it("is pooled, whichever resource uses it", () => {
    const { items, allowances } = cost({ "traffic.services.egressGiB": 450 }, machine("compute-a"), machine("b", 3));
    // 100 of one and 300 of three machines: (450 - 400) × 0.01
    expect(items.find(({ item }) => item === "traffic")).toMatchObject({ quantity: 450, free: 400, monthlyUsd: 0.5 });
    expect(allowances).toMatchObject([{ title: "transfer", used: 450, free: 400, over: 50 }]);
  });
});

describe("what is not paid beside something else", () => {
  it("is there only without it", () => {
    const traffic = { "traffic.services.egressGiB": 200 };
    const items = (...more: ReturnType<typeof resourceOf>[]) =>
      cost(traffic, machine("compute-a"), ...more).items.map(({ item }) => item);
    expect(items()).toEqual(["machine", "traffic"]);
    expect(items(cdn("edge-distribution"))).toEqual(["machine"]);
    expect(items(cdn("site-distribution"))).toEqual(["machine", "traffic"]);
  });
});

describe("a price that depends on a setting", () => {
  const zone = resourceOf("do:x:Zone", "zone");

  it("is flat, and names the setting", () => {
    const { items, assumptions } = cost({ "landfall:do.plan": "pro" }, zone);
    expect(items).toMatchObject([{ kind: "flat", monthlyUsd: 25, assumption: "landfall:do.plan" }]);
    expect(assumptions).toEqual([{ name: "landfall:do.plan", value: "pro" }]);
  });

  it("is unknown where no price is for the setting, and the setting is not told where no price depends on it", () => {
    const { items, unknown, assumptions } = cost({ "landfall:do.plan": "enterprise" }, zone);
    expect([items, assumptions]).toEqual([[], []]);
    expect(unknown).toMatchObject([{ why: "plan: agreed upon" }]);
  });
});
