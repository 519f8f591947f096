import { IssuesError } from "../../../components/core/errors";
import { APP_ROLE, type LaidService, type Machine } from "../../../components/host/machines";

/** The other machines whose addresses a machine is told: those of the services that it calls or sends requests on to. */
function neededBy<S extends LaidService>(machine: Machine<S>, machines: readonly Machine<S>[]): Machine<S>[] {
  const calls = new Set(machine.services.flatMap(({ args }) => args.calls));
  const here = new Set(machine.services.map(({ name }) => name));
  return machines.filter((other) => {
    if (other.role === machine.role) return false;
    const called = other.services.some(({ name }) => calls.has(name) && !here.has(name));
    const routed = machine.role === APP_ROLE && other.services.some(({ args }) => args.routes.length > 0);
    return called || routed;
  });
}

/**
 * Machines in the order in which they can be made: DigitalOcean chooses the address of a Droplet when it makes it, so a
 * machine that is called comes before the one that calls it.
 *
 * @throws IssuesError when two machines call each other, if only through others.
 */
export function calledFirst<S extends LaidService>(machines: readonly Machine<S>[]): Machine<S>[] {
  const ordered: Machine<S>[] = [];
  const visit = (machine: Machine<S>, path: readonly Machine<S>[]): void => {
    if (ordered.includes(machine)) return;
    if (path.includes(machine)) {
      const circle = [...path.slice(path.indexOf(machine)), machine].map(({ role }) => role);
      throw new IssuesError([
        {
          at: "services",
          problem: "services on different machines call each other, and a Droplet has no address before it is made",
          got: circle.join(" -> "),
          allowed: "calls, and routes of the machine app, that lead from machine to machine in one direction",
          fix: "let the services share a machine",
        },
      ]);
    }
    for (const needed of neededBy(machine, machines)) visit(needed, [...path, machine]);
    ordered.push(machine);
  };
  for (const machine of machines) visit(machine, []);
  return ordered;
}
