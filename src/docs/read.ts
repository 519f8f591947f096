import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { appSchema, type App } from "../config/app";
import { topologySchema, type Topology } from "../config/topology";

const yamlOf = (root: string, folder: string, name: string): unknown =>
  parse(readFileSync(join(root, folder, `${name}.yaml`), "utf8"));

/** A shipped app, as its file describes it. */
export const appOf = (root: string, name: string): App => appSchema.parse(yamlOf(root, "apps", name));

/** A shipped topology, as its file describes it. */
export const topologyOf = (root: string, name: string): Topology =>
  topologySchema.parse(yamlOf(root, "topologies", name));
