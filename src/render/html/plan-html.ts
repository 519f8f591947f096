import { formatIssue } from "../../../components/core/errors";
import type { Plan, PlanResource, PlanValue } from "../../plan/schema";
import { isBuilt, shortType } from "../../plan/text";
import { pathTo } from "../../plan/values";
import { ownedParts, type Owned } from "../owners";
import { planPicture } from "../picture";
import { costNotes, counted, hasCost, planCost, planLabel, placeText, usd, valueText } from "../words";
import { markup, type Content } from "./markup";
import { bars, page, tree, value, type Branch } from "./page";
import { figure } from "./svg";

/** UTF-16 code units of inputs that a page holds; more would make it slow to open. */
const INPUT_UNITS = 1_500_000;

const fact = (name: string, content: Content) => markup`<dt><code>${name}</code></dt><dd>${content}</dd>`;

/** The leaves of inputs, by path; what is unknown, secret or a reference is a leaf. */
function leaves(input: PlanValue, path: string): [string, string][] {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return [[path, valueText(input)]];
  const keys = Object.keys(input).sort();
  const [only] = keys;
  if (keys.length === 0 || (keys.length === 1 && ["unknown", "secret", "resource"].includes(only!)))
    return [[path, valueText(input)]];
  return keys.flatMap((key) => leaves(input[key]!, pathTo(path, key)));
}

/** Writes inputs as long as there is room for them on the page. */
class Inputs {
  private room = INPUT_UNITS;
  leftOut = 0;

  of({ inputs, region }: PlanResource): Content {
    const all = Object.keys(inputs)
      .sort()
      .flatMap((key) => leaves(inputs[key]!, pathTo("", key)));
    const rows = region === null ? all : [["region", region] as [string, string], ...all];
    if (rows.length === 0) return null;
    const content = markup`<dl class="facts">${rows.map(([path, text]) => fact(path, value(text)))}</dl>`;
    if (content.text.length > this.room) {
      this.leftOut += 1;
      return null;
    }
    this.room -= content.text.length;
    return content;
  }
}

function protection(plan: Plan): Content {
  const safe = plan.resources.filter(({ protect }) => protect);
  if (safe.length === 0) return markup`<p>Nothing is protected: deleting the stack deletes its data.</p>`;
  return markup`<details><summary>${counted(safe.length, "resource")} protected from deletion</summary><ul>${safe.map(
    ({ name, type, retainOnDelete }) =>
      markup`<li>${name} <code>${shortType(type)}</code>${retainOnDelete ? ", retained" : ", not retained"}</li>`,
  )}</ul></details>`;
}

const issues = (plan: Plan): Content =>
  plan.issues.length === 0
    ? null
    : markup`<p>To settle before a real run:</p><ul>${plan.issues.map((issue) => markup`<li>${formatIssue(issue)}</li>`)}</ul>`;

