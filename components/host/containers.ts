import type { Host, HostService } from "./host";

/** The name of a container, as Docker shows it. */
export const containerName = (name: string): string => `landfall-${name}`;

/** One container of a service. */
export interface Copy {
  /** The service's name where it has one copy, else with a number: `api-1`. */
  readonly name: string;
  /** The port on the machine; undefined where the service answers no requests. */
  readonly hostPort: number | undefined;
}

/** The containers of a service. */
export const copiesOf = ({ name, copies, web }: HostService): Copy[] =>
  Array.from({ length: copies }, (_, index) => ({
    name: copies === 1 ? name : `${name}-${index + 1}`,
    hostPort: web?.hostPorts[index],
  }));

/** Services by name, so that the same machine gives the same text. */
export const inOrder = (services: readonly HostService[]): HostService[] =>
  [...services].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Whether anything on the machine runs all the time. */
export const runsAlways = ({ services, database, cache }: Pick<Host, "services" | "database" | "cache">): boolean =>
  database !== undefined || cache !== undefined || services.some(({ schedule }) => schedule === undefined);

/** A file or a directory of the machine in a container; one that is not there yet must fail, not be made empty. */
export const bind = (source: string, target: string, readOnly: boolean): object => ({
  type: "bind",
  source,
  target,
  ...(readOnly ? { read_only: true } : {}),
  bind: { create_host_path: false },
});

/** Compose replaces `$NAME` in every text; a doubled sign stands for itself. */
export const literal = (value: string): string => value.replaceAll("$", "$$$$");

/** What Compose puts in place of a secret's key, or fails with while the secret is not there. */
export const secretOf = (key: string): string => `\${${key}?is not read yet}`;

/** What every container has: restarts, no more rights than it begins with, and an end to its memory and its log. */
export const common = (name: string, image: string, memoryMiB: number): object => ({
  container_name: containerName(name),
  image,
  restart: "unless-stopped",
  init: true,
  mem_limit: `${memoryMiB}m`,
  memswap_limit: `${2 * memoryMiB}m`,
  pids_limit: 1024,
  security_opt: ["no-new-privileges:true"],
  logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
});
