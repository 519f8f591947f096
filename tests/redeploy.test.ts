import { loadConfig } from "../src/config/load";
import { exampleSubject } from "../src/matrix";
import { landingCells } from "./support/cells";
import { projectRoot } from "./support/config";
import { landing } from "./support/figures";

/** Cells whose services stand on machines of their own, and the services that are built there. */
const machines = landingCells().flatMap((cell) => {
  const [app, topology] = cell.split("@") as [string, string];
  const { source, options } = exampleSubject({ root: projectRoot, name: "landfall" }, app, topology);
  const read = loadConfig(source, options);
  if ("issues" in read || read.value.topology.compute.shape !== "vm") return [];
  const { provider } = read.value.topology.compute;
  const hasBucket = Object.keys(read.value.app.buckets).length > 0;
  return [{ app, topology, provider, hasBucket, services: Object.keys(read.value.app.services) }];
});

/** A Droplet has nothing that could be changed while it stands: it needs a bucket to be told through. */
const follows = ({ provider, hasBucket }: (typeof machines)[number]) => provider !== "digitalocean" || hasBucket;

const images = (services: readonly string[]) => ({
  "landfall:images": JSON.stringify(Object.fromEntries(services.map((name) => [name, `example.com/${name}:2.0.0`]))),
});

const COMPOSE = "/etc/landfall/compose.yaml";

describe("another image of every service", () => {
  it("is looked at on the machines of three providers", () => {
    expect([...new Set(machines.map(({ provider }) => provider))].sort()).toEqual(["aws", "digitalocean", "oci"]);
  });

  describe.each(machines.filter(follows))("of $app on $topology", ({ app, topology, services }) => {
    const before = landing(app, topology);
    const after = landing(app, topology, images(services));

    it("reaches the machine without another text at its making, which would replace it", async () => {
      const [old, now] = [await before.machine("compute-app"), await after.machine("compute-app")];
      expect(now.config).toBe(old.config);
      expect(now.files[COMPOSE]).toContain(":2.0.0");
      expect(old.files[COMPOSE]).not.toContain(":2.0.0");
    });

    it("shows in the plan", () => {
      const shown = Object.values(after.plan().outputs["services"] as Record<string, { image: string }>);
      expect(shown.map(({ image }) => image).sort()).toEqual(
        services.map((name) => `example.com/${name}:2.0.0`).sort(),
      );
    });
  });

  describe.each(machines.filter((it) => !follows(it)))("of $app on $topology", ({ app, topology, services }) => {
    const before = landing(app, topology);
    const after = landing(app, topology, images(services));

    it("is told at the making of another Droplet, for want of a bucket", async () => {
      expect((await after.machine("compute-app")).config).not.toBe((await before.machine("compute-app")).config);
    });
  });
});
