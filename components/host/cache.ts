import { bind, common, containerName } from "./containers";
import { DATA_DIRECTORY, RUN_DIRECTORY, secretFile, type Host, type HostCache } from "./host";
import { bareWord, lines } from "./text";

const NAME = "cache";
const STORE = `${DATA_DIRECTORY}/cache`;
const CONFIG = `${RUN_DIRECTORY}/cache.conf`;

/** Not root, and the same on every image. */
const USER = 999;

/** The part of its memory that is for keys; the rest is for connections, and for the copy while a log is written anew. */
const FOR_KEYS = { persistent: 0.5, passing: 0.75 } as const;

const IMAGES = { valkey: "valkey/valkey", redis: "redis" } as const;

/** A store in memory; only containers of this machine reach it. */
export function cacheContainer(cache: HostCache, memoryMiB: number): object {
  const { engine, version, evictionPolicy, persistent } = cache;
  const forKeys = Math.floor(memoryMiB * (persistent ? FOR_KEYS.persistent : FOR_KEYS.passing));
  return {
    ...common(NAME, `${IMAGES[engine]}:${bareWord(version)}`, memoryMiB),
    user: `${USER}:${USER}`,
    read_only: true,
    // The password stands in the file; what stands here anyone on the machine may see.
    command: [
      `${engine}-server`,
      CONFIG,
      ...["--maxmemory", `${forKeys}mb`],
      ...["--maxmemory-policy", evictionPolicy],
      ...["--appendonly", persistent ? "yes" : "no"],
      ...["--save", ""],
      ...["--dir", "/data"],
    ],
    volumes: [bind(CONFIG, CONFIG, true), ...(persistent ? [bind(STORE, "/data", false)] : [])],
    ...(persistent ? {} : { tmpfs: [`/data:uid=${USER},gid=${USER},mode=0700`] }),
  };
}

/**
 * Shell lines that hand the password over in a file that root and the cache's own user read; it is in memory only. A cache
 * reads it when it starts: one that has another password goes, and is made anew with what it has stored.
 */
export const cacheStart = ({ passwordKey }: HostCache, host: Pick<Host, "values">): string[] => [
  `install --directory --mode=0700 ${RUN_DIRECTORY}`,
  String.raw`password=$(sed 's/[\\"]/\\&/g' ${secretFile(host, passwordKey)})`,
  `install --mode=0400 --owner=${USER} --group=${USER} /dev/null ${CONFIG}.new`,
  `printf 'requirepass "%s"\\n' "$password" >${CONFIG}.new`,
  `if cmp --silent ${CONFIG}.new ${CONFIG}; then`,
  `  rm ${CONFIG}.new`,
  "else",
  `  mv ${CONFIG}.new ${CONFIG}`,
  `  docker rm --force ${containerName(NAME)} >/dev/null 2>&1 || true`,
  "fi",
];

/** Shell lines that make the directory of what outlives a restart. */
export const cacheDirectories = ({ persistent }: HostCache): string[] =>
  persistent ? [`install --directory --owner=${USER} --group=${USER} --mode=0700 ${STORE}`] : [];

/** Without it a copy of the memory for a log that is written anew may be refused: https://valkey.io/topics/admin/ */
export const cacheFiles = () => [
  { path: "/etc/sysctl.d/60-landfall.conf", content: lines("vm.overcommit_memory = 1") },
];
