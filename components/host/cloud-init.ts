import { certificateFiles } from "./certificates";
import { composeFiles } from "./compose";
import { firewallFiles } from "./firewall";
import { healthFiles } from "./health";
import type { Host, HostFile } from "./host";
import { swapGiB } from "./memory";
import { nginxFiles } from "./nginx";
import { secretFiles } from "./secrets";
import { SETUP, setupFile } from "./setup";
import { adminUser, sshFiles } from "./ssh";
import { upgradeFiles } from "./upgrades";
import { toYaml } from "./yaml";

/** Every file of a machine, one concern after the other. */
export function hostFiles(host: Host): HostFile[] {
  return [
    // A machine may only send requests on to others.
    ...(host.services.length === 0 ? [] : [...composeFiles(host), ...healthFiles(host)]),
    ...(host.secrets === undefined ? [] : secretFiles(host.secrets)),
    ...(host.web === undefined ? [] : [...certificateFiles(host.web), ...nginxFiles(host.web)]),
    ...firewallFiles(host),
    ...sshFiles(),
    ...upgradeFiles(),
    setupFile(host),
  ];
}

/**
 * The cloud-config that turns a plain Ubuntu machine into this host.
 *
 * Pure text: the same host gives the same bytes, and no secret is in it. The `ubuntu` user is not made.
 */
export function cloudConfig(host: Host): string {
  const swap = swapGiB(host.memoryMiB);
  return `#cloud-config\n${toYaml({
    users: [adminUser(host)],
    disable_root: true,
    ssh_pwauth: false,
    ...(swap === 0 ? {} : { swap: { filename: "/swapfile", size: swap * 1024 ** 3, maxsize: swap * 1024 ** 3 } }),
    write_files: hostFiles(host).map(({ path, content, mode }) => ({
      path,
      permissions: mode ?? "0644",
      content,
    })),
    runcmd: [[SETUP]],
  })}`;
}
