import { overBudget, verdictLines } from "../../src/cost/budget";
import type { PlanCost } from "../../src/plan/schema";

const urn = (name: string) => `urn:pulumi:test::landfall::aws:x:Y::${name}`;

function costWith(amounts: Readonly<Record<string, number>>, unknown = 0): PlanCost {
  const items = Object.entries(amounts).map(([name, monthlyUsd]) => ({
    urn: urn(name),
    item: "instance",
    kind: "flat" as const,
    assumption: null,
    quantity: 1,
    free: 0,
    unit: "month",
    unitUsd: monthlyUsd,
    monthlyUsd,
    confidence: "price-list" as const,
    source: "s",
    date: "2026-08-21",
  }));
  const sum = items.reduce((cents, { monthlyUsd }) => cents + Math.round(monthlyUsd * 100), 0) / 100;
  const monthlyUsd = items.length === 0 ? null : sum;
  return {
    monthlyUsd,
    flatUsd: monthlyUsd,
    usageUsd: monthlyUsd === null ? null : 0,
    items,
    unknown: Array.from({ length: unknown }, (_, index) => ({
      urn: urn(`u${index}`),
      type: "aws:x:Y",
      why: "no price",
      assumption: null,
    })),
    allowances: [],
    assumptions: [],
  };
}

describe("overBudget", () => {
  it("lets pass what costs as much as it may, to the cent, and refuses a cent more", () => {
    const cost = costWith({ a: 10.1, b: 20.2 });
    expect(overBudget(cost, { maxMonthlyUsd: 30.3 }).over).toEqual([]);
    expect(overBudget(cost, { maxMonthlyUsd: 30.29 }).over).toEqual([
      {
        limit: "max-monthly-usd",
        limitUsd: 30.29,
        usd: 30.3,
        lines: [
          { urn: urn("b"), item: "instance", usd: 20.2 },
          { urn: urn("a"), item: "instance", usd: 10.1 },
        ],
      },
    ]);
  });

  it("takes 0 for a limit, and no limit for none", () => {
    expect(overBudget(costWith({ a: 0.01 }), { maxMonthlyUsd: 0 }).over).toHaveLength(1);
    expect(overBudget(costWith({ a: 0 }), { maxMonthlyUsd: 0 }).over).toEqual([]);
    expect(overBudget(costWith({ a: 1e6 }), {}).over).toEqual([]);
  });

  it("judges what is known and tells how much is not", () => {
    expect(overBudget(costWith({ a: 5 }, 3), { maxMonthlyUsd: 5 })).toEqual({
      over: [],
      knownUsd: 5,
      unknown: 3,
      unknownBefore: 0,
    });
    expect(overBudget(costWith({}, 2), { maxMonthlyUsd: 5 })).toEqual({
      over: [],
      knownUsd: 0,
      unknown: 2,
      unknownBefore: 0,
    });
  });

  it("counts an increase from what was before, by what is new or dearer", () => {
    const before = costWith({ same: 10, dearer: 5, gone: 2 });
    const after = costWith({ same: 10, dearer: 8, fresh: 4 });
    // 22 - 17
    expect(overBudget(after, { maxIncreaseUsd: 4.99 }, before).over).toEqual([
      {
        limit: "max-increase-usd",
        limitUsd: 4.99,
        usd: 5,
        lines: [
          { urn: urn("fresh"), item: "instance", usd: 4 },
          { urn: urn("dearer"), item: "instance", usd: 3 },
        ],
      },
    ]);
    expect(overBudget(after, { maxIncreaseUsd: 5 }, before).over).toEqual([]);
    expect(overBudget(after, { maxIncreaseUsd: 0 }).over).toEqual([]);
  });

  it("holds against both limits at once, and refuses no decrease", () => {
    const both = { maxMonthlyUsd: 1, maxIncreaseUsd: 1 };
    expect(overBudget(costWith({ a: 5 }), both, costWith({ a: 2 })).over.map(({ limit }) => limit)).toEqual([
      "max-monthly-usd",
      "max-increase-usd",
    ]);
    expect(overBudget(costWith({ a: 1 }), { maxIncreaseUsd: 0 }, costWith({ a: 2 })).over).toEqual([]);
  });
});

describe("verdictLines", () => {
  const lines = (cost: PlanCost, maxMonthlyUsd?: number) =>
    verdictLines("prod", overBudget(cost, { maxMonthlyUsd }), { maxMonthlyUsd });

  it("names the items of what is over, the dearest first, and what was not judged", () => {
    expect(lines(costWith({ a: 7.5, b: 12, c: 0 }, 1), 15)).toEqual([
      "prod is over --max-monthly-usd 15: costs 19.50 a month, 4.50 USD too much",
      "  12.00  b: instance",
      "   7.50  a: instance",
      "  1 price is unknown and not judged; it comes on top",
    ]);
  });

  it("warns of an increase that may only look like one", () => {
    const limits = { maxIncreaseUsd: 1 };
    const verdict = overBudget(costWith({ a: 7.5 }), limits, costWith({ a: 5 }, 2));
    expect(verdictLines("prod", verdict, limits)).toEqual([
      "prod is over --max-increase-usd 1: costs 2.50 a month more, 1.50 USD too much",
      "  2.50  a: instance",
      "  before, 2 prices are unknown; the increase may be smaller than it looks",
    ]);
  });

  it("says what is known of what is within, and nothing where no limit was given", () => {
    expect(lines(costWith({ a: 7.5 }, 2), 15)).toEqual([
      "prod is within its budget: 7.50 USD a month are known",
      "  2 prices are unknown and not judged; they come on top",
    ]);
    expect(lines(costWith({ a: 7.5 }, 2))).toEqual([]);
  });
});
