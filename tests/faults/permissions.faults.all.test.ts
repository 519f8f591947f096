import type { Fault } from "../../sandbox/faults";
import { readPreview } from "../../src/gate/preview";
import { judge, passes } from "../../src/gate/verdict";
import { TestBed } from "../support/bed";
import { cellConfig } from "../support/cells";
import { describeOnEngine, tell } from "../support/engine";
import { OWN_CELLS } from "../support/lives";
import { recordResult } from "../support/reliability";
import { inCloud, isData } from "../support/soundness";

jest.setTimeout(3_600_000);

/** Reads of stores of data go wrong, every one of them. */
const blind = (fault: Fault) => ({
  next: ({ on, type }: { readonly on: string; readonly type: string }) =>
    on === "read" && isData({ type }) ? fault : undefined,
});

describeOnEngine("credentials that may not read what holds data", () => {
  const begun = Date.now();
  const counted = { stacks: 0, stores: 0, failures: 0 };

  it.each(OWN_CELLS)("lose nothing of %s on %s unseen", async (app, topology) => {
    const bed = await TestBed.open({ config: cellConfig(app, topology) });
    try {
      expect((await bed.up()).code).toBe(0);
      const storesOf = async () =>
        inCloud((await bed.state()).resources)
          .filter(isData)
          .map(({ urn }) => urn)
          .sort();
      const before = await storesOf();
      counted.stacks += 1;
      counted.stores += 2 * before.length;
      counted.failures += 1;

      bed.faults = blind("forbidden");
      const refused = await bed.refresh();
      expect([refused.code === 0, refused.stdout.includes("403 AccessDenied")]).toEqual([false, true]);
      expect(await storesOf()).toEqual(before);

      // A provider takes this 404 for gone, and so does the engine: only a look beforehand tells.
      bed.faults = blind("not-found-or-forbidden");
      const { stdout } = await bed.preview(["--refresh", "--json"]);
      const preview = readPreview(stdout, "preview.json");
      if ("issues" in preview) throw new Error(JSON.stringify(preview.issues));
      const verdict = judge(preview.value, []);
      expect(passes(verdict)).toBe(false);
      expect(verdict.dangers.filter(isData).map(({ urn }) => urn)).toEqual(before);
      expect(await storesOf()).toEqual(before);

      bed.faults = undefined;
      expect((await bed.up(["--refresh", "--expect-no-changes"])).code).toBe(0);
      counted.failures -= 1;
      tell(`${app}@${topology}: ${before.length} stores`);
    } finally {
      bed.close();
    }
  });

  afterEach(() => {
    if (counted.stacks === 0) return;
    recordResult("permissions", {
      runs: counted.stores,
      failures: counted.failures,
      seconds: (Date.now() - begun) / 1000,
      notes: [
        `${counted.stacks} of ${OWN_CELLS.length} stacks. A refresh that meets 403 fails and keeps the state.`,
        "A 404 that means 403 would drop a store from the state; `landfall gate` names each one in `pulumi preview --refresh --json` and refuses. A bare `pulumi refresh` does not ask the gate.",
      ],
    });
  });
});
