import { join } from "node:path";
import { loadConfig, type LoadOptions } from "../../src/config/load";
import { attempt, refusals } from "../support/config";
import { workerShopOn, workerShopRoot } from "../support/worker-shop";

const options: LoadOptions = { root: workerShopRoot, environment: {}, examples: "fill" };
const onContainers = { "landfall:override": { queue: { shape: "queue" } } };

/** The app of the fixture with another module for a service. */
function withModule(file: string, topology: string, changes: Readonly<Record<string, unknown>> = {}) {
  const read = loadConfig(workerShopOn("cloudflare"), options);
  if ("issues" in read) throw new Error("the fixture was refused");
  const { app } = read.value;
  const relative = Object.entries(app.services).map(([name, service]) => {
    const own = join("workers", `${name}.mjs`);
    return [name, { ...service, worker: { ...service.worker!, file: name === "api" ? file : own } }] as const;
  });
  return workerShopOn(topology, { "landfall:app": { ...app, services: Object.fromEntries(relative) }, ...changes });
}

describe("the module of a worker", () => {
  it("is found below the project's folder, wherever the command is run", () => {
    const config = attempt(workerShopOn("cloudflare"), options);
    if (Array.isArray(config)) throw new Error(config.join("\n"));
    expect(config.app.services["api"]!.worker!.file).toBe(join(workerShopRoot, "workers", "api.mjs"));
  });

  it.each(["workers/gone.mjs", "workers/../../../../bin/generate.js", "apps/.mjs"])(
    "is one mistake in one line where it is not there: %s",
    (file) => {
      expect(refusals(withModule(file, "cloudflare"), options)).toEqual([
        `app worker-shop services.api.worker.file: leads to no file; got ${JSON.stringify(file)}; allowed a built module below the project's folder; build it, or mend the path`,
      ]);
    },
  );

  it("is not looked for where containers run", () => {
    const config = attempt(withModule("workers/gone.mjs", "aws-fargate", onContainers), options);
    if (Array.isArray(config)) throw new Error(config.join("\n"));
    expect(config.app.services["api"]!.worker!.file).toBe("workers/gone.mjs");
  });
});
