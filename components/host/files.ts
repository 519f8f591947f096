import type { AlertingUnit } from "./alerts";
import { backupFiles } from "./backup";
import { cacheFiles } from "./cache";
import { certificateFiles } from "./certificates";
import { composeFiles } from "./compose";
import { dataFiles } from "./data";
import { databaseFiles } from "./database";
import { firewallFiles } from "./firewall";
import { healthFiles, isWatched } from "./health";
import { keepsData, type Host, type HostFile } from "./host";
import { logFiles } from "./logs";
import { nginxFiles } from "./nginx";
import { scheduleFiles } from "./schedule";
import { secretFiles, valueFiles } from "./secrets";
import { setupFile } from "./setup";
import { sshFiles } from "./ssh";
import { upgradeFiles } from "./upgrades";

const hasContainers = ({ services, database, cache }: Host): boolean =>
  services.length > 0 || database !== undefined || cache !== undefined;

/** Units of a machine that may raise an alert; what it no longer has says nothing any more. */
const alertingUnits = (host: Host): AlertingUnit[] => [
  ...(host.database === undefined ? [] : (["landfall-backup.service"] as const)),
  ...(isWatched(host) ? (["landfall-health.service"] as const) : []),
];

/** Every file of a machine, one concern after the other. */
export function hostFiles(host: Host): HostFile[] {
  return [
    // A machine may only send requests on to others.
    ...(hasContainers(host) ? composeFiles(host) : []),
    ...(isWatched(host) ? healthFiles(host) : []),
    ...scheduleFiles(host),
    ...(host.database === undefined ? [] : [...databaseFiles(host.database), ...backupFiles(host.database, host)]),
    ...(host.cache === undefined ? [] : cacheFiles()),
    ...(keepsData(host) ? dataFiles(host) : []),
    ...(host.secrets === undefined ? [] : secretFiles(host.secrets)),
    ...valueFiles(host.values ?? {}),
    // A load balancer in front has the certificate.
    ...(host.web === undefined || host.web.balancer !== undefined ? [] : certificateFiles(host.web)),
    ...(host.web === undefined ? [] : nginxFiles(host.web, alertingUnits(host))),
    ...firewallFiles(host),
    ...sshFiles(),
    ...logFiles(hasContainers(host)),
    ...upgradeFiles(),
    setupFile(host),
  ];
}
