import { mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { ConfigSource } from "../../src/config/source";
import { projectRoot } from "./config";

/** A project of its own, whose app ships workers. */
export const workerShopRoot = join(projectRoot, "tests", "fixtures", "worker-shop");

/** The app of the fixture on a shipped topology, with whatever a stack would say besides. */
export function workerShopOn(topology: string, changes: Readonly<Record<string, unknown>> = {}): ConfigSource {
  const text = readFileSync(join(projectRoot, "topologies", `${topology}.yaml`), "utf8");
  const values = { "landfall:app": "worker-shop", "landfall:topology": parse(text) as unknown, ...changes };
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    project: "worker-shop",
    stack: "test",
    values: Object.fromEntries(texts) as Record<string, string>,
    secretKeys: new Set(),
  };
}

/** The app of the fixture as a stack of this project would hold it inline: its modules stand below this project's folder. */
export function workerShopInline(): object {
  const app = parse(readFileSync(join(workerShopRoot, "apps", "worker-shop.yaml"), "utf8")) as {
    services: Record<string, { worker: { file: string } }>;
  };
  const services = Object.entries(app.services).map(([name, service]) => {
    const file = relative(projectRoot, join(workerShopRoot, service.worker.file));
    return [name, { ...service, worker: { ...service.worker, file } }] as const;
  });
  return { ...app, services: Object.fromEntries(services) };
}

/** A folder that is the fixture's project, with the topologies that are shipped. */
export function workerShopProject(): string {
  const root = mkdtempSync(join(tmpdir(), "lf-worker-shop-"));
  for (const name of ["Pulumi.yaml", "apps", "workers"]) symlinkSync(join(workerShopRoot, name), join(root, name));
  symlinkSync(join(projectRoot, "topologies"), join(root, "topologies"));
  return root;
}
