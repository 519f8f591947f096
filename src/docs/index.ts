import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "../matrix";
import { capabilitiesPage } from "./capabilities";
import { configPage } from "./config";
import { costPage, documentedCosts } from "./cost";
import { matrixPage } from "./matrix";
import { reliabilityPage } from "./reliability";
import { sizesPage } from "./sizes";
import { topologiesPage } from "./topologies";

/** Every generated page of `docs/`, by file name. */
export const docsPages = async (root: string, cells: readonly Cell[]): Promise<Readonly<Record<string, string>>> => ({
  "capabilities.md": capabilitiesPage(),
  "config.md": configPage(),
  "cost.md": costPage(root, await documentedCosts(root, cells)),
  "matrix.md": matrixPage(cells),
  "reliability.md": reliabilityPage(root),
  "sizes.md": sizesPage(),
  "topologies.md": topologiesPage(root),
});

/** Writes the generated pages anew; `npm run schemas`. */
export async function writeDocs(root: string, cells: readonly Cell[]): Promise<void> {
  mkdirSync(join(root, "docs"), { recursive: true });
  for (const [file, text] of Object.entries(await docsPages(root, cells)))
    writeFileSync(join(root, "docs", file), text);
}
