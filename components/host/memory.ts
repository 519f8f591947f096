import type { Host } from "./host";

/** What the system, nginx and Docker keep for themselves, in MiB. */
const SYSTEM_MIB = 256;

/** Below this a service would hardly start. */
const LEAST_MIB = 64;

/** Machines up to this get a swap file. */
const SWAP_UP_TO_MIB = 1024;

/** MiB that each service of the machine may use: equal shares of what the system leaves. */
export function serviceMemoryMiB({ memoryMiB, services }: Pick<Host, "memoryMiB" | "services">): number {
  if (services.length === 0) return 0;
  return Math.max(LEAST_MIB, Math.floor((memoryMiB - SYSTEM_MIB) / services.length));
}

/** GiB of swap; a small machine would otherwise be out of memory while it installs packages. */
export const swapGiB = (memoryMiB: number): number => (memoryMiB <= SWAP_UP_TO_MIB ? 2 : 0);
