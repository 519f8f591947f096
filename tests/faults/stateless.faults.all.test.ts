import type { ProviderId } from "../../providers/registry";
import { describeOnEngine, sharedFolder, tell } from "../support/engine";
import { recordResult } from "../support/reliability";
import { EVERY_PAIR, travel, type Places } from "./stateless";

jest.setTimeout(3_600_000);

const AT: Places = { compute: "aws", edge: undefined, dns: "cloudflare", site: "aws", monitoring: "aws" };

const each = (places: (id: ProviderId) => Partial<Places>): Places[] =>
  EVERY_PAIR.map((id) => ({ ...AT, ...places(id) }));

const elsewhere = (dns: ProviderId) => each((id) => ({ compute: id, dns, site: id, monitoring: id }));

/** What moves, and what stays the while. */
const WAYS: Readonly<Record<string, readonly Places[]>> = {
  "compute, edge, records, static site and monitoring": each((id) => ({
    compute: id,
    edge: id,
    dns: id,
    site: id,
    monitoring: id,
  })),
  "compute, static site and monitoring, with their names at Cloudflare": elsewhere("cloudflare"),
  "compute, static site and monitoring, with their names at AWS": elsewhere("aws"),
  "compute, static site and monitoring, with their names at Oracle Cloud": elsewhere("oci"),
  "compute, static site and monitoring, with their names at DigitalOcean": elsewhere("digitalocean"),
  "records alone": each((dns) => ({ dns })),
  // Only these stand before any origin.
  "the edge with its records": (["cloudflare", "aws", "cloudflare"] as const).map((edge) => ({
    ...AT,
    compute: "digitalocean",
    edge,
    dns: edge,
  })),
};

const wanted = process.env["LANDFALL_WAYS"] ?? "";

describeOnEngine("parts that hold no data, between every ordered pair of providers", () => {
  const began = Date.now();
  const done = { runs: 0, failures: 0 };

  afterAll(() => {
    if (wanted === "")
      recordResult("stateless-switches", { ...done, seconds: Math.round((Date.now() - began) / 1000) });
  });

  it.each(Object.entries(WAYS).filter(([name]) => name.includes(wanted)))(
    "are up before their names lead to them, and the old ones go last: %s",
    async (name, way) => {
      const { folder, remove } = sharedFolder();
      try {
        const { switches, complaints } = await travel(way, folder);
        done.runs += switches;
        done.failures += new Set(complaints.map((line) => line.split(": ")[0])).size;
        tell(`${switches} switches of ${name}, ${complaints.length} complaints`);
        expect(complaints).toEqual([]);
      } finally {
        remove();
      }
    },
  );
});
