import { travel, type Places } from "../faults/stateless";
import { describeOnEngine, sharedFolder } from "../support/engine";

jest.setTimeout(300_000);

describeOnEngine("parts that hold no data and move to another provider, on the engine", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  it("are up before their names lead to them, and the old ones go last", async () => {
    // Names of load balancers, an address and no origin at all: each record is of another type than the one before.
    const way = (["aws", "oci", "cloudflare"] as const).map((id): Places => ({
      compute: id,
      edge: undefined,
      dns: "cloudflare",
      site: id,
      monitoring: id,
    }));
    expect(await travel(way, folder)).toEqual({ switches: 2, complaints: [] });
  });
});
