import { counted, painted, table, wrapped, type Layout } from "../plan/layout";
import { shortType } from "../plan/text";
import { mayGo, passes, type Danger, type Verdict } from "./verdict";
import { nameOf } from "../plan/urn";

/** How many changes a page lists; a step summary of GitHub takes 1 MiB, and nobody reads on. */
const CHANGES_SHOWN = 500;

const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1) ?? "";

const told = ({ type, urn, fate, why, because }: Danger) =>
  `${shortType(type)} ${nameOf(urn)} ${fate === "lost" ? "is gone from the cloud" : `would be ${fate}`}: it ${why}` +
  (because.length === 0 ? "" : `; forced by ${because.join(", ")}`);

function headline(verdict: Verdict): string {
  const refused = verdict.dangers.filter((it) => !mayGo(it)).length;
  if (refused > 0) return `refused: ${counted(refused, "resource")} with data or protection would go`;
  if (verdict.errors.length > 0) return "refused: the preview itself failed";
  if (verdict.needless.length > 0) return "refused: what was named is not what would go";
  if (verdict.dangers.length > 0) return `passes: ${counted(verdict.dangers.length, "resource")} may go, as named`;
  return "passes: nothing that holds data or is protected goes";
}

/** `2 create, 1 update`; "no changes" where there are none. */
function summary({ changes }: Verdict): string {
  const counts = new Map<string, number>();
  for (const { op } of changes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const words = [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([op, count]) => `${count} ${op}`);
  return words.length === 0 ? "no changes" : words.join(", ");
}

/** What to do about a refusal: the commands of those that are protected, and the names of the others. */
function ways({ dangers }: Verdict): { readonly unprotect: string[]; readonly name: string[] } {
  return {
    unprotect: dangers.filter(({ held }) => held).map(({ urn }) => `pulumi state unprotect '${urn}'`),
    name: dangers.filter(({ named }) => !named).map(({ urn }) => urn),
  };
}

const UNPROTECT = "unprotect it, once you know that its data is safe:";
const NAME = "name it, once you know that its data is safe:";

/** The verdict for a terminal. */
export function verdictText(verdict: Verdict, layout: Layout): string {
  const style = passes(verdict) ? "green" : "red";
  const { unprotect, name } = ways(verdict);
  const lines = [
    painted({ text: headline(verdict), style }, layout),
    ...verdict.errors.flatMap((error) => wrapped(error, 2, layout)),
    ...table(
      verdict.dangers.map((danger) => [mayGo(danger) ? "named" : "refused", told(danger)]),
      2,
      layout,
    ),
    ...verdict.needless.flatMap((urn) => wrapped(`named, but left alone by this preview: ${urn}`, 2, layout)),
    summary(verdict),
    ...(unprotect.length > 0 ? [UNPROTECT, ...unprotect.map((line) => `  ${line}`)] : []),
    ...(name.length > 0 ? [NAME, ...name.map((urn) => `  --allow '${urn}'`)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Text that stands in a table of Markdown as it is, whatever a resource is called. */
const code = (text: string) => `<code>${text.replace(/[&<>|`\n]/g, (it) => `&#${it.charCodeAt(0)};`)}</code>`;

/** The verdict as a page of Markdown: a step summary, or an issue. No value of an input stands in it. */
export function verdictMarkdown(verdict: Verdict): string {
  const { dangers, changes, errors, needless } = verdict;
  const { unprotect, name } = ways(verdict);
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? "" : `${title}\n\n${"```"}\n${lines.join("\n")}\n${"```"}`;
  const shown = changes.slice(0, CHANGES_SHOWN);
  const parts = [
    `**${headline(verdict)}** (${summary(verdict)})`,
    errors.map((error) => `- ${code(error)}`).join("\n"),
    dangers.map((danger) => `- ${mayGo(danger) ? "named" : "**refused**"}: ${code(told(danger))}`).join("\n"),
    needless.map((urn) => `- named, but left alone by this preview: ${code(urn)}`).join("\n"),
    block(UNPROTECT, unprotect),
    block(NAME, name),
    shown.length === 0
      ? ""
      : [
          `<details><summary>${counted(changes.length, "change")}</summary>\n`,
          "| what | type | name |\n|---|---|---|",
          ...shown.map(({ op, urn }) => `| ${op} | ${code(shortType(typeOf(urn)))} | ${code(nameOf(urn))} |`),
          ...(shown.length < changes.length ? [`\n${changes.length - shown.length} more are in the log.`] : []),
          "\n</details>",
        ].join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
