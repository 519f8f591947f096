import { isWeb, type ResolvedComputeArgs, type ResolvedServiceArgs } from "../../../components/compute";
import { APP_ROLE, layoutMachines, type Machine, type PlacedService } from "../../../components/host/machines";
import { ANY_HOST_NUMBER } from "./vm";

type Services = ResolvedComputeArgs["services"];

/** The machine beside a group that runs what must not run on every one of its machines. */
export const JOBS_ROLE = "jobs";

/** A machine beside the group. */
export interface SingleMachine {
  /** The machine as it is. */
  readonly machine: Machine;
  /** The machine as others see it: without the copies that it keeps for itself. */
  readonly seen: Machine;
}

/** What stands on every machine of a group, and what stands on machines beside it. */
export interface GroupLayout {
  readonly app: Machine;
  readonly singles: readonly SingleMachine[];
}

/** Services that every machine of the group runs. */
const isGrouped = (service: ResolvedServiceArgs): boolean => isWeb(service) && service.machine === "shared";

/** What services call, and what those call, as far as it stands in the group. */
function companions(services: Services, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const callee of services[name]!.calls) {
      if (found.has(callee) || !isGrouped(services[callee]!)) continue;
      found.add(callee);
      visit(callee);
    }
  };
  names.forEach(visit);
  return [...found].sort();
}

/**
 * A machine beside the group. Machines of a group come and go and have no address to be called at, so it keeps a copy for
 * itself of each service that it calls there.
 */
function single(services: Services, role: string, own: readonly PlacedService[]): SingleMachine {
  const names = own.map(({ name }) => name);
  const here = [...names, ...companions(services, names)].map((name): [string, ResolvedServiceArgs] => [
    name,
    { ...services[name]!, machine: "shared" },
  ]);
  const owned = new Set(here.filter(([name]) => names.includes(name)).map(([, service]) => service));
  const laid = layoutMachines(Object.fromEntries(here), {
    lastHostNumber: ANY_HOST_NUMBER,
    copies: (service) => (owned.has(service) ? service.replicas : 1),
  })[0]!;
  const placed = laid.services.map((service): PlacedService => {
    const known = own.find(({ name }) => name === service.name);
    if (known === undefined) return { ...service, calledFromOutside: false };
    return { ...service, args: known.args, calledFromOutside: known.calledFromOutside };
  });
  return {
    machine: { ...laid, role, services: placed },
    seen: { ...laid, role, services: placed.filter(({ name }) => names.includes(name)) },
  };
}

/**
 * Lays services out on a group: those that answer requests stand on each of its machines; those in the background and at
 * set times on one machine beside it, since each machine of the group would run them; one that wants a machine of its own
 * on that.
 */
export function layoutGroup({ services, count }: Pick<ResolvedComputeArgs, "services" | "count">): GroupLayout {
  const [app, ...own] = layoutMachines(services, {
    lastHostNumber: ANY_HOST_NUMBER,
    copies: (service) => (isGrouped(service) ? Math.ceil(service.replicas / count) : service.replicas),
  });
  if (app === undefined) throw new Error("no machine answers browsers");
  const grouped = app.services.filter(({ args }) => isGrouped(args));
  const jobs = app.services.filter(({ args }) => !isGrouped(args));
  return {
    app: { ...app, role: APP_ROLE, services: grouped.map((service) => ({ ...service, calledFromOutside: false })) },
    singles: [
      ...(jobs.length === 0 ? [] : [single(services, JOBS_ROLE, jobs)]),
      ...own.map(({ role, services: alone }) => single(services, role, alone)),
    ],
  };
}
