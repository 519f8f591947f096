import type { Diff, DiffPart, DiffPlace } from "../diff/schema";
import type { Plan } from "../plan/schema";
import { draw, planPicture, type Picture, type PictureEdge, type PictureNode, type PicturePart } from "./picture";
import { placeText } from "./words";

/** The plans that were compared; with them, a picture has the services. */
export interface Compared {
  readonly from: Plan;
  readonly to: Plan;
}

function partOn({ name, kind }: DiffPart, place: DiffPlace): PicturePart {
  const { provider, service, shape, size } = place;
  return { name, kind, provider, service, shape, settings: size === null ? {} : { instanceType: size } };
}

const drawSide = (diff: Diff, side: "from" | "to"): Picture =>
  draw(diff.parts.flatMap((part) => (part[side] === null ? [] : [partOn(part, part[side])])));

const keyOf = ({ from, to, label }: PictureEdge) => [from, to, label].join("\n");

/** What stood there before; of which provider, where that is another one. */
const wasText = (from: DiffPlace, to: DiffPlace | null): string => {
  const same = from.provider === null || from.provider === to?.provider;
  return `was ${placeText(from)}${same ? "" : `, ${from.provider}`}`;
};

/** What becomes of a box: of a part as the comparison says, of a service by whether it is there and equal. */
function stateOf(node: PictureNode, before: PictureNode | undefined, part: DiffPart | undefined): PictureNode {
  if (before === undefined) return { ...node, state: node.id === "visitors" ? "unchanged" : "added" };
  if (part?.change === "moved") {
    const was = node.part === null && part.from !== null ? [wasText(part.from, part.to)] : [];
    return { ...node, lines: [...node.lines, ...was], state: "moved" };
  }
  if (node.part === null && part !== undefined) return { ...node, state: part.change };
  return { ...node, state: before.detail === node.detail ? "unchanged" : "changed" };
}

/** The picture of a comparison: what is there afterwards, and what goes. Without the plans, of the parts alone. */
export function diffPicture(diff: Diff, plans?: Compared): Picture {
  const before = plans === undefined ? drawSide(diff, "from") : planPicture(plans.from);
  const after = plans === undefined ? drawSide(diff, "to") : planPicture(plans.to);
  const parts = new Map(diff.parts.map((part) => [part.name, part]));
  const earlier = new Map(before.nodes.map((node) => [node.id, node]));
  const later = new Set(after.nodes.map(({ id }) => id));
  const gone = before.nodes.filter(({ id }) => !later.has(id));
  const edgesBefore = new Set(before.edges.map(keyOf));
  const edgesAfter = new Set(after.edges.map(keyOf));
  return {
    nodes: [
      ...after.nodes.map((node) => stateOf(node, earlier.get(node.id), parts.get(node.part ?? node.id))),
      ...gone.map((node): PictureNode => ({ ...node, state: "removed" })),
    ],
    edges: [
      ...after.edges.map((edge) => (edgesBefore.has(keyOf(edge)) ? edge : { ...edge, state: "added" as const })),
      ...before.edges
        .filter((edge) => !edgesAfter.has(keyOf(edge)))
        .map((edge) => ({ ...edge, state: "removed" as const })),
    ],
  };
}
