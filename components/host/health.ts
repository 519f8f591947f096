import { containerName, copiesOf, inOrder } from "./containers";
import type { Host, HostFile, HostService } from "./host";
import { lines, shellWord } from "./text";

const FAILURES = 3;

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
 * Restarts a service whose health check fails three times in a row, and says so in the journal as an error:
 * `journalctl --unit landfall-health --priority err`.
 *
 * The check is made from outside the container: Docker's own needs curl or a shell in the image, and never restarts
 * what it finds unhealthy.
 *
 * No mail is sent from here: an app has no relay, and clouds are known to close the port of mail (not verified with each).
 * Whom it concerns is told by the app's `monitoring.uptime`, which asks from outside and finds what a restart did not mend,
 * and by a load balancer's own alarms; a restart that did mend it is only in the journal.
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
    "    else",
    "      failed=$((failed + 1))",
    "    fi",
    `    if [ "$failed" -ge ${FAILURES} ]; then`,
    // systemd reads the number as how serious it is, and the journal keeps it: 3 is an error.
    '      echo "<3>$container fails its health check; restarting it"',
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
    "ExecStart=/usr/local/sbin/landfall-health",
    "Restart=always",
    "RestartSec=30",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
  return [
    { path: "/usr/local/sbin/landfall-health", content: script, mode: "0755" },
    { path: "/etc/systemd/system/landfall-health.service", content: unit },
  ];
}
