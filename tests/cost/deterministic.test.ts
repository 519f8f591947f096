import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { costOf } from "../../src/cost/cost";
import { pricesOf } from "../../src/cost/prices";
import { costReport } from "../../src/cost/report";
import { reportText } from "../../src/cost/report-text";
import { plan } from "../../src/plan/evaluate";
import type { Plan } from "../../src/plan/schema";
import { canonicalJson } from "../../src/plan/values";
import { projectRoot, stackWith, testOptions } from "../support/config";

jest.setTimeout(60_000);

/** Mappings whose order says something: the engine that is preferred, and the limits that matter most. */
const ORDERED = new Set(["engines", "rateLimits"]);

/** The same value with the keys of its mappings in reverse. */
function reversed(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => reversed(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, reversed(inner, name)] as const);
  return Object.fromEntries(ORDERED.has(key) ? entries : entries.reverse());
}

const documentOf = (path: string): unknown => parse(readFileSync(join(projectRoot, path), "utf8"));

const planOf = (app: unknown, topology: unknown): Promise<Plan> =>
  plan(stackWith("prod", { "landfall:app": app, "landfall:topology": topology }), { ...testOptions, examples: "fill" });

const outputs = (of: Plan) => [
  canonicalJson(of.cost),
  canonicalJson(costReport(of)),
  reportText(costReport(of), { columns: 100, colours: false }),
];

describe("a cost", () => {
  it.each([
    ["megilance", "aws-fargate"],
    ["megilance", "oci-do-free"],
    ["zoptal", "aws-vm"],
    ["advancia", "cloudflare-droplets"],
  ])("of %s on %s is the same bytes again, and whatever the order of keys", async (app, topology) => {
    const [one, other] = [documentOf(`apps/${app}.yaml`), documentOf(`topologies/${topology}.yaml`)];
    const first = outputs(await planOf(one, other));
    expect(outputs(await planOf(one, other))).toEqual(first);
    expect(outputs(await planOf(reversed(one), reversed(other)))).toEqual(first);
    expect(JSON.stringify(reversed(one))).not.toBe(JSON.stringify(one));
  });

  it("is the same whatever the order of assumptions, providers and types in the data", async () => {
    const { resources, cost } = await planOf(documentOf("apps/zoptal.yaml"), documentOf("topologies/aws-vm.yaml"));
    const assumptions = Object.fromEntries(cost.assumptions.map(({ name, value }) => [name, value]).reverse());
    const lists = pricesOf(["digitalocean", "aws"]).map((list) => ({
      ...list,
      allowances: Object.fromEntries(Object.entries(list.allowances).reverse()),
      prices: Object.fromEntries(Object.entries(list.prices).reverse()),
    }));
    expect(canonicalJson(costOf(resources, lists, assumptions))).toBe(canonicalJson(cost));
  });
});
