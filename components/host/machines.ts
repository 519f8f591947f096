import { createHash } from "node:crypto";
import { isWeb, type ResolvedServiceArgs } from "../compute";

/** What decides which machine a service stands on. */
export type LaidService = Pick<
  ResolvedServiceArgs,
  "routes" | "machine" | "port" | "health" | "schedule" | "replicas" | "calls"
>;

/** A service on the machine that runs it. */
export interface PlacedService<S extends LaidService = ResolvedServiceArgs> {
  readonly name: string;
  readonly args: S;
  /** Containers of it on this machine; one at a time of a scheduled service. */
  readonly copies: number;
  /** The port of each copy on the machine; none where the service answers no requests. */
  readonly hostPorts: readonly number[];
  /** Whether other machines call it, so that its ports must be open to them. */
  readonly calledFromOutside: boolean;
}

/** A machine and what stands on it. */
export interface Machine<S extends LaidService = ResolvedServiceArgs> {
  /** `app` for the one that answers browsers, `own-<service>` for a service's own. */
  readonly role: string;
  /** Counted from the first address of its subnet; for clouds that take a fixed address. */
  readonly hostNumber: number;
  readonly services: readonly PlacedService<S>[];
}

type Services<S extends LaidService = LaidService> = Readonly<Record<string, S>>;

/** How services are laid out on machines. */
export interface LayoutOptions<S extends LaidService = ResolvedServiceArgs> {
  /** The last host number of the subnet that a machine may have. */
  readonly lastHostNumber: number;
  /** Containers of a service on its machine. @default - its `replicas` */
  readonly copies?: (service: S) => number;
}

/** The machine that answers browsers. */
export const APP_ROLE = "app";

/** Ports of the machine itself: SSH and nginx. */
const TAKEN_PORTS: readonly number[] = [22, 80, 443];
const FIRST_FREE_PORT = 20000;

const APP_HOST_NUMBER = 10;

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

/** The first copy keeps the service's own port where it can; of two that want the same, the later one gets another. */
function assignPorts(copies: ReadonlyMap<string, number>, services: Services): Map<string, number[]> {
  const used = new Set(TAKEN_PORTS);
  const take = (wanted: number): number => {
    let port = wanted;
    for (let next = FIRST_FREE_PORT; used.has(port); next++) port = next;
    used.add(port);
    return port;
  };
  const web = [...copies].filter(([name]) => isWeb(services[name]!));
  const first = new Map(web.map(([name]) => [name, take(services[name]!.port!)]));
  return new Map(
    web.map(([name, count]) => [
      name,
      [first.get(name)!, ...Array.from({ length: count - 1 }, () => take(FIRST_FREE_PORT))],
    ]),
  );
}

/** A number that depends on the name alone, as long as no other machine has it: a new service moves no machine. */
function hostNumberOf(name: string, used: ReadonlySet<number>, last: number): number {
  const first = APP_HOST_NUMBER + 1;
  const room = last - first + 1;
  const start = createHash("sha256").update(name).digest().readUInt32BE(0) % room;
  for (let step = 0; step < room; step++) {
    const number = first + ((start + step) % room);
    if (!used.has(number)) return number;
  }
  throw new Error(`the subnet has no address left for the machine of ${name}`);
}

/** Whether a machine other than its own sends requests to a service. */
function isCalledFromOutside(name: string, services: Services): boolean {
  const service = services[name]!;
  if (!isWeb(service)) return false;
  const isShared = service.machine === "shared";
  // nginx stands on the app machine, and so do the services that share.
  if (!isShared && service.routes.length > 0) return true;
  return Object.entries(services).some(
    ([caller, { calls, machine }]) => caller !== name && calls.includes(name) && !(isShared && machine === "shared"),
  );
}

/**
 * Which machine runs which service: those that share stand together on the machine `app`, behind nginx; each other one
 * stands alone. The machine `app` comes first and is always there.
 *
 * @throws Error when the subnet has no address left.
 */
export function layoutMachines<S extends LaidService>(
  services: Services<S>,
  { lastHostNumber, copies }: LayoutOptions<S>,
): Machine<S>[] {
  const all = Object.entries(services).sort(byName);
  const copiesOn = (service: S): number =>
    service.schedule === undefined ? (copies?.(service) ?? service.replicas) : 1;

  const place = (here: typeof all): PlacedService<S>[] => {
    const counts = new Map(here.map(([name, service]) => [name, copiesOn(service)]));
    const ports = assignPorts(counts, services);
    return here.map(([name, args]) => ({
      name,
      args,
      copies: counts.get(name)!,
      hostPorts: ports.get(name) ?? [],
      calledFromOutside: isCalledFromOutside(name, services),
    }));
  };

  const shared = all.filter(([, { machine }]) => machine === "shared");
  const used = new Set([APP_HOST_NUMBER]);
  const machines: Machine<S>[] = [{ role: APP_ROLE, hostNumber: APP_HOST_NUMBER, services: place(shared) }];
  for (const own of all.filter(([, { machine }]) => machine === "own")) {
    const hostNumber = hostNumberOf(own[0], used, lastHostNumber);
    used.add(hostNumber);
    machines.push({ role: `own-${own[0]}`, hostNumber, services: place([own]) });
  }
  return machines;
}
