import { cellConfig, coveringCells } from "../support/cells";
import { describeOnEngine } from "../support/engine";
import { roundTrip } from "../support/round-trip";

jest.setTimeout(300_000);

describeOnEngine("cells that have every kind, provider and shape between them, on the engine", () => {
  it.each(coveringCells())("come up, have nothing to change the second time, and go: %s", async (cell) => {
    const [app, topology] = cell.split("@") as [string, string];
    const { complaints, resources } = await roundTrip(cellConfig(app, topology));
    expect(complaints).toEqual([]);
    expect(resources).toBeGreaterThan(10);
  });
});
