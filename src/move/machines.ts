import type { PlanComponent, PlanResource } from "../plan/schema";
import { partOf, resourceOutput, resourcesOf, type Side } from "./side";

/** Who signs in to machines: the one user that they have for administrators. */
const USER = "deploy";

/** Which resource tells a machine's address, best first, and where. */
const ADDRESSES: Readonly<Record<string, readonly { readonly type: string; readonly path: string }[]>> = {
  aws: [
    { type: "aws:ec2/eip:Eip", path: ".outputs.publicIp" },
    { type: "aws:ec2/instance:Instance", path: ".outputs.publicIp" },
  ],
  oci: [{ type: "oci:Core/instance:Instance", path: ".outputs.publicIp" }],
  digitalocean: [{ type: "digitalocean:index/droplet:Droplet", path: ".outputs.ipv4Address" }],
};

/** A machine that administrators sign in to. */
export interface Machine {
  readonly name: string;
  /** A command that prints `user@address`. */
  readonly login: string;
}

const compute = (side: Side): PlanComponent | undefined => partOf(side, "compute");

/**
 * The machines that the services run on, by name; none where the cloud makes and replaces them, or where there are none.
 */
export function machinesOf(side: Side): Machine[] {
  const part = compute(side);
  if (part === undefined || (part.shape !== "vm" && part.shape !== "vm-group")) return [];
  const known = ADDRESSES[part.provider ?? ""] ?? [];
  const all = resourcesOf(side, part);
  const found = new Map<string, { resource: PlanResource; path: string }>();
  for (const { type, path } of known)
    for (const resource of all.filter((it) => it.type === type))
      if (!found.has(resource.name)) found.set(resource.name, { resource, path });
  return [...found].map(([name, { resource, path }]) => ({
    name,
    login: `${USER}@$(${resourceOutput(side, resource, path)})`,
  }));
}

/** The machine that colocated parts stand on, and that is closest to private ones. */
export const mainMachine = (side: Side): Machine | undefined =>
  machinesOf(side).find(({ name }) => name === "compute-app") ?? machinesOf(side)[0];
