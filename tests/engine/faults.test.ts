import { FaultScript } from "../../sandbox/faults";
import { TestBed } from "../support/bed";
import { cellConfig } from "../support/cells";
import { describeOnEngine } from "../support/engine";
import { engineKill, newLife, surviving } from "../support/kills";
import { relabelled } from "../support/lives";
import { complaintsOf } from "../support/recovery";
import { objectsOf } from "../support/soundness";
import { newStorm, settle, weather } from "../support/waves";

jest.setTimeout(300_000);

// The smallest of the apps' own stacks that has a database, a cache and a queue; all five are in tests/faults.
const [APP, TOPOLOGY] = ["belly", "multi-container"];

const GO_ON = ["--continue-on-error"];

describeOnEngine("a stack on a cloud in which things go wrong", () => {
  let bed: TestBed;
  beforeEach(async () => {
    bed = await TestBed.open({ config: cellConfig(APP, TOPOLOGY) });
  });
  afterEach(() => bed.close());

  it("comes up, changes and goes down though the first attempt of every operation fails", async () => {
    const storm = newStorm();
    await weather(bed, "create", 0, (it) => it.up(GO_ON), storm);
    await settle(bed, storm);
    await bed.reopen(relabelled(APP, TOPOLOGY));
    await weather(bed, "update", 0, (it) => it.up(GO_ON), storm);
    await bed.unprotect();
    await weather(bed, "delete", 0, (it) => it.destroy(GO_ON), storm);
    expect(storm.complaints).toEqual([]);
    const missed = ["429", "500", "timeout", "partial", "lost"].filter((it) => !storm.faults.has(`create ${it}`));
    expect(missed).toEqual([]);
  });

  it("never makes a second database after a lost answer: the next update names the first", async () => {
    const type = "digitalocean:index/databaseCluster:DatabaseCluster";
    bed.faults = new FaultScript([{ on: "create", type, fault: "lost" }]);
    expect((await bed.up()).code).not.toBe(0);
    bed.faults = undefined;
    const lost = objectsOf(bed).filter((it) => it.type === type);
    const again = await bed.up();
    expect(again.code).not.toBe(0);
    const refused = lost.filter(({ id }) => again.stdout.includes(`'${id}'`));
    expect(refused).toHaveLength(1);
    expect(again.stdout).toContain("take it in: pulumi import");
    expect(
      new Set(
        objectsOf(bed)
          .filter((it) => it.type === type)
          .map(({ urn }) => urn),
      ).size,
    ).toBe(objectsOf(bed).filter((it) => it.type === type).length);
  });

  it("is mended after its engine was killed before, during and after a create", async () => {
    const life = newLife();
    await surviving(bed, [engineKill(0), engineKill(1), engineKill(2)], (it) => it.up(), life);
    expect([life.kills, life.complaints]).toEqual([3, []]);
    expect(await complaintsOf(bed)).toEqual([]);
  });
});
