import { cellConfig } from "../support/cells";
import { describeOnEngine, openStack, sharedFolder } from "../support/engine";

jest.setTimeout(300_000);

const AT_ONCE = ["--yes", "--skip-preview", "--color", "never"];

const MACHINE = /^(aws:ec2\/instance:Instance|oci:Core\/instance:Instance|digitalocean:index\/droplet:Droplet)$/;

/** A machine on each provider, and a service that it runs. */
const CELLS = [
  { app: "advancia", topology: "cloudflare-droplet", service: "backend" },
  { app: "megilance", topology: "oci-do-free", service: "backend" },
  { app: "megilance", topology: "aws-vm", service: "backend" },
] as const;

describeOnEngine.each(CELLS)("another image of $app on $topology, on the engine", ({ app, topology, service }) => {
  const { folder, remove } = sharedFolder();
  afterAll(remove);

  const up = async (more: Readonly<Record<string, unknown>>) => {
    const { workspace, close } = await openStack("example", cellConfig(app, topology, more), { folder });
    try {
      const { code, stdout } = await workspace.run("up", AT_ONCE);
      const machines = workspace.cloud.list().filter(({ type }) => MACHINE.test(type));
      return { code, stdout, machines: machines.map(({ urn, id }) => `${urn} ${id}`) };
    } finally {
      close();
    }
  };

  it("changes what the machine follows and replaces nothing", async () => {
    const first = await up({});
    const second = await up({ "landfall:images": { [service]: "example.com/another:2.0.0" } });
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.machines.length).toBeGreaterThan(0);
    expect(second.machines).toEqual(first.machines);
    // The release itself changes: on AWS as another version of its secret.
    expect(second.stdout).toMatch(/\[diff: ~/);
    expect(second.stdout).not.toMatch(/(ec2:Instance|Core:Instance|:Droplet) .*replac/);
    expect(second.stdout).toContain("example.com/another:2.0.0");
  });
});
