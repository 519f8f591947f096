import type { Host } from "./host";

/** What the system, nginx and Docker keep for themselves, in MiB. */
const SYSTEM_MIB = 256;

/** What the database and the cache beside the services need at least, in MiB. */
const DATABASE_MIB = 256;
const CACHE_MIB = 128;

/** Machines up to this get a swap file. */
const SWAP_UP_TO_MIB = 1024;

/** The most memory of each container, in MiB. */
export interface MemoryLimits {
  readonly database: number;
  readonly cache: number;
  /** Of a copy of a service that needs so much. */
  of(neededMiB: number): number;
}

/**
 * Each container gets what it needs, and what the machine has left over is shared in proportion to that: nothing lies
 * idle, and a machine that is too small gives everybody what was asked for and swaps.
 */
export function memoryLimits(host: Pick<Host, "memoryMiB" | "services" | "database" | "cache">): MemoryLimits {
  const ofServices = host.services.reduce((sum, { copies, memoryMiB }) => sum + copies * memoryMiB, 0);
  const needed =
    ofServices + (host.database === undefined ? 0 : DATABASE_MIB) + (host.cache === undefined ? 0 : CACHE_MIB);
  const factor = needed === 0 ? 1 : Math.max(1, (host.memoryMiB - SYSTEM_MIB) / needed);
  const of = (neededMiB: number): number => Math.floor(neededMiB * factor);
  return { database: of(DATABASE_MIB), cache: of(CACHE_MIB), of };
}

/** GiB of swap; a small machine would otherwise be out of memory while it installs packages. */
export const swapGiB = (memoryMiB: number): number => (memoryMiB <= SWAP_UP_TO_MIB ? 2 : 0);
