import * as pulumi from "@pulumi/pulumi";
import type { ResolvedServiceArgs } from "../../../components/compute";
import { callUrls, routesOf, type HostMachine } from "../../../components/host/addresses";
import { layoutMachines } from "../../../components/host/machines";
import { LAST, machinesOf, service, valueOf } from "./example-machines";

describe("layoutMachines", () => {
  it("is the same whatever order services come in", () => {
    const a = service({ machine: "own" });
    const b = service();
    expect(layoutMachines({ a, b }, { lastHostNumber: 1000 })).toEqual(
      layoutMachines({ b, a }, { lastHostNumber: 1000 }),
    );
  });

  it("gives each machine a number of its own, however small the subnet", () => {
    const services = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, service({ machine: "own" })]));
    const numbers = layoutMachines(services, LAST).map(({ hostNumber }) => hostNumber);
    expect(new Set(numbers).size).toBe(41);
    for (const number of numbers) expect(number >= 10 && number <= 62).toBe(true);
  });

  it("tells when the subnet is full", () => {
    const services = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`s${i}`, service({ machine: "own" })]));
    expect(() => layoutMachines(services, LAST)).toThrow("no address left");
  });

  it("keeps SSH and web ports of the machine to itself", () => {
    const [app] = layoutMachines(
      { a: service({ port: 22 }), b: service({ port: 443 }), c: service({ port: 8443 }) },
      LAST,
    );
    expect(app!.services.map(({ hostPorts }) => hostPorts)).toEqual([[20000], [20001], [8443]]);
  });

  it("knows which services other machines call", () => {
    const machines = layoutMachines(
      {
        called: service({ port: 1 }),
        caller: service({ port: 2, machine: "own", calls: ["called"] }),
        quiet: service({ port: 3, calls: ["called"] }),
        routed: service({ port: 4, machine: "own", routes: ["/r"] }),
      },
      LAST,
    );
    const outside = machines.flatMap(({ services }) => services).filter((it) => it.calledFromOutside);
    expect(outside.map(({ name }) => name).sort()).toEqual(["called", "routed"]);
  });

  it("gives each copy of a service a port of its own, the first one the service's", () => {
    const [app] = layoutMachines({ a: service({ replicas: 3 }), b: service({ port: 20001 }) }, LAST);
    expect(app!.services.map(({ copies, hostPorts }) => [copies, hostPorts])).toEqual([
      [3, [8000, 20000, 20002]],
      [1, [20001]],
    ]);
  });

  it("gives no port to what answers no requests, and one copy to what is scheduled", () => {
    const quiet = { port: undefined, health: undefined, replicas: 2 };
    const [app] = layoutMachines(
      { job: service({ schedule: "0 3 * * *", replicas: 5 }), worker: service(quiet) },
      LAST,
    );
    expect(app!.services.map(({ copies, hostPorts }) => [copies, hostPorts])).toEqual([
      [1, []],
      [2, []],
    ]);
  });

  it("lets a provider say how many copies stand on a machine", () => {
    const copies = ({ replicas }: ResolvedServiceArgs) => Math.ceil(replicas / 2);
    const [app] = layoutMachines({ a: service({ replicas: 3 }) }, { ...LAST, copies });
    expect(app!.services[0]!.hostPorts).toEqual([8000, 20000]);
  });
});

const on = (machines: readonly HostMachine[], name: string) => {
  const machine = machines.find(({ services }) => services.some((it) => it.name === name))!;
  return { machine, placed: machine.services.find((it) => it.name === name)! };
};

describe("what services call each other by", () => {
  const services = {
    ai: service({ port: 8500, machine: "own" }),
    api: service({ calls: ["ai", "web"] }),
    job: service({ port: undefined, health: undefined, machine: "own", calls: ["api"] }),
    web: service({ port: 3000 }),
  };
  const machines = machinesOf(services);
  const urlsOf = (name: string) => {
    const { machine, placed } = on(machines, name);
    return valueOf(pulumi.output(callUrls(machines, machine, placed)));
  };

  it("is the name on the same machine, and the address on another", async () => {
    expect(await urlsOf("api")).toEqual({ AI_URL: "http://10.20.0.11:8500", WEB_URL: "http://web:3000" });
    expect(await urlsOf("job")).toEqual({ API_URL: "http://10.20.0.10:8000" });
  });

  it("may be an address that is only known later", async () => {
    const later = machines.map((it) => ({ ...it, address: pulumi.output("10.9.9.9") }));
    const { machine, placed } = on(later, "job");
    expect(await valueOf(pulumi.output(callUrls(later, machine, placed)))).toEqual({
      API_URL: "http://10.9.9.9:8000",
    });
  });

  it("cannot be had of a service that answers no requests, or of none", () => {
    const call = (calls: string[]) => {
      const all = machinesOf({ ...services, caller: service({ port: 1, calls }) });
      const { machine, placed } = on(all, "caller");
      return () => callUrls(all, machine, placed);
    };
    expect(call(["job"])).toThrow("the called service job answers no requests");
    expect(call(["nobody"])).toThrow("no machine runs the called service nobody");
  });

  it("is where nginx sends paths as well: here, or on another machine, to every copy", async () => {
    const all = machinesOf({
      api: service({ routes: ["/api", "/auth"], replicas: 2, stickySessions: true }),
      live: service({ routes: ["/live"], machine: "own", webSockets: true }),
      worker: service({ port: undefined, health: undefined, routes: ["/never"] }),
    });
    const common = { healthPath: "/h", sticky: false, webSockets: false };
    const servers = [8000, 20000].map((port) => ({ address: "127.0.0.1", port }));
    expect(await valueOf(routesOf(all))).toEqual([
      { ...common, prefix: "/api", service: "api", servers, sticky: true },
      { ...common, prefix: "/auth", service: "api", servers, sticky: true },
      {
        ...common,
        prefix: "/live",
        service: "live",
        servers: [{ address: "10.20.0.11", port: 8000 }],
        webSockets: true,
      },
    ]);
  });
});
