import type { Diff } from "../diff/schema";
import type { Plan } from "../plan/schema";
import { planPicture, type Picture, type PictureNode } from "./picture";
import { diffPicture, type Compared } from "./picture-diff";
import { clipped, visible } from "../../components/core/text";

const LABEL_UNITS = 80;

/** Colours that are read on the light and on the dark background of a page. */
const CLASSES = {
  added: "fill:#d9f2e3,stroke:#1f7a4d,color:#12261b",
  removed: "fill:#f9dcdc,stroke:#b3261e,color:#3a1210,stroke-dasharray:5 3",
  moved: "fill:#dbe8fb,stroke:#1f5fb0,color:#0f2440",
  changed: "fill:#fbeccb,stroke:#8a5a00,color:#33230a",
} as const;

/** An id that the grammar takes, the same for the same name and for no other. */
const idOf = (prefix: string, name: string): string =>
  `${prefix}_${name.replace(/[^A-Za-z0-9]/g, (found) => `_${found.charCodeAt(0).toString(16)}_`)}`;

/** A text that is nothing but text: all that could end it, be HTML, Markdown or a directive becomes an entity. */
const label = (text: string): string =>
  clipped(visible(text), LABEL_UNITS).replace(/[^\p{L}\p{N} .,:/_+()-]/gu, (found) => `#${found.codePointAt(0)};`);

const quoted = (lines: readonly string[]): string => `"${lines.map(label).join("<br/>")}"`;

/** The corners tell what a box is: data stands in a cylinder, visitors in a circle. */
function box(node: PictureNode): string {
  const text = quoted([node.title, ...node.lines]);
  const id = idOf("n", node.id);
  if (node.kind === "visitors") return `${id}((${text}))`;
  return ["database", "cache", "object-storage"].includes(node.kind) ? `${id}[(${text})]` : `${id}[${text}]`;
}

/** A box with what becomes of it; a part with services is a group of them. */
function boxes(picture: Picture, provider: string | null): string[] {
  return picture.nodes
    .filter((node) => node.provider === provider && node.part === null)
    .flatMap((node) => {
      // A service that went may have been on another provider than the part is now.
      const services = picture.nodes.filter((other) => other.part === node.id && other.provider === provider);
      if (services.length === 0) return [box(node)];
      const open = `subgraph ${idOf("n", node.id)}[${quoted([node.title, ...node.lines])}]`;
      return [open, ...services.map((service) => `  ${box(service)}`), "end"];
    });
}

const strays = (picture: Picture, provider: string | null) => {
  const here = new Set(picture.nodes.filter((node) => node.provider === provider).map(({ id }) => id));
  return picture.nodes.filter((node) => node.provider === provider && node.part !== null && !here.has(node.part));
};

function mermaid(picture: Picture): string {
  const providers = [...new Set(picture.nodes.map(({ provider }) => provider))].filter((id) => id !== null).sort();
  const inside = (provider: string | null) => [...boxes(picture, provider), ...strays(picture, provider).map(box)];
  const groups = providers.flatMap((id) => [
    `subgraph ${idOf("p", id)}[${quoted([id])}]`,
    ...inside(id).map((line) => `  ${line}`),
    "end",
  ]);
  const arrows = picture.edges.map(({ from, to, label: text, state }) => {
    const said = state === undefined ? text : `${text} (${state})`;
    return `${idOf("n", from)} ${state === "removed" ? "-.->" : "-->"}|${quoted([said])}| ${idOf("n", to)}`;
  });
  const states = Object.entries(CLASSES).flatMap(([name, style]) => {
    const ids = picture.nodes.filter(({ state }) => state === name).map(({ id }) => idOf("n", id));
    return ids.length === 0 ? [] : [`classDef ${name} ${style}`, `class ${ids.join(",")} ${name}`];
  });
  const lines = [...inside(null), ...groups, ...arrows, ...states];
  return `flowchart LR\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** The topology of a plan as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html. */
export const planMermaid = (plan: Plan): string => mermaid(planPicture(plan));

/** What becomes of a topology as a Mermaid flowchart; parts carry the class of their change. */
export const diffMermaid = (diff: Diff, plans?: Compared): string => mermaid(diffPicture(diff, plans));
