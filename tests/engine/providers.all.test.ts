import { cellConfig, landingCells } from "../support/cells";
import { describeOnEngine, openStack, tell } from "../support/engine";
import { complaintsIn, openingNothing, pluginsLine, realPlugins } from "../support/real-plugins";

jest.setTimeout(3_600_000);

tell(pluginsLine);

/** Which cells, as `app@topology`; a part of the name is enough. */
const wanted = process.env["LANDFALL_CELLS"] ?? "";

describeOnEngine("an offline preview of every landing cell with the real provider plugins", () => {
  it("is accepted", async () => {
    const names = landingCells(wanted);
    const refused: Record<string, string[]> = {};
    for (const name of names) {
      const [app, topology] = name.split("@") as [string, string];
      const config = cellConfig(app, topology, openingNothing);
      const { workspace, close } = await openStack("example", config, { realProviders: realPlugins });
      try {
        const preview = await workspace.run("preview", ["--color", "never"]);
        const complaints = complaintsIn(preview);
        if (preview.code !== 0 || complaints.length > 0) refused[name] = complaints;
        tell(`${refused[name] === undefined ? "accepted" : "REFUSED "} ${name}`);
      } finally {
        close();
      }
    }
    tell(`${names.length} cells, ${Object.keys(refused).length} refused`);
    expect(refused).toEqual({});
  });
});
