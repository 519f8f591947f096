import { isWeb, type ResolvedServiceArgs } from "../../../components/compute";
import { layoutMachines, type LaidService, type Machine } from "../../../components/host/machines";

type Services<S extends LaidService = LaidService> = Readonly<Record<string, S>>;

/** Addresses are DigitalOcean's to choose, so nothing is counted. */
export const HOST_NUMBERS = { lastHostNumber: 65_000 } as const;

/** The machine of what answers no requests. */
export const BACKGROUND_ROLE = "background";

/** What stands on the members of a group, all alike, and what stands apart, on one machine each. */
export interface GroupLayout<S extends LaidService = ResolvedServiceArgs> {
  readonly member: Machine<S>;
  readonly apart: readonly Machine<S>[];
}

const only = <S extends LaidService>(services: Services<S>, wanted: (name: string) => boolean): Services<S> =>
  Object.fromEntries(Object.entries(services).filter(([name]) => wanted(name)));

/** The services of the group that some services call, if only through others. */
function calleesInGroup(services: Services, callers: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const callee of services[name]!.calls) {
      if (found.has(callee) || services[callee]!.machine === "own") continue;
      found.add(callee);
      visit(callee);
    }
  };
  callers.forEach(visit);
  return found;
}

/**
 * Which machine runs which service. Every member runs all services that answer requests and share. What runs in the
 * background or at set times shares one further machine, so that it is not there once for each member; a service of its
 * own has its own. A machine that stands apart has copies of the services that it calls: members come and go, and none has
 * an address that could be told.
 */
export function layoutGroup<S extends LaidService>(args: {
  readonly services: Services<S>;
  readonly count: number;
}): GroupLayout<S> {
  const { services, count } = args;
  const isBackground = (name: string) => services[name]!.machine === "shared" && !isWeb(services[name]!);
  const [, ...own] = layoutMachines(services, HOST_NUMBERS);
  const [member] = layoutMachines(
    only(services, (name) => !isBackground(name)),
    { ...HOST_NUMBERS, copies: ({ replicas }) => Math.ceil(replicas / count) },
  );

  const standing = (role: string, names: readonly string[]): Machine<S> => {
    const callees = calleesInGroup(services, names);
    const here = only(services, (name) => names.includes(name) || callees.has(name));
    const shared = Object.entries(here).map(([name, service]) => [name, { ...service, machine: "shared" }] as const);
    const [machine] = layoutMachines(Object.fromEntries(shared), HOST_NUMBERS);
    const alone = own.find((it) => it.role === role)?.services[0];
    return {
      role,
      hostNumber: machine!.hostNumber,
      services: machine!.services.map((service) => ({
        ...service,
        args: services[service.name]!,
        calledFromOutside: service.name === alone?.name && alone.calledFromOutside,
      })),
    };
  };
  const background = Object.keys(services).filter(isBackground);
  return {
    member: { ...member!, services: member!.services.map((it) => ({ ...it, calledFromOutside: false })) },
    apart: [
      ...own.map(({ role, services: [service] }) => standing(role, [service!.name])),
      ...(background.length === 0 ? [] : [standing(BACKGROUND_ROLE, background)]),
    ],
  };
}
