import type { HostFile } from "./host";
import { lines } from "./text";

const PERIODIC = lines(
  'APT::Periodic::Update-Package-Lists "1";',
  'APT::Periodic::Unattended-Upgrade "1";',
  'APT::Periodic::AutocleanInterval "7";',
);

/** A kernel is only mended by a restart, and the services come back by themselves. */
const RESTART = lines(
  'Unattended-Upgrade::Automatic-Reboot "true";',
  'Unattended-Upgrade::Automatic-Reboot-Time "04:30";',
  'Unattended-Upgrade::Remove-Unused-Dependencies "true";',
);

/** Security updates install themselves every day; the machine restarts at half past four, UTC, when one asks for it. */
export const upgradeFiles = (): HostFile[] => [
  { path: "/etc/apt/apt.conf.d/20auto-upgrades", content: PERIODIC },
  { path: "/etc/apt/apt.conf.d/52landfall", content: RESTART },
];
