import { parse, stringify } from "yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cellConfig } from "./cells";
import { projectRoot } from "./config";

/** Each app on the topology that its own document takes or recommends; see docs/topologies.md. */
export const OWN_CELLS = [
  ["megilance", "oci-do-free"],
  ["voguevault", "platform-recommended"],
  ["advancia", "cloudflare-droplet"],
  ["belly", "multi-container"],
  ["zoptal", "aws-vm"],
] as const;

/** The same stack with another name of its topology: every resource that carries labels is updated, none is replaced. */
export function relabelled(app: string, topology: string, more: Readonly<Record<string, unknown>> = {}): string {
  const text = readFileSync(join(projectRoot, "topologies", `${topology}.yaml`), "utf8");
  const renamed = { ...(parse(text) as object), name: `${topology}-b` };
  const { config } = parse(cellConfig(app, topology, more)) as { config: object };
  return stringify({ config: { ...config, "landfall:topology": JSON.stringify(renamed) } });
}
