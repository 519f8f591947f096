import type { Picture, PictureEdge, PictureNode } from "../picture";

/** Pixels of the picture at its own size. */
export interface Box {
  readonly node: PictureNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether services stand inside it. */
  readonly holds: boolean;
}

export interface Lane {
  readonly provider: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly edge: PictureEdge;
  readonly path: string;
}

/** What stands at the head of the arrows into a box; the same protocol once. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly state: PictureEdge["state"];
  /** Which end of the text stands at `x`. */
  readonly anchor: "start" | "end";
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly labels: readonly Label[];
}

const WIDTH = 196;
const VISITORS_WIDTH = 92;
const GAP = 132;
const MARGIN = 16;
const PAD = 10;
const TITLE = 20;
const LINE = 16;
const LANE_HEAD = 30;
const BETWEEN = 16;
/** How far an arrow inside a column bows out. */
const BOW = 44;

const heightOf = (node: PictureNode) => PAD + TITLE + LINE * node.lines.length + PAD - 4;

/** A box of a column with the services inside it. */
interface Item {
  readonly node: PictureNode;
  readonly services: readonly PictureNode[];
  readonly height: number;
}

function itemsOf(nodes: readonly PictureNode[]): Item[] {
  const here = new Set(nodes.map(({ id }) => id));
  return nodes
    .filter(({ part }) => part === null || !here.has(part))
    .map((node) => {
      const services = nodes.filter(({ part }) => part === node.id);
      const inside = services.reduce((sum, service) => sum + heightOf(service) + PAD, 0);
      return { node, services, height: heightOf(node) + inside };
    });
}

const stackHeight = (items: readonly Item[]) =>
  items.reduce((sum, { height }) => sum + height, 0) + BETWEEN * Math.max(0, items.length - 1);

function place({ node, services, height }: Item, x: number, y: number): Box[] {
  const boxes: Box[] = [{ node, x, y, width: WIDTH, height, holds: services.length > 0 }];
  let at = y + heightOf(node);
  for (const service of services) {
    const own = heightOf(service);
    boxes.push({ node: service, x: x + PAD, y: at, width: WIDTH - 2 * PAD, height: own, holds: false });
    at += own + PAD;
  }
  return boxes;
}

const middle = ({ y, height }: Box) => y + height / 2;
const round = (value: number) => Math.round(value * 10) / 10;

/** The height at which an arrow passes the boxes of the columns between its ends: the free one nearest to its way. */
function passage(
  from: Box,
  to: Box,
  boxes: readonly Box[],
  lanes: readonly Lane[],
): { left: number; right: number; y: number } | undefined {
  const between = boxes.filter(({ node }) => node.layer > from.node.layer && node.layer < to.node.layer);
  const tops = between.filter(({ node }) => node.part === null);
  if (tops.length === 0) return undefined;
  const [left, right] = [Math.min(...tops.map(({ x }) => x)), Math.max(...tops.map(({ x, width }) => x + width))];
  const straight = (middle(from) + middle(to)) / 2;
  const taken = [...tops, ...lanes.map(({ y }) => ({ y, height: LANE_HEAD - BETWEEN / 2 }))];
  const isFree = (at: number) => taken.every(({ y, height }) => at <= y - 4 || at >= y + height + 4);
  const heights = [straight, ...taken.flatMap(({ y, height }) => [y - BETWEEN / 2, y + height + BETWEEN / 2])];
  const free = heights.filter(isFree).sort((one, other) => Math.abs(one - straight) - Math.abs(other - straight));
  return { left: left - 10, right: right + 10, y: free[0] ?? straight };
}

/** A curve from the right side of one box to the left of another; inside a column, out to the right and back. */
function pathBetween(from: Box, to: Box, boxes: readonly Box[], lanes: readonly Lane[]): string {
  const [x1, y1, y2] = [from.x + from.width, middle(from), middle(to)].map(round) as [number, number, number];
  if (from.node.layer >= to.node.layer) {
    const x2 = round(to.x + to.width);
    const bow = round(Math.max(x1, x2) + BOW);
    return `M${x1} ${y1}C${bow} ${y1} ${bow} ${y2} ${x2} ${y2}`;
  }
  const x2 = round(to.x);
  const curve = (x: number, y: number, toX: number, toY: number) => {
    const bend = Math.min((toX - x) / 2, GAP * 0.6);
    return `C${round(x + bend)} ${round(y)} ${round(toX - bend)} ${round(toY)} ${round(toX)} ${round(toY)}`;
  };
  const pass = passage(from, to, boxes, lanes);
  if (pass === undefined) return `M${x1} ${y1}${curve(x1, y1, x2, y2)}`;
  const { left, right, y } = pass;
  return `M${x1} ${y1}${curve(x1, y1, left, y)}H${round(right)}${curve(right, y, x2, y2)}`;
}

