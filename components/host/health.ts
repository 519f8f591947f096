import { alertFile, ALERTING, ALERTS_DIRECTORY, type AlertingUnit } from "./alerts";
import { containerName, copiesOf, inOrder } from "./containers";
import type { Host, HostFile, HostService } from "./host";
import { lines, shellWord } from "./text";

const FAILURES = 3;

/** How long a restart is told to who asks from outside: longer than any uptime check waits between two questions. */
const TOLD_MINUTES = 60;
const UNIT: AlertingUnit = "landfall-health.service";

function watched(service: HostService): string[] {
  const { web } = service;
  if (web === undefined) return [];
  const { path, intervalSeconds, graceSeconds } = web.health;
  return copiesOf(service).map(({ name, hostPort }) => {
    const url = `http://127.0.0.1:${hostPort}${encodeURI(path)}`;
    const words = [containerName(name), url, String(intervalSeconds), String(graceSeconds)];
    return `watch ${words.map(shellWord).join(" ")} &`;
  });
}

/** Whether anything on the machine has a health check. */
export const isWatched = ({ services }: Pick<Host, "services">): boolean =>
  services.some(({ web }) => web !== undefined);

/**
 * Restarts a service whose health check fails three times in a row, and says so in the journal as an error,
 * `journalctl --unit landfall-health --priority err`, and for an hour at `ALERTS_PATH`, where an uptime check that mails
 * people asks. No mail is sent from here: an app has no relay, and clouds are known to close the port of mail (not verified
 * with each).
 *
 * The check is made from outside the container: Docker's own needs curl or a shell in the image, and never restarts
 * what it finds unhealthy.
 */
export function healthFiles(host: Pick<Host, "services">): HostFile[] {
  const script = lines(
    "#!/bin/bash",
    "# Restarts a container whose health check fails again and again.",
    "set -uo pipefail",
    "watch() {",
    "  local container=$1 url=$2 interval=$3 grace=$4 failed=0",
    '  sleep "$grace"',
    "  while true; do",
    '    if curl --fail --silent --output /dev/null --max-time 10 "$url"; then',
    "      failed=0",
    // Only who is well again takes it back, however long that takes.
    `      find ${ALERTS_DIRECTORY} -name ${UNIT} -mmin +${TOLD_MINUTES} -delete`,
    "    else",
    "      failed=$((failed + 1))",
    "    fi",
    `    if [ "$failed" -ge ${FAILURES} ]; then`,
    // systemd reads the number as how serious it is, and the journal keeps it: 3 is an error.
    '      echo "<3>$container fails its health check; restarting it"',
    `      touch ${alertFile(UNIT)}`,
    '      docker restart "$container" >/dev/null || echo "<2>$container cannot be restarted"',
    "      failed=0",
    '      sleep "$grace"',
    "    fi",
    '    sleep "$interval"',
    "  done",
    "}",
    inOrder(host.services).flatMap(watched),
    "wait",
  );
  const unit = lines(
    "[Unit]",
    "Description=Health checks of the services",
    "After=landfall-services.service",
    "Wants=landfall-services.service",
    "",
    "[Service]",
    ALERTING,
    "ExecStart=/usr/local/sbin/landfall-health",
    "Restart=always",
    "RestartSec=30",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
  return [
    { path: "/usr/local/sbin/landfall-health", content: script, mode: "0755" },
    { path: `/etc/systemd/system/${UNIT}`, content: unit },
  ];
}
