import { hostFiles } from "./files";
import type { Host, HostFile } from "./host";
import { swapGiB } from "./memory";
import { AGENT_TIMER, agentFiles, type ReleaseSource } from "./release";
import { SETUP } from "./setup";
import { adminUser } from "./ssh";
import { toYaml } from "./yaml";

/** What of a machine is told at its making and stays as long as it does. */
export type Founded = Pick<Host, "memoryMiB" | "sshPublicKeys">;

/** A plain Ubuntu machine with some files, and what is run once they are there. */
function config(host: Founded, files: readonly HostFile[], run: readonly (readonly string[])[]): string {
  const swap = swapGiB(host.memoryMiB);
  return `#cloud-config\n${toYaml({
    users: [adminUser(host)],
    disable_root: true,
    ssh_pwauth: false,
    ...(swap === 0 ? {} : { swap: { filename: "/swapfile", size: swap * 1024 ** 3, maxsize: swap * 1024 ** 3 } }),
    write_files: files.map(({ path, content, mode }) => ({
      path,
      permissions: mode ?? "0644",
      content,
    })),
    runcmd: run,
  })}`;
}

/**
 * The cloud-config that turns a plain Ubuntu machine into this host, once and for all: for machines that are replaced
 * when anything of it changes.
 *
 * Pure text: the same host gives the same bytes, and no secret is in it but `values`. The `ubuntu` user is not made.
 */
export const cloudConfig = (host: Host): string => config(host, hostFiles(host), [[SETUP]]);

/**
 * The cloud-config of a machine that fetches what it is, and follows it as long as it stands: an image, a route or a
 * number of copies that changes reaches the machine without replacing it.
 */
export const followingConfig = (host: Founded, source: ReleaseSource): string =>
  config(host, agentFiles(source), [["systemctl", "enable", "--now", "--no-block", AGENT_TIMER]]);