function parts(all: readonly Owned[]): Content {
  const rows = all.map(
    ({ name, provider, service, size, resources }) =>
      markup`<tr><th scope="row">${name ?? "outside parts"}</th><td>${name === null ? "" : placeText({ provider, service, shape: null, size: size ?? null })}${provider === null ? null : markup` <span class="soft">on ${provider}</span>`}</td><td class="sum">${resources.length}</td></tr>`,
  );
  return markup`<table><thead><tr><th scope="col">part</th><th scope="col">stands on</th><th scope="col" class="sum">resources</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Why prices are not known; each reason once. */
function unknownPrices({ cost, resources }: Plan): Content {
  if (cost.unknown.length === 0) return null;
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  const reasons = new Map<string, string[]>();
  for (const { urn, why } of cost.unknown) reasons.set(why, [...(reasons.get(why) ?? []), names.get(urn) ?? urn]);
  const most = 5;
  return markup`<details class="small"><summary>${counted(cost.unknown.length, "price")} not known, on top of it</summary><ul>${[
    ...reasons,
  ].map(([why, whose]) => {
    const more = whose.length - most;
    return markup`<li>${whose.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}: ${why}</li>`;
  })}</ul></details>`;
}

function cost(plan: Plan, all: readonly Owned[]): Content {
  const paid = all.filter(({ monthlyUsd, unpriced }) => hasCost({ usd: monthlyUsd, unpriced }));
  const most = Math.max(0, ...paid.map(({ monthlyUsd }) => monthlyUsd ?? 0));
  const rows = paid.map(
    ({ name, monthlyUsd, unpriced }) =>
      markup`<tr><th scope="row">${name ?? "outside parts"}${bars([monthlyUsd], most)}</th><td class="sum">${usd(monthlyUsd)}${unpriced > 0 ? markup` <small>${unpriced} not priced</small>` : null}</td></tr>`,
  );
  const notes = costNotes(plan);
  return markup`<p class="soft small">USD a month by list price.</p><table><thead><tr><th scope="col">part</th><th scope="col" class="sum">a month</th></tr></thead><tbody>${rows}</tbody><tfoot><tr><th scope="row">in all</th><td class="sum">${usd(plan.cost.monthlyUsd)}</td></tr></tfoot></table>${notes.length === 0 ? null : markup`<ul class="list small">${notes.map((text) => markup`<li>${text}</li>`)}</ul>`}${unknownPrices(plan)}`;
}

/** What a part would lose elsewhere of what it uses. */
function elsewhere({ portability }: Plan): Content {
  if (portability.length === 0) return null;
  const rows = portability.map(({ part, provider, service, loses, app }) => {
    const told = [
      ...loses.map(({ feature, reason }) => markup`<li>without <code>${feature}</code>: ${reason}</li>`),
      ...app.map((text) => markup`<li>the app must ${text}</li>`),
    ];
    const said = told.length === 0 ? ": with all that is used" : markup`<ul>${told}</ul>`;
    return markup`<li>${part} on ${provider}, ${service}${said}</li>`;
  });
  return markup`<details class="small"><summary>Where else each part could stand</summary><ul>${rows}</ul></details>`;
}

function branchesOf(all: readonly Owned[], inputs: Inputs): Branch[] {
  return all.map(({ name, resources }) => ({
    title: name ?? "outside parts",
    rows: resources.map((resource) => ({
      group: resource.provider,
      name: resource.name,
      type: shortType(resource.type),
      tags: [
        ...(resource.protect ? [{ text: "protected", style: "good" }] : []),
        ...(resource.retainOnDelete ? [{ text: "retained", style: "good" }] : []),
      ],
      more: inputs.of(resource),
    })),
  }));
}

/** A plan as one page that needs no network and no script, and is searched with one. */
export function planHtml(plan: Plan): string {
  const label = planLabel(plan);
  const all = ownedParts(plan);
  const inputs = new Inputs();
  const built = plan.resources.filter(isBuilt);
  const branches = branchesOf(all, inputs);
  const groups = [...new Set(built.map(({ provider }) => provider))].sort().map((id) => ({ id, text: id }));
  const [amount, ...rest] = planCost(plan).split("/");
  const unprotected = built.length > 0 && !built.some(({ protect }) => protect);
  const short =
    inputs.leftOut === 0
      ? null
      : markup`<p class="small">The inputs of ${counted(inputs.leftOut, "resource")} are left out here; <code>--format json</code> has them.</p>`;
  return page({
    title: `landfall plan: ${label}`,
    about: `landfall plan of ${plan.app} on ${plan.topology}: ${plan.providers.join(", ") || "no provider"}`,
    heading: label,
    figures: [
      { value: String(built.length), text: built.length === 1 ? "resource" : "resources" },
      { value: String(plan.components.length), text: plan.components.length === 1 ? "part" : "parts" },
      { value: String(built.filter(({ protect }) => protect).length), text: "protected", bad: unprotected },
      { value: String(plan.issues.length), text: "to settle" },
      { value: amount!, text: rest.length === 0 ? "" : `a ${rest.join("/")}` },
    ],
    sections: [
      {
        id: "risks",
        title: "Before a real run",
        body: [issues(plan), protection(plan)],
        alarm: unprotected || plan.issues.length > 0,
      },
      { id: "picture", title: "Picture", body: figure(planPicture(plan)) },
      { id: "parts", title: "Parts", body: [parts(all), elsewhere(plan)] },
      { id: "cost", title: "Cost", body: cost(plan, all) },
      { id: "resources", title: "Resources", body: [short, tree(branches, groups)] },
    ],
    footer: "Evaluated offline: what only the cloud knows is known after the update.",
  });
}
