import * as pulumi from "@pulumi/pulumi";
import { environmentName } from "../core/binding";
import type { HostRoute } from "./host";
import { APP_ROLE, type Machine, type PlacedService } from "./machines";

const LOOPBACK = "127.0.0.1";

/** A machine with its place in the private network. */
export interface HostMachine extends Machine {
  /** The private address that other machines call it at. @default - none calls it */
  readonly address?: pulumi.Input<string>;
  /**
   * The machine's own addresses that calls of other machines come to. `0.0.0.0` where it is not told its own: the
   * firewall lets nothing through to a container but the private network.
   * @default - `address`
   */
  readonly listensOn?: readonly string[];
}

function addressOf({ role, address }: HostMachine): pulumi.Input<string> {
  if (address === undefined) throw new Error(`the machine ${role} is called, yet has no address`);
  return address;
}

/**
 * The address of each service that another one calls, as `<NAME>_URL`: by name on the same machine, which leads to all
 * its copies in turn; by address on another, which leads to the first copy.
 *
 * @throws Error when no machine runs the called service, or it answers no requests.
 */
export function callUrls(
  machines: readonly HostMachine[],
  caller: HostMachine,
  { args }: PlacedService,
): Readonly<Record<string, pulumi.Input<string>>> {
  const urls = args.calls.map((name): [string, pulumi.Input<string>] => {
    const machine = machines.find(({ services }) => services.some((service) => service.name === name));
    const callee = machine?.services.find((service) => service.name === name);
    const hostPort = callee?.hostPorts[0];
    if (machine === undefined || callee === undefined) throw new Error(`no machine runs the called service ${name}`);
    if (hostPort === undefined) throw new Error(`the called service ${name} answers no requests`);
    const variable = environmentName(name, "URL");
    if (machine.role === caller.role) return [variable, `http://${name}:${callee.args.port}`];
    const address = addressOf(machine);
    return [
      variable,
      typeof address === "string" ? `http://${address}:${hostPort}` : pulumi.interpolate`http://${address}:${hostPort}`,
    ];
  });
  return Object.fromEntries(urls);
}

/** Where nginx of the app machine sends each path: to the service's copies, on this machine or on another. */
export function routesOf(machines: readonly HostMachine[]): pulumi.Output<HostRoute[]> {
  const routes = machines.flatMap((machine) =>
    machine.services
      .filter(({ args, hostPorts }) => args.routes.length > 0 && hostPorts.length > 0)
      .map(({ name, args, hostPorts }) => {
        const address = pulumi.output(machine.role === APP_ROLE ? LOOPBACK : addressOf(machine));
        return address.apply((known): HostRoute[] =>
          args.routes.map((prefix) => ({
            prefix,
            service: name,
            servers: hostPorts.map((port) => ({ address: known, port })),
            healthPath: args.health!.path,
            sticky: args.stickySessions,
            webSockets: args.webSockets,
          })),
        );
      }),
  );
  return pulumi.all(routes).apply((all) => all.flat());
}
