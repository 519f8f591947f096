import { documentNames } from "../config/documents";
import type { Topology } from "../config/topology";
import { kinds } from "../capabilities";
import { topologyOf } from "./read";
import { page, table } from "./table";

interface Part {
  readonly provider: string;
  readonly shape: string;
  readonly size?: string;
  readonly count?: number;
  readonly maxCount?: number;
}

/** A part in words, e.g. `aws containers, small x 2-4`. */
function partOf({ provider, shape, size, count, maxCount }: Part): string {
  const shown = shape === "managed" && size === undefined ? provider : `${provider} ${shape}`;
  const copies = count === undefined ? "" : ` x ${maxCount === undefined ? count : `${count}-${maxCount}`}`;
  return `${shown}${size === undefined ? "" : `, ${size}`}${copies}`;
}

function costOf({ documented }: Topology): string {
  const { min, max } = documented?.monthlyUsd ?? {};
  if (min === undefined || max === undefined) return "not said";
  return min === max ? `${min}` : `${min} to ${max}`;
}

function sectionOf(topology: Topology): string {
  const { name, description, documented, equivalents } = topology;
  const parts = kinds.flatMap((kind) => {
    const part = topology[kind];
    return part === undefined ? [] : [[kind, partOf(part)]];
  });
  const standby = topology.standby === undefined ? [] : [["standby", "a second region of the same provider"]];
  const stands = Object.entries(equivalents).map(([named, built]) => `- ${named}: ${built}`);
  return [
    `## ${name}`,
    description ?? "",
    ...(documented === undefined
      ? []
      : [
          `Documented in \`${documented.document}\` as "${documented.as}", USD a month: ${costOf(topology)}.`,
          documented.figures.map((figure) => `- ${figure}`).join("\n"),
        ]),
    ...(stands.length === 0
      ? []
      : [`What stands in for platforms outside the four providers:\n\n${stands.join("\n")}`]),
    table(["part", "lands on"], [...parts, ...standby]),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The page of every topology of a project. */
export const topologiesPage = (root: string): string =>
  page(
    "Topologies",
    "`topologies/`",
    "A part is built where the app needs it; which app lands where is in [matrix.md](matrix.md).",
    ...documentNames(root, "topologies").map((name) => sectionOf(topologyOf(root, name))),
  );
