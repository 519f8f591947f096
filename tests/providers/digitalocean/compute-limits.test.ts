import type { Wanted, WantedService } from "../../../providers/wanted";
import { digitaloceanRefusals } from "../../../providers/digitalocean/refusals";

type WantedCompute = NonNullable<Wanted["compute"]>;

const web: WantedService = {
  image: "ghcr.io/acme/web:1.0.0",
  routes: ["/"],
  calls: [],
  machine: "shared",
  port: 8000,
  replicas: 1,
  cpu: 0.25,
  memoryMiB: 256,
};
const worker: WantedService = { ...web, routes: [], port: undefined, replicas: 2 };

const basis: WantedCompute = {
  shape: "containers",
  size: "small",
  count: 1,
  maxCount: 1,
  diskGiB: 50,
  fixedEgress: false,
  provable: true,
  services: { web },
};

const issues = (compute: Partial<WantedCompute>, network?: Wanted["network"]) =>
  digitaloceanRefusals({ settings: {}, standard: {}, wanted: { compute: { ...basis, ...compute }, network } });

describe("limits of App Platform", () => {
  it("let one copy of the smallest size be, and several of the next", () => {
    expect(issues({ size: "micro" })).toEqual([]);
    expect(issues({ count: 3, maxCount: 3 })).toEqual([]);
  });

  it("refuse several copies of the smallest size, and name the sizes that can", () => {
    expect(issues({ size: "micro", count: 3, maxCount: 3 })).toEqual([
      expect.objectContaining({ at: "compute.size", got: "micro", allowed: ["small", "medium", "large", "xlarge"] }),
    ]);
    expect(issues({ size: "micro", services: { web, worker } })).toHaveLength(1);
  });

  it("refuse autoscaling on a shared CPU, and let it be on one's own", () => {
    expect(issues({ count: 2, maxCount: 4 })).toEqual([
      expect.objectContaining({ at: "compute.size", got: "small", allowed: expect.arrayContaining(["xlarge"]) }),
    ]);
    expect(issues({ count: 2, maxCount: 4, size: "xlarge" })).toEqual([]);
    expect(issues({ count: 2, maxCount: 4, instanceType: "apps-d-1vcpu-1gb" })).toEqual([]);
    expect(issues({ maxCount: 4, instanceType: "apps-s-1vcpu-1gb" })[0]).toMatchObject({
      at: "compute.instanceType",
      got: "apps-s-1vcpu-1gb",
    });
  });

  it("refuse every image whose registry it cannot read, beside what else is wrong", () => {
    const services = {
      web: { ...web, image: "quay.io/acme/web:1.0.0" },
      worker: { ...worker, image: "quay.io/a/b:1" },
    };
    expect(issues({ size: "micro", services }).map(({ at }) => at)).toEqual([
      "services.web.image",
      "services.worker.image",
      "compute.size",
    ]);
    expect(issues({ shape: "vm", services: { web: services.web } })).toEqual([]);
  });

  it("see no autoscaling where nothing answers requests", () => {
    expect(issues({ maxCount: 4, services: { worker } })).toEqual([]);
  });
});

describe("the top of a zone of DigitalOcean", () => {
  it("takes what App Platform keeps the records of, and no name of another service", () => {
    const asked = (provider: string) =>
      digitaloceanRefusals({
        settings: {},
        standard: {},
        wanted: { dns: { apexNames: [{ hostname: "example.com", provider }] } },
      }).map(({ at }) => at);
    expect(asked("digitalocean")).toEqual([]);
    expect(asked("cloudflare")).toEqual(["dns.provider"]);
  });
});

describe("limits of Droplets", () => {
  it("refuse a boot disk that the size does not have, and name the sizes that have it", () => {
    expect(issues({ shape: "vm", diskGiB: 100 })).toEqual([
      expect.objectContaining({
        at: "compute.diskGiB",
        got: 100,
        allowed: ["up to 50", "size large with 160", "size xlarge with 320"],
      }),
    ]);
    expect(issues({ shape: "vm", size: "large", diskGiB: 100 })).toEqual([]);
    expect(issues({ shape: "vm", size: "micro" })).toEqual([]);
  });

  it.each(["vm", "vm-group"])("refuse machines of a %s that call each other", (shape) => {
    const one = { ...web, machine: "own", routes: [], calls: ["two"] } as const;
    const services = { web, one, two: { ...one, calls: ["one"] } };
    expect(issues({ shape, services }).map(({ at, got }) => [at, got])).toEqual([
      ["services", "own-one -> own-two -> own-one"],
    ]);
    expect(issues({ shape, services: { ...services, two: { ...one, calls: [] } } })).toEqual([]);
  });

  it("refuse fixed addresses of a group that follows the load without a gateway", () => {
    const scaling = { shape: "vm-group", count: 2, maxCount: 4, fixedEgress: true };
    const network = { cidr: "10.20.0.0/16", zones: 2, nat: "none" } as const;
    expect(issues(scaling, network)).toEqual([
      expect.objectContaining({ at: "network.nat", got: "none", allowed: "single" }),
    ]);
    expect(issues(scaling, { ...network, nat: "single" })).toEqual([]);
    expect(issues({ ...scaling, maxCount: 2 }, network)).toEqual([]);
    expect(issues({ ...scaling, fixedEgress: false }, network)).toEqual([]);
  });
});
