import { providerIds, providerOf } from "../../providers/registry";
import { documentNames } from "../config/documents";
import { usageOf } from "../cost/assumptions";
import { pricesOf } from "../cost/prices";
import { amount, usd } from "../cost/text";
import { exampleSubject, type Cell } from "../matrix";
import { plan } from "../plan/evaluate";
import type { PlanCost } from "../plan/schema";
import { appOf, topologyOf } from "./read";
import { page, table } from "./table";

/** A documented topology and what its document's own app costs on it. */
export interface DocumentedCost {
  readonly app: string;
  readonly topology: string;
  readonly range: { readonly min: number; readonly max: number } | undefined;
  readonly cost: PlanCost;
  /** Why the known cost lies outside the range, as the topology says. */
  readonly outside: string | undefined;
}

/** Whether what is known lies in the document's range; undefined where the document names none. */
export function isWithin({ range, cost }: Pick<DocumentedCost, "range" | "cost">): boolean | undefined {
  if (range === undefined) return undefined;
  return cost.monthlyUsd !== null && cost.monthlyUsd >= range.min && cost.monthlyUsd <= range.max;
}

/** Plans every documented topology for the app of the same document. */
export async function documentedCosts(root: string, cells: readonly Cell[]): Promise<DocumentedCost[]> {
  const apps = documentNames(root, "apps").map((name) => appOf(root, name));
  const costs: DocumentedCost[] = [];
  for (const name of documentNames(root, "topologies")) {
    const { documented } = topologyOf(root, name);
    const app = apps.find((one) => documented !== undefined && one.documented?.document === documented.document);
    const lands = cells.some((cell) => cell.app === app?.name && cell.topology === name && cell.outcome === "lands");
    if (documented === undefined || app === undefined || !lands) continue;
    const { source, options } = exampleSubject({ root, name: "landfall" }, app.name, name);
    const { cost } = await plan(source, options);
    const { monthlyUsd: range, outside } = documented;
    costs.push({ app: app.name, topology: name, range, cost, outside });
  }
  return costs;
}

const rangeText = ({ range }: DocumentedCost): string => {
  if (range === undefined) return "not said";
  return range.min === range.max ? `${range.min}` : `${range.min} to ${range.max}`;
};

function rowOf(documented: DocumentedCost): string[] {
  const { topology, app, cost, outside } = documented;
  const { monthlyUsd, usageUsd, unknown } = cost;
  const verdict = { true: "within", false: `outside: ${outside ?? "no reason is given"}`, undefined: "" };
  return [
    topology,
    app,
    rangeText(documented),
    monthlyUsd === null ? "unknown" : usd(monthlyUsd),
    usageUsd === null ? "" : usd(usageUsd),
    `${unknown.length}`,
    verdict[`${isWithin(documented)}`],
  ];
}

function assumptionRows(root: string): string[][] {
  return documentNames(root, "apps").flatMap((name) => {
    const all = usageOf(appOf(root, name));
    if (all.length === 0) return [[name, "nothing: its document says neither traffic nor storage", ""]];
    return all.map(([path, value]) => [name, `\`${path}\``, `${value}`]);
  });
}

function allowanceRows(): string[][] {
  return pricesOf(providerIds).flatMap(({ provider, allowances, sources }) =>
    Object.values(allowances).map(({ title, quantity, per, source }) => [
      providerOf(provider as (typeof providerIds)[number]).title,
      title,
      quantity === 0 ? `the ${per} that resources bring along` : amount(quantity, per),
      `${sources[source]!.source}, ${sources[source]!.date}`,
    ]),
  );
}

const HOW = `\`landfall cost\` lists what a stack costs a month, item by item, each with the source and the date of its price.
Prices are list prices in US dollars before tax; an hour counts 730 times a month.

- \`flat\` is paid for being there. \`usage\` is paid by use: the app assumes how much in \`traffic\` and \`storage\`
  ([config.md](config.md)), and the assumptions are printed with the cost. A cloud's GB counts as a GiB.
- What has no price, or rests on an assumption that the app does not make, is listed as unknown. It never counts as 0.
- What a provider gives free of charge is counted across the stack, and what goes beyond is told, also where its price is
  not known. Other stacks of the same account are not seen.
- \`--max-monthly-usd N\` of \`landfall cost\` and \`landfall plan\` ends with exit code 1 where the known sum is higher, and
  names the items. What is unknown is not judged; how many prices that are is said.`;

/** The page of what documented topologies cost, against their documents. */
export const costPage = (root: string, costs: readonly DocumentedCost[]): string =>
  page(
    "Cost",
    "the apps, the topologies and the providers' `prices.yaml`",
    HOW,
    "## Documented topologies",
    "What each documented topology costs for the app of its document, in USD a month, against what the document says.",
    table(
      ["topology", "app", "document", "known", "by use", "unknown prices", "against the document"],
      costs.map(rowOf),
    ),
    "## Assumptions of the apps",
    table(["app", "assumption", "value"], assumptionRows(root)),
    "## Free of charge",
    table(["provider", "what", "a month", "read"], allowanceRows()),
  );
