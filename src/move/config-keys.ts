import { quoted } from "./shell";

/** Where a side stands, as config says it. */
export interface Placing {
  /** The topology's name. */
  readonly topology: string;
  /** Parts of it that are replaced. */
  readonly override?: Readonly<Record<string, unknown>> | undefined;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const within = (path: string, key: string): string =>
  /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;

/** The values inside a value, by path; what the command line cannot write is told apart. */
function leaves(path: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((item, index) => leaves(`${path}[${index}]`, item));
  if (isMapping(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, item]) => leaves(within(path, key), item));
  return [[path, value]];
}

/** A text that `pulumi config set --path` would take for something else. */
const isMistaken = (value: unknown): boolean => typeof value === "string" && /^(true|false|[+-]?\d+)$/.test(value);

function setLine(stack: string, path: string, value: unknown): string {
  if (value === null || typeof value === "object")
    return `# By hand, in Pulumi.${stack}.yaml: ${path}: ${JSON.stringify(value)}`;
  const type = isMistaken(value)
    ? " --type string"
    : typeof value === "number" && !Number.isInteger(value)
      ? " --type float"
      : "";
  return `pulumi config set --stack ${stack}${type} --path '${path.replaceAll("'", `'\\''`)}' -- ${quoted(typeof value === "string" ? value : JSON.stringify(value))}`;
}

/** Lines that set a key to a value, whatever is in it. */
export const setLines = (stack: string, path: string, value: unknown): string[] =>
  leaves(path, value).map(([at, leaf]) => setLine(stack, at, leaf));

/** A side as `landfall:move` names it. */
const named = ({ topology, override }: Placing): unknown =>
  override === undefined || Object.keys(override).length === 0 ? topology : { topology, override };

/** Lines that say where the other side is. */
export const sideLines = (stack: string, key: "to" | "from", side: Placing): string[] =>
  setLines(stack, `landfall:move.${key}`, named(side));

/** Lines that make the stack stand where a side is. */
export const placeLines = (stack: string, before: Placing, after: Placing): string[] => [
  ...(before.topology === after.topology
    ? []
    : [`pulumi config set --stack ${stack} landfall:topology ${quoted(after.topology)}`]),
  ...(before.override === undefined ? [] : [`pulumi config rm --stack ${stack} landfall:override`]),
  ...(after.override === undefined ? [] : setLines(stack, "landfall:override", after.override)),
];

/** Whether a `key=value` says where the stack stands, which is told by itself. */
export const isPlacing = (pair: string): boolean => /^(landfall:)?(topology|override)(=|\.)/.test(pair);

/** A line that sets a key as the command line was given it. */
export function pairLine(stack: string, pair: string): string {
  const split = pair.indexOf("=");
  const key = pair.slice(0, split);
  const full = key.includes(":") ? key : `landfall:${key}`;
  const path = full.includes(".") ? " --path" : "";
  return `pulumi config set --stack ${stack}${path} ${quoted(full)} -- ${quoted(pair.slice(split + 1))}`;
}
