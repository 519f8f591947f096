import { cellConfig, landingCells } from "../support/cells";
import { describeOnEngine, tell } from "../support/engine";
import { roundTrip } from "../support/round-trip";

jest.setTimeout(7_200_000);

/** Which cells, as `app@topology`; a part of the name is enough. */
const wanted = process.env["LANDFALL_CELLS"] ?? "";

describeOnEngine("every landing cell on the engine with the sandbox cloud", () => {
  it("comes up, has nothing to change the second time, and goes", async () => {
    const names = landingCells(wanted);
    const failed: Record<string, string[]> = {};
    for (const name of names) {
      const [app, topology] = name.split("@") as [string, string];
      const { complaints, resources } = await roundTrip(cellConfig(app, topology));
      if (complaints.length > 0) failed[name] = complaints;
      tell(`${complaints.length === 0 ? "up, unchanged, gone" : "FAILED"} ${name}, ${resources} resources`);
    }
    tell(`${names.length} cells, ${Object.keys(failed).length} failed`);
    expect(failed).toEqual({});
  });
});
