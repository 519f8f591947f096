import { join } from "node:path";
import { readdirSync } from "node:fs";
import { plan } from "../../src/plan/evaluate";
import type { Plan } from "../../src/plan/schema";

const root = join(__dirname, "..", "..");

const planOn = (topology: string): Promise<Plan> =>
  plan(
    {
      project: "landfall",
      stack: "plan",
      values: { "landfall:app": "megilance", "landfall:topology": topology },
      secretKeys: new Set(),
    },
    { root, environment: {}, examples: "fill" },
  );

const topologies = readdirSync(join(root, "topologies")).map((file) => file.replace(/\.yaml$/, ""));

describe("the cost of megilance", () => {
  it.each(topologies)(
    "on %s has every type in the data, with a price or the reason why there is none",
    async (topology) => {
      const { cost } = await planOn(topology);
      expect(cost.unknown.filter(({ why }) => why === "no price in the data")).toEqual([]);
      expect(cost.monthlyUsd).not.toBeNull();
    },
  );

  it("on aws-fargate is within the range of the document, 50 to 190", async () => {
    const { monthlyUsd } = (await planOn("aws-fargate")).cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(50);
    expect(monthlyUsd).toBeLessThanOrEqual(190);
  });

  it("on oci-do-free is nothing, but for objects beyond what is free of charge", async () => {
    const { monthlyUsd, unknown } = (await planOn("oci-do-free")).cost;
    expect(monthlyUsd).toBe(0);
    expect(new Set(unknown.map(({ type }) => type))).toEqual(new Set(["oci:ObjectStorage/bucket:Bucket"]));
  });
});
