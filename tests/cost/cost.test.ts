import { costOf } from "../../src/cost/cost";
import { parsePrices } from "../../src/cost/prices";
import { regionOf, resourceOf } from "./support";

const prices = parsePrices(
  "aws",
  `
sources:
  list: { source: https://example.com/prices, date: "2026-08-21", confidence: price-list }
  others: { source: reported by others, date: "2026-02", confidence: third-party }
allowances:
  disks: { title: disks, quantity: 30, per: GB, source: others }
  machines: { title: machines, quantity: 1, per: machine, source: others }
free:
  - { source: list, types: ["aws:ec2/vpc:Vpc"] }
prices:
  aws:x:Db:
    - { item: instance, match: { class: micro, ha: [false, null] }, usd: 0.016, unit: hour, source: list }
    - { item: instance, match: { class: micro, ha: true }, usd: 0.032, unit: hour, source: others }
    - { item: storage, usd: 0.115, unit: month, per: GB, quantity: [storage], source: list }
  aws:x:Lb:
    - { item: hours, region: us-east-1, usd: 0.0225, unit: hour, source: list }
    - { item: address, when: { internal: [false, null] }, usd: 3.65, unit: month, source: list }
    - { item: traffic, usd: 0.008, unit: hour, per: LCU, usage: connections, source: list }
  aws:x:Disk:
    - { item: disk, usd: 0.1, unit: month, per: GB, quantity: [gb], allowance: disks, source: list }
  aws:x:Free:
    - { item: machine, allowance: machines, unpriced: no price beyond one }
  aws:x:Later:
    - { item: insight, unpriced: billed by metrics }
`,
);

const cost = (...resources: ReturnType<typeof resourceOf>[]) => costOf(resources, [prices]);
const nothing = {
  monthlyUsd: null,
  flatUsd: null,
  usageUsd: null,
  items: [],
  unknown: [],
  allowances: [],
  assumptions: [],
};
const inVirginia = regionOf("aws", "us-east-1");

