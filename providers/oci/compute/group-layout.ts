import { isWeb, type ResolvedComputeArgs } from "../../../components/compute";
import { layoutMachines, type Machine, type PlacedService } from "../../../components/host/machines";

/** The machine for what shares and does not answer requests: in a group, every member would run it. */
export const BACKGROUND_ROLE = "background";

/** Above the ports that further copies of a service get. */
const FIRST_PRIVATE_PORT = 30_000;

/** What each member of the group holds, and the machines beside it. */
export interface GroupLayout {
  /** Its host number means nothing: members have the addresses that Oracle gives them. */
  readonly member: Machine;
  /** One for services in the background or at set times, and one for each service of its own machine. */
  readonly singles: readonly Machine[];
}

/** Every service that some services call, and those that these call in turn, as far as members hold them. */
function calledOf(services: readonly PlacedService[], held: readonly PlacedService[]): PlacedService[] {
  const found = new Map<string, PlacedService>();
  const visit = ({ args }: PlacedService): void => {
    for (const service of held.filter(({ name }) => args.calls.includes(name) && !found.has(name))) {
      found.set(service.name, service);
      visit(service);
    }
  };
  services.forEach(visit);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A copy, for this machine alone, of each service that its own ones call: members come and go, so that none has an address
 * at which it could be called.
 */
function withCalled(machine: Machine, held: readonly PlacedService[]): Machine {
  const copies = calledOf(machine.services, held).map((service, index) => ({
    ...service,
    args: { ...service.args, routes: [] },
    copies: 1,
    hostPorts: [FIRST_PRIVATE_PORT + index],
  }));
  return { ...machine, services: [...machine.services, ...copies] };
}

/** Which machine runs which service. */
export function layoutGroup(
  { services, count }: Pick<ResolvedComputeArgs, "services" | "count">,
  lastHostNumber: number,
): GroupLayout {
  const [app, ...own] = layoutMachines(services, {
    lastHostNumber,
    copies: (service) =>
      service.machine === "shared" && isWeb(service) ? Math.ceil(service.replicas / count) : service.replicas,
  });
  const held = app!.services
    .filter(({ args }) => isWeb(args))
    .map((service) => ({ ...service, calledFromOutside: false }));
  const rest = app!.services.filter(({ args }) => !isWeb(args));
  const background = rest.length === 0 ? [] : [{ ...app!, role: BACKGROUND_ROLE, services: rest }];
  return {
    member: { ...app!, services: held },
    singles: [...background, ...own].map((machine) => withCalled(machine, held)),
  };
}
