import { ProjectCopy } from "../support/copy";
import { cellConfig } from "../support/cells";
import { projectRoot } from "../support/config";
import { describeOnEngine, openStack, sharedFolder } from "../support/engine";
import { ObservedCloud } from "../support/observed";

jest.setTimeout(180_000);

const FLAGS = ["--yes", "--skip-preview", "--color", "never"];

const CONTAINERS = "providers/digitalocean/compute/containers.ts";
const DATABASE = "providers/digitalocean/database/index.ts";

/** This program with a part that holds nothing, a store and a whole component under other names. */
function renamed({ aliased }: { readonly aliased: boolean }): ProjectCopy {
  const copy = new ProjectCopy();
  copy.edit(CONTAINERS, `context.child("app")`, `context.child("platform")`);
  copy.edit(DATABASE, `context.child("cluster")`, `context.child("servers")`);
  copy.edit("components/cache.ts", `super("Cache", name,`, `super("Cache", name.replace("cache", "store"),`);
  if (!aliased) return copy;
  // The words that `npm run urns` tells, where these resources are given their options.
  copy.edit(CONTAINERS, `secret ? {`, `secret ? { aliases: [{ name: context.child("app") }],`);
  copy.edit(
    DATABASE,
    `...clusterPlace(cloud, context, args),\n      },\n      context.dataOptions({ ignoreChanges: ["name"] })`,
    `...clusterPlace(cloud, context, args),\n      },\n      context.dataOptions({ ignoreChanges: ["name"], aliases: [{ name: context.child("cluster") }] })`,
  );
  copy.edit(
    "components/core/component.ts",
    `{ ...options, providers`,
    `{ aliases: name === "store" ? [{ name: "cache" }] : [], ...options, providers`,
  );
  return copy;
}

describeOnEngine("resources that are called otherwise, on the engine", () => {
  const { folder, remove } = sharedFolder();
  const observed = new ObservedCloud();
  afterAll(remove);

  const run = async (root: string, action: string, flags = FLAGS) => {
    const config = cellConfig("belly", "single-container");
    const { workspace, close } = await openStack("example", config, { before: observed.before, folder, root });
    try {
      const { code, stdout } = await workspace.run(action, flags);
      return { code, stdout, objects: workspace.cloud.list().length };
    } finally {
      close();
    }
  };

  let before = 0;

  it("are made anew without an alias, and what holds data stops the preview", async () => {
    const first = await run(projectRoot, "up");
    expect(first.code).toBe(0);
    before = first.objects;
    expect(observed.take()).toHaveLength(before);
    const copy = renamed({ aliased: false });
    try {
      const { code, stdout } = await run(copy.root, "preview", ["--color", "never"]);
      expect(code).not.toBe(0);
      expect(stdout).toMatch(/App compute-platform create/);
      expect(stdout).toMatch(/DatabaseCluster store-cluster create/);
      expect(stdout).toMatch(/database-cluster[\s\S]* cannot be deleted/);
    } finally {
      copy.remove();
    }
  });

  it("are the same with the aliases that are told: none is made, none taken away", async () => {
    const copy = renamed({ aliased: true });
    try {
      const { code, stdout, objects } = await run(copy.root, "up");
      expect([code, stdout.match(/^ +[~+-].*(create|delete|replace).*$/gm)]).toEqual([0, null]);
      expect(observed.take().filter(({ does }) => does !== "update")).toEqual([]);
      expect(objects).toBe(before);
    } finally {
      copy.remove();
    }
  });
});
