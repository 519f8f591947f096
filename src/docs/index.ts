import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "../matrix";
import { capabilitiesPage } from "./capabilities";
import { configPage } from "./config";
import { matrixPage } from "./matrix";
import { sizesPage } from "./sizes";
import { topologiesPage } from "./topologies";

/** Every generated page of `docs/`, by file name. */
export const docsPages = (root: string, cells: readonly Cell[]): Readonly<Record<string, string>> => ({
  "capabilities.md": capabilitiesPage(),
  "config.md": configPage(),
  "matrix.md": matrixPage(cells),
  "sizes.md": sizesPage(),
  "topologies.md": topologiesPage(root),
});

/** Writes the generated pages anew; `npm run schemas`. */
export function writeDocs(root: string, cells: readonly Cell[]): void {
  mkdirSync(join(root, "docs"), { recursive: true });
  for (const [file, text] of Object.entries(docsPages(root, cells))) writeFileSync(join(root, "docs", file), text);
}
