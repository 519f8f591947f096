import type { ResolvedServiceArgs } from "../../../components/compute";
import { MachineAddresses } from "../../../providers/oci/addresses";
import { layoutMachines } from "../../../providers/oci/compute-machines";
import * as pulumi from "@pulumi/pulumi";

const service = (change: Partial<ResolvedServiceArgs> = {}): ResolvedServiceArgs => ({
  image: "ghcr.io/acme/x:1",
  port: 8000,
  routes: [],
  health: { path: "/h", intervalSeconds: 15, graceSeconds: 60 },
  environment: {},
  buckets: {},
  calls: [],
  machine: "shared",
  ...change,
});

describe("layoutMachines", () => {
  it("is the same whatever order services come in", () => {
    const a = service({ machine: "own" });
    const b = service();
    expect(layoutMachines({ a, b }, 1000)).toEqual(layoutMachines({ b, a }, 1000));
  });

  it("gives each machine a number of its own, however small the subnet", () => {
    const services = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, service({ machine: "own" })]));
    const numbers = layoutMachines(services, 62).map(({ hostNumber }) => hostNumber);
    expect(new Set(numbers).size).toBe(41);
    for (const number of numbers) expect(number >= 10 && number <= 62).toBe(true);
  });

  it("tells when the subnet is full", () => {
    const services = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`s${i}`, service({ machine: "own" })]));
    expect(() => layoutMachines(services, 62)).toThrow("no address left");
  });

  it("keeps SSH and web ports of the machine to itself", () => {
    const [app] = layoutMachines(
      { a: service({ port: 22 }), b: service({ port: 443 }), c: service({ port: 8443 }) },
      62,
    );
    expect(app!.services.map(({ hostPort }) => hostPort)).toEqual([20000, 20001, 8443]);
  });

  it("knows which services other machines call", () => {
    const machines = layoutMachines(
      {
        called: service({ port: 1 }),
        caller: service({ port: 2, machine: "own", calls: ["called"] }),
        quiet: service({ port: 3, calls: ["called"] }),
        routed: service({ port: 4, machine: "own", routes: ["/r"] }),
      },
      62,
    );
    const outside = machines.flatMap(({ services }) => services).filter((it) => it.calledFromOutside);
    expect(outside.map(({ name }) => name).sort()).toEqual(["called", "routed"]);
  });
});

describe("MachineAddresses", () => {
  const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

  it("hands out every address that is added before the program waits", async () => {
    const addresses = new MachineAddresses();
    const all = valueOf(addresses.all);
    addresses.add(pulumi.output("192.0.2.1"));
    addresses.add(pulumi.output("192.0.2.2"));
    expect(await all).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  it("refuses an address that comes too late, rather than leave its machine out", async () => {
    const addresses = new MachineAddresses();
    await valueOf(addresses.all);
    expect(() => addresses.add(pulumi.output("192.0.2.1"))).toThrow("after the database had read whom to let in");
  });
});
