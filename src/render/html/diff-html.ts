import type { Diff, DiffChange, DiffField, DiffPart } from "../../diff/schema";
import { shortType } from "../../plan/text";
import type { Picture } from "../picture";
import { diffPicture, type Compared } from "../picture-diff";
import {
  costChange,
  counted,
  diffCounts,
  hasCost,
  partCosts,
  placeText,
  RISK_WORDS,
  riskGroups,
  SECRET_WORDS,
  sideCost,
  usd,
  valueText,
  type Cost,
  type RiskGroup,
} from "../words";
import { markup, type Content, type Markup } from "./markup";
import { bars, page, tag, tree, value, type Branch } from "./page";
import { figure } from "./svg";

type Field = Omit<DiffField, "forcesReplacement"> & Partial<Pick<DiffField, "forcesReplacement">>;

const FIELDS_SHOWN = 60;

const fact = (name: string, content: Content) => markup`<dt>${name}</dt><dd>${content}</dd>`;

/** What differs, by path. */
function fields(all: readonly Field[]): Content {
  if (all.length === 0) return null;
  const shown = all
    .slice(0, FIELDS_SHOWN)
    .map(
      ({ path, from, to, forcesReplacement }) =>
        markup`<dt><code>${path}</code></dt><dd><del>${value(valueText(from))}</del> → <ins>${value(valueText(to))}</ins>${forcesReplacement === true ? markup` ${tag("forces a new one", "bad")}` : null}</dd>`,
    );
  const more = all.length - FIELDS_SHOWN;
  return markup`<dl class="facts">${shown}${more > 0 ? fact("", `and ${counted(more, "more input")}`) : null}</dl>`;
}

function risk({ risk: { what, part, name, because, guard, guarded }, all }: RiskGroup): Markup {
  const whose = all.map((one) => markup`<li>${one.name} <code class="soft">${shortType(one.type)}</code></li>`);
  return markup`<li><div class="titled"><h3>${part ?? name}</h3>${tag(RISK_WORDS[what], "bad")}${guarded ? tag("guarded", "good") : tag("nothing holds it back", "bad")}</div><dl class="facts">${fact("why", because)}${fact("guard", guard)}${fact("what", markup`<ul>${whose}</ul>`)}</dl></li>`;
}

function risks(diff: Diff): Content {
  if (diff.risks.length === 0) return markup`<p>No data is at risk.</p>`;
  return markup`<ul class="plain">${riskGroups(diff).map(risk)}</ul>`;
}

const STATES = ["moved", "added", "removed", "changed"] as const;

const legend = ({ nodes }: Picture) =>
  markup`<ul class="legend" aria-label="Legend">${STATES.filter((wanted) =>
    nodes.some(({ state }) => state === wanted),
  ).map((state) => markup`<li>${tag(state, state)}</li>`)}</ul>`;

const place = (at: DiffPart["from"]): Content =>
  at === null
    ? "nothing"
    : markup`${placeText(at)}${at.provider === null ? null : markup` <span class="soft">on ${at.provider}</span>`}`;

const list = (items: readonly Content[]) => markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;

function portability({ portability: all }: DiffPart): Content {
  if (all === null) return null;
  const { keeps, gains, loses, app } = all;
  const lost = [...loses].sort((one, other) => Number(other.used) - Number(one.used));
  return markup`<dl class="facts">${[
    app.length === 0 ? null : fact("the app must", list(app)),
    lost.length === 0
      ? null
      : fact(
          "loses",
          list(
            lost.map(
              ({ feature, reason, used }) =>
                markup`<code>${feature}</code>${used ? markup` ${tag("asked for", "warn")}` : null}: ${reason}`,
            ),
          ),
        ),
    gains.length === 0 ? null : fact("gains", gains.join(", ")),
    keeps.length === 0 ? null : fact("keeps", keeps.join(", ")),
  ]}</dl>`;
}

function part(one: DiffPart): Markup {
  const { name, kind, change, from, to, settings } = one;
  const title = markup`<div class="titled"><h3>${name}</h3>${tag(change, change)}${name === kind ? null : markup`<span class="soft small">${kind}</span>`}</div>`;
  const where =
    from !== null && to !== null && (change === "moved" || placeText(from) !== placeText(to))
      ? markup`<p class="small">${place(from)} → ${place(to)}</p>`
      : markup`<p class="small">${place(to ?? from)}</p>`;
  const asked =
    settings.length === 0
      ? null
      : markup`<details class="small"><summary>${counted(settings.length, "setting")}</summary>${fields(settings)}</details>`;
  return markup`<li>${title}${where}${portability(one)}${asked}</li>`;
}

function parts({ parts: all }: Diff): Content {
  const differing = all.filter(({ change }) => change !== "unchanged");
  const same = all.filter(({ change }) => change === "unchanged").map(({ name }) => name);
  return markup`<ul class="plain">${differing.map(part)}${same.length === 0 ? null : markup`<li class="soft">Unchanged: ${same.join(", ")}</li>`}</ul>`;
}

