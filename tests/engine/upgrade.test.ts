import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { agedState, formerUrns } from "../faults/upgrade";
import { cellConfig } from "../support/cells";
import { describeOnEngine, openStack, secret, sharedFolder } from "../support/engine";
import { ObservedCloud } from "../support/observed";

jest.setTimeout(180_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

const [APP, TOPOLOGY] = ["megilance", "aws-fargate"] as const;

/** What puts parts of the stack on the other two providers. */
const ELSEWHERE = {
  "landfall:override": { monitoring: { provider: "oci" }, "static-site": { provider: "digitalocean" } },
  "landfall:oci": { compartmentId: "ocid1.compartment.oc1..example" },
  "oci:region": "us-ashburn-1",
  "oci:tenancyOcid": "ocid1.tenancy.oc1..example",
  "digitalocean:token": secret,
};

describeOnEngine("a state that the former major versions of the providers left", () => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  it("is taken over: nothing is made, replaced or taken away, whatever its types were called", async () => {
    const config = cellConfig(APP, TOPOLOGY, ELSEWHERE);
    const observed = new ObservedCloud();
    const { workspace, close } = await openStack("example", config, { before: observed.before, folder });
    try {
      const first = await workspace.run("up", AT_ONCE);
      expect([first.code, first.stdout.match(/error: .*/g)]).toEqual([0, null]);
      expect(observed.take().length).toBeGreaterThan(100);

      const file = join(folder, "state/.pulumi/stacks/landfall/example.json");
      const aged = agedState(readFileSync(file, "utf8"), await formerUrns(APP, TOPOLOGY));
      expect(aged.providers).toEqual(["aws", "cloudflare", "digitalocean", "oci", "random"]);
      expect(aged.types).toContain("aws:s3/bucketV2:BucketV2");
      expect(aged.types).toContain("cloudflare:index/record:Record");
      writeFileSync(file, aged.state);

      const { code, stdout } = await workspace.run("up", AT_ONCE);
      expect([code, stdout.match(/^ +[+-].*$/gm)]).toEqual([0, null]);
      expect(observed.take().filter(({ does }) => does !== "update")).toEqual([]);
    } finally {
      close();
    }
  });
});
