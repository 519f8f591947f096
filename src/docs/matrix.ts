import type { Cell } from "../matrix";
import { page, table } from "./table";

/** The page of which app lands on which topology, with the reason wherever one does not. */
export function matrixPage(cells: readonly Cell[]): string {
  const apps = [...new Set(cells.map(({ app }) => app))];
  const topologies = [...new Set(cells.map(({ topology }) => topology))];
  const cellOf = (app: string, topology: string) => cells.find((it) => it.app === app && it.topology === topology)!;
  const rows = topologies.map((topology) => [
    topology,
    ...apps.map((app) => (cellOf(app, topology).outcome === "lands" ? "lands" : "no")),
  ]);
  const refused = cells.filter(({ outcome }) => outcome === "refused");
  const reasons = refused.map(({ app, topology, reasons: lines }) =>
    [`### ${app} on ${topology}`, lines.map((line) => `- ${line}`).join("\n")].join("\n\n"),
  );
  return page(
    "Which app lands where",
    "the apps, the topologies and what the providers declare",
    `${cells.length - refused.length} of ${cells.length} land.`,
    table(["topology", ...apps], rows),
    ...(reasons.length === 0 ? [] : ["## Why not", ...reasons]),
  );
}
