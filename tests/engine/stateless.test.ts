import { travel, type Places } from "../faults/stateless";
import { describeOnEngine, sharedFolder } from "../support/engine";

jest.setTimeout(300_000);

const RING = ["aws", "oci", "digitalocean", "cloudflare", "aws"] as const;

describeOnEngine("parts that hold no data and move to another provider, on the engine", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  it("are up before their names lead to them, and the old ones go last: compute", async () => {
    const way = RING.map((compute): Places => ({
      compute,
      edge: undefined,
      dns: "cloudflare",
      site: "aws",
      monitoring: "aws",
    }));
    expect(await travel(way, folder)).toEqual({ switches: 4, complaints: [] });
  });
});