function labelsOf(edges: readonly PictureEdge[], boxes: ReadonlyMap<string, Box>): Label[] {
  const seen = new Set<string>();
  const rows = new Map<string, number>();
  // What stays is told before what comes and goes, and then once.
  const inOrder = [
    ...edges.filter(({ state }) => state === undefined),
    ...edges.filter(({ state }) => state !== undefined),
  ];
  return inOrder.flatMap(({ from, to, label, state }) => {
    const [source, target] = [boxes.get(from)!, boxes.get(to)!];
    const sideways = source.node.layer >= target.node.layer;
    const key = [to, label, sideways].join("\n");
    if (seen.has(key)) return [];
    seen.add(key);
    const side = `${to}\n${sideways}`;
    const row = rows.get(side) ?? 0;
    rows.set(side, row + 1);
    const x = sideways ? target.x + target.width + 14 : target.x - 12;
    const y = middle(target) - 6 - 14 * row;
    return [{ x: round(x), y: round(y), text: label, state, anchor: sideways ? ("start" as const) : ("end" as const) }];
  });
}

/** Columns from visitors to data, a lane for each provider; the same for the same picture. */
export function layout(picture: Picture): Drawing {
  const providers = [
    ...new Set(picture.nodes.filter(({ kind }) => kind !== "visitors").map((it) => it.provider ?? "")),
  ];
  providers.sort();
  const layers = [1, 2, 3].filter((layer) => picture.nodes.some((node) => node.layer === layer));
  const laneX = MARGIN + VISITORS_WIDTH + GAP - 34;
  const xOf = new Map(layers.map((layer, index) => [layer, laneX + 34 + index * (WIDTH + GAP)]));
  const laneWidth = 34 + layers.length * (WIDTH + GAP) - 24;
  const boxes: Box[] = [];
  const lanes: Lane[] = [];
  let y = MARGIN;
  for (const provider of providers) {
    const own = picture.nodes.filter((node) => node.kind !== "visitors" && (node.provider ?? "") === provider);
    const columns = layers.map((layer) => ({ layer, items: itemsOf(own.filter((node) => node.layer === layer)) }));
    const inside = Math.max(...columns.map(({ items }) => stackHeight(items)));
    const height = LANE_HEAD + inside + BETWEEN;
    for (const { layer, items } of columns) {
      let at = y + LANE_HEAD;
      for (const item of items) {
        boxes.push(...place(item, xOf.get(layer)!, at));
        at += item.height + BETWEEN;
      }
    }
    lanes.push({ provider, x: laneX, y, width: laneWidth, height });
    y += height + BETWEEN;
  }
  const height = y - BETWEEN + MARGIN;
  const visitors = picture.nodes.find(({ kind }) => kind === "visitors");
  if (visitors !== undefined) {
    const asked = picture.edges.filter(({ from }) => from === visitors.id).map(({ to }) => to);
    const first = boxes.filter(({ node }) => asked.includes(node.id)).map(middle);
    const centre = first.length === 0 ? height / 2 : first.reduce((sum, one) => sum + one, 0) / first.length;
    const own = heightOf(visitors);
    const shape = { x: MARGIN, width: VISITORS_WIDTH, height: own, holds: false };
    boxes.unshift({ node: visitors, ...shape, y: round(Math.max(MARGIN, centre - own / 2)) });
  }
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const arrows = picture.edges.map((edge) => ({
    edge,
    path: pathBetween(byId.get(edge.from)!, byId.get(edge.to)!, boxes, lanes),
  }));
  const width = laneX + laneWidth + MARGIN;
  return { width, height, lanes, boxes, arrows, labels: labelsOf(picture.edges, byId) };
}
