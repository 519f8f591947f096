import { ARCHIVE_PACKAGES } from "./archive";
import { runsAlways } from "./containers";
import { isWatched } from "./health";
import { keepsData, VALUES_DIRECTORY, type Host, type HostFile } from "./host";
import { NGINX_CONFIG } from "./nginx";
import { scheduledOf, timerOf } from "./schedule";
import { lines } from "./text";

export const SETUP = "/usr/local/sbin/landfall-setup";

/** All from Ubuntu's own archive, so that its security updates cover them and no other key is trusted. */
const PACKAGES = [
  ...["curl", "docker.io", "docker-compose-v2", "fail2ban", "openssl", "ufw", "unattended-upgrades"],
  // fail2ban reads the journal by it and only recommends it.
  "python3-systemd",
];

/** Whether the machine itself asks for a certificate. */
const isCertified = ({ web }: Host): boolean => web?.hostname !== undefined && web.balancer === undefined;

function packagesOf(host: Host): string {
  const web = host.web === undefined ? [] : ["nginx", ...(isCertified(host) ? ["certbot"] : [])];
  const stored = host.database === undefined ? [] : ["gnupg", ...(host.database.archive ? ARCHIVE_PACKAGES : [])];
  return [...new Set([...PACKAGES, ...web, ...stored, ...(host.secrets?.packages ?? [])])].sort().join(" ");
}

const NGINX = [
  "rm --force /etc/nginx/sites-enabled/default",
  `ln --symbolic --force ${NGINX_CONFIG} /etc/nginx/conf.d/landfall.conf`,
  "nginx -t",
  "systemctl enable nginx",
  "systemctl reload-or-restart nginx",
];

/** Units of a machine, in the order in which they are started. */
function units(host: Host): string[] {
  return [
    ...(isCertified(host) ? ["landfall-certificate.timer"] : []),
    ...(keepsData(host) ? ["landfall-data.service"] : []),
    ...(host.secrets === undefined ? [] : ["landfall-secrets.service"]),
    ...(runsAlways(host) ? ["landfall-services.service"] : []),
    ...(isWatched(host) ? ["landfall-health.service"] : []),
    ...(host.database === undefined ? [] : ["landfall-backup.timer"]),
    ...scheduledOf(host).map(({ name }) => timerOf(name)),
  ];
}

/** The script that brings the machine up: waits for the internet, installs, and starts everything. */
export function setupFile(host: Host): HostFile {
  return {
    path: SETUP,
    mode: "0755",
    content: lines(
      "#!/bin/bash",
      "# Brings the machine up; run again, it only does what is missing.",
      "set -euo pipefail",
      "export DEBIAN_FRONTEND=noninteractive",
      host.values !== undefined && `chmod 0700 ${VALUES_DIRECTORY}`,
      host.web !== undefined && host.web.balancer === undefined && "/usr/local/sbin/landfall-certificate self-signed",
      "# The way to the internet may come some minutes after the machine.",
      "until apt-get update --option APT::Update::Error-Mode=any; do sleep 10; done",
      "apt-get install --yes --no-install-recommends --option DPkg::Lock::Timeout=900 \\",
      "  --option Dpkg::Options::=--force-confold \\",
      `  ${packagesOf(host)}`,
      "systemctl daemon-reload",
      "systemctl try-restart systemd-journald.service",
      "systemctl enable landfall-firewall.service",
      "systemctl restart landfall-firewall.service",
      "systemctl try-reload-or-restart ssh.service",
      "systemctl enable fail2ban.service",
      "systemctl restart fail2ban.service",
      host.cache !== undefined && "sysctl --quiet --load=/etc/sysctl.d/60-landfall.conf",
      host.web === undefined ? [] : NGINX,
      host.secrets?.prepare,
      ...units(host).map((unit) => `systemctl enable --now --no-block ${unit}`),
    ),
  };
}
