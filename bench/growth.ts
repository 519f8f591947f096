import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

const service = (index: number) => ({
  image: `ghcr.io/example/service-${index}:1.0.0`,
  port: 8000,
  routes: [`/service-${index}`],
  health: { path: "/health" },
  secrets: ["TOKEN"],
  database: true,
  buckets: { uploads: "read-write" },
});

/** An app that differs from its neighbours only in how many services it has. */
const appOf = (services: number) => ({
  name: `grow-${services}`,
  services: Object.fromEntries(Array.from({ length: services }, (_, index) => [`service-${index}`, service(index)])),
  database: { engines: { postgres: { version: "16" } } },
  buckets: { uploads: {} },
  secrets: { TOKEN: { generate: { length: 32 } } },
});

/**
 * Writes a project with an app for each count of services.
 *
 * @returns Its folder, for `--root`.
 */
export function writeGrowthProject(root: string, counts: readonly number[]): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-of-landfall-growth-"));
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  cpSync(join(root, "topologies"), join(folder, "topologies"), { recursive: true });
  mkdirSync(join(folder, "apps"));
  for (const count of counts) {
    const app = appOf(count);
    writeFileSync(join(folder, "apps", `${app.name}.yaml`), stringify(app));
  }
  return folder;
}
