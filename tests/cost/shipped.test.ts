import { join } from "node:path";
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

describe("the cost of megilance", () => {
  it("on aws-fargate is within the range of the document, 50 to 190", async () => {
    const { monthlyUsd } = (await planOn("aws-fargate")).cost;
    expect(monthlyUsd).toBeGreaterThanOrEqual(50);
    expect(monthlyUsd).toBeLessThanOrEqual(190);
  });

  it("on oci-do-free is nothing, but for what the document does not say how much it is", async () => {
    const { monthlyUsd, unknown } = (await planOn("oci-do-free")).cost;
    expect(monthlyUsd).toBe(0);
    expect(new Set(unknown.map(({ type }) => type))).toEqual(
      new Set(["digitalocean:index/app:App", "oci:Core/instance:Instance", "oci:ObjectStorage/bucket:Bucket"]),
    );
  });
});
