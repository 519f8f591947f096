import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clipped } from "../../../components/core/text";
import { markup, Markup, type Content } from "./markup";

const asset = (name: string): string => readFileSync(join(__dirname, name), "utf8");

/** One section of a page, reached from its navigation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Content;
  /** Whether it is what to look at first. */
  readonly alarm?: boolean;
}

/** A figure of the summary. */
export interface Figure {
  readonly value: string;
  readonly text: string;
  readonly bad?: boolean;
}

export interface Page {
  readonly title: string;
  readonly heading: Content;
  readonly about: string;
  readonly figures: readonly Figure[];
  readonly sections: readonly Section[];
  readonly footer: string;
}

const section = ({ id, title, body, alarm }: Section) =>
  markup`<section id="${id}" aria-labelledby="${id}-title" class="${alarm === true ? "alarm" : ""}"><h2 id="${id}-title">${title}</h2>${body}</section>
`;

/**
 * A whole page that needs nothing but itself: its policy lets in no address, and of scripts the one with its own hash.
 *
 * @see https://www.w3.org/TR/CSP3/#external-hash
 */
export function page({ title, heading, about, figures, sections, footer }: Page): string {
  const script = asset("browser.js");
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const { text } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>
${new Markup(asset("style.css"))}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div class="wide">
<p class="eyebrow">${about}</p>
<h1>${heading}</h1>
<ul class="figures" aria-label="Summary">${figures.map(
    (figure) =>
      markup`<li class="${figure.bad === true ? "bad" : ""}"><b>${figure.value}</b><span>${figure.text}</span></li>`,
  )}</ul>
</div></header>
<nav aria-label="Sections"><div class="wide"><ul>${sections.map(
    ({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`,
  )}</ul><button id="theme" type="button" hidden>Dark theme</button></div></nav>
<main id="main" tabindex="-1"><div class="wide">
${sections.map(section)}</div></main>
<footer><div class="wide">${footer}</div></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return text;
}

/** A row of the tree of resources. */
export interface Row {
  /** What it is filtered by. */
  readonly group: string;
  readonly name: string;
  readonly type: string;
  readonly tags: readonly { readonly text: string; readonly style: string }[];
  /** What unfolds; null where there is nothing more to say. */
  readonly more: Content;
}

export interface Branch {
  readonly title: string;
  readonly rows: readonly Row[];
}

export const tag = (text: string, style = ""): Markup => markup`<span class="tag ${style}">${text}</span>`;

const VALUE_UNITS = 240;

/** A value in code; a long one is cut. */
export const value = (text: string): Markup => markup`<code>${clipped(text, VALUE_UNITS)}</code>`;

function row({ group, name, type, tags, more }: Row): Markup {
  const said = markup`${tags.map(({ text, style }) => markup`${tag(text, style)} `)}${name} <code class="type">${type}</code>`;
  const inside = more === null ? said : markup`<details><summary>${said}</summary>${more}</details>`;
  return markup`<li data-group="${group}">${inside}</li>
`;
}

/** Folds for parts with their resources; the script adds a search over them. */
export function tree(
  branches: readonly Branch[],
  groups: readonly { readonly id: string; readonly text: string }[],
): Markup {
  const count = branches.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count === 0) return markup`<p>None.</p>`;
  const open = count <= 60;
  return markup`<fieldset class="tools" id="tools" hidden aria-label="What is shown"><label>Search <input type="search" id="search" aria-keyshortcuts="/" aria-controls="tree" autocomplete="off" spellcheck="false"></label>${groups.map(
    ({ id, text }) => markup`<label><input type="checkbox" value="${id}" checked> ${text}</label>`,
  )}<span id="status" role="status" class="soft"></span></fieldset>
<div class="tree" id="tree">${branches
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ title, rows }) =>
        markup`<details${open ? new Markup(" open") : null}><summary>${title} <span class="soft">${rows.length}</span></summary><ul>${rows.map(row)}</ul></details>
`,
    )}</div>`;
}

/** A bar for each amount, to the scale of the largest of all. */
export const bars = (amounts: readonly (number | null)[], most: number): Markup =>
  markup`<span class="bars" aria-hidden="true">${amounts.map((amount, index) =>
    amount === null || amount === 0 || most === 0
      ? null
      : markup`<span class="bar ${index === amounts.length - 1 ? "after" : ""}" style="width:${((100 * amount) / most).toFixed(1)}%"></span>`,
  )}</span>`;