const sum = ({ usd: amount, unpriced }: Cost): Content =>
  markup`<td class="sum">${amount === null ? (unpriced > 0 ? "unknown" : "none") : usd(amount)}${unpriced > 0 ? markup` <small>${unpriced} not priced</small>` : null}</td>`;

/** Bars and figures; the longest bar is the dearest part of either side. */
function cost({ parts: all, from, to }: Diff): Content {
  const paid = all
    .map((one) => ({ name: one.name, ...partCosts(one) }))
    .filter((one) => hasCost(one.from) || hasCost(one.to));
  const most = Math.max(0, ...paid.flatMap((one) => [one.from.usd ?? 0, one.to.usd ?? 0]));
  const rows = paid.map(
    (one) =>
      markup`<tr><th scope="row">${one.name}${bars([one.from.usd, one.to.usd], most)}</th>${sum(one.from)}${sum(one.to)}<td class="sum">${costChange(one.from, one.to)}${one.from.unpriced === one.to.unpriced ? null : markup` <small>of what is priced</small>`}</td></tr>`,
  );
  return markup`<p class="soft small">USD a month by list price. The upper bar is before, the lower one after.</p><table><thead><tr><th scope="col">part</th><th scope="col" class="sum">before</th><th scope="col" class="sum">after</th><th scope="col" class="sum">change</th></tr></thead><tbody>${rows}</tbody><tfoot><tr><th scope="row">in all</th>${sum(sideCost(from))}${sum(sideCost(to))}<td class="sum">${costChange(sideCost(from), sideCost(to))}</td></tr></tfoot></table>`;
}

const ACTIONS = [
  { id: "replace", text: "replaced" },
  { id: "remove", text: "removed" },
  { id: "add", text: "added" },
  { id: "change", text: "changed" },
] as const;

function branches({ changes }: Diff): Branch[] {
  const byPart = new Map<string | null, DiffChange[]>();
  for (const change of changes) {
    const group = byPart.get(change.part);
    if (group === undefined) byPart.set(change.part, [change]);
    else group.push(change);
  }
  return [...byPart].map(([name, all]) => ({
    title: name ?? "outside parts",
    rows: all.map((change) => ({
      group: change.action,
      name: change.name,
      type: shortType(change.type),
      tags: [
        { text: ACTIONS.find(({ id }) => id === change.action)!.text, style: change.action },
        ...(change.holdsData ? [{ text: "holds data", style: "warn" }] : []),
        ...(change.onlyTags ? [{ text: "only tags", style: "" }] : []),
      ],
      more: fields(change.fields),
    })),
  }));
}

function configuration({ environment, secrets }: Diff): Content {
  const names = environment.flatMap(({ service, added, removed }) => [
    ...(removed.length === 0 ? [] : [markup`<li>${service} no longer finds ${codes(removed)}</li>`]),
    ...(added.length === 0 ? [] : [markup`<li>${service} finds ${codes(added)}</li>`]),
  ]);
  const keys = (secrets ?? []).map(
    ({ key, change }) => markup`<li><code>${key}</code>: ${SECRET_WORDS[change]}, never shown</li>`,
  );
  if (names.length + keys.length === 0)
    return markup`<p>No service finds other names, and no secret of the config differs.</p>`;
  return markup`<ul class="list">${names}${keys}</ul>`;
}

const codes = (names: readonly string[]) =>
  names.map((name, index) => markup`${index === 0 ? "" : ", "}<code>${name}</code>`);

function outputs({ outputs: all }: Diff): Content {
  return all.length === 0
    ? null
    : markup`<details class="small"><summary>${counted(all.length, "output")} of the stack</summary>${fields(all)}</details>`;
}

/** A comparison as one page that needs no network and no script, and is searched with one. */
export function diffHtml(diff: Diff, plans?: Compared): string {
  const { from, to, issues } = diff;
  const picture = diffPicture(diff, plans);
  const groups = ACTIONS.filter(({ id }) => diff.changes.some(({ action }) => action === id));
  return page({
    title: `landfall diff: ${from.label} → ${to.label}`,
    about: `landfall diff of ${from.app === to.app ? from.app : `${from.app} and ${to.app}`}: ${from.topology} → ${to.topology}`,
    heading: markup`${from.label} <span class="to">→</span> ${to.label}`,
    figures: [
      ...diffCounts(diff).map(({ id, count, text }) => ({
        value: String(count),
        text: text.slice(String(count).length + 1),
        bad: id === "atRisk" && count > 0,
      })),
      {
        value: costChange(sideCost(from), sideCost(to)),
        text: `USD a month${from.unpriced + to.unpriced > 0 ? ", of what is priced" : ""}`,
      },
    ],
    sections: [
      { id: "risks", title: "Data at risk", body: risks(diff), alarm: diff.risks.length > 0 },
      { id: "picture", title: "Picture", body: [legend(picture), figure(picture)] },
      { id: "parts", title: "Parts", body: parts(diff) },
      { id: "environment", title: "Environment", body: configuration(diff) },
      { id: "cost", title: "Cost", body: cost(diff) },
      { id: "resources", title: "Resources", body: [tree(branches(diff), groups), outputs(diff)] },
    ],
    footer: `To settle before a real run: ${issues.from} before, ${issues.to} after.`,
  });
}
