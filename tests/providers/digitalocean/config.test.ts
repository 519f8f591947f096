import { digitaloceanConfig } from "../../../providers/digitalocean/config";
import { APP_REGIONS, DATACENTERS, regionsOf } from "../../../providers/digitalocean/regions";

const { settings, required, check } = digitaloceanConfig;

describe("DigitalOcean settings", () => {
  it("accept an App Platform region", () => {
    expect(settings.safeParse({ region: "ams" }).success).toBe(true);
  });

  it("refuse a data centre as a region, which App Platform does not know", () => {
    expect(settings.safeParse({ region: "nyc1" }).success).toBe(false);
  });

  it("accept a data centre, and refuse a region in its place", () => {
    expect(settings.safeParse({ datacenter: "nyc1" }).success).toBe(true);
    expect(settings.safeParse({ datacenter: "nyc" }).success).toBe(false);
  });

  it("refuse unknown keys", () => {
    expect(settings.safeParse({ regoin: "nyc" }).success).toBe(false);
  });

  it("need nothing that has no default", () => {
    expect(required({ "static-site": { shape: "managed" }, compute: { shape: "vm" } })).toEqual([]);
  });

  it("ask for a zone where names are its matter, and for Spaces keys where there are buckets", () => {
    expect(required({ dns: { shape: "managed" } }).map(({ key }) => key)).toEqual(["landfall:digitalocean.zone"]);
    expect(required({ "object-storage": { shape: "managed" } }).map(({ key }) => key)).toEqual([
      "digitalocean:spacesAccessId",
      "digitalocean:spacesSecretKey",
    ]);
  });

  it("hold examples that a real run refuses", () => {
    const all = required({
      compute: { shape: "vm-group" },
      "object-storage": { shape: "managed" },
    }).concat(required({ dns: { shape: "managed" } }));
    for (const { example, placeholder } of all) expect(placeholder!.test(example)).toBe(true);
  });

  it("take a certificate in PEM alone as the authority of Kafka", () => {
    const kafkaCaCertificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    expect(settings.safeParse({ kafkaCaCertificate }).success).toBe(true);
    expect(settings.safeParse({ kafkaCaCertificate: "MIIB" }).success).toBe(false);
  });

  it("ask for a certificate where a load balancer answers for a name that stands in another DNS", () => {
    const [asked] = required({ compute: { shape: "vm-group" } });
    expect(asked).toMatchObject({ key: "landfall:digitalocean.certificateName", example: "example-certificate" });
    expect(asked!.placeholder!.test(asked!.example)).toBe(true);
    const keys = required({ compute: { shape: "vm-group" }, dns: { shape: "managed" } }).map(({ key }) => key);
    expect(keys).not.toContain("landfall:digitalocean.certificateName");
  });
});

describe("DigitalOcean regions", () => {
  it("are New York where nothing is set", () => {
    expect(regionsOf({})).toEqual({ region: "nyc", datacenter: "nyc3" });
  });

  it("follow from each other where one is set", () => {
    expect(regionsOf({ region: "sfo" })).toEqual({ region: "sfo", datacenter: "sfo3" });
    expect(regionsOf({ datacenter: "sfo2" })).toEqual({ region: "sfo", datacenter: "sfo2" });
  });

  it("fit together, each one in a table", () => {
    for (const region of APP_REGIONS) expect(regionsOf(regionsOf({ region })).region).toBe(region);
    for (const datacenter of DATACENTERS) expect(APP_REGIONS).toContain(regionsOf({ datacenter }).region);
  });

  it("are refused when they are two places", () => {
    expect(check!({ region: "fra", datacenter: "nyc1" }, {})).toEqual([
      expect.objectContaining({ at: "landfall:digitalocean.region", got: "fra", allowed: "nyc" }),
    ]);
    expect(check!({ region: "nyc", datacenter: "nyc1" }, {})).toEqual([]);
    expect(check!({ datacenter: "ams3" }, {})).toEqual([]);
  });
});
