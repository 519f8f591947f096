import { documentedCosts, isWithin } from "../../src/docs/cost";
import { documentNames } from "../../src/config/documents";
import { appOf, topologyOf } from "../../src/docs/read";
import { matrixOf } from "../../src/matrix";
import { projectRoot } from "../support/config";

jest.setTimeout(240_000);

describe("the documented topologies", () => {
  it("each have a cost, and a reason exactly where it lies outside the document's", async () => {
    const costs = await documentedCosts(projectRoot, matrixOf({ root: projectRoot, name: "landfall" }));
    const documented = documentNames(projectRoot, "topologies").filter(
      (name) => topologyOf(projectRoot, name).documented !== undefined,
    );
    expect(costs.map(({ topology }) => topology)).toEqual(documented);
    expect(costs.length).toBeGreaterThanOrEqual(23);
    const verdicts = costs.map((one) => [one.topology, isWithin(one) === false, one.outside !== undefined]);
    expect(verdicts.filter(([, isOutside, hasReason]) => isOutside !== hasReason)).toEqual([]);
  });

  it("are held against the app of the same document", () => {
    const apps = documentNames(projectRoot, "apps").map((name) => appOf(projectRoot, name).documented?.document);
    expect(new Set(apps).size).toBe(apps.length);
  });

  it("take a cost that is not known for outside, and a document without a range for neither", () => {
    const unknown = { monthlyUsd: null } as never;
    expect(isWithin({ range: { min: 0, max: 9 }, cost: unknown })).toBe(false);
    expect(isWithin({ range: undefined, cost: unknown })).toBeUndefined();
    expect(isWithin({ range: { min: 5, max: 5 }, cost: { monthlyUsd: 5 } as never })).toBe(true);
    expect(isWithin({ range: { min: 5, max: 5 }, cost: { monthlyUsd: 5.01 } as never })).toBe(false);
  });
});
