import { createHash } from "node:crypto";
import type { ResolvedComputeArgs, ResolvedServiceArgs } from "../../components/compute";

/** A service on the machine that runs it. */
export interface PlacedService {
  readonly name: string;
  readonly args: ResolvedServiceArgs;
  /** The port on the machine. */
  readonly hostPort: number;
  /** Whether other machines call it. */
  readonly calledFromOutside: boolean;
}

/** A machine and what stands on it. */
export interface Machine {
  /** `app` for the one that answers browsers, `own-<service>` for a service's own. */
  readonly role: string;
  /** Counted from the first address of its subnet. */
  readonly hostNumber: number;
  readonly services: readonly PlacedService[];
}

type Services = ResolvedComputeArgs["services"];

/** Ports of the machine itself: SSH and nginx. */
const TAKEN_PORTS: readonly number[] = [22, 80, 443];
const FIRST_FREE_PORT = 20000;

const APP_HOST_NUMBER = 10;

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

/** Each service keeps its own port where it can; of two that want the same, the later one by name gets another. */
function assignPorts(names: readonly string[], services: Services): Map<string, number> {
  const used = new Set(TAKEN_PORTS);
  const ports = new Map<string, number>();
  for (const name of names) {
    let port = services[name]!.port;
    for (let next = FIRST_FREE_PORT; used.has(port); next++) port = next;
    used.add(port);
    ports.set(name, port);
  }
  return ports;
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

/** Which machine runs which service: those that share stand together, behind nginx; each other one stands alone. */
export function layoutMachines(services: Services, lastHostNumber: number): Machine[] {
  const all = Object.entries(services).sort(byName);
  const ofMachine = (own: string | undefined) =>
    all
      .filter(([name, { machine }]) => (own === undefined ? machine === "shared" : name === own))
      .map(([name]) => name);
  const isShared = (name: string) => services[name]!.machine === "shared";

  const calledFromOutside = (name: string): boolean =>
    // nginx stands on the app machine, and so do its services.
    (!isShared(name) && services[name]!.routes.length > 0) ||
    all.some(([caller, { calls }]) => calls.includes(name) && !(isShared(caller) && isShared(name)));

  const place = (names: readonly string[]): PlacedService[] => {
    const ports = assignPorts(names, services);
    return names.map((name) => ({
      name,
      args: services[name]!,
      hostPort: ports.get(name)!,
      calledFromOutside: calledFromOutside(name),
    }));
  };

  const used = new Set([APP_HOST_NUMBER]);
  const machines: Machine[] = [{ role: "app", hostNumber: APP_HOST_NUMBER, services: place(ofMachine(undefined)) }];
  for (const [name] of all.filter(([name]) => !isShared(name))) {
    const hostNumber = hostNumberOf(name, used, lastHostNumber);
    used.add(hostNumber);
    machines.push({ role: `own-${name}`, hostNumber, services: place(ofMachine(name)) });
  }
  return machines;
}
