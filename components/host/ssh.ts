import type { Host, HostFile } from "./host";
import { lines } from "./text";

/** The only user that may sign in: keys only, not root, and not in the docker group, which would be as good as root. */
export const ADMIN_USER = "deploy";

/** The administrators' user as cloud-init makes it. */
export const adminUser = (host: Pick<Host, "sshPublicKeys">): object => ({
  name: ADMIN_USER,
  gecos: "Administrator",
  shell: "/bin/bash",
  lock_passwd: true,
  sudo: "ALL=(ALL) NOPASSWD:ALL",
  ssh_authorized_keys: [...host.sshPublicKeys],
});

const SSHD = lines(
  "PermitRootLogin no",
  "PasswordAuthentication no",
  "KbdInteractiveAuthentication no",
  "PermitEmptyPasswords no",
  "PubkeyAuthentication yes",
  `AllowUsers ${ADMIN_USER}`,
  "MaxAuthTries 3",
  "LoginGraceTime 30",
  "ClientAliveInterval 300",
  "ClientAliveCountMax 2",
  "X11Forwarding no",
  "AllowAgentForwarding no",
  "AllowTcpForwarding no",
);

const FAIL2BAN = lines(
  "[sshd]",
  "enabled = true",
  "backend = systemd",
  "banaction = ufw",
  "maxretry = 5",
  "findtime = 10m",
  "bantime = 1h",
);

/** Keys only, no root, and addresses that keep guessing are shut out for an hour. */
export const sshFiles = (): HostFile[] => [
  // Read before the files of the image and of cloud-init, and the first value counts.
  { path: "/etc/ssh/sshd_config.d/10-landfall.conf", content: SSHD, mode: "0600" },
  { path: "/etc/fail2ban/jail.d/landfall.local", content: FAIL2BAN },
];
