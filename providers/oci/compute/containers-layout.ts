import { createHash } from "node:crypto";
import { copiesOf, isWeb, type ResolvedComputeArgs } from "../../../components/compute";
import { environmentName } from "../../../components/core/binding";

/** Services that stand together in one container instance, and how many such instances there are. */
export interface ContainerGroup {
  /** `app` for what shares and answers requests, `background` for what shares and does not, `own-<service>` for others. */
  readonly role: string;
  readonly copies: number;
  /** Sorted by name. */
  readonly services: readonly ContainerService[];
}

/** A service in a container instance. */
export interface ContainerService {
  readonly name: string;
  /** Containers of it in each instance of the group. */
  readonly containers: number;
}

/** One container instance. */
export interface Slot {
  readonly group: ContainerGroup;
  /** Counted from 0 within its group. */
  readonly index: number;
  /** Counted from the first address of the subnet. */
  readonly hostNumber: number;
}

type Args = Pick<ResolvedComputeArgs, "services" | "count" | "maxCount">;

const FIRST_HOST_NUMBER = 10;

/** What stands together. Services that share are in the same instances, whether or not they answer requests. */
export function containerGroups(args: Args): ContainerGroup[] {
  const all = Object.entries(args.services).sort(([a], [b]) => (a < b ? -1 : 1));
  const shared = all.filter(([, { machine }]) => machine === "shared");
  const web = shared.filter(([, service]) => isWeb(service));
  const background = shared.filter(([, service]) => !isWeb(service));
  const groups: ContainerGroup[] = [];
  if (web.length > 0) {
    const copies = Math.max(...web.map(([, service]) => copiesOf(args, service).least));
    groups.push({ role: "app", copies, services: web.map(([name]) => ({ name, containers: 1 })) });
  }
  if (background.length > 0) {
    const services = background.map(([name, service]) => ({ name, containers: copiesOf(args, service).least }));
    groups.push({ role: "background", copies: 1, services });
  }
  const own = all.filter(([, { machine }]) => machine === "own");
  return [
    ...groups,
    ...own.map(([name, service]) => ({
      role: `own-${name}`,
      copies: copiesOf(args, service).least,
      services: [{ name, containers: 1 }],
    })),
  ];
}

/** A number that depends on the instance's own name alone, as long as no other has it: a new service moves none. */
function hostNumberOf(name: string, used: ReadonlySet<number>, last: number): number {
  const room = last - FIRST_HOST_NUMBER + 1;
  const start = createHash("sha256").update(name).digest().readUInt32BE(0) % room;
  for (let step = 0; step < room; step++) {
    const number = FIRST_HOST_NUMBER + ((start + step) % room);
    if (!used.has(number)) return number;
  }
  throw new Error(`the subnet has no address left for the container instance ${name}`);
}

/**
 * Every container instance with its fixed place in the subnet.
 *
 * @throws Error when the subnet has no address left.
 */
export function slotsOf(groups: readonly ContainerGroup[], lastHostNumber: number): Slot[] {
  const used = new Set<number>();
  return groups.flatMap((group) =>
    Array.from({ length: group.copies }, (_, index): Slot => {
      const hostNumber = hostNumberOf(`${group.role}-${index}`, used, lastHostNumber);
      used.add(hostNumber);
      return { group, index, hostNumber };
    }),
  );
}

const holds = (group: ContainerGroup, name: string): boolean => group.services.some((it) => it.name === name);

/** Ports of a group that containers of other groups call. */
export function calledPorts(group: ContainerGroup, services: Args["services"]): number[] {
  const called = Object.entries(services).flatMap(([caller, { calls }]) => (holds(group, caller) ? [] : calls));
  return [...new Set(called.filter((name) => holds(group, name)))].flatMap((name) => services[name]!.port ?? []);
}

/**
 * The address of each service that another one calls: on the same instance where it stands there, else at one copy of it.
 * Copies call copies in turn, so that each of the called ones gets its share; nothing balances between them.
 *
 * @throws Error when no instance runs the called service, or it answers no requests.
 */
export function callUrls(
  slots: readonly Slot[],
  caller: Slot,
  calls: readonly string[],
  services: Args["services"],
  addressOf: (slot: Slot) => string,
): Record<string, string> {
  const urls = calls.map((name): [string, string] => {
    const port = services[name]?.port;
    const callees = slots.filter(({ group }) => holds(group, name));
    if (port === undefined || callees.length === 0)
      throw new Error(`no container answers for the called service ${name}`);
    const host = holds(caller.group, name) ? "localhost" : addressOf(callees[caller.index % callees.length]!);
    return [environmentName(name, "URL"), `http://${host}:${port}`];
  });
  return Object.fromEntries(urls);
}
