import { lines } from "./text";

/** Where a machine says whether something on it wants looking at: 200 or 503, and nothing else. */
export const ALERTS_PATH = "/.well-known/landfall/alerts";

/** Units whose failures a person is told of: `landfall-health` fails when it restarts a service. */
export type AlertingUnit = "landfall-backup.service" | "landfall-health.service";

const STATE = "landfall-alerts";
export const ALERTS_DIRECTORY = `/var/lib/${STATE}`;

/** What a unit that raises or lowers an alert says: systemd makes the directory, readable by nginx, and keeps it. */
export const ALERTING = `StateDirectory=${STATE}`;

/** The file that is there for as long as an alert stands. */
export const alertFile = (unit: AlertingUnit | "%i"): string => `${ALERTS_DIRECTORY}/${unit}`;

/** Says that a unit failed: in the journal, where `journalctl --identifier=landfall-alert` finds it, and to who asks from outside. */
export const ALERT_UNIT = lines(
  "[Unit]",
  "Description=Says that %i failed",
  "",
  "[Service]",
  "Type=oneshot",
  ALERTING,
  // One does not wait for the other: a full disk may refuse either.
  'ExecStart=-/usr/bin/logger --tag landfall-alert --priority daemon.err "%i failed"',
  `ExecStart=/usr/bin/touch ${alertFile("%i")}`,
);

/**
 * In a server block: 503 while an alert of these units stands, for whoever asks from outside and mails people. Everybody may
 * ask, so that nginx's own page is all there is to read.
 */
export const alertsLocation = (units: readonly AlertingUnit[]): string[] => [
  `location = ${ALERTS_PATH} {`,
  "  access_log off;",
  // Takes the place of all headers around it; no browser comes here, and no edge may keep the answer.
  "  add_header Cache-Control no-store always;",
  ...units.flatMap((unit) => [`  if (-f ${alertFile(unit)}) {`, "    return 503;", "  }"]),
  "  return 200;",
  "}",
];
