import type { Picture, State } from "../picture";
import { clipped } from "../../../components/core/text";
import { layout, type Box, type Label } from "./layout";
import { markup, type Markup } from "./markup";

const TITLE_UNITS = 24;
const LINE_UNITS = 27;

const MARKS: Readonly<Partial<Record<State, string>>> = {
  added: "+",
  removed: "−",
  moved: "→",
  changed: "~",
};

function box({ node, x, y, width, height, holds }: Box): Markup {
  const { title, lines, state, kind } = node;
  const mark = state === undefined ? undefined : MARKS[state];
  const classes = ["box", `kind-${kind}`, ...(holds ? ["holds"] : []), ...(state === undefined ? [] : [state])].join(
    " ",
  );
  const said = lines.map(
    (line, index) =>
      markup`<text class="line" x="${x + 12}" y="${y + 41 + 16 * index}">${clipped(line, LINE_UNITS)}</text>`,
  );
  const badge =
    mark === undefined ? null : markup`<text class="mark" x="${x + width - 18}" y="${y + 24}">${mark}</text>`;
  return markup`<g class="${classes}"><title>${[title, ...lines].join(", ")}${
    state === undefined || state === "unchanged" ? "" : `: ${state}`
  }</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/><text class="name" x="${x + 12}" y="${
    y + 24
  }">${clipped(title, TITLE_UNITS)}</text>${said}${badge}</g>`;
}

const label = ({ x, y, text, state, anchor }: Label) =>
  markup`<text class="protocol ${state ?? ""}" x="${x}" y="${y}" text-anchor="${anchor}">${state === undefined ? "" : `${MARKS[state]} `}${text}</text>`;

/** The picture as SVG, with its arrows in words for who does not see it. */
export function figure(picture: Picture): Markup {
  const { width, height, lanes, boxes, arrows, labels } = layout(picture);
  const titles = new Map(
    picture.nodes.map(({ id, title, part }) => [id, part === null ? title : `${title} (${part})`]),
  );
  const nameOf = (id: string) => titles.get(id) ?? id;
  const words = picture.edges.map(
    ({ from, to, label: text, state }) =>
      markup`<li>${nameOf(from)} → ${nameOf(to)}: ${text}${state === undefined ? "" : `, ${state}`}</li>`,
  );
  return markup`<figure><div class="scroll" role="region" aria-label="The picture, which scrolls" tabindex="0"><svg role="img" aria-label="The topology, from visitors to data, by provider; in words below" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5 7.5 4 0 7.5z"/></marker></defs>${lanes.map(
    (lane) =>
      markup`<g class="lane"><rect x="${lane.x}" y="${lane.y}" width="${lane.width}" height="${lane.height}" rx="10"/><text x="${
        lane.x + 14
      }" y="${lane.y + 20}">${lane.provider === "" ? "no provider" : lane.provider}</text></g>`,
  )}${boxes.filter(({ holds }) => holds).map(box)}${arrows.map(
    ({ edge, path }) => markup`<path class="arrow ${edge.state ?? ""}" d="${path}" marker-end="url(#head)"/>`,
  )}${boxes.filter(({ holds }) => !holds).map(box)}${labels.map(label)}</svg></div><figcaption><details><summary>The picture in words</summary><ul>${words}</ul></details></figcaption></figure>`;
}