describe("costOf", () => {
  it("counts 730 hours a month and rounds to the cent", () => {
    const db = resourceOf("aws:x:Db", "db", { class: "micro", storage: 20 });
    expect(cost(db)).toEqual({
      ...nothing,
      flatUsd: 13.98,
      usageUsd: 0,
      monthlyUsd: 13.98, // 0.016 × 730 = 11.68, 20 × 0.115 = 2.30
      items: [
        {
          urn: db.urn,
          item: "instance",
          kind: "flat",
          assumption: null,
          quantity: 1,
          free: 0,
          unit: "hour",
          unitUsd: 0.016,
          monthlyUsd: 11.68,
          confidence: "price-list",
          source: "https://example.com/prices",
          date: "2026-08-21",
        },
        {
          urn: db.urn,
          item: "storage",
          kind: "flat",
          assumption: null,
          quantity: 20,
          free: 0,
          unit: "GB-month",
          unitUsd: 0.115,
          monthlyUsd: 2.3,
          confidence: "price-list",
          source: "https://example.com/prices",
          date: "2026-08-21",
        },
      ],
      unknown: [],
    });
  });

  it("rounds half a cent up, whatever binary fractions make of it", () => {
    // 0.0225 × 730 = 16.425
    const [item] = cost(inVirginia, resourceOf("aws:x:Lb", "lb", { internal: true })).items;
    expect(item).toMatchObject({ item: "hours", monthlyUsd: 16.43 });
  });

  it("takes the first price that matches and says how far it can be trusted", () => {
    const db = resourceOf("aws:x:Db", "db", { class: "micro", ha: true, storage: 0 });
    expect(cost(db).items[0]).toMatchObject({ unitUsd: 0.032, confidence: "third-party", date: "2026-02" });
  });

  it("tells which inputs have no price, in place of a guess", () => {
    const db = resourceOf("aws:x:Db", "db", { class: "large", storage: 20 });
    const { items, unknown, monthlyUsd } = cost(db);
    expect(unknown).toEqual([
      { urn: db.urn, type: "aws:x:Db", why: 'instance: no price for class "large", ha left out', assumption: null },
    ]);
    expect(items.map(({ item }) => item)).toEqual(["storage"]);
    expect(monthlyUsd).toBe(2.3);
  });

  it("does not match a price to an input that is not known yet", () => {
    const db = resourceOf("aws:x:Db", "db", { class: { unknown: true }, storage: { secret: true } });
    expect(cost(db).unknown.map(({ why }) => why)).toEqual([
      "instance: class is known only after the update",
      "storage: storage is known only after the update",
    ]);
  });

  it("leaves out an item that the resource does not have", () => {
    const items = (internal: boolean) =>
      cost(inVirginia, resourceOf("aws:x:Lb", "lb", { internal })).items.map(({ item }) => item);
    expect(items(false)).toEqual(["hours", "address"]);
    expect(items(true)).toEqual(["hours"]);
  });

  it("holds a price of one region only for that region", () => {
    const lb = resourceOf("aws:x:Lb", "lb");
    const why = (...others: ReturnType<typeof resourceOf>[]) => cost(...others, lb).unknown[0]!.why;
    expect(why(regionOf("aws", "eu-west-1"))).toBe("hours: no price for eu-west-1, only for us-east-1");
    expect(why()).toBe("hours: no price for a region that is not known, only for us-east-1");
    const elsewhere = resourceOf("aws:x:Lb", "lb", { region: "eu-west-1" });
    expect(cost(inVirginia, elsewhere).unknown[0]!.why).toContain("no price for eu-west-1");
    expect(why(inVirginia, regionOf("aws", "us-west-2"))).toContain("a region that is not known");
  });

  it("lists what is billed by usage as unknown, with its price", () => {
    expect(cost(inVirginia, resourceOf("aws:x:Lb", "lb")).unknown.map(({ why }) => why)).toEqual([
      "traffic: $0.008 per LCU-hour, by usage (connections)",
    ]);
  });

  it("lists what has no price as unknown, never as 0", () => {
    const strange = resourceOf("aws:x:Strange", "it");
    const later = resourceOf("aws:x:Later", "it");
    expect(cost(strange, later)).toEqual({
      ...nothing,
      unknown: [
        { urn: strange.urn, type: "aws:x:Strange", why: "no price in the data", assumption: null },
        { urn: later.urn, type: "aws:x:Later", why: "insight: billed by metrics", assumption: null },
      ],
    });
    const elsewhere = resourceOf("kubernetes:apps/v1:Deployment", "it");
    expect(cost(elsewhere)).toMatchObject({ monthlyUsd: null, unknown: [{ why: "no price in the data" }] });
  });

  it("lists nothing for what costs nothing by itself, nor for what stands in no cloud", () => {
    const vpc = resourceOf("aws:ec2/vpc:Vpc", "vpc");
    const password = resourceOf("random:index/randomPassword:RandomPassword", "password");
    expect(cost(inVirginia, vpc, password)).toEqual({ ...nothing, monthlyUsd: 0, flatUsd: 0, usageUsd: 0 });
    expect(cost(vpc, resourceOf("aws:x:Strange", "it")).monthlyUsd).toBeNull();
    expect(cost().monthlyUsd).toBeNull();
  });

  it("shares what is free of charge among the resources of a stack", () => {
    const disks = ["a", "b", "c"].map((name) => resourceOf("aws:x:Disk", name, { gb: 20 }));
    const { items, monthlyUsd } = cost(...disks);
    // 30 of 60 GB are free: 20 of the first, 10 of the second; (20 - 10) × 0.1 + 20 × 0.1 = 3
    expect(items.map(({ free, monthlyUsd: usd }) => [free, usd])).toEqual([
      [20, 0],
      [10, 1],
      [0, 2],
    ]);
    expect(monthlyUsd).toBe(3);
    expect(items[0]).toMatchObject({
      source: "https://example.com/prices; free of charge: reported by others",
      confidence: "third-party",
      date: "2026-02",
    });
    expect(items[2]).toMatchObject({ source: "https://example.com/prices", confidence: "price-list" });
  });

  it("knows the free part of what has no price, and no more", () => {
    const { items, unknown } = cost(resourceOf("aws:x:Free", "one"), resourceOf("aws:x:Free", "two"));
    expect(items).toEqual([
      expect.objectContaining({ free: 1, unitUsd: 0, monthlyUsd: 0, source: "reported by others" }),
    ]);
    expect(unknown).toEqual([expect.objectContaining({ why: "machine: no price beyond one" })]);
  });

  it("begins anew with each plan", () => {
    const disk = resourceOf("aws:x:Disk", "a", { gb: 20 });
    expect(cost(disk)).toEqual(cost(disk));
  });
});
