import { configWith, describeOnEngine, openStack, pulumiCli, tell } from "../support/engine";
import { complaintsIn, openingNothing, pluginsLine, realPlugins } from "../support/real-plugins";

jest.setTimeout(300_000);

if (pulumiCli !== undefined) tell(pluginsLine);

describeOnEngine("an offline preview with the real provider plugins", () => {
  it.each(["dev", "prod"])("accepts the shipped stack %s", async (stack) => {
    const config = configWith(stack, openingNothing);
    const { workspace, close } = await openStack(stack, config, { realProviders: realPlugins });
    try {
      const preview = await workspace.run("preview", ["--color", "never"]);
      expect([...complaintsIn(preview), preview.code]).toEqual([0]);
      expect(preview.stdout).toMatch(/\+ \d{2,} to create/);
      expect(workspace.cloud.list()).toEqual([]);
    } finally {
      close();
    }
  });
});
